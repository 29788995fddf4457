import SiteMap

/// A small site as text, built from rectangles in metres around one corner; every part can be spoilt.
struct SiteFixture {
    static let frame = LocalFrame(originLongitude: 4.83, originLatitude: 45.75)

    var levels: [String] = []
    var units: [String] = []
    var openings: [String] = []
    var relationships: [String] = []
    var readers: [String] = []
    var buildings: [String] = []
    /// Whole files that replace what the lists give; nil leaves a file out.
    var replaced: [String: String?] = [:]

    static func degrees(_ x: Double, _ y: Double) -> String {
        let (longitude, latitude) = frame.longitudeLatitude(of: Point(xMetres: x, yMetres: y))
        return "[\(longitude),\(latitude)]"
    }

    static func ring(_ points: [(Double, Double)]) -> String {
        "[" + (points + points.prefix(1)).map { degrees($0.0, $0.1) }.joined(separator: ",") + "]"
    }

    static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> [(Double, Double)] {
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    }

    static func polygon(_ rings: [(Double, Double)]...) -> String {
        "{\"type\":\"Polygon\",\"coordinates\":[" + rings.map(ring).joined(separator: ",") + "]}"
    }

    static func feature(_ type: String, _ id: String, geometry: String, properties: String) -> String {
        """
        {"type":"Feature","id":"\(id)","feature_type":"\(type)","geometry":\(geometry),"properties":{\(properties)}}
        """
    }

    mutating func level(
        _ id: String, ordinal: Int = 0, outline: [(Double, Double)]? = nil, buildings: String = "[]"
    ) {
        levels.append(
            SiteFixture.feature(
                "level", id, geometry: outline.map { SiteFixture.polygon($0) } ?? "null",
                properties: """
                    "category":"unspecified","ordinal":\(ordinal),"building_ids":\(buildings),\
                    "name":{"en":"Floor \(ordinal)","fr":"Niveau \(ordinal)"},"short_name":{"en":"\(ordinal)"}
                    """))
    }

    mutating func unit(
        _ id: String, on level: String = "L0", category: String = "room", name: String? = nil, geometry: String
    ) {
        let label = name.map { "{\"en\":\"\($0)\"}" } ?? "null"
        units.append(
            SiteFixture.feature(
                "unit", id, geometry: geometry,
                properties: "\"category\":\"\(category)\",\"level_id\":\"\(level)\",\"name\":\(label)"))
    }

    mutating func room(
        _ id: String, on level: String = "L0", category: String = "room", name: String? = nil, _ x: Double,
        _ y: Double, _ width: Double, _ height: Double
    ) {
        unit(
            id, on: level, category: category, name: name,
            geometry: SiteFixture.polygon(SiteFixture.rectangle(x, y, width, height)))
    }

    /// A door from one point to another.
    mutating func door(_ id: String, on level: String = "L0", _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        let line = "[\(SiteFixture.degrees(x1, y1)),\(SiteFixture.degrees(x2, y2))]"
        openings.append(
            SiteFixture.feature(
                "opening", id, geometry: "{\"type\":\"LineString\",\"coordinates\":\(line)}",
                properties: "\"category\":\"pedestrian\",\"level_id\":\"\(level)\",\"name\":null"))
    }

    mutating func reader(
        _ id: String, on level: String = "L0", kind: String = "ble", _ x: Double, _ y: Double, more: String = ""
    ) {
        readers.append(
            """
            {"type":"Feature","geometry":{"type":"Point","coordinates":\(SiteFixture.degrees(x, y))},\
            "properties":{"reader_id":"\(id)","level_id":"\(level)","kind":"\(kind)"\(more)}}
            """)
    }

    mutating func relationship(_ id: String, category: String, _ stations: [(type: String, id: String)]) {
        func reference(_ station: (type: String, id: String)) -> String {
            "{\"id\":\"\(station.id)\",\"feature_type\":\"\(station.type)\"}"
        }
        let middle = stations.dropFirst().dropLast().map(reference).joined(separator: ",")
        relationships.append(
            SiteFixture.feature(
                "relationship", id, geometry: "null",
                properties: """
                    "category":"\(category)","direction":"undirected","hours":null,\
                    "origin":\(reference(stations[0])),"intermediary":[\(middle)],\
                    "destination":\(reference(stations[stations.count - 1]))
                    """))
    }

    static func collection(_ features: [String]) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[\n" + features.joined(separator: ",\n") + "\n]}"
    }

    /// The files in the form that the loader takes.
    var files: [(name: String, bytes: [UInt8])] {
        var texts: [String: String] = [
            "manifest.json": "{\"version\":\"1.0.0\",\"created\":\"2026-01-01T00:00:00Z\",\"language\":\"en\"}",
            "venue.geojson": SiteFixture.collection([
                SiteFixture.feature("venue", "V", geometry: "null", properties: "\"category\":\"hospital\"")
            ]),
            "address.geojson": SiteFixture.collection([]),
            "footprint.geojson": SiteFixture.collection([]),
            "building.geojson": SiteFixture.collection(buildings),
            "level.geojson": SiteFixture.collection(levels),
            "unit.geojson": SiteFixture.collection(units),
            "opening.geojson": SiteFixture.collection(openings),
            "readers.geojson": SiteFixture.collection(readers),
        ]
        if !relationships.isEmpty { texts["relationship.geojson"] = SiteFixture.collection(relationships) }
        for (name, text) in replaced { texts[name] = text }
        return texts.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) }
    }

    func load(_ settings: SiteSettings = SiteSettings()) throws -> SiteMap {
        try SiteMap.load(files: files, settings: settings).0
    }

    func check(_ settings: SiteSettings = SiteSettings()) -> SiteCheck {
        SiteMap.check(files: files, settings: settings)
    }

    /// Two levels: on each a corridor with two rooms, stairs and a lift; one exit, two readers.
    ///
    ///     y 8  ┌──────A────┬──────B────┬─S─┬─E─┐
    ///     y 3  ├───door────┴───door────┴─d─┴─d─┤
    ///     y 0  └──────────── corridor C ───────┘   x 0 … 10 … 20 … 23 … 26
    static func ward() -> SiteFixture {
        var site = SiteFixture()
        for (index, level) in ["L0", "L1"].enumerated() {
            site.level(level, ordinal: index, outline: rectangle(0, 0, 26, 8))
            site.room("A\(index)", on: level, name: "Room A\(index)", 0, 3, 10, 5)
            site.room("B\(index)", on: level, name: "Room B\(index)", 10, 3, 10, 5)
            site.room("C\(index)", on: level, category: "walkway", name: "Corridor", 0, 0, 26, 3)
            site.room("S\(index)", on: level, category: "stairs", 20, 3, 3, 5)
            site.room("E\(index)", on: level, category: "elevator", 23, 3, 3, 5)
            site.door("dA\(index)", on: level, 4.5, 3, 5.5, 3)
            site.door("dB\(index)", on: level, 14.5, 3, 15.5, 3)
            site.door("dS\(index)", on: level, 21, 3, 22, 3)
            site.door("dE\(index)", on: level, 24, 3, 25, 3)
        }
        site.door("exit", 0, 1, 0, 2)
        site.reader("r-a", 5, 5)
        site.reader(
            "r-gate/2", on: "L1", kind: "uhf", 15, 5, more: ",\"height_m\":3,\"offset_db\":-4,\"cadence_s\":2.5")
        return site
    }
}

/// SplitMix64: the same numbers for a seed everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
