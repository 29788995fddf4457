public import SiteMap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What of a way from a reader to a place costs power: the regressors of the path-loss mean.
struct PathFeatures {
    /// 10·log10 of the distance in metres.
    var distanceDB: Double
    /// Walls on the straight line.
    var walls: Double
    /// Floors between.
    var floors: Double
}

/// The path-loss mean of one reader: `P0 − n·10·log10(d) − walls·w − floors·f`.
public struct PathLossModel: Sendable, Hashable {
    /// Power at 1 m from an ordinary tag in dBm, the reader's own offset included.
    public var powerAtOneMetreDBm: Double
    public var exponent: Double
    /// Loss of one wall, and of one floor, in dB.
    public var wallLossDB: Double
    public var floorLossDB: Double

    /// A model by its values.
    public init(powerAtOneMetreDBm: Double, exponent: Double, wallLossDB: Double, floorLossDB: Double) {
        self.powerAtOneMetreDBm = powerAtOneMetreDBm
        self.exponent = exponent
        self.wallLossDB = wallLossDB
        self.floorLossDB = floorLossDB
    }

    func mean(_ features: PathFeatures) -> Double {
        powerAtOneMetreDBm - exponent * features.distanceDB - wallLossDB * features.walls
            - floorLossDB * features.floors
    }
}

/// The plan as radio sees it: distances, walls and floors from a reader to any point.
public struct PlanLoss: Sendable {
    let map: SiteMap
    private let walls: WallPlan
    /// Height of a carried tag above its floor, and of one storey, in metres; as ``PathLoss`` has them.
    static let tagHeightMetres = 1.0
    static let storeyMetres = 4.0
    private static let floorsMax = 4

    /// The plan of a site.
    public init(_ map: SiteMap, parameters: ResolveParameters = ResolveParameters()) {
        self.map = map
        walls = WallPlan(map, parameters)
    }

    /// Whether a point is one at all: finite, and not on another continent.
    static func isPlace(_ point: Point) -> Bool {
        abs(point.xMetres) < 1e5 && abs(point.yMetres) < 1e5
    }

    /// The way from a reader to a point; nil for a reader without a place, in another building, or many floors off.
    /// - Complexity: O(d) in the metres between, on the reader's own level.
    func features(reader index: Int, level: Int, _ point: Point) -> PathFeatures? {
        guard map.readers.indices.contains(index), map.levels.indices.contains(level),
            PlanLoss.isPlace(point)
        else { return nil }
        let reader = map.readers[index]
        guard let own = reader.level, let place = reader.point, map.levels[own].building == map.levels[level].building
        else { return nil }
        let floors = abs(map.levels[own].ordinal - map.levels[level].ordinal)
        guard floors <= PlanLoss.floorsMax else { return nil }
        let flat = place.distance(to: point)
        let height =
            floors == 0
            ? reader.heightMetres - PlanLoss.tagHeightMetres : Double(floors) * PlanLoss.storeyMetres
        let metres = max(0.5, (flat * flat + height * height).squareRoot())
        let walls = floors == 0 ? walls.walls(from: place, to: point, level: level) : 1
        return PathFeatures(distanceDB: 10 * log10(metres), walls: walls, floors: Double(floors))
    }
}
