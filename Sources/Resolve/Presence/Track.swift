import Model

/// A confirmed change of unit that a rewind may still undo.
struct StayChange: Sendable {
    var unit: Int32
    var from: Int64
    /// Event time of the read that decided it.
    var decidedAt: Int64
    /// At the decision; when the next stay begins, the mean over the stay.
    var confidence: Float

    func isSame(as other: StayChange) -> Bool {
        unit == other.unit && from == other.from && decidedAt == other.decidedAt && confidence == other.confidence
    }
}

/// One trackable: its filter now, what is needed to rewind it, and the end of its history that is not settled yet.
///
/// Reads are put at their place by event time when they come, and folded when the answer is asked for or a dozen
/// wait: where reads come out of order, one rewind then serves many of them, and a state is fetched from memory once
/// for several reads. What comes out is the same as if each were folded at once.
///
/// Snapshots of the filter, one per ``snapshotReads`` reads, and the reads since the first one: a read that comes out
/// of order within the window restores the snapshot before it and folds again, so that a shuffle inside the window
/// ends the same. The first snapshot lies before the window, so that there always is one to go back to.
struct Track: Sendable {
    var key: TrackKey
    var kind: TrackableKind
    var tagKey: Int32 = -1
    /// How many of ``reads`` are folded into ``now``; the rest waits for ``settle(with:)``.
    var foldedCount = 0
    /// Whether ``now`` has folded reads beyond ``foldedCount``, out of order: it has to be rewound.
    var isStale = false
    /// Event time of the newest read, folded or not; `.min` before the first.
    var newest = Int64.min
    /// In rising order of time; each has folded all reads up to its time, that one included.
    var snapshots: [FilterState] = []
    var readsSinceSnapshot = 0
    /// Reads for which snapshots are taken more often, since one came out of order.
    var disorder = 0
    /// Reads after the first snapshot's time minus ``hearingMilliseconds``, in the order of ``Read/precedes(_:)``.
    var reads: [Read] = []
    var changes: [StayChange] = []
    var batteryPercent: Float = .nan
    var temperatureCelsius: Float = .nan
    var latitude = Double.nan
    var longitude = Double.nan
    /// Newest event time told so far by a retained message only.
    var isRetainedOnly = false
    var hasFutureClock = false
    /// Waits in the resolver's list of what to write.
    var isMarked = false
    /// Told as `cannotTell` last time.
    var wasDark = false
    var hasNewStays = false
    /// How many of ``changes`` are told and stand; they are not written again, so that a correction of them lasts.
    var toldChanges = 0
    /// The earliest start of a stay that was told and undone since; `.max` when there is none.
    var undoneFrom = Int64.max
    /// Whether rules need the position after each read, and those positions.
    var isTrailed = false
    var trail: [TrailPoint] = []
    // Last, as it is large: what every read touches lies together before it.
    var now = FilterState()

    init(key: TrackKey, kind: TrackableKind) {
        self.key = key
        self.kind = kind
    }

    /// How a read fits in.
    enum Outcome: Sendable {
        case inOrder, rewound, repeated, late
    }
}

extension Track {
    /// Between two snapshots; a rewind folds at most so many reads more than its depth.
    static let snapshotReads = 16
    /// The same for the last three snapshots of a trackable whose reads come out of order: then a rewind is the rule
    /// and must be short. The others pay neither time nor memory for it.
    static let snapshotReadsInDisorder = 3
    /// Reads without a rewind after which a trackable counts as orderly again.
    static let disorderReads = 64

    /// Of one reader's readings the first in each such span of event time (counted from the epoch, so that it is the
    /// same in whatever order they come) is kept; more than four a second cost much and say little.
    static let paceMilliseconds: Int64 = 250
    /// Readers that heard it within this time count as hearing it now.
    static let hearingMilliseconds: Int64 = 3000
    /// Reads that may wait to be folded; the more, the fewer rewinds and the more memory.
    static let waitingReadsMax = 24
    /// Of those, the newest ones stay unfolded when too many wait: a straggler then finds its place before them.
    static let heldBackReads = 8

    /// The time up to which nothing can change any more.
    var settledUntil: Int64 { snapshots.first?.time ?? .min }

    /// Takes a read in: at its place by event time when it is inside the window.
    ///
    /// - Returns: `.late` when it is older than the window: nothing changed, history may have to be corrected.
    /// - Complexity: O(1) in order, O(depth) out of order, and a ``settle(with:)`` for each ``waitingReadsMax`` reads.
    mutating func fold(_ read: Read, with filter: inout UnitFilter) -> Outcome {
        if newest != .min, read.at < newest - filter.rewindMilliseconds { return .late }
        let place = insertionPlace(of: read)
        if place > 0, reads[place - 1].isSame(as: read) { return .repeated }
        let isInOrder = place == reads.count
        newest = max(newest, read.at)
        if !filter.model.isDecisive(read) {
            if isPaced(read, at: place) { return isInOrder ? .inOrder : .rewound }
            if !isInOrder { takePlace(of: read, at: place) }
        }
        if isInOrder { reads.append(read) } else { reads.insert(read, at: place) }
        if place < foldedCount {
            foldedCount = place
            isStale = true
        }
        if reads.count - foldedCount > Track.waitingReadsMax, filter.rewindMilliseconds == Limits.rewindMilliseconds {
            settle(upTo: reads.count - Track.heldBackReads, with: &filter)
        }
        return isInOrder ? .inOrder : .rewound
    }

    /// Folds what waits, so that ``now`` and ``changes`` hold all reads.
    /// - Complexity: one step per waiting read; after a read out of order, as many as there are since the snapshot.
    mutating func settle(with filter: inout UnitFilter) {
        guard isStale || foldedCount < reads.count else { return }
        settle(upTo: reads.count, with: &filter)
    }

    private mutating func settle(upTo end: Int, with filter: inout UnitFilter) {
        let undone = isStale ? rewind() : []
        isStale = false
        let first = changes.count
        while foldedCount < end {
            advance(foldedCount, with: &filter)
            foldedCount += 1
        }
        if !undone.isEmpty { compare(undone, from: first) }
        if filter.rewindMilliseconds == Limits.rewindMilliseconds { prune() }
    }

    /// Whether an earlier reading of the same reader stands for this one: it counts as heard, and tells nothing new.
    private func isPaced(_ read: Read, at place: Int) -> Bool {
        let begun = Track.paceStart(of: read.at)
        var index = place - 1
        while index >= 0, reads[index].at >= begun {
            if reads[index].reader == read.reader { return true }
            index -= 1
        }
        return false
    }

    /// Takes out the later reading for which this one, that came out of order, stands now.
    private mutating func takePlace(of read: Read, at place: Int) {
        let end = Track.paceStart(of: read.at) + Track.paceMilliseconds
        var index = place
        while index < reads.count, reads[index].at < end {
            if reads[index].reader == read.reader {
                reads.remove(at: index)
                if index < foldedCount {
                    foldedCount = place
                    isStale = true
                }
                return
            }
            index += 1
        }
    }

    private static func paceStart(of at: Int64) -> Int64 { at - at % paceMilliseconds }

    /// Where the read belongs among those kept; after an equal one.
    private func insertionPlace(of read: Read) -> Int {
        var place = reads.count
        while place > 0, read.precedes(reads[place - 1]) { place -= 1 }
        return place
    }

    mutating func advance(_ place: Int, with filter: inout UnitFilter) {
        let read = reads[place]
        // A snapshot is taken between two instants, never between reads of one.
        let spacing = disorder > 0 ? Track.snapshotReadsInDisorder : Track.snapshotReads
        if readsSinceSnapshot >= spacing, read.at > now.time {
            thinSnapshots()
            snapshots.append(now)
            readsSinceSnapshot = 0
        }
        readsSinceSnapshot += 1
        if disorder > 0 { disorder -= 1 }
        let before = now.confirmed
        let confidence = now.meanConfidence
        filter.step(
            &now, read, sinceSameReader: sinceSameReader(place), isWellHeard: isWellHeard(place), kind: kind)
        if isTrailed { trail.append(filter.trailPoint(now, read)) }
        guard now.confirmed != before else { return }
        if !changes.isEmpty { changes[changes.count - 1].confidence = confidence }
        changes.append(
            StayChange(
                unit: now.confirmed, from: now.confirmedSince, decidedAt: now.decidedAt,
                confidence: now.believed.isEmpty ? 0 : now.believed.weight(0)))
        hasNewStays = true
    }

    /// Leaves out the third last snapshot when its neighbours are close enough together.
    private mutating func thinSnapshots() {
        let count = snapshots.count
        guard count >= 4 else { return }
        let span = snapshots[count - 2].foldedReads - snapshots[count - 4].foldedReads
        if span <= Int32(Track.snapshotReads) { snapshots.remove(at: count - 3) }
    }

    /// Milliseconds back to the same reader's last read; a second or more counts as long ago.
    private func sinceSameReader(_ place: Int) -> Int64 {
        let read = reads[place]
        var index = place - 1
        while index >= 0, read.at - reads[index].at < 1000 {
            if reads[index].reader == read.reader { return read.at - reads[index].at }
            index -= 1
        }
        return 1000
    }

    /// Whether at least three readers heard it in the last three seconds, and not for the first time.
    private func isWellHeard(_ place: Int) -> Bool {
        let read = reads[place]
        var second: Int32 = -1
        var isThird = false
        var index = place - 1
        while index >= 0, read.at - reads[index].at < Track.hearingMilliseconds {
            let reader = reads[index].reader
            if reader >= 0, reader != read.reader, reader != second {
                if second >= 0 { isThird = true } else { second = reader }
            }
            if isThird, read.at - reads[index].at > 900 { return true }
            index -= 1
        }
        return false
    }

    /// Goes back to the last snapshot before the first read that is not folded yet.
    ///
    /// - Returns: the changes that this undoes.
    private mutating func rewind() -> [StayChange] {
        let at = reads[foldedCount].at
        disorder = Track.disorderReads
        while let last = snapshots.last, last.time >= at { snapshots.removeLast() }
        now = snapshots.last ?? FilterState()
        readsSinceSnapshot = 0
        let resumeAfter = now.time
        while foldedCount > 0, reads[foldedCount - 1].at > resumeAfter { foldedCount -= 1 }
        while let last = trail.last, last.at > resumeAfter { trail.removeLast() }
        guard let first = changes.firstIndex(where: { $0.decidedAt > resumeAfter }) else { return [] }
        defer { changes.removeSubrange(first...) }
        return Array(changes[first...])
    }

    /// Folding again mostly comes to the same changes: those stay told, the others are to be told.
    private mutating func compare(_ undone: [StayChange], from first: Int) {
        var same = 0
        while same < undone.count, first + same < changes.count, changes[first + same].isSame(as: undone[same]) {
            same += 1
        }
        guard first + same < toldChanges else { return }
        for change in undone[same..<(toldChanges - first)] { undoneFrom = min(undoneFrom, change.from) }
        toldChanges = first + same
        hasNewStays = true
    }

    /// Forgets snapshots and reads that no rewind can need: the first snapshot stays the last one before the window.
    private mutating func prune() {
        guard now.time != .min else { return }
        let windowStart = now.time - Limits.rewindMilliseconds
        guard snapshots.count > 1, snapshots[1].time < windowStart else { return }
        var first = 1
        while first + 1 < snapshots.count, snapshots[first + 1].time < windowStart { first += 1 }
        snapshots.removeSubrange(0..<first)
        let keepAfter = snapshots[0].time - Track.hearingMilliseconds
        let kept = reads.firstIndex { $0.at > keepAfter } ?? reads.count
        guard kept > 0 else { return }
        reads.removeSubrange(0..<kept)
        foldedCount -= kept
    }

    /// Changes that no rewind can undo any more, but the last one, need not be kept once they are told.
    mutating func forgetSettledChanges() {
        var settled = 0
        while settled + 1 < changes.count, changes[settled + 1].decidedAt <= settledUntil { settled += 1 }
        settled = min(settled, toldChanges)
        guard settled > 0 else { return }
        changes.removeSubrange(0..<settled)
        toldChanges -= settled
    }
}
