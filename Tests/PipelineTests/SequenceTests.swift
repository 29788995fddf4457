import Model
import SimKit
import Testing

@testable import Pipeline

@Suite("Messages that are counted by their reader")
struct SequenceTests {
    private func judge(_ tracker: inout SequenceTracker, _ sequence: Int64, boot: String = "b") -> Bool {
        var reader = "r"
        var boot = boot
        return reader.withUTF8 { reader in
            boot.withUTF8 { boot in
                tracker.judge(
                    reader: reader, boot: boot, sequence: sequence, at: Instant(milliseconds: sequence)) == .new
            }
        }
    }

    @Test("each number is new once, whatever the order; gaps are exactly what never came", arguments: 1...20)
    func againstSet(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var tracker = SequenceTracker()
        var seen: Set<Int64> = []
        for _ in 0..<600 {
            let sequence = Int64(random.next() % 300)
            let isNew = judge(&tracker, sequence)
            #expect(isNew == !seen.contains(sequence), "seed \(seed), number \(sequence)")
            seen.insert(sequence)
        }
        let record = try #require(tracker.takeDirty().first)
        let missing = (record.lowest...record.highWater).filter { !seen.contains($0) }
        #expect(record.gaps.flatMap { Array($0) } == missing)
        #expect(record.highWater == seen.max())
        #expect(record.lowest == seen.min())
    }

    @Test("a new boot counts anew, and many boots do not fill the memory")
    func boots() {
        var tracker = SequenceTracker()
        for boot in 0..<100 {
            #expect(judge(&tracker, 5, boot: "b\(boot)"))
            #expect(!judge(&tracker, 5, boot: "b\(boot)"))
        }
        #expect(!judge(&tracker, 5, boot: "b99"))
    }

    @Test("without a boot, a count that starts again is not taken for repetitions")
    func restartWithoutBoot() {
        var tracker = SequenceTracker()
        func judge(_ sequence: Int64, at seconds: Int64, device: Bool) -> Bool {
            var reader = "r"
            let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            return reader.withUTF8 {
                tracker.judge(
                    reader: $0, boot: none, sequence: sequence, at: Instant(milliseconds: seconds * 1000),
                    isDeviceTime: device) == .new
            }
        }
        for number in 1...300 { #expect(judge(Int64(number), at: Int64(number), device: true)) }
        #expect(!judge(299, at: 299, device: true))
        #expect(judge(1, at: 400, device: true))
        #expect(judge(2, at: 401, device: true))
        #expect(!judge(2, at: 401, device: true))
        for number in 3...300 { #expect(judge(Int64(number), at: 402, device: false)) }
        #expect(!judge(290, at: 500, device: false))
        #expect(judge(5, at: 500, device: false))
    }

    @Test("gaps are bounded: the oldest are merged")
    func bounded() throws {
        var tracker = SequenceTracker()
        for number in 0..<3000 { _ = judge(&tracker, Int64(number) * 2) }
        let record = try #require(tracker.takeDirty().first)
        #expect(record.gaps.count == SequenceTracker.gapsMax)
        #expect(record.gaps.first?.lowerBound == 1)
    }

    @Test("a restored count goes on")
    func restored() {
        var tracker = SequenceTracker()
        tracker.restore(
            SequenceRecord(
                reader: ReaderID("r"), boot: "b", highWater: 10, duplicates: 0, lastAt: Instant(milliseconds: 0),
                gaps: [4...5]))
        #expect(!judge(&tracker, 9))
        #expect(judge(&tracker, 4))
        #expect(!judge(&tracker, 4))
        #expect(judge(&tracker, 11))
    }

    @Test("the high-water mark is told once a second per reader, and never for a name that breaks a topic")
    func highWater() {
        var board = HighWaterBoard(site: SiteID("s"))
        func record(_ reader: String, _ mark: Int64) -> SequenceRecord {
            SequenceRecord(
                reader: ReaderID(reader), boot: "b", highWater: mark, duplicates: 0, lastAt: Instant(milliseconds: 0),
                gaps: [])
        }
        board.note([record("r1", 1), record("a/b", 1), record("+", 1)])
        let first = board.due(1000)
        #expect(first.map(\.topic) == ["vigie/v1/s/highwater/r1"])
        board.note([record("r1", 2)])
        #expect(board.due(1500).isEmpty)
        #expect(board.due(2000).count == 1)
        #expect(board.isEmpty)
    }
}
