public import SiteMap

extension MovingIndex {
    /// The trackables of a level in an upright rectangle, edges included, in no particular order.
    ///
    /// A rectangle that is turned round holds nothing; one with a coordinate that is not a number or beyond
    /// ``coordinateMetresMax`` is refused and counted.
    ///
    /// - Parameter results: emptied first; its memory is used again.
    /// - Complexity: O(entries of the cells that the rectangle touches).
    public func slots(
        level: Int, minimumXMetres west: Float, minimumYMetres south: Float, maximumXMetres east: Float,
        maximumYMetres north: Float, into results: inout [Int32]
    ) {
        results.removeAll(keepingCapacity: true)
        guard isAnswerable(level, west, south), isAnswerable(level, east, north), west <= east, south <= north else {
            return
        }
        let found = collect(grids[level], west, south, east, north)
        results.append(contentsOf: UnsafeBufferPointer(start: memory.pointee.hits, count: found))
    }

    /// The trackables of a level in a polygon, edges included, in no particular order.
    /// - Complexity: O(entries near the polygon's bounds, times its points).
    public func slots(level: Int, in polygon: Polygon, into results: inout [Int32]) {
        collect(level: level, bounds: polygon.bounds, into: &results) { polygon.contains($0) }
    }

    /// The trackables whose coordinates lie in a unit, by the site's raster (where units overlap, the smallest one
    /// has them), in no particular order. The filter's own answer may be another unit: it weighs more than a point.
    ///
    /// - Parameters:
    ///   - unit: index into ``SiteMap/units``.
    ///   - map: the site whose levels the index was made from, in the same order.
    /// - Complexity: O(entries near the unit's bounds).
    public func slots(inUnit unit: Int, of map: SiteMap, into results: inout [Int32]) {
        guard map.units.indices.contains(unit) else {
            results.removeAll(keepingCapacity: true)
            memory.pointee.refusedCount += 1
            return
        }
        let level = map.units[unit].level
        collect(level: level, bounds: map.units[unit].bounds, into: &results) {
            map.unit(at: $0, level: level) == unit
        }
    }

    private func collect(level: Int, bounds: Bounds, into results: inout [Int32], _ test: (Point) -> Bool) {
        results.removeAll(keepingCapacity: true)
        guard !bounds.isEmpty else { return }
        let margin = 2 * Polygon.edgeToleranceMetres
        let west = Float(bounds.minimum.xMetres - margin).nextDown
        let south = Float(bounds.minimum.yMetres - margin).nextDown
        let east = Float(bounds.maximum.xMetres + margin).nextUp
        let north = Float(bounds.maximum.yMetres + margin).nextUp
        guard isAnswerable(level, west, south), isAnswerable(level, east, north) else { return }
        let found = collect(grids[level], west, south, east, north)
        for hit in UnsafeBufferPointer(start: memory.pointee.hits, count: found) {
            let entry = Int(memory.pointee.records[Int(hit)].entry)
            let (x, y) = memory.pointee.position(at: entry)
            if test(Point(xMetres: Double(x), yMetres: Double(y))) { results.append(hit) }
        }
    }

    /// Writes the hits without a branch on whether there is one: it would be guessed wrong half of the time.
    private func collect(_ grid: CellGrid, _ west: Float, _ south: Float, _ east: Float, _ north: Float) -> Int {
        let cells = memory.pointee
        let hits = cells.hits
        var found = 0
        let (first, last) = (grid.column(west), grid.column(east))
        for row in grid.row(south)...grid.row(north) {
            let start = Int(grid.firstCell) &+ row &* Int(grid.columns)
            for cell in (start + first)...(start + last) {
                cells.forEachChunk(of: cell) { base, count in
                    let (x, y) = (cells.four(base), cells.four(base + CellMemory.yOffset))
                    let slots = cells.fourSlots(base + CellMemory.slotOffset)
                    let isIn =
                        (x .>= west) .& (x .<= east) .& (y .>= south) .& (y .<= north) .& CellMemory.lanes(count)
                    let ones = unsafeBitCast(isIn, to: SIMD4<Int32>.self)
                    for lane in 0..<4 {
                        hits[found] = Int32(bitPattern: slots[lane])
                        found &-= Int(ones[lane])
                    }
                    guard count == CellMemory.chunkEntries else { return }
                    let (x5, y5) = cells.position(at: base + 4)
                    hits[found] = cells.slot(at: base + 4)
                    found &+= x5 >= west && x5 <= east && y5 >= south && y5 <= north ? 1 : 0
                }
            }
        }
        return found
    }
}

extension IndexLevel {
    /// The levels of a site, in its order: the box around each level's units and outline, four metres of height for
    /// each ordinal.
    public static func levels(of map: SiteMap) -> [IndexLevel] {
        map.levels.map { level in
            IndexLevel(
                minimumXMetres: Float(level.bounds.minimum.xMetres),
                minimumYMetres: Float(level.bounds.minimum.yMetres),
                maximumXMetres: Float(level.bounds.maximum.xMetres),
                maximumYMetres: Float(level.bounds.maximum.yMetres),
                elevationMetres: Float(level.ordinal) * elevationMetresPerOrdinal)
        }
    }

    /// The usual height of a hospital's floor; IMDF gives none.
    public static let elevationMetresPerOrdinal: Float = 4
}
