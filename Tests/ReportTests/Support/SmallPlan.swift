import Model
import SiteMap

/// The whole plan of ``SmallHospital``, with doors, stairs and a lift, so that one can walk in it. Invented.
///
///     level 0  y 8…10        ┌lift┐ ┌stairs┐        level 1 the same, and an island far away
///              y 0…8   │ 214 │ corridor │ office │          │ room 312 │ store │ office │      │ island │
///                  x   0     8         20       28          8         17      22       28     86       94
enum SmallPlan {
    static func map() throws -> SiteMap { try SiteMap.load(files: files).0 }

    private static let frame = LocalFrame(originLongitude: 2, originLatitude: 45)

    static let files: [(name: String, bytes: [UInt8])] = [
        ("level.geojson", text(levels)), ("manifest.json", Array(manifest.utf8)), ("opening.geojson", text(openings)),
        ("unit.geojson", text(units)), ("venue.geojson", text([venue])),
    ]

    private static let manifest = #"{"version":"1.0.0","created":"2026-01-01T00:00:00Z","language":"en"}"#

    private static func text(_ features: [String]) -> [UInt8] {
        Array((#"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}").utf8)
    }

    private static func degrees(_ x: Double, _ y: Double) -> String {
        let (longitude, latitude) = frame.longitudeLatitude(of: Point(xMetres: x, yMetres: y))
        return "[\(longitude),\(latitude)]"
    }

    private static func feature(_ type: String, _ id: String, _ geometry: String, _ properties: String) -> String {
        """
        {"type":"Feature","feature_type":"\(type)","id":"\(id)","geometry":\(geometry),"properties":{\(properties)}}
        """
    }

    private static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> String {
        let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return #"{"type":"Polygon","coordinates":[["# + corners.map { degrees($0.0, $0.1) }.joined(separator: ",")
            + "]]}"
    }

    private static let venue = feature("venue", "venue-1", "null", #""category":"hospital","name":{"en":"Essai"}"#)

    private static let levels = [("lv-0", "Ground", 0), ("lv/1", "First", 1)].map { id, name, ordinal in
        feature(
            "level", id, box(0, 0, 100, 10),
            #""category":"unspecified","name":{"en":"\#(name)"},"short_name":{"en":"\#(ordinal)"},"#
                + #""ordinal":\#(ordinal)"#)
    }

    private static func unit(
        _ id: String, _ name: String, _ category: String, _ level: String, _ west: Double, _ south: Double,
        _ east: Double, _ north: Double
    ) -> String {
        feature(
            "unit", id, box(west, south, east, north),
            #""category":"\#(category)","name":{"en":"\#(name)"},"level_id":"\#(level)""#)
    }

    private static let units = [
        unit("u-214", "214", "room", "lv-0", 0, 0, 8, 8), unit("u-cor", "Corridor", "walkway", "lv-0", 8, 0, 20, 8),
        unit("u-of1", "Office", "office", "lv-0", 20, 0, 28, 8),
        unit("u-li0", "Lift", "elevator", "lv-0", 8, 8, 12, 10),
        unit("u-st0", "Stairs", "stairs", "lv-0", 14, 8, 17, 10),
        unit("u-312", "Room 312", "room", "lv/1", 8, 0, 17, 8),
        unit("u-sto", "Store", "storage", "lv/1", 17, 0, 22, 8),
        unit("u-of2", "Office", "office", "lv/1", 22, 0, 28, 8),
        unit("u-li1", "Lift", "elevator", "lv/1", 8, 8, 12, 10),
        unit("u-st1", "Stairs", "stairs", "lv/1", 14, 8, 17, 10),
        unit("u-isl", "Island", "room", "lv/1", 86, 0, 94, 8),
    ]

    private static func door(_ id: String, _ level: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double)
        -> String
    {
        feature(
            "opening", id, #"{"type":"LineString","coordinates":[\#(degrees(x1, y1)),\#(degrees(x2, y2))]}"#,
            #""category":"pedestrian","level_id":"\#(level)","name":null"#)
    }

    private static let openings = [
        door("d-214", "lv-0", 8, 3.5, 8, 4.5), door("d-of1", "lv-0", 20, 3.5, 20, 4.5),
        door("d-li0", "lv-0", 9.5, 8, 10.5, 8), door("d-st0", "lv-0", 15, 8, 16, 8),
        door("d-sto", "lv/1", 17, 3.5, 17, 4.5), door("d-of2", "lv/1", 22, 3.5, 22, 4.5),
        door("d-li1", "lv/1", 9.5, 8, 10.5, 8), door("d-st1", "lv/1", 15, 8, 16, 8),
    ]
}
