/// A level as the database keeps it.
public struct LevelRecord: Hashable, Sendable {
    public var id: LevelID
    public var name: String
    /// IMDF ordinal: 0 is the ground floor.
    public var ordinal: Int

    public init(id: LevelID, name: String, ordinal: Int) {
        self.id = id
        self.name = name
        self.ordinal = ordinal
    }
}

/// A unit as the database keeps it; its place in ``SiteRecords/units`` is its index in the site map.
public struct UnitRecord: Hashable, Sendable {
    public var id: UnitID
    public var name: String
    /// IMDF category, verbatim (`room`, `walkway`, `elevator`, …).
    public var category: String
    /// Index into ``SiteRecords/levels``.
    public var level: Int
    /// A point inside the unit, metres east and north in the building's frame.
    public var xMetres: Double
    public var yMetres: Double
    public var areaSquareMetres: Double

    public init(
        id: UnitID, name: String, category: String, level: Int, xMetres: Double, yMetres: Double,
        areaSquareMetres: Double
    ) {
        self.id = id
        self.name = name
        self.category = category
        self.level = level
        self.xMetres = xMetres
        self.yMetres = yMetres
        self.areaSquareMetres = areaSquareMetres
    }
}

/// A step between two units that touch (a door, a shared edge, stairs, a lift), walkable both ways.
public struct PassageRecord: Hashable, Sendable {
    /// Indices into ``SiteRecords/units``.
    public var from: Int
    public var to: Int
    /// Walking distance between the two units' points through this passage, in metres; stairs and lifts include
    /// their cost.
    public var metres: Double

    public init(from: Int, to: Int, metres: Double) {
        self.from = from
        self.to = to
        self.metres = metres
    }
}

/// A reader as the site folder places it.
public struct ReaderPlaceRecord: Hashable, Sendable {
    public var id: ReaderID
    /// `ble`, `uhf`, `choke`, `lorawan`.
    public var kind: String
    /// Index into ``SiteRecords/levels``; nil when unplaced.
    public var level: Int?
    /// Index into ``SiteRecords/units``; nil when in none.
    public var unit: Int?
    public var xMetres: Double
    public var yMetres: Double

    public init(id: ReaderID, kind: String, level: Int?, unit: Int?, xMetres: Double, yMetres: Double) {
        self.id = id
        self.kind = kind
        self.level = level
        self.unit = unit
        self.xMetres = xMetres
        self.yMetres = yMetres
    }
}

/// What the database keeps of a site, so that answers need no site folder.
public struct SiteRecords: Sendable {
    public var site: SiteID
    /// IANA name of the site's zone, for text that people read.
    public var timeZone: String
    /// SHA-256 over the site's files, hex.
    public var version: String
    public var levels: [LevelRecord]
    public var units: [UnitRecord]
    public var passages: [PassageRecord]
    public var readers: [ReaderPlaceRecord]

    public init(
        site: SiteID, timeZone: String, version: String, levels: [LevelRecord] = [], units: [UnitRecord] = [],
        passages: [PassageRecord] = [], readers: [ReaderPlaceRecord] = []
    ) {
        self.site = site
        self.timeZone = timeZone
        self.version = version
        self.levels = levels
        self.units = units
        self.passages = passages
        self.readers = readers
    }
}
