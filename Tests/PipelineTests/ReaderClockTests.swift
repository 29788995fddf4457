import Model
import SimKit
import Testing

@testable import Pipeline

@Suite("Readers with wrong clocks")
struct ReaderClockTests {
    private let start: Int64 = 1_790_000_000_000

    /// Feeds a message each second, sent with a jitter of up to 300 ms; gives the corrected error of the last one.
    private func run(skew: Int64, seconds: Int, seed: UInt64 = 1) -> Int64 {
        var random = SeededRandom(seed: seed)
        var clocks = ReaderClocks(readerCount: 1)
        var error: Int64 = 0
        for second in 0..<seconds {
            let sent = start + Int64(second) * 1000
            let received = Instant(milliseconds: sent + Int64(random.next() % 300))
            let corrected = clocks.correct(Instant(milliseconds: sent + skew), received: received, reader: 0)
            error = corrected.milliseconds - sent
        }
        return error
    }

    @Test(
        "a clock ahead is corrected at once, one behind within a minute",
        arguments: [-3_600_000, -40_000, 5000, 90_000])
    func corrected(skew: Int64) {
        #expect(abs(run(skew: skew, seconds: 70)) <= 600, "\(run(skew: skew, seconds: 70)) ms")
        if skew > 0 { #expect(abs(run(skew: skew, seconds: 2)) <= 600) }
    }

    @Test("a right clock is left alone", arguments: [-900, 0, 900])
    func leftAlone(skew: Int64) {
        #expect(run(skew: skew, seconds: 200) == skew)
    }

    @Test("what was held back and comes at once is late, not a wrong clock")
    func heldBack() {
        var clocks = ReaderClocks(readerCount: 1)
        for second in 0..<60 {
            let at = Instant(milliseconds: start + Int64(second) * 1000)
            #expect(clocks.correct(at, received: at, reader: 0) == at)
        }
        // Five minutes of reads, one a second, received within one second after the outage.
        for second in 60..<360 {
            let at = Instant(milliseconds: start + Int64(second) * 1000)
            let received = Instant(milliseconds: start + 360_000 + Int64(second))
            #expect(clocks.correct(at, received: received, reader: 0) == at)
        }
    }

    @Test("one reader a minute ahead does not silence the others")
    func replay() throws {
        var lines: [String] = []
        for second in 0..<60 {
            let received = Instant(milliseconds: start + Int64(second) * 1000)
            for reader in 0..<6 {
                let at = reader == 5 ? received.advanced(byMilliseconds: 60_000) : received
                lines.append(
                    #"{"tst":"\#(received.rfc3339)","topic":"vigie/v1/corridor/observations/r-0-\#(reader)","#
                        + #""qos":1,"retain":0,"payload":{"tag":"c0ffee000001","at":"\#(at.rfc3339)","#
                        + #""rssi":\#(reader == 1 ? -55 : -78)}}"#)
            }
        }
        let bench = try Bench()
        let result = try bench.replay(try bench.file("c.ndjson", lines.joined(separator: "\n")))
        #expect(result.late == 0 && result.resolved == result.observations)
    }
}
