import Logging
import Model
import SimKit
import Store

@testable import Pipeline

/// A data folder, a corridor site and a registry of a few tags, gone at the end of the test.
final class Bench {
    let folder: String
    let site: String
    let tags: String

    init(rooms: Int = 6, levels: Int = 1) throws {
        folder = try TemporaryFolder.make("vigie-pipeline")
        site = folder + "/site"
        tags = folder + "/tags.csv"
        try TemporaryFolder.makeFolder(site)
        try CorridorSite(rooms: rooms, levels: levels).write(to: site)
        try TemporaryFolder.write(
            """
            tag,trackable,kind,name,category
            c0ffee000001,P-1,equipment,Pump 1,infusion pump
            c0ffee000002,P-2,equipment,Pump 2,infusion pump
            c0ffee000003,PAT-3,patient,,
            """, to: tags)
    }

    deinit { TemporaryFolder.remove(folder) }

    func data(_ name: String = "data") -> DataFolder { DataFolder(path: folder + "/" + name) }

    func file(_ name: String, _ text: String) throws -> String {
        try TemporaryFolder.write(text, to: folder + "/" + name)
        return folder + "/" + name
    }

    /// Replays a capture over the site and the registry.
    func replay(
        _ capture: String, _ data: String = "data", change: (inout Replay.Options) -> Void = { _ in }
    ) throws -> Replay.Result {
        var options = Replay.Options(capture: capture)
        options.site = site
        options.tags = tags
        change(&options)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try Replay.run(options, folder: self.data(data), logger: logger) { _, _ in }
    }

    /// A capture of seeded reads: each tag stays some seconds in one room, then goes on.
    func capture(_ name: String, seconds: Int = 60, seed: UInt64 = 1) throws -> String {
        var random = SeededRandom(seed: seed)
        var lines: [String] = []
        var sequences = [Int](repeating: 0, count: 6)
        for second in 0..<seconds {
            let at = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000).rfc3339
            for tag in 1...3 {
                let room = (second / 20 + tag) % 6
                for reader in 0..<6 {
                    sequences[reader] += 1
                    let power = (reader == room ? -55 : -75) - Int(random.next() % 8)
                    lines.append(
                        #"{"tst":"\#(at)","topic":"vigie/v1/corridor/observations/r-0-\#(reader)","qos":1,"retain":0,"#
                            + #""payload":{"tag":"c0ffee00000\#(tag)","at":"\#(at)","rssi":\#(power),"#
                            + #""seq":\#(sequences[reader]),"boot":"b"}}"#)
                }
            }
        }
        return try file(name, lines.joined(separator: "\n") + "\n")
    }
}
