/// A place on a level: metres east (x) and north (y) of the building's origin.
public struct Point: Sendable, Hashable {
    /// Metres east of the building's origin.
    public var xMetres: Double
    /// Metres north of the building's origin.
    public var yMetres: Double

    /// A point in a building's metric frame.
    @inlinable
    public init(xMetres: Double, yMetres: Double) {
        self.xMetres = xMetres
        self.yMetres = yMetres
    }

    /// The straight-line distance in metres; both points must be in the same frame.
    @inlinable
    public func distance(to other: Point) -> Double {
        let x = other.xMetres - xMetres
        let y = other.yMetres - yMetres
        return (x * x + y * y).squareRoot()
    }
}

/// An upright rectangle in metres; empty when a minimum is above its maximum.
public struct Bounds: Sendable, Hashable {
    /// The south-west corner.
    public var minimum: Point
    /// The north-east corner.
    public var maximum: Point

    /// The rectangle that holds nothing; the start of a fold.
    public static let empty = Bounds(
        minimum: Point(xMetres: .infinity, yMetres: .infinity),
        maximum: Point(xMetres: -.infinity, yMetres: -.infinity))

    /// A rectangle between two corners.
    public init(minimum: Point, maximum: Point) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The smallest rectangle around some points.
    /// - Complexity: O(n).
    public init(_ points: some Sequence<Point>) {
        self = .empty
        for point in points { extend(to: point) }
    }

    /// Whether the rectangle holds nothing.
    @inlinable public var isEmpty: Bool { !(minimum.xMetres <= maximum.xMetres && minimum.yMetres <= maximum.yMetres) }

    /// East–west extent in metres; 0 when empty.
    @inlinable public var widthMetres: Double { max(0, maximum.xMetres - minimum.xMetres) }

    /// North–south extent in metres; 0 when empty.
    @inlinable public var heightMetres: Double { max(0, maximum.yMetres - minimum.yMetres) }

    /// Whether a point lies inside or at most `margin` metres outside.
    @inlinable
    public func contains(_ point: Point, margin: Double = 0) -> Bool {
        point.xMetres >= minimum.xMetres - margin && point.xMetres <= maximum.xMetres + margin
            && point.yMetres >= minimum.yMetres - margin && point.yMetres <= maximum.yMetres + margin
    }

    /// Grows to hold a point.
    public mutating func extend(to point: Point) {
        minimum.xMetres = min(minimum.xMetres, point.xMetres)
        minimum.yMetres = min(minimum.yMetres, point.yMetres)
        maximum.xMetres = max(maximum.xMetres, point.xMetres)
        maximum.yMetres = max(maximum.yMetres, point.yMetres)
    }

    /// Grows to hold another rectangle.
    public mutating func extend(to other: Bounds) {
        guard !other.isEmpty else { return }
        extend(to: other.minimum)
        extend(to: other.maximum)
    }

    /// The part that both rectangles share; empty when there is none.
    func intersection(_ other: Bounds) -> Bounds {
        Bounds(
            minimum: Point(
                xMetres: max(minimum.xMetres, other.minimum.xMetres),
                yMetres: max(minimum.yMetres, other.minimum.yMetres)),
            maximum: Point(
                xMetres: min(maximum.xMetres, other.maximum.xMetres),
                yMetres: min(maximum.yMetres, other.maximum.yMetres)))
    }

    /// The distance from a point to the rectangle in metres; 0 inside, infinity when empty.
    func distance(from point: Point) -> Double {
        guard !isEmpty else { return .infinity }
        let x = max(minimum.xMetres - point.xMetres, 0, point.xMetres - maximum.xMetres)
        let y = max(minimum.yMetres - point.yMetres, 0, point.yMetres - maximum.yMetres)
        return (x * x + y * y).squareRoot()
    }
}
