import Model
import SiteMap

extension Spoilt {
    private static func unit(_ geometry: String) -> @Sendable (inout SiteFixture) -> Void {
        { $0.unit("u", geometry: geometry) }
    }

    private static func ring(_ positions: String) -> @Sendable (inout SiteFixture) -> Void {
        unit("{\"type\":\"Polygon\",\"coordinates\":[[\(positions)]]}")
    }

    /// Outlines and lines.
    static let geometries: [Spoilt] = [
        Spoilt(
            name: "a unit without geometry", severity: .warning, file: "unit.geojson", feature: "u",
            what: "no geometry",
            spoil: unit("null")),
        Spoilt(
            name: "a level without geometry", severity: .warning, file: "level.geojson", feature: "L2",
            what: "no geometry"
        ) { $0.level("L2", ordinal: 2) },
        Spoilt(
            name: "an opening without geometry", severity: .warning, file: "opening.geojson", feature: "d",
            what: "no geometry"
        ) {
            $0.openings.append(
                SiteFixture.feature(
                    "opening", "d", geometry: "null", properties: "\"category\":\"pedestrian\",\"level_id\":\"L0\""))
        },
        Spoilt(
            name: "a unit that is a point", file: "unit.geojson", feature: "u", what: "\"Point\"",
            spoil: unit("{\"type\":\"Point\",\"coordinates\":[4.83,45.75]}")),
        Spoilt(
            name: "a geometry that is a number", file: "unit.geojson", feature: "u", what: "no geometry type",
            spoil: unit("7")),
        Spoilt(
            name: "NaN", file: "unit.geojson", feature: "u", what: "not a finite number",
            spoil: ring("[4.83,45.75],[4.8301,NaN],[4.8301,45.7501],[4.83,45.75]")),
        Spoilt(
            name: "1e999", file: "unit.geojson", feature: "u", what: "not a finite number",
            spoil: ring("[4.83,45.75],[1e999,45.75],[4.8301,45.7501],[4.83,45.75]")),
        Spoilt(
            name: "out of range", file: "unit.geojson", feature: "u", what: "outside ±180",
            spoil: ring("[4.83,45.75],[4.8301,95],[4.8301,45.7501],[4.83,45.75]")),
        Spoilt(
            name: "three points", file: "unit.geojson", feature: "u", what: "a ring of 3 points",
            spoil: ring("[4.83,45.75],[4.8301,45.75],[4.83,45.75]")),
        Spoilt(
            name: "two different points", file: "unit.geojson", feature: "u", what: "three different points",
            spoil: ring("[4.83,45.75],[4.8301,45.75],[4.83,45.75],[4.8301,45.75],[4.83,45.75]")),
        Spoilt(
            name: "not closed", severity: .warning, file: "unit.geojson", feature: "u", what: "not closed",
            spoil: ring("[4.83,45.75],[4.8301,45.75],[4.8301,45.7501],[4.83,45.7501]")),
        Spoilt(
            name: "no area", file: "unit.geojson", feature: "u", what: "without area",
            spoil: ring("[4.83,45.75],[4.8301,45.75],[4.8302,45.75],[4.83,45.75]")),
        Spoilt(
            name: "crossing itself", severity: .warning, file: "unit.geojson", feature: "u", what: "crosses itself",
            spoil: ring("[4.83,45.75],[4.8302,45.7501],[4.8302,45.75],[4.83,45.7502],[4.83,45.75]")),
        Spoilt(
            name: "a position of texts", file: "unit.geojson", feature: "u", what: "not a position",
            spoil: ring("[\"4.83\",\"45.75\"],[4.8301,45.75],[4.8301,45.7501],[4.83,45.75]")),
        Spoilt(
            name: "coordinates are an object", file: "unit.geojson", feature: "u", what: "not an array",
            spoil: unit("{\"type\":\"Polygon\",\"coordinates\":{}}")),
        Spoilt(
            name: "no rings", file: "unit.geojson", feature: "u", what: "without rings",
            spoil: unit("{\"type\":\"Polygon\",\"coordinates\":[]}")),
        Spoilt(
            name: "no polygons", file: "unit.geojson", feature: "u", what: "without polygons",
            spoil: unit("{\"type\":\"MultiPolygon\",\"coordinates\":[]}")),
        Spoilt(
            name: "latitude first", file: "unit.geojson", feature: "u", what: "20 km from the rest",
            spoil: ring("[45.75,4.83],[45.75,4.8301],[45.7501,4.8301],[45.75,4.83]")),
        Spoilt(name: "a line of one point", file: "opening.geojson", feature: "d", what: "a line of 1 points") {
            $0.openings.append(
                SiteFixture.feature(
                    "opening", "d", geometry: "{\"type\":\"LineString\",\"coordinates\":[[4.83,45.75]]}",
                    properties: "\"category\":\"pedestrian\",\"level_id\":\"L0\""))
        },
        Spoilt(
            name: "a door in no wall", severity: .warning, file: "opening.geojson", feature: "d", what: "links nothing"
        ) { $0.door("d", 5, 5, 6, 5) },
    ]

    /// Readers.
    static let readers: [Spoilt] = [
        Spoilt(name: "no reader_id", file: "readers.geojson", feature: "#3", what: "no reader_id") {
            $0.readers.append(
                """
                {"type":"Feature","geometry":null,"properties":{"level_id":"L0","kind":"ble"}}
                """)
        },
        Spoilt(name: "no level_id", file: "readers.geojson", feature: "r", what: "no level_id") {
            $0.readers.append(
                """
                {"type":"Feature","geometry":null,"properties":{"reader_id":"r","kind":"ble"}}
                """)
        },
        Spoilt(name: "an unknown level", file: "readers.geojson", feature: "r", what: "no level \"L9\"") {
            $0.reader("r", on: "L9", 1, 1)
        },
        Spoilt(name: "placed twice", file: "readers.geojson", feature: "r-a", what: "twice") { $0.reader("r-a", 1, 1) },
        Spoilt(
            name: "outside every unit", severity: .warning, file: "readers.geojson", feature: "r", what: "in no unit"
        ) { $0.reader("r", -5, -5) },
        Spoilt(name: "an unknown kind", severity: .warning, file: "readers.geojson", feature: "r", what: "taken as ble")
        {
            $0.reader("r", kind: "laser", 1, 1)
        },
        Spoilt(name: "no place", severity: .warning, file: "readers.geojson", feature: "r", what: "no geometry") {
            $0.readers.append(
                """
                {"type":"Feature","geometry":null,"properties":{"reader_id":"r","level_id":"L0","kind":"ble"}}
                """)
        },
        Spoilt(name: "a height in words", file: "readers.geojson", feature: "r", what: "height_m is a text") {
            $0.reader("r", 1, 1, more: ",\"height_m\":\"high\"")
        },
        Spoilt(name: "an offset out of range", file: "readers.geojson", feature: "r", what: "offset_db is out of range")
        {
            $0.reader("r", 1, 1, more: ",\"offset_db\":1e308")
        },
        Spoilt(name: "a cadence of nothing", file: "readers.geojson", feature: "r", what: "cadence_s is out of range") {
            $0.reader("r", 1, 1, more: ",\"cadence_s\":0")
        },
        Spoilt(name: "no readers", severity: .warning, file: "readers.geojson", what: "no reader") { $0.readers = [] },
    ]
}
