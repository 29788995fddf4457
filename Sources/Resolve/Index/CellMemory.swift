/// The cells of one level inside the index: where they lie, and what maps metres to them.
struct CellGrid {
    var minimumX: Float
    var minimumY: Float
    var cellMetres: Float
    var cellsPerMetre: Float
    var columns: Int32
    var rows: Int32
    /// The index of the level's first cell among the cells of all levels.
    var firstCell: Int32
    /// Trackables on the level.
    var count: Int32
    var elevationMetres: Float

    /// Monotone in x, rounding included: what lies between two coordinates lies between their columns.
    @inline(__always)
    func column(_ x: Float) -> Int {
        let scaled = (x - minimumX) * cellsPerMetre
        return Int(max(0, min(scaled, Float(columns - 1))))
    }

    /// Monotone in y; see ``column(_:)``.
    @inline(__always)
    func row(_ y: Float) -> Int {
        let scaled = (y - minimumY) * cellsPerMetre
        return Int(max(0, min(scaled, Float(rows - 1))))
    }

    @inline(__always)
    func cell(_ x: Float, _ y: Float) -> Int32 {
        firstCell &+ Int32(truncatingIfNeeded: row(y)) &* columns &+ Int32(truncatingIfNeeded: column(x))
    }

    var cellCount: Int32 { rows * columns }

    /// What rounding may put on the wrong side of a cell's edge, in metres, for a query at a point.
    @inline(__always)
    func slack(_ x: Float, _ y: Float) -> Float {
        let extent = Float(max(columns, rows)) * cellMetres
        return (abs(x) + abs(y) + abs(minimumX) + abs(minimumY) + extent) * 1e-6
    }
}

/// Where a slot is kept.
struct SlotRecord {
    /// The cell among the cells of all levels; -1 when the slot is not in the index.
    var cell: Int32
    /// The word that holds its x.
    var entry: Int32

    static let none = SlotRecord(cell: -1, entry: 0)
}

/// The memory of a ``MovingIndex``, by hand so that a move costs no reference count, no exclusivity check and no bounds
/// check.
///
/// A chunk is one cache line (16 words): x of five entries, their y, their slots, then the number of the next chunk.
/// The chunk with a cell's own number is always the last of its chain; more are put in front when it is full, and only
/// the first of a chain may hold fewer than five. `heads` names the first and its count in one word, so that empty
/// cells are passed over without touching a chunk.
struct CellMemory {
    static let chunkWords = 16
    static let chunkEntries = 5
    static let yOffset = 5
    static let slotOffset = 10
    static let nextWord = 15
    static let noChunk = UInt32.max

    var words: UnsafeMutablePointer<UInt32>
    /// For each cell its first chunk shifted by four bits, and the entries in that chunk.
    var heads: UnsafeMutablePointer<UInt32>
    var records: UnsafeMutablePointer<SlotRecord>
    /// As many words as slots, and some more: what queries write their hits into before they are handed out.
    var hits: UnsafeMutablePointer<Int32>
    var cellCount: Int
    var chunkCapacity: Int
    /// Chunks that were ever used.
    var chunkCount: Int
    var freeChunk: UInt32
    var slotCapacity: Int
    var count: Int
    var refusedCount: Int

    init(cellCount: Int, slotCapacity: Int) {
        self.cellCount = cellCount
        chunkCapacity = cellCount + max(16, cellCount / 16)
        chunkCount = cellCount
        freeChunk = CellMemory.noChunk
        self.slotCapacity = max(16, slotCapacity)
        count = 0
        refusedCount = 0
        let bytes = chunkCapacity * CellMemory.chunkWords * 4
        words = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
            to: UInt32.self, capacity: chunkCapacity * CellMemory.chunkWords)
        words.initialize(repeating: 0, count: chunkCapacity * CellMemory.chunkWords)
        heads = .allocate(capacity: cellCount)
        records = .allocate(capacity: self.slotCapacity)
        records.initialize(repeating: .none, count: self.slotCapacity)
        hits = .allocate(capacity: self.slotCapacity + CellMemory.chunkEntries)
        hits.initialize(repeating: 0, count: self.slotCapacity + CellMemory.chunkEntries)
        for cell in 0..<cellCount {
            (heads + cell).initialize(to: UInt32(truncatingIfNeeded: cell) << 4)
            words[cell * CellMemory.chunkWords + CellMemory.nextWord] = CellMemory.noChunk
        }
    }

    func deallocate() {
        words.deallocate()
        heads.deallocate()
        records.deallocate()
        hits.deallocate()
    }

    /// Makes room for a slot; doubles, so that a steady population allocates nothing.
    mutating func grow(toHold slot: Int) {
        let capacity = max(slot + 1, slotCapacity * 2)
        let grown = UnsafeMutablePointer<SlotRecord>.allocate(capacity: capacity)
        grown.initialize(repeating: .none, count: capacity)
        grown.update(from: records, count: slotCapacity)
        records.deallocate()
        records = grown
        hits.deallocate()
        hits = .allocate(capacity: capacity + CellMemory.chunkEntries)
        hits.initialize(repeating: 0, count: capacity + CellMemory.chunkEntries)
        slotCapacity = capacity
    }

    /// A chunk to put in front of a chain.
    private mutating func takeChunk() -> UInt32 {
        if freeChunk != CellMemory.noChunk {
            let chunk = freeChunk
            freeChunk = words[Int(chunk) * CellMemory.chunkWords + CellMemory.nextWord]
            return chunk
        }
        if chunkCount == chunkCapacity { growChunks() }
        chunkCount += 1
        return UInt32(truncatingIfNeeded: chunkCount - 1)
    }

    private mutating func growChunks() {
        let capacity = chunkCapacity + chunkCapacity / 2
        let used = chunkCapacity * CellMemory.chunkWords
        let grown = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * CellMemory.chunkWords * 4, alignment: 64
        ).bindMemory(to: UInt32.self, capacity: capacity * CellMemory.chunkWords)
        grown.initialize(from: words, count: used)
        (grown + used).initialize(repeating: 0, count: capacity * CellMemory.chunkWords - used)
        words.deallocate()
        words = grown
        chunkCapacity = capacity
    }

    @inline(__always)
    mutating func attach(_ slot: Int32, cell: Int32, _ x: Float, _ y: Float) {
        var head = heads[Int(cell)]
        if head & 15 == UInt32(CellMemory.chunkEntries) {
            let chunk = takeChunk()
            words[Int(chunk) * CellMemory.chunkWords + CellMemory.nextWord] = head >> 4
            head = chunk << 4
        }
        let entry = Int(head >> 4) * CellMemory.chunkWords + Int(head & 15)
        words[entry] = x.bitPattern
        words[entry + CellMemory.yOffset] = y.bitPattern
        words[entry + CellMemory.slotOffset] = UInt32(bitPattern: slot)
        heads[Int(cell)] = head + 1
        records[Int(slot)] = SlotRecord(cell: cell, entry: Int32(truncatingIfNeeded: entry))
    }

    /// Fills the hole with the last entry of the chain's first chunk.
    @inline(__always)
    mutating func detach(_ record: SlotRecord) {
        let head = heads[Int(record.cell)]
        let chunk = Int(head >> 4)
        let last = chunk * CellMemory.chunkWords + Int(head & 15) - 1
        let hole = Int(record.entry)
        if last != hole {
            words[hole] = words[last]
            words[hole + CellMemory.yOffset] = words[last + CellMemory.yOffset]
            let moved = words[last + CellMemory.slotOffset]
            words[hole + CellMemory.slotOffset] = moved
            records[Int(moved)].entry = Int32(truncatingIfNeeded: hole)
        }
        if head & 15 == 1, chunk >= cellCount {
            let link = chunk * CellMemory.chunkWords + CellMemory.nextWord
            heads[Int(record.cell)] = words[link] << 4 | UInt32(CellMemory.chunkEntries)
            words[link] = freeChunk
            freeChunk = UInt32(truncatingIfNeeded: chunk)
        } else {
            heads[Int(record.cell)] = head - 1
        }
    }

    /// The coordinates of an entry.
    @inline(__always)
    func position(at entry: Int) -> (x: Float, y: Float) {
        (Float(bitPattern: words[entry]), Float(bitPattern: words[entry + CellMemory.yOffset]))
    }

    /// The slot of an entry.
    @inline(__always)
    func slot(at entry: Int) -> Int32 { Int32(bitPattern: words[entry + CellMemory.slotOffset]) }

    /// Four x or y from a word on; what lies beyond a chunk's count is old, and masked by ``lanes(_:)``.
    @inline(__always)
    func four(_ word: Int) -> SIMD4<Float> {
        UnsafeRawPointer(words + word).loadUnaligned(as: SIMD4<Float>.self)
    }

    /// Four slots from a word on.
    @inline(__always)
    func fourSlots(_ word: Int) -> SIMD4<UInt32> {
        UnsafeRawPointer(words + word).loadUnaligned(as: SIMD4<UInt32>.self)
    }

    /// The first lanes, as many as a chunk's first four entries are used.
    @inline(__always)
    static func lanes(_ count: Int) -> SIMDMask<SIMD4<Int32>> {
        SIMD4<Int32>(0, 1, 2, 3) .< SIMD4<Int32>(repeating: Int32(truncatingIfNeeded: count))
    }

    /// Calls a body with the first word and the count of each chunk of a cell.
    @inline(__always)
    func forEachChunk(of cell: Int, _ body: (_ base: Int, _ count: Int) -> Void) {
        let head = heads[cell]
        var count = Int(head & 15)
        guard count > 0 else { return }
        var chunk = Int(head >> 4)
        while true {
            let base = chunk * CellMemory.chunkWords
            body(base, count)
            guard chunk >= cellCount else { return }
            chunk = Int(words[base + CellMemory.nextWord])
            count = CellMemory.chunkEntries
        }
    }
}
