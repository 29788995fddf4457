import Model
import SiteMap
import Stock
import Store
import Testing

@testable import Report

/// Stock over a site of three houses: two joined by a bridge, both with a level called Ground, and two of one name.
@Suite("Stock of several buildings")
struct StockBuildingTests {
    /// House X with levels Ground and First, house Y beside it with its own Ground, and another house Y far away.
    ///
    ///     X  LX1 │ ward │           Y  a bridge from X's corridor     Y (far)
    ///        LX0 │ pharmacy │ corridor │ ── │ depot │                 │ archive │
    private enum Houses {
        private static let frame = LocalFrame(originLongitude: 2, originLatitude: 45)

        private static func box(_ x: Double, _ width: Double) -> String {
            let corners = [(x, 0.0), (x + width, 0), (x + width, 8), (x, 8), (x, 0)].map { x, y in
                let (longitude, latitude) = frame.longitudeLatitude(of: Point(xMetres: x, yMetres: y))
                return "[\(longitude),\(latitude)]"
            }
            return #"{"type":"Polygon","coordinates":[["# + corners.joined(separator: ",") + "]]}"
        }

        private static func feature(_ type: String, _ id: String, _ geometry: String, _ properties: String) -> String {
            #"{"type":"Feature","feature_type":"\#(type)","id":"\#(id)","geometry":\#(geometry),"#
                + #""properties":{\#(properties)}}"#
        }

        private static func level(_ id: String, _ name: String, _ ordinal: Int, _ house: String, _ x: Double) -> String
        {
            feature(
                "level", id, box(x, 20),
                #""category":"unspecified","name":{"en":"\#(name)"},"short_name":{"en":"\#(ordinal)"},"#
                    + #""ordinal":\#(ordinal),"building_ids":["\#(house)"]"#)
        }

        private static func unit(_ id: String, _ level: String, _ x: Double, _ category: String = "room") -> String {
            feature(
                "unit", id, box(x, 10),
                #""category":"\#(category)","name":{"en":"\#(id)"},"level_id":"\#(level)""#)
        }

        private static func door(_ id: String, _ level: String, _ x: Double) -> String {
            let ends = [3.0, 5.0].map { y in
                let (longitude, latitude) = frame.longitudeLatitude(of: Point(xMetres: x, yMetres: y))
                return "[\(longitude),\(latitude)]"
            }
            return feature(
                "opening", id, #"{"type":"LineString","coordinates":[\#(ends.joined(separator: ","))]}"#,
                #""category":"pedestrian","level_id":"\#(level)","name":null"#)
        }

        static func map() throws -> SiteMap {
            func file(_ name: String, _ features: [String]) -> (name: String, bytes: [UInt8]) {
                let text = #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}"
                return (name, Array(text.utf8))
            }
            let files = [
                file(
                    "building.geojson",
                    [("x", "X"), ("y", "Y"), ("z", "Y")].map { id, name in
                        feature("building", id, "null", #""category":"unspecified","name":{"en":"House \#(name)"}"#)
                    }),
                file(
                    "level.geojson",
                    [
                        level("lx0", "Ground", 0, "x", 0), level("lx1", "First", 1, "x", 0),
                        level("ly0", "Ground", 0, "y", 20), level("lz0", "Cellar", 0, "z", 500),
                    ]),
                (
                    name: "manifest.json",
                    bytes: Array(#"{"version":"1.0.0","created":"2026-01-01T00:00:00Z","language":"en"}"#.utf8)
                ),
                file("opening.geojson", [door("d1", "lx0", 10), door("bridge", "lx0", 20)]),
                file(
                    "unit.geojson",
                    [
                        unit("pharmacy", "lx0", 0), unit("corridor", "lx0", 10, "walkway"), unit("ward", "lx1", 0),
                        unit("depot", "ly0", 20), unit("archive", "lz0", 500),
                    ]),
                file(
                    "venue.geojson",
                    [feature("venue", "v", "null", #""category":"hospital","name":{"en":"Essai"}"#)]),
            ]
            return try SiteMap.load(files: files).0
        }
    }

    private static let held: [(place: String, unit: String?, quantity: Int64)] = [
        ("p-pharmacy", "pharmacy", 10), ("p-ward", "ward", 3), ("p-depot", "depot", 20), ("p-archive", "archive", 40),
        ("p-van", nil, 5),
    ]

    private func ask(_ body: (Questions, SiteMap) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let map = try Houses.map()
        let writer = try StoreWriter(folder: folder.data)
        _ = try writer.replaceSite(
            SiteRecords(
                site: SiteID("essai"), timeZone: "Europe/Paris", version: "1",
                levels: map.levels.map { LevelRecord(id: $0.id, name: $0.name, ordinal: $0.ordinal) },
                units: map.units.map {
                    UnitRecord(
                        id: $0.id, name: $0.name, category: "room", level: $0.level, xMetres: 5, yMetres: 4,
                        areaSquareMetres: 80)
                }, passages: [], readers: []))
        let now = SmallHospital.now
        try writer.stock { book in
            _ = try book.put(Product(id: ProductID("PAR"), name: "Paracetamol"))
            for (index, row) in Self.held.enumerated() {
                let place = StockPlaceID(row.place)
                _ = try book.put(StockPlace(id: place, kind: .unit, unit: row.unit.map { UnitID($0) }))
                var movement = Movement(
                    event: StockEventID("e\(index)"), kind: .receive, product: ProductID("PAR"),
                    quantity: row.quantity, occurredAt: now, recordedAt: now)
                movement.lot = LotNumber("A")
                movement.to = place
                movement.device = "station"
                var ledger = Ledger(book)
                _ = try ledger.post(movement)
            }
        }
        try writer.close()
        try body(Questions(try StoreReader(folder: folder.data), wallClock: now), map)
    }

    private func quantities(_ answer: StockListAnswer, by key: String) -> [String: Int64] {
        var found: [String: Int64] = [:]
        for row in answer.rows {
            guard case .text(let part) = row.first(where: { $0.key == key })?.value,
                case .number(let quantity) = row.first(where: { $0.key == "quantity" })?.value
            else { continue }
            found[part, default: 0] += quantity
        }
        return found
    }

    @Test("Balances add up by unit, level, building and site; levels and houses of one name stay apart")
    func rollUp() throws {
        try ask { questions, map in
            #expect(map.buildings.count == 3)
            func sums(_ rollUp: StockRollUp) throws -> [String: Int64] {
                quantities(try questions.stockLevels("PAR", rollUp: rollUp, site: map), by: rollUp.rawValue)
            }
            let (units, levels) = (try sums(.unit), try sums(.level))
            let (buildings, site) = (try sums(.building), try sums(.site))
            #expect(units == ["": 5, "pharmacy": 10, "ward": 3, "depot": 20, "archive": 40])
            #expect(levels == ["": 5, "Ground (lx0)": 10, "First": 3, "Ground (ly0)": 20, "Cellar": 40])
            #expect(buildings == ["": 5, "House X": 13, "House Y (y)": 20, "House Y (z)": 40])
            #expect(site == ["site": 78])
        }
    }

    @Test("The report has the same sums")
    func report() throws {
        try ask { questions, map in
            let report = try questions.stockReport(questions.scope(), site: map)
            let item = try #require(report.items.first)
            let sums = item.buildings.map { "\($0.name) \($0.quantity)" }
            #expect(sums == [" 5", "House X 13", "House Y (y) 20", "House Y (z) 40"])
            #expect(item.quantity == 78)
        }
    }

    @Test("The way to stock leads over the bridge; what no door leads to is not near, however much lies there")
    func near() throws {
        try ask { questions, map in
            let answer = try questions.stockLevels("PAR", near: "pharmacy", atLeast: 60, site: map)
            #expect(quantities(answer, by: "place") == ["p-pharmacy": 10, "p-depot": 20])
            #expect(answer.facts.contains(StockListAnswer.Cell("usable", .number(30))))
            #expect(answer.facts.contains(StockListAnswer.Cell("enough", .flag(false))))
        }
    }
}
