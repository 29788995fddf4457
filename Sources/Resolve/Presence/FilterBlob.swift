import Model

/// The bytes in which a track's filter rests in the database, so that the fold restarts exactly where it was.
///
/// Little-endian, fixed fields, no padding: version, site mark, time of the newest read, the first snapshot, the reads
/// since then, the changes not settled. The other snapshots and the present state follow from folding the reads again.
enum FilterBlob {
    static let version: UInt8 = 6
    /// The version before silence was weighed is still read.
    static let versionWithoutSilence: UInt8 = 5

    /// - Parameter version: an older one only for tests of reading it.
    static func write(_ track: Track, siteMark: UInt64, version: UInt8 = version, to bytes: inout [UInt8]) {
        let first = track.snapshots.first ?? FilterState()
        let reads = track.reads.suffix(Int(UInt16.max))
        let changes = track.changes.suffix(Int(UInt16.max))
        withUnsafeTemporaryAllocation(byteCount: bytesMax(track), alignment: 8) { buffer in
            var cursor = WriteCursor(bytes: buffer, version: version)
            cursor.put(version)
            cursor.put(siteMark)
            cursor.put(track.newest)
            cursor.put(UInt16(clamping: track.toldChanges))
            write(first, to: &cursor)
            cursor.put(UInt16(reads.count))
            for read in reads { write(read, to: &cursor) }
            cursor.put(UInt16(changes.count))
            for change in changes {
                cursor.put(change.unit)
                cursor.put(change.from)
                cursor.put(change.decidedAt)
                cursor.put(change.confidence)
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<cursor.position]))
        }
    }

    /// No more bytes than that are written of a track.
    static func bytesMax(_ track: Track) -> Int {
        let cells = track.snapshots.first?.cells.entries.count ?? 0
        return 1024 + cells * 8 + track.reads.count * 32 + track.changes.count * 24
    }

    /// Fills a fresh track; false when the bytes are another version's or another site's, or damaged.
    static func read(
        _ bytes: UnsafeRawBufferPointer, siteMark: UInt64, into track: inout Track, filter: inout UnitFilter
    )
        -> Bool
    {
        var cursor = Cursor(bytes: bytes)
        guard let version = cursor.take(UInt8.self), version == self.version || version == versionWithoutSilence,
            cursor.take(UInt64.self) == siteMark
        else { return false }
        cursor.knowsSilence = version != versionWithoutSilence
        guard let newest = cursor.take(Int64.self), let told = cursor.take(UInt16.self),
            let older = readState(&cursor), let readCount = cursor.take(UInt16.self)
        else { return false }
        var reads: [Read] = []
        for _ in 0..<readCount {
            guard let read = readRead(&cursor) else { return false }
            reads.append(read)
        }
        guard let changeCount = cursor.take(UInt16.self) else { return false }
        var changes: [StayChange] = []
        for _ in 0..<changeCount {
            guard let unit = cursor.take(Int32.self), let from = cursor.take(Int64.self),
                let decidedAt = cursor.take(Int64.self), let confidence = cursor.take(Float.self)
            else { return false }
            changes.append(StayChange(unit: unit, from: from, decidedAt: decidedAt, confidence: confidence))
        }
        let bounds = FilterBounds(filter.model)
        guard cursor.isAtEnd, bounds.allow(older), reads.allSatisfy(bounds.allow), changes.allSatisfy(bounds.allow)
        else { return false }
        track.restore(older: older, reads: reads, changes: changes, with: &filter)
        track.newest = max(track.newest, newest)
        track.toldChanges = min(Int(told), track.changes.count)
        return true
    }

    private static func write(_ state: FilterState, to bytes: inout WriteCursor) {
        bytes.put(state.time)
        bytes.put(state.spreadAt)
        write(state.belief, to: &bytes)
        write(state.pooled, to: &bytes)
        bytes.put(state.foldedReads)
        write(state.heard, to: &bytes)
        let cells = state.cells.entries.prefix(Int(UInt16.max))
        bytes.put(UInt16(cells.count))
        bytes.put(state.cells.spreadAt)
        bytes.put(state.cellScore)
        bytes.put(state.anchorX)
        bytes.put(state.anchorY)
        bytes.put(state.parkedUncertainty)
        bytes.put(state.shortLog)
        bytes.put(state.longLog)
        bytes.put(state.anchorAt)
        bytes.put(state.parkedUnit)
        for entry in cells {
            bytes.put(entry.cell)
            bytes.put(entry.weight)
        }
        bytes.put(state.offsetMeanDB)
        bytes.put(state.offsetVariance)
        bytes.put(state.intervalMilliseconds)
        if bytes.version > versionWithoutSilence { bytes.put(state.audibleSince) }
        bytes.put(state.confidenceSum)
        bytes.put(state.challenger)
        bytes.put(state.confirmed)
        bytes.put(state.confidenceCount)
        bytes.put(state.positionLevel)
        bytes.put(state.challengerSince)
        bytes.put(state.confirmedSince)
        bytes.put(state.decidedAt)
        bytes.put(state.positionAt)
        guard state.positionAt != .min else { return }
        bytes.put(state.positionX)
        bytes.put(state.positionY)
        bytes.put(state.positionAccuracy)
        bytes.put(UInt8(state.isOutside ? 1 : 0))
    }

    private static func write(_ belief: Belief, to bytes: inout WriteCursor) {
        bytes.put(UInt8(belief.count))
        for index in 0..<belief.count {
            bytes.put(belief.unit(index))
            bytes.put(belief.weight(index))
        }
    }

    private static func write(_ memory: ReaderMemory, to bytes: inout WriteCursor) {
        let countPlace = bytes.position
        var count: UInt8 = 0
        bytes.put(count)
        for index in 0..<ReaderMemory.capacity where memory.entries[index].reader >= 0 {
            let entry = memory.entries[index]
            count += 1
            bytes.put(entry.reader)
            bytes.put(entry.at)
            bytes.put(entry.sum)
            bytes.put(entry.shareSteps)
            bytes.put(entry.lastingSteps)
        }
        bytes.put(count, at: countPlace)
    }

    private static func readMemory(_ cursor: inout Cursor) -> ReaderMemory? {
        guard let count = cursor.take(UInt8.self), Int(count) <= ReaderMemory.capacity else { return nil }
        var memory = ReaderMemory()
        for _ in 0..<count {
            guard let reader = cursor.take(Int32.self), let at = cursor.take(UInt32.self),
                let sum = cursor.take(Float.self), let share = cursor.take(UInt16.self),
                let lasting = cursor.take(UInt16.self)
            else { return nil }
            memory.restore(
                ReaderMemory.Entry(reader: reader, at: at, sum: sum, shareSteps: share, lastingSteps: lasting))
        }
        return memory
    }

    private static func readBelief(_ cursor: inout Cursor) -> Belief? {
        guard let count = cursor.take(UInt8.self), Int(count) <= Belief.capacity else { return nil }
        var belief = Belief()
        for _ in 0..<count {
            guard let unit = cursor.take(Int32.self), let weight = cursor.take(Float.self) else { return nil }
            belief.append(unit: unit, weight: weight)
        }
        return belief
    }

    private static func readState(_ cursor: inout Cursor) -> FilterState? {
        var state = FilterState()
        guard let time = cursor.take(Int64.self), let spreadAt = cursor.take(Int64.self),
            let belief = readBelief(&cursor), let pooled = readBelief(&cursor),
            let foldedReads = cursor.take(Int32.self), let heard = readMemory(&cursor)
        else { return nil }
        state.time = time
        state.spreadAt = spreadAt
        state.belief = belief
        state.pooled = pooled
        state.foldedReads = foldedReads
        state.heard = heard
        guard let cellCount = cursor.take(UInt16.self), let cellsAt = cursor.take(Int64.self),
            let cellScore = cursor.take(Float.self), let anchorX = cursor.take(Float.self),
            let anchorY = cursor.take(Float.self), let parkedUncertainty = cursor.take(Float.self),
            let shortLog = cursor.take(Float.self), let longLog = cursor.take(Float.self),
            let anchorAt = cursor.take(Int64.self), let parkedUnit = cursor.take(Int32.self)
        else { return nil }
        state.cellScore = cellScore
        state.anchorX = anchorX
        state.anchorY = anchorY
        state.parkedUncertainty = parkedUncertainty
        state.shortLog = shortLog
        state.longLog = longLog
        state.anchorAt = anchorAt
        state.parkedUnit = parkedUnit
        state.cells.spreadAt = cellsAt
        for _ in 0..<cellCount {
            guard let cell = cursor.take(Int32.self), let weight = cursor.take(Float.self) else { return nil }
            state.cells.entries.append(CellBelief.Entry(cell: cell, weight: weight))
        }
        guard let offset = cursor.take(Float.self), let variance = cursor.take(Float.self),
            let interval = cursor.take(Float.self),
            let audibleSince = cursor.knowsSilence ? cursor.take(UInt32.self) : UInt32(truncatingIfNeeded: state.time),
            let sum = cursor.take(Float.self),
            let challenger = cursor.take(Int32.self), let confirmed = cursor.take(Int32.self),
            let number = cursor.take(Int32.self), let level = cursor.take(Int32.self),
            let challengerSince = cursor.take(Int64.self), let confirmedSince = cursor.take(Int64.self),
            let decidedAt = cursor.take(Int64.self), let positionAt = cursor.take(Int64.self)
        else { return nil }
        state.offsetMeanDB = offset
        state.offsetVariance = variance
        state.intervalMilliseconds = interval
        state.audibleSince = audibleSince
        state.confidenceSum = sum
        state.challenger = challenger
        state.confirmed = confirmed
        state.confidenceCount = number
        state.positionLevel = level
        state.challengerSince = challengerSince
        state.confirmedSince = confirmedSince
        state.decidedAt = decidedAt
        state.positionAt = positionAt
        guard positionAt != .min else { return state }
        guard let x = cursor.take(Float.self), let y = cursor.take(Float.self),
            let accuracy = cursor.take(Float.self), let outside = cursor.take(UInt8.self)
        else { return nil }
        state.positionX = x
        state.positionY = y
        state.positionAccuracy = accuracy
        state.isOutside = outside == 1
        return state
    }

    private static func write(_ read: Read, to bytes: inout WriteCursor) {
        bytes.put(read.at)
        bytes.put(read.reader)
        guard read.reader < 0 else {
            bytes.put(read.rssiDBm)
            if bytes.version > versionWithoutSilence { bytes.put(read.listening) }
            return
        }
        bytes.put(read.xMetres)
        bytes.put(read.yMetres)
        bytes.put(read.accuracyMetres)
        bytes.put(read.level)
    }

    private static func readRead(_ cursor: inout Cursor) -> Read? {
        guard let at = cursor.take(Int64.self), let reader = cursor.take(Int32.self) else { return nil }
        let instant = Instant(milliseconds: at)
        guard reader < 0 else {
            guard let rssi = cursor.take(Float.self) else { return nil }
            var read = Read(at: instant, reader: reader, rssiDBm: rssi)
            guard cursor.knowsSilence else { return read }
            guard let listening = cursor.take(UInt64.self) else { return nil }
            read.listening = listening
            return read
        }
        guard let x = cursor.take(Float.self), let y = cursor.take(Float.self),
            let accuracy = cursor.take(Float.self), let level = cursor.take(Int32.self)
        else { return nil }
        return Read(at: instant, xMetres: Double(x), yMetres: Double(y), accuracyMetres: accuracy, level: level)
    }

    /// Writes field after field into memory that is large enough.
    private struct WriteCursor {
        let bytes: UnsafeMutableRawBufferPointer
        let version: UInt8
        var position = 0

        @inline(__always)
        mutating func put<Value: BitwiseCopyable>(_ value: Value) {
            bytes.storeBytes(of: value, toByteOffset: position, as: Value.self)
            position += MemoryLayout<Value>.size
        }

        func put(_ value: UInt8, at place: Int) { bytes[place] = value }
    }

    private struct Cursor {
        let bytes: UnsafeRawBufferPointer
        var position = 0
        var knowsSilence = true
        var isAtEnd: Bool { position == bytes.count }

        mutating func take<Value: BitwiseCopyable>(_ type: Value.Type) -> Value? {
            guard position + MemoryLayout<Value>.size <= bytes.count else { return nil }
            defer { position += MemoryLayout<Value>.size }
            return bytes.loadUnaligned(fromByteOffset: position, as: type)
        }
    }
}

extension Track {
    /// Folds the kept reads again from the first snapshot.
    mutating func restore(older: FilterState, reads: [Read], changes: [StayChange], with filter: inout UnitFilter) {
        self.reads = reads
        self.changes = changes.filter { $0.decidedAt <= older.time }
        snapshots = older.time == .min ? [] : [older]
        readsSinceSnapshot = 0
        now = older
        newest = max(older.time, self.reads.last?.at ?? .min)
        foldedCount = self.reads.firstIndex { $0.at > older.time } ?? self.reads.count
        settle(with: &filter)
        hasNewStays = false
    }
}
