import ArgumentParser
import Model
import SimKit
import SiteMap
import Store

/// `vigie locate` as a whole process on a large database.
struct LocateBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locate", abstract: "Milliseconds of one `vigie locate`, with 100,000 tags and ten million stays.")

    @Option(help: "Trackables.")
    var tags = 100_000

    @Option(help: "Stays of each.")
    var stays = 100

    @Option(help: "Questions asked.")
    var runs = 41

    @Option(help: "Folder of the database; it is kept and used again. Default: a temporary one.")
    var data: String?

    func run() throws {
        let folder = try data ?? TemporaryFolder.make("vigie-bench-locate")
        defer { if data == nil { TemporaryFolder.remove(folder) } }
        if !DataFolder(path: folder).hasDatabase { try build(DataFolder(path: folder)) }
        let questions: [(String, [String])] = [
            ("locate ID", ["P-54321"]), ("locate NAME", ["Pump 777"]), ("locate ID --at", ["P-54321", "--at", "-2h"]),
            ("locate KIND -n 5", ["equipment", "-n", "5"]),
        ]
        for (name, arguments) in questions {
            var times: [Double] = []
            for _ in 0..<runs {
                let figures = try ProcessFigures.run(
                    Beside.program("vigie"), ["locate"] + arguments + ["--data", folder, "--json"])
                guard figures.exitCode == 0 else {
                    throw VigieError(.unavailable, "\(name) ended with \(figures.exitCode)", place: folder)
                }
                times.append(figures.wallSeconds * 1000)
            }
            times.sort()
            print(
                "\(name): median \(times[runs / 2].text(1)) ms, best \(times[0].text(1)) ms, "
                    + "worst \(times[runs - 1].text(1)) ms of \(runs)")
        }
    }

    private func build(_ folder: DataFolder) throws {
        let files = CorridorSite(rooms: 100, levels: 5).files.map { ($0.name, Array($0.text.utf8)) }
        let map = try SiteMap.load(files: files).0
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        let keys = try store.replaceSite(map.records(version: "bench"))
        let rows = (0..<tags).map { number in
            RegistryRow(
                tag: TagID("tag-\(number)"), trackable: TrackableID("P-\(number)"), kind: .equipment,
                name: "Pump \(number)", category: "infusion pump")
        }
        let begun = Instant(milliseconds: 1_760_000_000_000)
        _ = try store.importRegistry(rows, at: begun)
        let bindings = try store.bindings()
        var derivations = Derivations()
        var random = SeededRandom(seed: 4)
        for (index, binding) in bindings.enumerated() {
            add(binding, begun: begun, keys: keys, random: &random, to: &derivations)
            if index % 2000 == 1999 || index == bindings.count - 1 {
                _ = try store.commit(appending: nil, derivations)
                derivations.removeAll()
            }
        }
        try store.setClock(.capture)
        try store.close()
        print("built \(tags) trackables with \(tags * stays) stays")
    }

    private func add(
        _ binding: TagBinding, begun: Instant, keys: [UnitKey], random: inout SeededRandom,
        to derivations: inout Derivations
    ) {
        var history: [StayRecord] = []
        for number in 0..<stays {
            let from = begun.advanced(byMilliseconds: Int64(number) * 600_000 + Int64(binding.track.rawValue % 1000))
            let isLast = number == stays - 1
            history.append(
                StayRecord(
                    track: binding.track, unit: keys[Int(random.next() % UInt64(keys.count))], from: from,
                    to: isLast ? nil : from.advanced(byMilliseconds: 600_000), confidence: 0.9))
        }
        guard let last = history.last else { return }
        derivations.stays.append(StayRewrite(track: binding.track, from: history[0].from, stays: history))
        var record = TrackRecord(
            track: binding.track, observedAt: last.from.advanced(byMilliseconds: 300_000), since: last.from)
        record.tagKey = binding.tagKey
        record.unit = last.unit
        record.confirmedUnit = last.unit
        record.confidence = 0.9
        let start = derivations.bytes.count
        derivations.bytes.append(contentsOf: repeatElement(7, count: 200))
        record.filter = ByteRange(offset: start, count: 200)
        derivations.tracks.append(record)
        derivations.dataUntil = max(derivations.dataUntil, record.observedAt)
    }
}
