import Model
import SiteMap

/// The geometry of ``SmallHospital`` as far as the level files need it: its two levels with two units each, one with a
/// courtyard. Invented, near 0° east, 45° north.
enum SmallSite {
    static func map() throws -> SiteMap { try SiteMap.load(files: files).0 }

    static let files: [(name: String, bytes: [UInt8])] = [
        ("level.geojson", Array(levels.utf8)), ("manifest.json", Array(manifest.utf8)),
        ("unit.geojson", Array(units.utf8)), ("venue.geojson", Array(venue.utf8)),
    ]

    private static let manifest = #"{"version":"1.0.0","created":"2026-01-01T00:00:00Z","language":"en"}"#

    private static func box(_ west: Int, _ south: Int, _ east: Int, _ north: Int) -> String {
        let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        // Units of 1e-5 degrees, about a metre.
        let points = corners.map { "[\(degrees(2, $0.0)),\(degrees(45, $0.1))]" }
        return "[" + points.joined(separator: ",") + "]"
    }

    private static func degrees(_ whole: Int, _ part: Int) -> String {
        let digits = String(part)
        return "\(whole)." + String(repeating: "0", count: 5 - digits.count) + digits
    }

    private static func feature(_ type: String, _ id: String, _ rings: [String], _ properties: String) -> String {
        """
        {"type":"Feature","feature_type":"\(type)","id":"\(id)","geometry":{"type":"Polygon","coordinates":\
        [\(rings.joined(separator: ","))]},"properties":{\(properties)}}
        """
    }

    private static func collection(_ features: [String]) -> String {
        #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}"
    }

    private static let venue = collection([
        feature("venue", "venue-1", [box(0, 0, 100, 20)], #""category":"hospital","name":{"en":"Essai"}"#)
    ])

    private static let levels = collection([
        feature("level", "lv-0", [box(0, 0, 100, 20)], level("Ground", 0)),
        feature("level", "lv/1", [box(0, 0, 100, 20)], level("First", 1)),
    ])

    private static func level(_ name: String, _ ordinal: Int) -> String {
        """
        "category":"unspecified","name":{"en":"\(name)"},"short_name":{"en":"\(ordinal)"},"ordinal":\(ordinal)
        """
    }

    private static func unit(_ name: String, _ category: String, _ level: String) -> String {
        #""category":"\#(category)","name":{"en":"\#(name)"},"level_id":"\#(level)""#
    }

    private static let units = collection([
        feature("unit", "u-cor", [box(0, 8, 100, 12)], unit("Corridor", "walkway", "lv-0")),
        feature("unit", "u-214", [box(0, 0, 10, 8)], unit("214", "room", "lv-0")),
        feature("unit", "u-312", [box(0, 0, 20, 8), box(4, 2, 8, 6)], unit("Room 312", "room", "lv/1")),
        feature("unit", "u-sto", [box(20, 0, 40, 8)], unit("Store", "storage", "lv/1")),
    ])
}
