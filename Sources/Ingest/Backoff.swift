/// Waits between attempts: exponential with full jitter, so that many clients of one broker don't come back together.
///
/// The n-th wait is drawn evenly from `0 … min(maximum, initial · 2ⁿ)`. Deterministic for a seed.
public struct Backoff: Sendable {
    /// The bounds of the waits.
    public struct Settings: Hashable, Sendable {
        /// Upper bound of the first wait; default 500 ms.
        public var initialMilliseconds: Int
        /// Upper bound of every wait; default 30 s.
        public var maximumMilliseconds: Int

        public init(initialMilliseconds: Int = 500, maximumMilliseconds: Int = 30_000) {
            self.initialMilliseconds = max(1, initialMilliseconds)
            self.maximumMilliseconds = max(self.initialMilliseconds, maximumMilliseconds)
        }
    }

    private let settings: Settings
    private var attempts = 0
    private var state: UInt64

    public init(_ settings: Settings = Settings(), seed: UInt64) {
        self.settings = settings
        self.state = seed
    }

    /// The upper bound of the next wait, in milliseconds.
    public var ceilingMilliseconds: Int {
        let doubled = attempts < 32 ? settings.initialMilliseconds.multipliedReportingOverflow(by: 1 << attempts) : nil
        guard let doubled, !doubled.overflow else { return settings.maximumMilliseconds }
        return min(doubled.partialValue, settings.maximumMilliseconds)
    }

    /// Draws the next wait, in milliseconds, and raises the bound of the one after it.
    public mutating func next() -> Int {
        let ceiling = ceilingMilliseconds
        attempts += 1
        return Int(random() % UInt64(ceiling + 1))
    }

    /// After a success: the next wait is short again.
    public mutating func reset() { attempts = 0 }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
