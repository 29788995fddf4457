internal import SimKit

/// What goes wrong, and how often.
struct FaultOptions {
    /// Share of reads lost on the air.
    var loss = 0.0
    /// Share of time in which a reader's messages are lost on their way, some seconds at a time.
    var bursts = 0.0
    /// Readers that never say anything.
    var deadReaders = 0
    /// Readers that fall silent in the middle.
    var dyingReaders = 0
    /// Dead readers are told offline, where their dialect can.
    var wills = false
    /// Readers' clocks are wrong by up to this many seconds.
    var clockSkewSeconds = 0.0
    /// Share of messages that come twice.
    var duplicates = 0.0
    /// Chance per reader and minute that its messages wait 10 to 60 s and then come at once.
    var lateBatches = 0.0
    /// Share of reads with any power at all.
    var outliers = 0.0
    /// Standard deviation of the fast noise, dB.
    var noiseDB = 3.0
    /// Share of messages with something beside them that is no message.
    var malformed = 0.0
}

/// The state of one reader's line to the broker.
struct ReaderLine {
    var isDead = false
    /// When it falls silent, milliseconds of the simulation; never when it is `.max`.
    var diesAt = Int64.max
    var hasToldDeath = false
    var skewMilliseconds: Int64 = 0
    var boot = ""
    var sequence = 0
    /// Messages are lost until then.
    var burstUntil: Int64 = 0
    /// Messages wait until then.
    var lateUntil: Int64 = 0
    var lastArrival: Int64 = 0
    var lastSent: Int64 = 0

    /// Lines for all readers of a site.
    ///
    /// - Parameter durationMilliseconds: of the whole simulation; dying readers die in its middle half.
    static func make(
        count: Int, faults: FaultOptions, durationMilliseconds: Int64, random: inout SeededRandom
    ) -> [ReaderLine] {
        var lines = Array(repeating: ReaderLine(), count: count)
        for index in lines.indices {
            lines[index].boot = String(0x1000 + random.below(0xefff), radix: 16)
            if faults.clockSkewSeconds > 0 {
                let skew = random.uniform(-faults.clockSkewSeconds...faults.clockSkewSeconds)
                lines[index].skewMilliseconds = Int64((skew * 1000).rounded())
            }
        }
        var order = Array(lines.indices)
        order.shuffle(using: &random)
        for index in order.prefix(faults.deadReaders) { lines[index].isDead = true }
        for index in order.dropFirst(faults.deadReaders).prefix(faults.dyingReaders) {
            lines[index].diesAt = Int64(Double(durationMilliseconds) * random.uniform(0.25...0.75))
        }
        return lines
    }
}
