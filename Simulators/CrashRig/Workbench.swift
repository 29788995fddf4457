import Model
import SimKit
import Store

/// The files of one run: a tiny site, its registry, the configuration, the data folder.
struct Workbench {
    static let site = "rig"
    static let clientID = "crash-rig-vigie"
    static let filter = "vigie/v1/\(site)/observations/+"
    /// Tags `c0ffee000000` to `c0ffee00000f`.
    static let tags = (0..<16).map { "c0ffee0000" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }

    let folder: String
    var data: DataFolder { DataFolder(path: folder + "/data") }
    var configuration: String { folder + "/vigie.yaml" }
    var daemonLog: String { folder + "/daemon.log" }

    init(brokerPort: Int) throws(VigieError) {
        folder = try TemporaryFolder.make("vigie-crash-rig")
        let site = folder + "/site"
        try TemporaryFolder.makeFolder(site)
        for (name, text) in Workbench.siteFiles { try TemporaryFolder.write(text, to: site + "/" + name) }
        let rows = Workbench.tags.enumerated().map { "\($1),P-\($0),equipment,pump \($0),pump,,," }
        try TemporaryFolder.write(
            "tag,trackable,kind,name,category,assigned_unit,model,serial\n" + rows.joined(separator: "\n") + "\n",
            to: folder + "/tags.csv")
        try TemporaryFolder.write(
            """
            data: data
            site: site
            tags: tags.csv
            broker: {host: 127.0.0.1, port: \(brokerPort), client_id: \(Workbench.clientID)}
            subscriptions: [{topic: "\(Workbench.filter)", dialect: native, qos: 1}]
            reports: {every_s: 0}
            fold: {flush_ms: 40}

            """, to: configuration)
    }

    func remove() { TemporaryFolder.remove(folder) }

    // MARK: The site: one level, a corridor with three rooms, a reader in each.

    private static let readerUnits = ["room-1", "room-2", "room-3", "corridor"]

    private static var siteFiles: [(String, String)] {
        [
            ("manifest.json", #"{"version":"1.0.0","created":"2026-01-01T00:00:00Z","language":"en"}"#),
            ("site.yaml", "site: \(site)\ntime_zone: Europe/Paris\n"),
            ("venue.geojson", collection([feature("venue", "venue", "null", #""category":"hospital","name":null"#)])),
            (
                "level.geojson",
                collection([
                    feature(
                        "level", "level-0", polygon(0, 0, 30, 9),
                        #""category":"unspecified","ordinal":0,"name":{"en":"Ground"},"short_name":{"en":"0"}"#)
                ])
            ),
            (
                "unit.geojson",
                collection(
                    readerUnits.enumerated().map { index, id in
                        let outline =
                            id == "corridor" ? polygon(0, 0, 30, 3) : polygon(Double(index) * 10, 3, 10, 6)
                        let category = id == "corridor" ? "walkway" : "room"
                        return feature(
                            "unit", id, outline,
                            #""category":"\#(category)","level_id":"level-0","name":{"en":"\#(id)"}"#)
                    })
            ),
            (
                "readers.geojson",
                collection(
                    Trickle.readers.enumerated().map { index, reader in
                        let place = degrees(Double(index % 3) * 10 + 5, index < 3 ? 6 : 1.5)
                        return """
                            {"type":"Feature","geometry":{"type":"Point","coordinates":\(place)},\
                            "properties":{"reader_id":"\(reader)","level_id":"level-0","kind":"ble"}}
                            """
                    })
            ),
        ]
    }

    private static func collection(_ features: [String]) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[" + features.joined(separator: ",\n") + "]}"
    }

    private static func feature(_ type: String, _ id: String, _ geometry: String, _ properties: String) -> String {
        """
        {"type":"Feature","id":"\(id)","feature_type":"\(type)","geometry":\(geometry),"properties":{\(properties)}}
        """
    }

    private static func polygon(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        return "{\"type\":\"Polygon\",\"coordinates\":[[" + corners.map { degrees($0.0, $0.1) }.joined(separator: ",")
            + "]]}"
    }

    /// Metres beside an invented corner; exact enough for thirty metres.
    private static func degrees(_ x: Double, _ y: Double) -> String { "[\(2.35 + x * 1.36e-5),\(48.85 + y * 9.0e-6)]" }
}
