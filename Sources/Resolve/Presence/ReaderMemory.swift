/// What readers said of one trackable lately, as far as it tells how wrong the map is where the trackable is.
///
/// The map's error (shadowing, furniture, where in the unit it stands) is the same for all readings of one reader while
/// the trackable stays: a hundred such readings are no hundred proofs. Each reader's error is a first-order process
/// (Gudmundson, Electronics Letters 27(23), 1991), followed by a scalar Kalman filter of which the gains are the same
/// wherever the trackable may be: at a place where the map says `m`, the error's estimate is `sum − share · m`. What a
/// new reading is compared with, `m + sum − share · m`, is thus the map again, for a reading that is moved and
/// stretched: see ``ReadView``. Its cost does not depend on the number of places.
struct ReaderMemory: Sendable {
    /// With more readers than that, those not heard for longest are forgotten.
    static let capacity = 12
    /// What is left of an error after so many of its times is nothing.
    static let timesMax: Float = 4

    struct Entry: Sendable {
        /// Index of the reader; -1 for none.
        var reader: Int32 = -1
        /// Event time of its last reading, milliseconds modulo 2³².
        var at: UInt32 = 0
        /// Readings gone into the estimate, weighted, dB.
        var sum: Float = 0
        /// Sum of their weights, 0…1.
        var share: Float {
            get { Float(shareSteps) * Entry.step }
            set { shareSteps = Entry.steps(newValue) }
        }
        /// Share of the error that lasts in the variance of a reading.
        var lasting: Float {
            get { Float(lastingSteps) * Entry.step }
            set { lastingSteps = Entry.steps(newValue) }
        }
        // Shares in 65,535 steps: twelve entries for each trackable and each of its snapshots, so bytes count.
        var shareSteps: UInt16 = 0
        var lastingSteps: UInt16 = 0

        private static let step: Float = 1 / 65_535
        private static func steps(_ share: Float) -> UInt16 { UInt16(max(0, min(1, share)) * 65_535 + 0.5) }
    }

    private(set) var entries: InlineArray<12, Entry> = .init(repeating: Entry())

    /// The place of a reader's entry, faded to this time; a new one takes the place of the oldest.
    /// - Complexity: O(``capacity``).
    mutating func recall(_ reader: Int32, at: Int64, seconds: Float) -> Int {
        let now = UInt32(truncatingIfNeeded: at)
        var oldest = 0
        var oldestAge = UInt32.min
        for index in 0..<ReaderMemory.capacity {
            if entries[index].reader == reader {
                fade(index, to: now, seconds: seconds)
                return index
            }
            let age = entries[index].reader < 0 ? .max : now &- entries[index].at
            // Of equal age the one of the lower reader goes, wherever it lies.
            if age > oldestAge || (age == oldestAge && entries[index].reader < entries[oldest].reader) {
                oldest = index
                oldestAge = age
            }
        }
        entries[oldest] = Entry(reader: reader, at: now)
        return oldest
    }

    private mutating func fade(_ index: Int, to now: UInt32, seconds: Float) {
        let times = Float(now &- entries[index].at) * 0.001 / seconds
        let kept = times < ReaderMemory.timesMax ? FastMath.exp2(-times * 1.442_695) : 0
        entries[index].sum *= kept
        entries[index].share *= kept
        entries[index].at = now
    }

    /// A reading of `power` as it is compared with the map.
    func view(at index: Int, power: Float) -> ReadView {
        let rest = 1 - entries[index].share
        return ReadView(
            power: (power - entries[index].sum) / rest,
            scale: (1 - entries[index].lasting * entries[index].share) / (rest * rest))
    }

    /// Takes a reading into the estimate.
    /// - Parameter lasting: share of the error that lasts in the variance of a reading, 0…1; nil for what it was.
    mutating func note(at index: Int, power: Float, lasting: Float?) {
        if let lasting { entries[index].lasting = min(ReaderMemory.lastingMax, max(0, lasting)) }
        let part = entries[index].lasting
        let gain = part * (1 - entries[index].share) / (1 - part * entries[index].share)
        entries[index].sum += gain * (power - entries[index].sum)
        entries[index].share += gain * (1 - entries[index].share)
    }

    /// No map is so wrong that a reading says nothing new.
    private static let lastingMax: Float = 0.9

    /// The share of a reader's error that lasts, as it was last; nil for a reader that was not heard.
    func lasting(of reader: Int32) -> Float? {
        for index in 0..<ReaderMemory.capacity where entries[index].reader == reader { return entries[index].lasting }
        return nil
    }

    /// Puts back what was kept of an entry; there must be room.
    mutating func restore(_ entry: Entry) {
        for index in 0..<ReaderMemory.capacity where entries[index].reader < 0 {
            entries[index] = entry
            return
        }
    }
}

/// A reading as it is compared with the map: its power less the tag's offset and less what is known of the map's error.
struct ReadView {
    /// dBm.
    var power: Float
    /// Multiplies the variance of the map.
    var scale: Float
}
