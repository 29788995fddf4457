internal import Glibc
internal import SimKit

/// What a reader hears from a place: log-distance path loss, walls, floors, and shadowing that is correlated in space.
///
/// `P = P0 - 10 n log10(d) - walls - floors + shadow`, with `n` 2.2 and `P0` -59 dBm at 1 m (an iBeacon's usual
/// calibration). Sources: Rappaport, "Wireless Communications", part 4 (log-distance model with log-normal
/// shadowing); Seidel and Rappaport, IEEE Trans. AP 40(2) 1992 (loss per wall and floor); Gudmundson, Electronics
/// Letters 27(23) 1991 (shadowing correlated over distance).
final class RadioModel: Sendable {
    struct Parameters {
        var powerAtOneMetreDBm = -59.0
        var exponent = 2.2
        var wallDB = 4.0
        var bathroomWallDB = 5.0
        var shaftWallDB = 9.0
        var outerWallDB = 7.0
        var floorDB = 16.0
        var shadowDB = 3.0
        /// Over how many metres shadowing changes.
        var shadowMetres = 3.0
        var sensitivityDBm = -95.0
        var reachMetres = 35.0
        /// An RFID antenna: strong near, nothing behind a wall.
        var passivePowerAtOneMetreDBm = -48.0
        var passiveReachMetres = 4.0
        var chokeReachMetres = 2.5
        var storeyMetres = 4.0
        var tagHeightMetres = 1.0
    }

    /// A reader that can hear a place, and how loud on average.
    struct Reception {
        var reader: Int32
        /// Without the offsets of the reader and the tag, and without noise.
        var dBm: Float
    }

    /// How far below the sensitivity noise and offsets may lift a read from.
    static let marginDB = 12.0

    let hospital: Hospital
    let parameters: Parameters
    private let seed: UInt64
    private let rasters: [UnitRaster]
    private let readersOfLevel: [[Int]]
    private let enclosures: [Enclosure]

    /// What a unit's walls are made of, as far as radio cares.
    private enum Enclosure {
        case room, corridor, bathroom, shaft

        init(category: String) {
            switch category {
            case "walkway", "lobby": self = .corridor
            case "restroom": self = .bathroom
            case "elevator", "stairs": self = .shaft
            default: self = .room
            }
        }
    }

    init(_ hospital: Hospital, seed: UInt64, parameters: Parameters = Parameters()) {
        self.hospital = hospital
        self.parameters = parameters
        self.seed = seed
        enclosures = hospital.units.map { Enclosure(category: $0.category) }
        rasters = hospital.levels.indices.map { UnitRaster(hospital, level: $0) }
        var byLevel: [[Int]] = Array(repeating: [], count: hospital.levels.count)
        for (index, reader) in hospital.readers.enumerated() { byLevel[reader.level].append(index) }
        readersOfLevel = byLevel
    }

    /// All readers that can hear a tag at a place, in the order of the site.
    ///
    /// - Parameters:
    ///   - isPassive: heard by RFID antennas, not by BLE.
    ///   - anyReader: every reader hears it, whatever its kind (one technology everywhere).
    ///   - nearest: only so many readers are looked at, the nearest ones; nil for all within reach.
    /// - Complexity: O(r) in the readers of three levels, and a walk along the line to each one within reach.
    func receptions(
        at place: Point, level: Int, isPassive: Bool, anyReader: Bool = false, nearest: Int? = nil
    ) -> [Reception] {
        var found: [Reception] = []
        for index in candidates(at: place, level: level, isPassive: isPassive, anyReader: anyReader, nearest) {
            guard let power = meanDBm(reader: index, at: place, level: level, anyReader: anyReader),
                power > parameters.sensitivityDBm - RadioModel.marginDB
            else { continue }
            found.append(Reception(reader: Int32(index), dBm: Float(power)))
        }
        return found
    }

    private func candidates(
        at place: Point, level: Int, isPassive: Bool, anyReader: Bool, _ nearest: Int?
    ) -> [Int] {
        var found: [Int] = []
        for other in max(0, level - 1)...min(hospital.levels.count - 1, level + 1) {
            found += readersOfLevel[other].filter {
                anyReader || (hospital.readers[$0].kind == "uhf") == isPassive
            }
        }
        guard let nearest, found.count > nearest else { return found }
        let storey = parameters.storeyMetres
        let ordered = found.map { index in
            let reader = hospital.readers[index]
            let metres = reader.position.distance(to: place) + (reader.level == level ? 0 : 3 * storey)
            return (metres: metres, index: index)
        }.sorted { ($0.metres, $0.index) < ($1.metres, $1.index) }
        return ordered.prefix(nearest).map(\.index).sorted()
    }

    /// The mean power of one reader at a place; nil out of reach.
    func meanDBm(reader index: Int, at place: Point, level: Int, anyReader: Bool = false) -> Double? {
        let reader = hospital.readers[index]
        let floors = abs(reader.level - level)
        let dx = reader.position.x - place.x
        let dy = reader.position.y - place.y
        let flat = dx * dx + dy * dy
        let isUHF = reader.kind == "uhf" && !anyReader
        let reach =
            isUHF
            ? parameters.passiveReachMetres
            : reader.kind == "choke" && !anyReader ? parameters.chokeReachMetres : parameters.reachMetres
        guard flat <= reach * reach, floors == 0 || reach > 10 else { return nil }
        let height = Double(floors) * parameters.storeyMetres + reader.heightMetres - parameters.tagHeightMetres
        let distance = max(0.5, (flat + height * height).squareRoot())
        let base = isUHF ? parameters.passivePowerAtOneMetreDBm : parameters.powerAtOneMetreDBm
        var power = base - 10 * parameters.exponent * log10(distance)
        power -= Double(floors) * parameters.floorDB
        guard power > parameters.sensitivityDBm - RadioModel.marginDB else { return nil }
        let limit = power - parameters.sensitivityDBm + 2 * RadioModel.marginDB
        power -= wallLoss(from: reader.position, to: place, level: level, limit: limit) * (isUHF ? 4 : 1)
        return power + shadow(reader: index, at: place, level: level)
    }

    /// The loss of the walls that the straight line crosses on a level, from the raster every 40 cm.
    ///
    /// - Parameter limit: it stops there, in dB: nothing is heard through more.
    func wallLoss(from: Point, to: Point, level: Int, limit: Double = .infinity) -> Double {
        let raster = rasters[level]
        let steps = max(1, Int(from.distance(to: to) / 0.4))
        var loss = 0.0
        var before = raster.unit(at: from)
        for step in 1...steps {
            let unit = raster.unit(at: from.toward(to, share: Double(step) / Double(steps)))
            guard unit != before else { continue }
            loss += wall(before, unit)
            if loss > limit { return loss }
            before = unit
        }
        return loss
    }

    /// What one wall costs; corridors that meet have none.
    private func wall(_ a: Int, _ b: Int) -> Double {
        guard a >= 0, b >= 0 else { return parameters.outerWallDB }
        let first = enclosures[a]
        let second = enclosures[b]
        if first == .shaft || second == .shaft { return parameters.shaftWallDB }
        if first == .bathroom || second == .bathroom { return parameters.bathroomWallDB }
        return first == .corridor && second == .corridor ? 0 : parameters.wallDB
    }

    /// A normal field per reader: independent values on a lattice, interpolated bilinearly, with the variance that
    /// interpolation takes away given back.
    private func shadow(reader: Int, at place: Point, level: Int) -> Double {
        let x = place.x / parameters.shadowMetres
        let y = place.y / parameters.shadowMetres
        let column = Int(x.rounded(.down))
        let row = Int(y.rounded(.down))
        let fx = x - Double(column)
        let fy = y - Double(row)
        let key = SeededRandom.mix(seed &+ UInt64(reader) &* 8191, UInt64(level))
        var sum = 0.0
        var squares = 0.0
        for (i, j, weight) in [
            (0, 0, (1 - fx) * (1 - fy)), (1, 0, fx * (1 - fy)), (0, 1, (1 - fx) * fy), (1, 1, fx * fy),
        ] {
            let lattice = UInt64(bitPattern: Int64(column + i)) &* 0x1_0000_0001 ^ UInt64(bitPattern: Int64(row + j))
            sum += weight * RadioModel.normal(SeededRandom.mix(key, lattice))
            squares += weight * weight
        }
        return parameters.shadowDB * sum / squares.squareRoot()
    }

    /// A hash as a nearly normal number of variance 1: the sum of four uniform ones (Irwin and Hall).
    private static func normal(_ hash: UInt64) -> Double {
        var sum = 0.0
        for shift in stride(from: UInt64(0), to: 64, by: 16) { sum += Double(hash >> shift & 0xffff) / 65_536 }
        return (sum - 2) * 3.0.squareRoot()
    }
}

/// Which unit lies where on a level: cells of 25 cm.
struct UnitRaster {
    private static let cellMetres = 0.25
    private let low: Point
    private let columns: Int
    private let rows: Int
    private var cells: [Int32]

    init(_ hospital: Hospital, level: Int) {
        var low = Point(.infinity, .infinity)
        var high = Point(-.infinity, -.infinity)
        let units = hospital.units.indices.filter { hospital.units[$0].level == level }
        for unit in units {
            let bounds = hospital.units[unit].polygon.bounds
            low = Point(min(low.x, bounds.low.x), min(low.y, bounds.low.y))
            high = Point(max(high.x, bounds.high.x), max(high.y, bounds.high.y))
        }
        if units.isEmpty { (low, high) = (Point(0, 0), Point(0, 0)) }
        self.low = low
        columns = Int((high.x - low.x) / UnitRaster.cellMetres) + 1
        rows = Int((high.y - low.y) / UnitRaster.cellMetres) + 1
        cells = Array(repeating: -1, count: columns * rows)
        for unit in units { fill(unit, hospital.units[unit].polygon) }
    }

    private mutating func fill(_ unit: Int, _ polygon: Polygon) {
        let (unitLow, unitHigh) = polygon.bounds
        let size = UnitRaster.cellMetres
        let firstRow = max(0, Int((unitLow.y - low.y) / size))
        let lastRow = min(rows - 1, Int((unitHigh.y - low.y) / size))
        let firstColumn = max(0, Int((unitLow.x - low.x) / size))
        let lastColumn = min(columns - 1, Int((unitHigh.x - low.x) / size))
        guard firstRow <= lastRow, firstColumn <= lastColumn else { return }
        for row in firstRow...lastRow {
            for column in firstColumn...lastColumn {
                let centre = Point(low.x + (Double(column) + 0.5) * size, low.y + (Double(row) + 0.5) * size)
                if polygon.contains(centre) { cells[row * columns + column] = Int32(unit) }
            }
        }
    }

    /// The unit at a place, -1 outside.
    func unit(at point: Point) -> Int {
        let column = Int((point.x - low.x) / UnitRaster.cellMetres)
        let row = Int((point.y - low.y) / UnitRaster.cellMetres)
        guard point.x >= low.x, point.y >= low.y, column < columns, row < rows else { return -1 }
        return Int(cells[row * columns + column])
    }
}
