import Model
import SiteMap

/// Predicts what a reader hears from a unit, from the plan alone.
struct PathLoss {
    let map: SiteMap
    let parameters: ResolveParameters
    /// The plan as flat values: a copy of a unit with its polygons for every pair would cost more than the prediction.
    private let points: [Point]
    private let levelOfUnit: [Int]
    private let areas: [Double]
    private let ordinals: [Int]
    private let buildings: [Int]
    private let readers: [Reader]
    private let walls: WallPlan
    /// Height of a carried tag above its floor, and of one storey, in metres.
    private static let tagHeightMetres = 1.0
    private static let storeyMetres = 4.0

    init(map: SiteMap, parameters: ResolveParameters) {
        self.map = map
        self.parameters = parameters
        points = map.units.map(\.point)
        levelOfUnit = map.units.map(\.level)
        areas = map.units.map(\.areaSquareMetres)
        ordinals = map.levels.map(\.ordinal)
        buildings = map.levels.map(\.building)
        readers = map.readers
        walls = WallPlan(map, parameters)
    }

    /// Mean power in dBm and the deviation of a read from it in dB: inside the unit, and by shadowing.
    func predict(reader index: Int, unit unitIndex: Int) -> (mean: Float, spread: Float) {
        let reader = readers[index]
        let point = points[unitIndex]
        let level = levelOfUnit[unitIndex]
        guard let readerLevel = reader.level, let place = reader.point else { return (-110, 11.5) }
        let floors = abs(ordinals[readerLevel] - ordinals[level])
        let base = parameters.powerAtOneMetreDBm + Float(reader.offsetDecibels)
        let centreDistance = distance(from: place, height: reader.heightMetres, to: point, floors: floors)
        let isOneBuilding = buildings[readerLevel] == buildings[level]
        guard isOneBuilding, centreDistance <= parameters.radioReachMetres else {
            return (max(-130, base - loss(metres: centreDistance) - 30), 8.5)
        }
        let walls = floors == 0 ? walls.walls(from: place, to: point, level: level, last: unitIndex) : 1
        let extra = Float(walls) * parameters.wallLossDB + Float(floors) * parameters.floorLossDB
        // Nine points spread over the unit's extent, by its area: the mean is taken in dB, as the filter needs it.
        let half = max(0.5, (areas[unitIndex].squareRoot() / 2) * 0.66)
        var sum: Float = 0
        var squares: Float = 0
        for dx in [-half, 0, half] {
            for dy in [-half, 0, half] {
                let corner = Point(xMetres: point.xMetres + dx, yMetres: point.yMetres + dy)
                let value = -loss(
                    metres: distance(from: place, height: reader.heightMetres, to: corner, floors: floors))
                sum += value
                squares += value * value
            }
        }
        let mean = sum / 9
        let variance = max(0, squares / 9 - mean * mean)
        let shadowing = parameters.shadowingDB * parameters.shadowingDB
        return (base + mean - extra, (variance + Float(walls) + shadowing).squareRoot())
    }

    private func distance(from place: Point, height: Double, to point: Point, floors: Int) -> Double {
        let dx = place.xMetres - point.xMetres
        let dy = place.yMetres - point.yMetres
        let dz = Double(floors) * PathLoss.storeyMetres + (floors == 0 ? height - PathLoss.tagHeightMetres : 0)
        return max(0.5, (dx * dx + dy * dy + dz * dz).squareRoot())
    }

    private func loss(metres: Double) -> Float {
        // 10·n·log10(d)
        parameters.pathLossExponent * 10 * FastMath.log2(Float(metres)) * 0.301_03
    }
}
