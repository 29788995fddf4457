/// A seeded random number generator: the same seed gives the same numbers on every machine and in every release of
/// Swift, which `SystemRandomNumberGenerator` does not promise.
///
/// xoshiro256** 1.0, seeded by SplitMix64. Source: D. Blackman and S. Vigna, "Scrambled Linear Pseudorandom Number
/// Generators" (2018), public domain reference code at prng.di.unimi.it. Not for secrets.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64
    private var spare = Double.nan

    /// - Parameter seed: any number, 0 included.
    public init(seed: UInt64) {
        var state = seed
        s0 = SeededRandom.splitMix(&state)
        s1 = SeededRandom.splitMix(&state)
        s2 = SeededRandom.splitMix(&state)
        s3 = SeededRandom.splitMix(&state)
    }

    /// A generator of its own for one part of a simulation, so that a change in one part does not shift the numbers
    /// of another.
    ///
    /// - Parameter stream: the part's number; the same seed and stream give the same numbers.
    public init(seed: UInt64, stream: UInt64) {
        self.init(seed: SeededRandom.mix(seed, stream))
    }

    public mutating func next() -> UInt64 {
        let result = rotate(s1 &* 5, 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = rotate(s3, 45)
        return result
    }

    private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        (value << count) | (value >> (64 - count))
    }

    /// SplitMix64: advances `state` and returns its next output. Source: S. Vigna, public domain, prng.di.unimi.it.
    public static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Two numbers made one by SplitMix64: a stateless hash for values that depend on a place or an index.
    public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        var state = left
        let first = splitMix(&state)
        state = first ^ right
        return splitMix(&state)
    }

    /// Uniform in 0 ..< 1, with 53 bits.
    public mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in a range.
    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    /// Uniform in 0 ..< `count`; `count` must be at least 1.
    public mutating func below(_ count: Int) -> Int {
        precondition(count > 0, "a choice needs at least one candidate")
        // Lemire's multiplication without the rejection step: its bias is below 2^-40 for counts below 2^24.
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// True with a probability; 0 or less is never, 1 or more always.
    public mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && unit() < probability
    }

    /// A standard normal deviate by Marsaglia's polar method (Marsaglia and Bray, 1964).
    public mutating func normal() -> Double {
        if !spare.isNaN {
            let value = spare
            spare = .nan
            return value
        }
        while true {
            let x = 2 * unit() - 1
            let y = 2 * unit() - 1
            let square = x * x + y * y
            guard square > 0, square < 1 else { continue }
            let factor = (-2 * logarithm(square) / square).squareRoot()
            spare = y * factor
            return x * factor
        }
    }

    /// An exponential deviate with this mean, for waits.
    public mutating func exponential(mean: Double) -> Double {
        -mean * logarithm(1 - unit())
    }

    /// How many events of a Poisson process with this mean happened: Knuth's product (1969) below 30, above it the
    /// rounded normal approximation.
    public mutating func poisson(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        guard mean < 30 else { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
        var count = 0
        var sum = exponential(mean: 1)
        while sum < mean {
            count += 1
            sum += exponential(mean: 1)
        }
        return count
    }

    /// One element of a collection that is not empty.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
