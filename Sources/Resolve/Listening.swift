import Model

/// In which seconds each reader was heard by way of anything, by event time: its silence about a tag says something
/// only while it listens.
///
/// Whether a reader listened when a reading was made is judged over a span that ends ``settledSeconds`` before it:
/// what may still come out of order lies later, so that the answer is the same in whatever order messages came. A
/// reader that died is thus believed to listen for up to ``spanSeconds`` more.
struct Listening: Sendable {
    /// Seconds that may still change; the rewind window, and the second that it begins in.
    static let settledSeconds = Limits.rewindMilliseconds / 1000 + 1
    /// The span begins so many seconds before a reading: long enough for heartbeats every ten seconds.
    static let spanSeconds: Int64 = 25

    /// One reader's last 64 seconds.
    private struct Ring: Sendable {
        /// Seconds since the epoch; bit 0 stands for this one, higher bits for those before.
        var newest = Int64.min
        var seconds: UInt64 = 0
        /// For which second ``near`` holds.
        var nearSecond = Int64.min
        /// Of the readers near it, in the order of ``QuietMap/near``, those that listened.
        var near: UInt64 = 0

        func isHeard(from: Int64, through: Int64) -> Bool {
            let first = newest &- through
            let last = newest &- from
            guard seconds != 0, last >= 0, first < 64 else { return false }
            let low = UInt64(max(0, first))
            let high = UInt64(min(63, last))
            return seconds >> low & (UInt64.max >> (63 &- (high &- low))) != 0
        }
    }

    private var rings: [Ring]
    private var newest = Int64.min

    init(readerCount: Int) { rings = Array(repeating: Ring(), count: readerCount) }

    /// A reader was heard.
    ///
    /// - Parameter at: event time; what comes later than the window is not noted.
    mutating func note(_ reader: Int, at: Instant) {
        let second = at.milliseconds / 1000
        if second > newest { newest = second }
        guard second > newest &- Listening.settledSeconds else { return }
        let ahead = rings[reader].newest == .min ? 64 : second - rings[reader].newest
        if ahead > 0 {
            rings[reader].seconds = ahead < 64 ? rings[reader].seconds << UInt64(ahead) | 1 : 1
            rings[reader].newest = second
        } else if ahead > -64 {
            rings[reader].seconds |= 1 << UInt64(-ahead)
        }
    }

    /// Of the readers near one, in the order of ``QuietMap/near``, those that listened at an event time.
    ///
    /// - Complexity: O(1), and O(readers near) once a second and reader.
    mutating func near(_ reader: Int, at: Int64, _ quiet: QuietMap) -> UInt64 {
        let second = at / 1000
        guard rings[reader].nearSecond != second else { return rings[reader].near }
        var mask: UInt64 = 0
        for (place, other) in quiet.near[reader].enumerated() {
            let isHeard = rings[Int(other)].isHeard(
                from: second - Listening.spanSeconds, through: second - Listening.settledSeconds)
            if isHeard { mask |= 1 << UInt64(place) }
        }
        rings[reader].nearSecond = second
        rings[reader].near = mask
        return mask
    }

    // MARK: Rest

    /// A reader's seconds as they are stored; nil when it was never heard.
    func stored(_ reader: Int) -> ReaderRecord.Listened? {
        guard rings[reader].newest != .min else { return nil }
        return ReaderRecord.Listened(second: rings[reader].newest, seconds: rings[reader].seconds)
    }

    /// Takes a reader's seconds over from the database.
    mutating func restore(_ reader: Int, newest: Int64, seconds: UInt64) {
        rings[reader].newest = newest
        rings[reader].seconds = seconds
        self.newest = max(self.newest, newest)
    }
}
