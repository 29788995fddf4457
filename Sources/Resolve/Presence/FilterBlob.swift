import Model

/// The bytes in which a track's filter rests in the database, so that the fold restarts exactly where it was.
///
/// Little-endian, fixed fields, no padding: version, site mark, the first snapshot, the reads since then, the changes
/// not settled. The other snapshots and the present state follow from folding the reads again.
enum FilterBlob {
    static let version: UInt8 = 4

    static func write(_ track: Track, siteMark: UInt64, to bytes: inout [UInt8]) {
        bytes.append(version)
        append(siteMark, to: &bytes)
        append(UInt16(clamping: track.toldChanges), to: &bytes)
        write(track.snapshots.first ?? FilterState(), to: &bytes)
        append(UInt16(clamping: track.reads.count), to: &bytes)
        for read in track.reads.suffix(Int(UInt16.max)) { write(read, to: &bytes) }
        append(UInt16(clamping: track.changes.count), to: &bytes)
        for change in track.changes.suffix(Int(UInt16.max)) {
            append(change.unit, to: &bytes)
            append(change.from, to: &bytes)
            append(change.decidedAt, to: &bytes)
            append(change.confidence, to: &bytes)
        }
    }

    /// Fills a fresh track; false when the bytes are another version's or another site's.
    static func read(
        _ bytes: UnsafeRawBufferPointer, siteMark: UInt64, into track: inout Track, filter: inout UnitFilter
    )
        -> Bool
    {
        var cursor = Cursor(bytes: bytes)
        guard cursor.take(UInt8.self) == version, cursor.take(UInt64.self) == siteMark else { return false }
        guard let told = cursor.take(UInt16.self), let older = readState(&cursor),
            let readCount = cursor.take(UInt16.self)
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
        track.restore(older: older, reads: reads, changes: changes, with: &filter)
        track.toldChanges = min(Int(told), track.changes.count)
        return true
    }

    private static func write(_ state: FilterState, to bytes: inout [UInt8]) {
        append(state.time, to: &bytes)
        append(state.spreadAt, to: &bytes)
        write(state.belief, to: &bytes)
        write(state.pooled, to: &bytes)
        append(state.foldedReads, to: &bytes)
        write(state.heard, to: &bytes)
        append(UInt16(clamping: state.cells.entries.count), to: &bytes)
        append(state.cells.spreadAt, to: &bytes)
        for value in [
            state.cellScore, state.anchorX, state.anchorY, state.parkedUncertainty, state.shortLog, state.longLog,
        ] { append(value, to: &bytes) }
        append(state.anchorAt, to: &bytes)
        append(state.parkedUnit, to: &bytes)
        for entry in state.cells.entries.prefix(Int(UInt16.max)) {
            append(entry.cell, to: &bytes)
            append(entry.weight, to: &bytes)
        }
        for value in [state.offsetMeanDB, state.offsetVariance, state.intervalMilliseconds, state.confidenceSum] {
            append(value, to: &bytes)
        }
        for value in [state.challenger, state.confirmed, state.confidenceCount, state.positionLevel] {
            append(value, to: &bytes)
        }
        for value in [state.challengerSince, state.confirmedSince, state.decidedAt, state.positionAt] {
            append(value, to: &bytes)
        }
        guard state.positionAt != .min else { return }
        for value in [state.positionX, state.positionY, state.positionAccuracy] { append(value, to: &bytes) }
        append(UInt8(state.isOutside ? 1 : 0), to: &bytes)
    }

    private static func write(_ belief: Belief, to bytes: inout [UInt8]) {
        append(UInt8(belief.count), to: &bytes)
        for index in 0..<belief.count {
            append(belief.unit(index), to: &bytes)
            append(belief.weight(index), to: &bytes)
        }
    }

    private static func write(_ memory: ReaderMemory, to bytes: inout [UInt8]) {
        var count: UInt8 = 0
        for index in 0..<ReaderMemory.capacity where memory.entries[index].reader >= 0 { count += 1 }
        append(count, to: &bytes)
        for index in 0..<ReaderMemory.capacity where memory.entries[index].reader >= 0 {
            let entry = memory.entries[index]
            append(entry.reader, to: &bytes)
            append(entry.at, to: &bytes)
            for value in [entry.sum, entry.share, entry.lasting] { append(value, to: &bytes) }
        }
    }

    private static func readMemory(_ cursor: inout Cursor) -> ReaderMemory? {
        guard let count = cursor.take(UInt8.self), Int(count) <= ReaderMemory.capacity else { return nil }
        var memory = ReaderMemory()
        for _ in 0..<count {
            guard let reader = cursor.take(Int32.self), let at = cursor.take(UInt32.self),
                let sum = cursor.take(Float.self), let share = cursor.take(Float.self),
                let lasting = cursor.take(Float.self)
            else { return nil }
            memory.restore(ReaderMemory.Entry(reader: reader, at: at, sum: sum, share: share, lasting: lasting))
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
            let interval = cursor.take(Float.self), let sum = cursor.take(Float.self),
            let challenger = cursor.take(Int32.self), let confirmed = cursor.take(Int32.self),
            let number = cursor.take(Int32.self), let level = cursor.take(Int32.self),
            let challengerSince = cursor.take(Int64.self), let confirmedSince = cursor.take(Int64.self),
            let decidedAt = cursor.take(Int64.self), let positionAt = cursor.take(Int64.self)
        else { return nil }
        state.offsetMeanDB = offset
        state.offsetVariance = variance
        state.intervalMilliseconds = interval
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

    private static func write(_ read: Read, to bytes: inout [UInt8]) {
        append(read.at, to: &bytes)
        append(read.reader, to: &bytes)
        guard read.reader < 0 else { return append(read.rssiDBm, to: &bytes) }
        for value in [read.xMetres, read.yMetres, read.accuracyMetres] { append(value, to: &bytes) }
        append(read.level, to: &bytes)
    }

    private static func readRead(_ cursor: inout Cursor) -> Read? {
        guard let at = cursor.take(Int64.self), let reader = cursor.take(Int32.self) else { return nil }
        let instant = Instant(milliseconds: at)
        guard reader < 0 else {
            guard let rssi = cursor.take(Float.self) else { return nil }
            return Read(at: instant, reader: reader, rssiDBm: rssi)
        }
        guard let x = cursor.take(Float.self), let y = cursor.take(Float.self),
            let accuracy = cursor.take(Float.self), let level = cursor.take(Int32.self)
        else { return nil }
        return Read(at: instant, xMetres: Double(x), yMetres: Double(y), accuracyMetres: accuracy, level: level)
    }

    private static func append<Value: BitwiseCopyable>(_ value: Value, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    private struct Cursor {
        let bytes: UnsafeRawBufferPointer
        var position = 0

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
