/// A fence in a cell. A circle's geometry is kept here, so that one cache line answers.
struct FenceEntry {
    var x: Float
    var y: Float
    /// Negative for a polygon.
    var radiusSquared: Float
    var fence: Int32
}

/// Which fences are near, on one level: cells over the fences' own extent, each with those that reach into it.
struct FenceGrid {
    var minimumX: Float = 0
    var minimumY: Float = 0
    var maximumX: Float = -1
    var maximumY: Float = -1
    var cellsPerMetre: Float = 1
    var columns: Int32 = 0
    var rows: Int32 = 0
    /// Where the level's cells start in the index's list of starts.
    var firstCell: Int32 = 0
    /// Fences that reach into very many cells are looked at in every move instead: these entries, from … to.
    var wideStart: Int32 = 0
    var wideEnd: Int32 = 0

    /// The cell of a position; -1 outside, and for what is not a number.
    @inline(__always)
    func cell(_ x: Float, _ y: Float) -> Int {
        guard x >= minimumX, x <= maximumX, y >= minimumY, y <= maximumY else { return -1 }
        return Int(firstCell) &+ row(y) &* Int(columns) &+ column(x)
    }

    /// Monotone, rounding included.
    @inline(__always)
    func column(_ x: Float) -> Int { Int(max(0, min((x - minimumX) * cellsPerMetre, Float(columns - 1)))) }

    /// Monotone, rounding included.
    @inline(__always)
    func row(_ y: Float) -> Int { Int(max(0, min((y - minimumY) * cellsPerMetre, Float(rows - 1)))) }
}

/// The rectangle around a fence, widened by what rounding may take away.
struct FenceBox {
    var west: Float
    var south: Float
    var east: Float
    var north: Float

    /// Nil for a fence that can hold nothing, or one beyond ``coordinateMetresMax``.
    init?(_ fence: Fence) {
        var box: (Double, Double, Double, Double)
        switch fence.shape {
        case .circle(let x, let y, let radius):
            guard radius >= 0 else { return nil }
            box = (
                Double(x) - Double(radius), Double(y) - Double(radius), Double(x) + Double(radius),
                Double(y) + Double(radius)
            )
        case .polygon(let polygon):
            guard !polygon.bounds.isEmpty else { return nil }
            let bounds = polygon.bounds
            box = (
                bounds.minimum.xMetres, bounds.minimum.yMetres, bounds.maximum.xMetres, bounds.maximum.yMetres
            )
        }
        let limit = Double(FenceIndex.coordinateMetresMax)
        guard box.0 >= -limit, box.1 >= -limit, box.2 <= limit, box.3 <= limit else { return nil }
        let margin = 1e-5 + 1e-6 * max(abs(box.0), abs(box.1), abs(box.2), abs(box.3))
        west = Float(box.0 - margin)
        south = Float(box.1 - margin)
        east = Float(box.2 + margin)
        north = Float(box.3 + margin)
    }
}

/// Lays the fences of one level into cells.
struct FenceGridBuilder {
    let fences: [Fence]
    let boxes: [FenceBox?]
    var grid = FenceGrid()
    private var members: [Int] = []

    /// Cells of a level at most.
    static let cellsMax = 65_536
    /// A fence that reaches into more than this many cells is looked at in every move.
    static let cellsOfFenceMax = 2048

    init(level: Int, fences: [Fence], boxes: [FenceBox?], cellMetres: Float, firstCell: Int) {
        self.fences = fences
        self.boxes = boxes
        grid.firstCell = Int32(firstCell)
        members = fences.indices.filter {
            boxes[$0] != nil && (fences[$0].level == nil || fences[$0].level == level)
        }
        guard let first = members.first, var extent = boxes[first] else { return }
        for member in members {
            guard let box = boxes[member] else { continue }
            extent.west = min(extent.west, box.west)
            extent.south = min(extent.south, box.south)
            extent.east = max(extent.east, box.east)
            extent.north = max(extent.north, box.north)
        }
        (grid.minimumX, grid.minimumY, grid.maximumX, grid.maximumY) =
            (extent.west, extent.south, extent.east, extent.north)
        let (width, height) = (extent.east - extent.west, extent.north - extent.south)
        var size = max(cellMetres, (width * height / Float(FenceGridBuilder.cellsMax)).squareRoot())
        size = max(size, max(width, height) / Float(FenceGridBuilder.cellsMax))
        while (Int(width / size) + 1) * (Int(height / size) + 1) > FenceGridBuilder.cellsMax { size *= 1.1 }
        grid.cellsPerMetre = 1 / size
        grid.columns = Int32(width / size) + 1
        grid.rows = Int32(height / size) + 1
    }

    /// The entries of each cell, and those of wide fences.
    func cells() -> (cells: [[FenceEntry]], wide: [FenceEntry]) {
        var cells: [[FenceEntry]] = Array(repeating: [], count: Int(grid.columns) * Int(grid.rows))
        var wide: [FenceEntry] = []
        for member in members {
            guard let box = boxes[member] else { continue }
            let (west, east) = (grid.column(box.west), grid.column(box.east))
            let (south, north) = (grid.row(box.south), grid.row(box.north))
            let entry = entry(member)
            if (east - west + 1) * (north - south + 1) > FenceGridBuilder.cellsOfFenceMax {
                wide.append(entry)
                continue
            }
            for row in south...north {
                for column in west...east where reaches(fences[member], into: column, row) {
                    cells[row * Int(grid.columns) + column].append(entry)
                }
            }
        }
        return (cells, wide)
    }

    private func entry(_ member: Int) -> FenceEntry {
        switch fences[member].shape {
        case .circle(let x, let y, let radius):
            return FenceEntry(x: x, y: y, radiusSquared: radius * radius, fence: Int32(member))
        case .polygon: return FenceEntry(x: 0, y: 0, radiusSquared: -1, fence: Int32(member))
        }
    }

    /// Whether a fence may hold a point of a cell; says yes in doubt.
    private func reaches(_ fence: Fence, into column: Int, _ row: Int) -> Bool {
        let size = Double(1 / grid.cellsPerMetre)
        let centre = Point(
            xMetres: Double(grid.minimumX) + (Double(column) + 0.5) * size,
            yMetres: Double(grid.minimumY) + (Double(row) + 0.5) * size)
        let magnitude = max(abs(grid.minimumX), abs(grid.minimumY), abs(grid.maximumX), abs(grid.maximumY))
        let margin = 1e-3 + 4e-6 * Double(magnitude)
        switch fence.shape {
        case .circle(let x, let y, let radius):
            let dx = max(0, abs(Double(x) - centre.xMetres) - size / 2 - margin)
            let dy = max(0, abs(Double(y) - centre.yMetres) - size / 2 - margin)
            return (dx * dx + dy * dy).squareRoot() <= Double(radius) + margin
        case .polygon(let polygon):
            // Half a cell's diagonal around its centre holds the whole cell.
            return polygon.contains(centre) || polygon.distanceToEdge(from: centre) <= size * 0.708 + margin
        }
    }
}
