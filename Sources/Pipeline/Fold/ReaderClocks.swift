import Model

/// Learns how far each reader's clock is off, and brings its times back to ours, so that one wrong clock neither
/// silences its reader (all its reads would be late) nor the others (all of theirs would).
///
/// From device time minus receive time of its messages. A clock that runs ahead shows at once: nothing is observed
/// after it was received. A clock that lags looks like a delay; it counts as a wrong clock only when the delay stays
/// the same for half a minute: what a gateway held back and sends at once has all ages.
struct ReaderClocks: Sendable {
    fileprivate struct Clock: Sendable {
        /// Applied to device times, milliseconds; positive when the clock runs ahead.
        var offset: Int64 = 0
        var windowStart: Int64 = .min
        var count = 0
        var least: Int64 = .max
        var most: Int64 = .min
    }

    /// Smaller offsets are network and scheduling, not clocks.
    fileprivate static let offsetMin: Int64 = 1500
    fileprivate static let windowMilliseconds: Int64 = 30_000
    fileprivate static let windowMessagesMin = 20
    /// Delays of one wrong clock differ by no more than this.
    fileprivate static let spreadMax: Int64 = 2000

    private var clocks: [Clock]

    init(readerCount: Int) {
        clocks = Array(repeating: Clock(), count: readerCount)
    }

    /// Takes an offset over from the database.
    mutating func restore(_ reader: Int, offsetMilliseconds: Int) {
        guard abs(Int64(offsetMilliseconds)) >= ReaderClocks.offsetMin else { return }
        clocks[reader].offset = Int64(offsetMilliseconds)
    }

    /// A device time in our time; also learns from it.
    mutating func correct(_ device: Instant, received: Instant, reader: Int) -> Instant {
        let difference = device.milliseconds - received.milliseconds
        clocks[reader].learn(difference, received: received.milliseconds)
        let offset = clocks[reader].offset
        guard offset != 0 else { return device }
        return min(received, device.advanced(byMilliseconds: -offset))
    }

    /// How far a reader's clock is off, in milliseconds, as one message shows it: the offset that was learned, else the
    /// message's own difference; nil when that is a delay and says nothing about the clock.
    func skew(_ reader: Int, device: Instant, received: Instant) -> Double? {
        let difference = device.milliseconds - received.milliseconds
        if clocks[reader].offset != 0 { return Double(clocks[reader].offset) }
        return abs(difference) < ReaderClocks.offsetMin ? Double(difference) : nil
    }
}

extension ReaderClocks.Clock {
    fileprivate mutating func learn(_ difference: Int64, received: Int64) {
        if difference >= ReaderClocks.offsetMin, difference > offset { offset = difference }
        if windowStart == .min { windowStart = received }
        count += 1
        least = min(least, difference)
        most = max(most, difference)
        guard received - windowStart >= ReaderClocks.windowMilliseconds, count >= ReaderClocks.windowMessagesMin else {
            return
        }
        if most >= ReaderClocks.offsetMin {
            offset = most
        } else if most <= -ReaderClocks.offsetMin, most - least <= ReaderClocks.spreadMax {
            offset = most
        } else if most > -ReaderClocks.offsetMin {
            offset = 0
        }
        windowStart = received
        count = 0
        least = .max
        most = .min
    }
}
