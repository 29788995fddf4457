public import Model

/// A site: its levels, units, openings and readers, what touches what, and how far it is to walk.
///
/// An immutable value with indices instead of references: a level, unit, opening or reader is meant by its place in
/// ``levels``, ``units``, ``openings``, ``readers``, the same for as long as the site's files are. Points are metres
/// in the frame of the level's building.
public struct SiteMap: Sendable {
    /// What `site.yaml` said, with the provider frames fitted.
    public let settings: SiteSettings
    /// The IMDF version of the manifest; nil when it names none.
    public let version: String?
    /// The manifest's language (BCP 47), in which names were picked; nil when it names none.
    public let language: String?
    /// In the order of their first level in the file; at least one.
    public let buildings: [Building]
    /// By building, then ordinal, then place in the file.
    public let levels: [Level]
    /// In the order of the file.
    public let units: [Unit]
    /// In the order of the file.
    public let openings: [Opening]
    /// In the order of the file.
    public let readers: [Reader]

    let grids: [LevelGrid]
    var graph: WalkingGraph
    let names: SiteNames

    init(
        settings: SiteSettings, version: String?, language: String?, buildings: [Building], levels: [Level],
        units: [Unit], openings: [Opening], readers: [Reader], grids: [LevelGrid], graph: WalkingGraph
    ) {
        self.settings = settings
        self.version = version
        self.language = language
        self.buildings = buildings
        self.levels = levels
        self.units = units
        self.openings = openings
        self.readers = readers
        self.grids = grids
        self.graph = graph
        names = SiteNames(levels: levels, units: units, readers: readers)
    }
}

/// The ways from ids and names to indices.
struct SiteNames: Sendable {
    var levels: [LevelID: Int] = [:]
    var units: [UnitID: Int] = [:]
    var readers: [ReaderID: Int] = [:]
    var byName: [String: [Int]] = [:]
    var byLowerCaseName: [String: [Int]] = [:]

    init(levels: [Level], units: [Unit], readers: [Reader]) {
        for (index, level) in levels.enumerated() { self.levels[level.id] = index }
        for (index, reader) in readers.enumerated() { self.readers[reader.id] = index }
        for (index, unit) in units.enumerated() {
            self.units[unit.id] = index
            byName[unit.name, default: []].append(index)
            byLowerCaseName[unit.name.lowercased(), default: []].append(index)
        }
    }
}

extension SiteMap {
    /// The index of a unit, or nil.
    public func unitIndex(_ id: UnitID) -> Int? { names.units[id] }

    /// The index of a level, or nil.
    public func level(_ id: LevelID) -> Int? { names.levels[id] }

    /// The index of a reader by its id as in `readers.geojson`, or nil.
    public func readerIndex(_ id: ReaderID) -> Int? { names.readers[id] }

    /// The index of the reader that heard something on an antenna: `<id>/<antenna>` where the site places that
    /// antenna by itself, else `<id>`, else nil.
    ///
    /// - Parameter antenna: the port from 1; 0 when there is none.
    public func readerIndex(_ id: ReaderID, antenna: Int) -> Int? {
        if antenna > 0, let index = names.readers[ReaderID("\(id.rawValue)/\(antenna)")] { return index }
        return names.readers[id]
    }

    /// The units that a person means: the one with this id; else all with exactly this name; else all with this name
    /// in any case; else none. Rising indices.
    public func unit(named text: String) -> [Int] {
        if let index = names.units[UnitID(text)] { return [index] }
        return names.byName[text] ?? names.byLowerCaseName[text.lowercased()] ?? []
    }
}

extension SiteMap {
    /// The unit that a point of a level lies in, or nil.
    ///
    /// Points on an edge count as inside. Where units overlap the smallest one wins, but a unit that nobody can walk
    /// in (a wall, a column, a void) only where there is no other.
    ///
    /// - Parameter level: index into ``levels``.
    /// - Complexity: O(1) in the units; O(n) in the points of the few units whose edges cross the point's grid cell.
    public func unit(at point: Point, level: Int) -> Int? {
        grids[level].unit(at: point)
    }

    /// The straight distance in metres from a point to a unit, 0 inside; both in the same building's frame. The
    /// level is not looked at.
    /// - Complexity: O(n) in the unit's points.
    public func distance(from point: Point, toUnit unit: Int) -> Double {
        units[unit].distance(from: point)
    }

    /// A point of a level in degrees (WGS 84).
    public func longitudeLatitude(of point: Point, level: Int) -> (longitude: Double, latitude: Double) {
        buildings[levels[level].building].frame.longitudeLatitude(of: point)
    }

    /// Degrees (WGS 84) as a point of a level.
    public func point(longitude: Double, latitude: Double, level: Int) -> Point {
        buildings[levels[level].building].frame.point(longitude: longitude, latitude: latitude)
    }

    /// The frame of a position provider: the one for this level, else the one for all levels, else nil (its
    /// positions are in the building's metres).
    ///
    /// - Parameter level: the level that the message names; nil when it names none: then the provider's first frame.
    /// - Complexity: O(n) in the frames.
    public func frame(provider: String, level: LevelID? = nil) -> ProviderFrame? {
        let own = settings.frames.filter { $0.provider == provider && $0.providerLevel == nil }
        guard let level else { return own.first }
        return own.first { $0.level == level } ?? own.first { $0.level == nil }
    }

    /// The level and frame of a provider's position.
    ///
    /// - Parameter named: the level as the message names it: in the provider's words where a frame gives those, else an
    ///   IMDF id; nil when it names none.
    /// - Returns: nil when the name is nobody's; a nil level when nothing tells it.
    /// - Complexity: O(n) in the frames.
    public func frame(provider: String, named: String?) -> (level: Int?, frame: ProviderFrame?)? {
        guard let named else {
            let frame = frame(provider: provider)
            return (frame?.level.flatMap { level($0) }, frame)
        }
        let translated = settings.frames.first { $0.provider == provider && $0.providerLevel == named }
        if let translated { return (translated.level.flatMap { level($0) }, translated) }
        guard let level = level(LevelID(named)) else { return nil }
        return (level, frame(provider: provider, level: LevelID(named)))
    }
}

extension Unit {
    func distance(from point: Point) -> Double {
        if contains(point) { return 0 }
        var nearest = Double.infinity
        for polygon in polygons where polygon.bounds.distance(from: point) < nearest {
            nearest = min(nearest, polygon.distanceToEdge(from: point))
        }
        return nearest
    }
}
