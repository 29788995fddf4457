import SimKit
import Testing

@Suite struct RandomTests {
    @Test func theFirstNumbersOfSplitMixAreThePublishedOnes() {
        // Reference output of splitmix64.c for the state 1234567.
        var state: UInt64 = 1_234_567
        #expect(SeededRandom.splitMix(&state) == 6_457_827_717_110_365_317)
        #expect(SeededRandom.splitMix(&state) == 3_203_168_211_198_807_973)
        #expect(SeededRandom.splitMix(&state) == 9_817_491_932_198_370_423)
    }

    @Test func sameSeedSameNumbersAndAnotherStreamOthers() {
        var first = SeededRandom(seed: 7, stream: 1)
        var second = SeededRandom(seed: 7, stream: 1)
        var third = SeededRandom(seed: 7, stream: 2)
        let numbers = (0..<50).map { _ in first.next() }
        #expect(numbers == (0..<50).map { _ in second.next() })
        #expect(numbers != (0..<50).map { _ in third.next() })
    }

    @Test func meansAndSpreadsAreWhatTheyAreCalled() {
        var random = SeededRandom(seed: 3)
        let count = 20_000
        let normals = (0..<count).map { _ in random.normal() }
        let mean = normals.reduce(0, +) / Double(count)
        let variance = normals.reduce(0) { $0 + $1 * $1 } / Double(count) - mean * mean
        #expect(abs(mean) < 0.03)
        #expect(abs(variance - 1) < 0.05)
        for expected in [0.3, 4, 80] {
            let sum = (0..<count).reduce(0) { sum, _ in sum + random.poisson(mean: expected) }
            let found = Double(sum) / Double(count)
            #expect(abs(found - expected) < 5 * (expected / Double(count)).squareRoot() + 0.01, "mean \(expected)")
        }
        let waits = (0..<count).reduce(0.0) { sum, _ in sum + random.exponential(mean: 5) } / Double(count)
        #expect(abs(waits - 5) < 0.2)
    }

    @Test func choicesStayInTheirRange() {
        var random = SeededRandom(seed: 9)
        var seen = Set<Int>()
        for _ in 0..<1000 { seen.insert(random.below(7)) }
        #expect(seen == Set(0..<7))
        let never = random.chance(0)
        let always = random.chance(1)
        let none = random.poisson(mean: 0)
        #expect(!never)
        #expect(always)
        #expect(none == 0)
    }
}
