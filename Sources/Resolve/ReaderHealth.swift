public import Model
import SiteMap

/// What is known of the readers' own well-being, by index of the site map.
///
/// A silent reader is unknown, never "not heard": it only makes the units that it covers undecidable.
public struct ReaderHealth: Sendable {
    /// One reader's figures since the database began.
    public struct Entry: Sendable {
        public var status = ReaderRecord.Status.never
        /// Newest receive time of anything it sent.
        public var lastHeard: Instant?
        public var observations = 0
        public var rejections = 0
        public var unknownTags = 0
        /// Device clock minus receive time, smoothed, in milliseconds; NaN while unknown.
        public var clockSkewMilliseconds = Double.nan
        /// Smoothed gap between its messages, in milliseconds.
        var gapMilliseconds: Float = 0
        var isDirty = false
    }

    public private(set) var entries: [Entry]
    private let cadenceMilliseconds: [Float]
    private let silentMilliseconds: Float
    private let graceMilliseconds: Int64
    /// When the line began to run: readers never heard count as down only a grace later.
    private var begun: Instant?
    private(set) var dirty: [Int32] = []

    init(map: SiteMap, parameters: ResolveParameters) {
        entries = Array(repeating: Entry(), count: map.readers.count)
        cadenceMilliseconds = map.readers.map { Float($0.cadenceSeconds * 1000) }
        silentMilliseconds = Float(parameters.silentMilliseconds)
        graceMilliseconds = parameters.neverHeardGraceMilliseconds
    }

    /// Takes over what the database knew.
    mutating func restore(_ index: Int, _ entry: Entry) {
        entries[index] = entry
    }

    private mutating func touch(_ index: Int) {
        guard !entries[index].isDirty else { return }
        entries[index].isDirty = true
        dirty.append(Int32(index))
    }

    /// Anything that a reader sent. Returns whether it came back to life.
    mutating func heard(_ index: Int, at received: Instant) -> Bool {
        if let last = entries[index].lastHeard {
            let gap = Float(received.milliseconds - last.milliseconds)
            if gap > 0, gap < 10 * silentMilliseconds {
                entries[index].gapMilliseconds += (gap - entries[index].gapMilliseconds) * 0.05
            }
        }
        entries[index].lastHeard = max(received, entries[index].lastHeard ?? received)
        touch(index)
        guard entries[index].status != .online else { return false }
        entries[index].status = .online
        return true
    }

    /// It said, or its last will did, that it is gone. Returns whether that is news.
    mutating func wentOffline(_ index: Int, at received: Instant) -> Bool {
        guard entries[index].status != .offline else { return false }
        entries[index].status = .offline
        touch(index)
        return true
    }

    mutating func count(_ index: Int, observations: Int = 0, rejections: Int = 0, unknownTags: Int = 0) {
        entries[index].observations += observations
        entries[index].rejections += rejections
        entries[index].unknownTags += unknownTags
        touch(index)
    }

    /// A difference of more than this is another clock setting, not jitter to be smoothed.
    private static let clockStepMilliseconds = 1000.0

    mutating func sawClock(_ index: Int, skewMilliseconds: Double) {
        let known = entries[index].clockSkewMilliseconds
        entries[index].clockSkewMilliseconds =
            known.isNaN || abs(skewMilliseconds - known) > ReaderHealth.clockStepMilliseconds
            ? skewMilliseconds : known + (skewMilliseconds - known) * 0.05
    }

    /// Lets time pass: readers that were not heard for too long become silent. Returns whether any changed.
    /// - Complexity: O(readers).
    mutating func tick(_ now: Instant) -> Bool {
        if begun == nil { begun = now }
        var hasChanged = false
        for index in entries.indices where entries[index].status == .online {
            guard let last = entries[index].lastHeard else { continue }
            let allowed = max(silentMilliseconds, 5 * cadenceMilliseconds[index], 4 * entries[index].gapMilliseconds)
            guard Float(now.milliseconds - last.milliseconds) > allowed else { continue }
            entries[index].status = .silent
            touch(index)
            hasChanged = true
        }
        return hasChanged
    }

    /// Whether a reader cannot be relied on at this time.
    func isDown(_ index: Int, now: Instant) -> Bool {
        switch entries[index].status {
        case .online: false
        case .silent, .offline: true
        case .never: begun.map { now.milliseconds - $0.milliseconds > graceMilliseconds } ?? false
        }
    }

    /// Whether the grace for readers never heard ends between two instants.
    func graceEnds(after earlier: Instant, upTo now: Instant) -> Bool {
        guard let begun else { return false }
        let end = begun.milliseconds + graceMilliseconds
        return earlier.milliseconds <= end && now.milliseconds > end
    }

    mutating func takeDirty() -> [Int32] {
        for index in dirty { entries[Int(index)].isDirty = false }
        defer { dirty.removeAll(keepingCapacity: true) }
        return dirty.sorted()
    }
}
