import Ingest
import Testing

@Suite("Back-off")
struct BackoffTests {
    @Test("waits lie between zero and a bound that doubles up to the maximum", arguments: [1, 42, 9_999] as [UInt64])
    func bounds(seed: UInt64) {
        var backoff = Backoff(.init(initialMilliseconds: 500, maximumMilliseconds: 30_000), seed: seed)
        var bound = 500
        for _ in 0..<100 {
            #expect(backoff.ceilingMilliseconds == bound)
            let wait = backoff.next()
            #expect((0...bound).contains(wait), "seed \(seed)")
            bound = min(30_000, bound * 2)
        }
    }

    @Test("waits fill the whole range: full jitter")
    func fullJitter() {
        var backoff = Backoff(.init(initialMilliseconds: 1_000, maximumMilliseconds: 1_000), seed: 7)
        let waits = (0..<2_000).map { _ in backoff.next() }
        #expect(waits.contains { $0 < 50 })
        #expect(waits.contains { $0 > 950 })
        let mean = waits.reduce(0, +) / waits.count
        #expect((450...550).contains(mean))
    }

    @Test("a seed gives the same waits, another one gives others")
    func seeded() {
        func waits(_ seed: UInt64) -> [Int] {
            var backoff = Backoff(seed: seed)
            return (0..<20).map { _ in backoff.next() }
        }
        #expect(waits(3) == waits(3))
        #expect(waits(3) != waits(4))
    }

    @Test("after a success the wait is short again")
    func reset() {
        var backoff = Backoff(seed: 1)
        for _ in 0..<10 { _ = backoff.next() }
        #expect(backoff.ceilingMilliseconds == 30_000)
        backoff.reset()
        #expect(backoff.ceilingMilliseconds == 500)
    }

    @Test("a bound near the largest number does not overflow")
    func overflow() {
        var backoff = Backoff(.init(initialMilliseconds: .max / 3, maximumMilliseconds: .max - 1), seed: 1)
        for _ in 0..<80 { #expect(backoff.next() >= 0) }
    }
}
