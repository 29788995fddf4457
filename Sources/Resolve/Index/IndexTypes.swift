/// The rectangle of a level over which ``MovingIndex`` lays its cells, in metres of the building's frame.
///
/// Positions outside are kept and found all the same; they share the cells of the border.
public struct IndexLevel: Sendable, Hashable {
    /// The south-west corner.
    public var minimumXMetres: Float
    public var minimumYMetres: Float
    /// The north-east corner.
    public var maximumXMetres: Float
    public var maximumYMetres: Float
    /// Height of the floor; only queries over several levels look at it, as the third coordinate.
    public var elevationMetres: Float

    /// A rectangle; one that is turned round or not finite counts as a single cell at the origin.
    public init(
        minimumXMetres: Float, minimumYMetres: Float, maximumXMetres: Float, maximumYMetres: Float,
        elevationMetres: Float = 0
    ) {
        self.minimumXMetres = minimumXMetres
        self.minimumYMetres = minimumYMetres
        self.maximumXMetres = maximumXMetres
        self.maximumYMetres = maximumYMetres
        self.elevationMetres = elevationMetres
    }
}

/// Where a trackable is: its slot (a small number that the caller gives out from 0 on), the level's index, and metres.
public struct PlacedSlot: Sendable, Hashable {
    public var slot: Int32
    public var level: Int32
    public var xMetres: Float
    public var yMetres: Float

    /// A trackable's place.
    @inlinable
    public init(slot: Int32, level: Int32, xMetres: Float, yMetres: Float) {
        self.slot = slot
        self.level = level
        self.xMetres = xMetres
        self.yMetres = yMetres
    }
}

/// A trackable and how far away it is.
public struct NearSlot: Sendable, Hashable {
    public var slot: Int32
    /// Straight or walked, as the query says.
    public var metres: Float

    /// A trackable at a distance.
    @inlinable
    public init(slot: Int32, metres: Float) {
        self.slot = slot
        self.metres = metres
    }
}

/// Two trackables and how far apart they are.
public struct SlotPair: Sendable, Hashable {
    /// The lower slot.
    public var first: Int32
    /// The higher slot.
    public var second: Int32
    public var metres: Float

    /// A pair; the lower slot goes first.
    @inlinable
    public init(first: Int32, second: Int32, metres: Float) {
        self.first = first
        self.second = second
        self.metres = metres
    }
}
