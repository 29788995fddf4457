public import Model

/// A building: what shares one metric frame.
public struct Building: Sendable, Hashable {
    /// The IMDF feature id; empty when the site's levels name no building.
    public var id: String
    /// The name in the manifest's language, else the first, else the id.
    public var name: String
    /// Where its metres start, and how they become degrees.
    public var frame: LocalFrame
}

/// A floor of a building.
public struct Level: Sendable, Hashable {
    public var id: LevelID
    /// The name in the manifest's language, else the first one, else the short name, else the id.
    public var name: String
    /// IMDF's short name (`0`, `1`, `-1`); the name when there is none.
    public var shortName: String
    /// IMDF category, verbatim.
    public var category: String
    /// IMDF ordinal: 0 is the ground floor, -1 the one below.
    public var ordinal: Int
    /// Index into ``SiteMap/buildings``.
    public var building: Int
    /// The outline; empty when the site gives none.
    public var polygons: [Polygon]
    /// Indices into ``SiteMap/units``, rising.
    public var units: [Int]
    /// The smallest rectangle around its units and its outline.
    public var bounds: Bounds
}

/// A room, a corridor, a lift: the smallest place that Vigie tells apart.
public struct Unit: Sendable, Hashable {
    public var id: UnitID
    /// The name in the manifest's language, else the first one, else the id.
    public var name: String
    /// IMDF category, verbatim (`room`, `walkway`, `elevator`, …).
    public var category: String
    /// Index into ``SiteMap/levels``.
    public var level: Int
    /// At least one polygon; several for a unit in parts.
    public var polygons: [Polygon]
    /// The smallest rectangle around the polygons.
    public var bounds: Bounds
    public var areaSquareMetres: Double
    /// A point inside: the IMDF display point when it is inside, else the centroid when it is, else the middle of
    /// the widest stretch on a few horizontal cuts.
    public var point: Point
    /// False for walls, columns, voids and the like: nobody is there, and no door leads there.
    public var isWalkable: Bool
    /// How it leads to other levels; nil when it does not.
    public var verticalKind: VerticalKind?

    /// Whether a point of its level lies in the unit or on its edge.
    /// - Complexity: O(n) in the polygons' points.
    public func contains(_ point: Point) -> Bool {
        bounds.contains(point, margin: Polygon.edgeToleranceMetres) && polygons.contains { $0.contains(point) }
    }
}

/// How a unit leads to the levels above and below, and what that costs.
public enum VerticalKind: String, Sendable, CaseIterable {
    case stairs, elevator, escalator, ramp

    /// What one level up or down costs, in metres of walking. A flight is about 4 m of height: 15 m of walking by
    /// stairs, escalator or ramp at the time it takes; a lift is 20 m because it has to be waited for.
    public var metresPerLevel: Double { self == .elevator ? 20 : 15 }
}

/// A door or another way through an edge that units share.
public struct Opening: Sendable, Hashable {
    /// The IMDF feature id, verbatim.
    public var id: String
    /// The name in the manifest's language, else the first one, else the id.
    public var name: String
    /// IMDF category, verbatim (`pedestrian`, `emergencyexit`, …).
    public var category: String
    /// Index into ``SiteMap/levels``.
    public var level: Int
    /// The line across the way, at least two points.
    public var line: [Point]
    /// The middle of the line: where one walks through.
    public var point: Point
    /// The walkable units that it links, as indices into ``SiteMap/units``, rising; one for an exit, none when it
    /// touches no unit.
    public var units: [Int]
}

/// What kind of receiver a reader is.
public enum ReaderKind: String, Sendable, CaseIterable {
    /// A Bluetooth gateway.
    case ble
    /// A UHF RFID antenna.
    case uhf
    /// A choke point: what it hears passes a door.
    case choke
    /// A LoRaWAN gateway.
    case lorawan

    /// How far the reader may be from a unit and still cover it, in metres: what `site check` calls covered. Indoors
    /// with a wall or two for Bluetooth, one antenna lobe for UHF, a door for a choke point.
    public var reachMetres: Double {
        switch self {
        case .ble: 15
        case .uhf: 8
        case .choke: 3
        case .lorawan: 500
        }
    }
}

/// A fixed receiver as `readers.geojson` places it.
public struct Reader: Sendable, Hashable {
    /// Verbatim, with the antenna where there is one (`<reader>/<antenna>`).
    public var id: ReaderID
    public var kind: ReaderKind
    /// Index into ``SiteMap/levels``; nil when unplaced.
    public var level: Int?
    /// Index into ``SiteMap/units``; nil when in none.
    public var unit: Int?
    /// Where it hangs; nil when unplaced.
    public var point: Point?
    /// Above the floor; 2.5 unless told.
    public var heightMetres: Double
    /// What is added to its readings, in dB; 0 unless told.
    public var offsetDecibels: Double
    /// Seconds between two reads of a tag that stays; 1 unless told.
    public var cadenceSeconds: Double

    /// The part of ``id`` before the antenna: what the messages call the reader.
    public var baseID: ReaderID {
        guard let slash = id.rawValue.lastIndex(of: "/"), antenna != nil else { return id }
        return ReaderID(String(id.rawValue[..<slash]))
    }

    /// The antenna port after the last `/` of ``id``, 1…65535; nil when there is none.
    public var antenna: Int? {
        guard let slash = id.rawValue.lastIndex(of: "/"), slash > id.rawValue.startIndex,
            let port = UInt16(id.rawValue[id.rawValue.index(after: slash)...]), port > 0
        else { return nil }
        return Int(port)
    }
}

/// A unit that can be reached from another one through one door, or by stairs or a lift to the next level.
public struct Neighbour: Sendable, Hashable {
    /// Index into ``SiteMap/units``.
    public var unit: Int
    /// From point to point through the nearest way, in metres; stairs and lifts with ``VerticalKind/metresPerLevel``.
    public var metres: Double
    /// Whether the way leads to another level.
    public var isVertical: Bool
}
