/// A region that is watched: a circle or a polygon, on one level or on all. Crossings name it by its place in the list
/// that the index was made from.
public struct Fence: Sendable, Hashable {
    /// The region itself, in metres of the building's frame; edges belong to it.
    public enum Shape: Sendable, Hashable {
        case circle(xMetres: Float, yMetres: Float, radiusMetres: Float)
        case polygon(Polygon)
    }

    public var shape: Shape
    /// The level's index; nil for all levels. Frames differ between buildings: a fence over all levels is for a site
    /// with one building.
    public var level: Int?

    /// A fence.
    @inlinable
    public init(_ shape: Shape, level: Int? = nil) {
        self.shape = shape
        self.level = level
    }

    /// Whether a position lies in it or on its edge; circles are computed in `Float`. False for what is not a number.
    /// - Complexity: O(1) for a circle, O(n) in a polygon's points.
    public func contains(_ place: FencePlace) -> Bool {
        guard place.level >= 0, level == nil || level == Int(place.level) else { return false }
        switch shape {
        case .circle(let x, let y, let radius):
            let (dx, dy) = (place.xMetres - x, place.yMetres - y)
            return radius >= 0 && dx * dx + dy * dy <= radius * radius
        case .polygon(let polygon):
            return polygon.contains(Point(xMetres: Double(place.xMetres), yMetres: Double(place.yMetres)))
        }
    }
}

/// A position as fences look at it.
public struct FencePlace: Sendable, Hashable {
    /// The level's index; a level that is not there, like -1, lies in no fence.
    public var level: Int32
    public var xMetres: Float
    public var yMetres: Float

    /// A position.
    @inlinable
    public init(level: Int32, xMetres: Float, yMetres: Float) {
        self.level = level
        self.xMetres = xMetres
        self.yMetres = yMetres
    }

    /// Nowhere: in no fence. What is first seen comes from there, what is lost goes there.
    public static let nowhere = FencePlace(level: -1, xMetres: 0, yMetres: 0)
}

/// What a move crossed; used again from move to move, so that no memory is taken in a steady state.
public struct FenceCrossings: Sendable, Hashable {
    /// Indices of the fences that hold the new place and did not hold the old one, in no particular order.
    public internal(set) var entered: [Int32] = []
    /// Indices of the fences that held the old place and do not hold the new one, in no particular order.
    public internal(set) var left: [Int32] = []

    /// Nothing crossed yet.
    public init() {}

    /// Whether nothing was crossed.
    @inlinable public var isEmpty: Bool { entered.isEmpty && left.isEmpty }
}
