public import Model
public import SiteMap

/// `levels/<level>.geojson`: one level's units with counts, and its equipment as points (RFC 7946, WGS 84 degrees,
/// with the report's head as foreign members). People are in it only as counts.
public struct LevelReport: Answer {
    public static let schema = "vigie.level/1"

    public var scope: AnswerScope
    public var level: Level
    public var frame: LocalFrame
    /// The level's units in the order of the site, each with its counts by kind.
    public var units: [(unit: Unit, counts: [TrackableKind: Int])]
    /// Equipment, containers and robots on the level.
    public var points: [Located]

    /// Points of people are left out, whoever passes them.
    public init(
        scope: AnswerScope, level: Level, frame: LocalFrame, units: [(unit: Unit, counts: [TrackableKind: Int])],
        points: [Located]
    ) {
        self.scope = scope
        self.level = level
        self.frame = frame
        self.units = units
        self.points = points.filter { EquipmentReport.kinds.contains($0.trackable.kind) }
            .sorted { $0.trackable.id < $1.trackable.id }
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("type", "FeatureCollection")
            scope.writeReport(Self.schema, &json)
            json.member("level", level.id.rawValue)
            json.member("level_name", level.name)
            json.member("ordinal", level.ordinal)
            json.array("features") { json in
                for entry in units { json.object { write(entry.unit, entry.counts, &$0) } }
                for point in points { json.object { write(point, &$0) } }
            }
        }
    }

    private func write(_ unit: Unit, _ counts: [TrackableKind: Int], _ json: inout JSONWriter) {
        json.member("type", "Feature")
        json.member("id", unit.id.rawValue)
        json.object("geometry") { json in
            if unit.polygons.count == 1, let polygon = unit.polygons.first {
                json.member("type", "Polygon")
                json.array("coordinates") { write(polygon, &$0) }
            } else {
                json.member("type", "MultiPolygon")
                json.array("coordinates") { json in
                    for polygon in unit.polygons { json.array { write(polygon, &$0) } }
                }
            }
        }
        json.object("properties") { json in
            json.member("feature", "unit")
            json.member("unit", unit.id.rawValue)
            json.member("unit_name", unit.name)
            json.member("unit_category", unit.category)
            TrackableKind.write(counts, &json)
        }
    }

    /// Rings closed, the outer one counter-clockwise and the holes clockwise (RFC 7946 part 3.1.6).
    private func write(_ polygon: Polygon, _ json: inout JSONWriter) {
        write(ring: polygon.exterior, isCounterClockwise: true, &json)
        for hole in polygon.holes { write(ring: hole, isCounterClockwise: false, &json) }
    }

    private func write(ring: [Point], isCounterClockwise: Bool, _ json: inout JSONWriter) {
        let ordered = isCounterClockwise == isRunningCounterClockwise(ring) ? ring : ring.reversed()
        json.array { json in
            for point in ordered { write(point, &json) }
            if let first = ordered.first { write(first, &json) }
        }
    }

    private func isRunningCounterClockwise(_ ring: [Point]) -> Bool {
        guard var previous = ring.last else { return true }
        var doubled = 0.0
        for point in ring {
            doubled += previous.xMetres * point.yMetres - point.xMetres * previous.yMetres
            previous = point
        }
        return doubled >= 0
    }

    /// Seven decimals are about a centimetre.
    private func write(_ point: Point, _ json: inout JSONWriter) {
        let degrees = frame.longitudeLatitude(of: point)
        json.array { json in
            json.number(degrees.longitude, decimals: 7)
            json.number(degrees.latitude, decimals: 7)
        }
    }

    private func write(_ located: Located, _ json: inout JSONWriter) {
        json.member("type", "Feature")
        json.member("id", located.trackable.id.rawValue)
        if let place = place(of: located) {
            json.object("geometry") { json in
                json.member("type", "Point")
                json.array("coordinates") { json in
                    json.number(place.longitude, decimals: 7)
                    json.number(place.latitude, decimals: 7)
                }
            }
        } else {
            json.null("geometry")
        }
        json.object("properties") { json in
            json.member("feature", "trackable")
            located.write(&json)
        }
    }

    /// The fix's own position, else its metres, else the middle of its unit.
    private func place(of located: Located) -> (longitude: Double, latitude: Double)? {
        if located.latitude.isFinite, located.longitude.isFinite { return (located.longitude, located.latitude) }
        if located.xMetres.isFinite, located.yMetres.isFinite {
            return frame.longitudeLatitude(of: Point(xMetres: located.xMetres, yMetres: located.yMetres))
        }
        guard let id = located.unit?.id, let entry = units.first(where: { $0.unit.id == id }) else { return nil }
        return frame.longitudeLatitude(of: entry.unit.point)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable(
            [.init(Phrases.unit(language), elasticDownTo: 12)]
                + TrackableKind.allCases.map { .init($0.text(language).uppercased(), isRightAligned: true) })
        for entry in units where entry.counts.values.contains(where: { $0 > 0 }) {
            table.add(
                [.init(entry.unit.name)]
                    + TrackableKind.allCases.map { .init($0.countText(entry.counts[$0] ?? 0, language)) })
        }
        let title = Tone.heading.paint(Printable.clean(level.name), style) + "\n"
        return title + (table.rows.isEmpty ? Phrases.nobodyThere(language) + "\n" : table.text(style))
    }
}
