import Model
import SimKit
import Store
import Testing

@testable import Pipeline

/// A pump that is not heard for a day and more, in order, shuffled and doubled.
@Suite("Silences")
struct SilenceTests {
    private static let start: Int64 = 1_790_000_000_000

    /// A minute of reads each ten hours, the third time after forty hours.
    private func lines() -> [(at: Int64, text: String)] {
        var lines: [(at: Int64, text: String)] = []
        for hour in [0, 10, 50, 60] {
            for second in 0..<60 {
                let at = Self.start + Int64(hour) * 3_600_000 + Int64(second) * 1000
                let text = Instant(milliseconds: at).rfc3339
                lines.append(
                    (
                        at,
                        #"{"topic":"vigie/v1/corridor/observations/r-0-1","qos":1,"retain":0,"#
                            + #""payload":{"tag":"c0ffee000001","at":"\#(text)","rssi":\#(-55 - second % 4)},"tst":"#
                    ))
            }
        }
        return lines
    }

    /// Each message is received in its place in the list, half a second after the newest before it.
    private func capture(_ lines: [(at: Int64, text: String)]) -> String {
        var newest = Int64.min
        return lines.map { line in
            newest = max(newest, line.at)
            return line.text + #""\#(Instant(milliseconds: newest + 500).rfc3339)"}"#
        }.joined(separator: "\n") + "\n"
    }

    private func silences(_ bench: Bench, _ data: String) throws -> [Silence] {
        let reader = try StoreReader(folder: bench.data(data))
        defer { reader.close() }
        let found = try reader.silences(from: .distantPast, to: .distantFuture)
        return found.values.flatMap { $0 }
    }

    @Test("one of more than a day is noted from read to read")
    func noted() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.file("c.ndjson", capture(lines())))
        let found = try silences(bench, "data")
        #expect(found.map(\.from.milliseconds) == [Self.start + 36_000_000 + 59_000])
        #expect(found.map(\.to.milliseconds) == [Self.start + 180_000_000])
    }

    @Test("the same reads shuffled inside the window and doubled leave the same silences", arguments: 1...6)
    func shuffled(seed: UInt64) throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.file("c.ndjson", capture(lines())), "ordered")
        var random = SeededRandom(seed: seed)
        var mixed: [(at: Int64, text: String)] = []
        let all = lines()
        for start in stride(from: 0, to: all.count, by: 6) {
            let block = all[start..<min(all.count, start + 6)]
            mixed += (block + block.filter { _ in random.chance(0.4) }).shuffled(using: &random)
        }
        _ = try bench.replay(try bench.file("m.ndjson", capture(mixed)), "mixed")
        let ordered = try silences(bench, "ordered")
        #expect(ordered.count == 1)
        #expect(try silences(bench, "mixed") == ordered, "seed \(seed)")
    }
}
