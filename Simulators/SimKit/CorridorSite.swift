public import Model

/// A small site folder for tests and rigs: on each level a corridor with rooms on both sides, a door to each, a lift at
/// its end, and a reader in each room. Ids are readable: unit `u-1-3` is room 3 of level 1, `c-1` its corridor,
/// `lift-1` its lift; reader `r-1-3` hangs in the middle of room 3.
public struct CorridorSite: Sendable {
    /// Rooms of a level; an even number.
    public var rooms = 6
    public var levels = 1
    /// Leaves out the readers of rooms for which this is false.
    public var hasReader: @Sendable (_ level: Int, _ room: Int) -> Bool = { _, _ in true }

    public static let roomMetres = 5.0
    public static let corridorMetres = 3.0
    private static let west = 4.83
    private static let south = 45.75

    public init(rooms: Int = 6, levels: Int = 1) {
        precondition(rooms % 2 == 0, "rooms lie on both sides")
        self.rooms = rooms
        self.levels = levels
    }

    /// Centre of a room, metres east and north of the building's south-west corner.
    public func centre(room: Int) -> (x: Double, y: Double) {
        let size = CorridorSite.roomMetres
        let column = Double(room / 2)
        let y = room % 2 == 0 ? size / 2 : size * 1.5 + CorridorSite.corridorMetres
        return (column * size + size / 2, y)
    }

    private var lengthMetres: Double { Double(rooms / 2) * CorridorSite.roomMetres }

    private func degrees(_ x: Double, _ y: Double) -> String {
        // Small enough an area that the sphere's curvature does not matter; WGS 84 radii at 45.75° north.
        "[\(CorridorSite.west + x / 77_800),\(CorridorSite.south + y / 111_140)]"
    }

    private func polygon(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        return #"{"type":"Polygon","coordinates":[["# + corners.map { degrees($0.0, $0.1) }.joined(separator: ",")
            + "]]}"
    }

    private func feature(_ type: String, _ id: String, _ geometry: String, _ properties: String) -> String {
        #"{"type":"Feature","id":"\#(id)","feature_type":"\#(type)","#
            + #""geometry":\#(geometry),"properties":{\#(properties)}}"#
    }

    private func unit(_ id: String, _ level: Int, _ category: String, _ name: String, _ geometry: String) -> String {
        feature(
            "unit", id, geometry,
            #""category":"\#(category)","level_id":"L\#(level)","name":{"en":"\#(name)"}"#)
    }

    private func units(level: Int) -> [String] {
        let size = CorridorSite.roomMetres
        let width = CorridorSite.corridorMetres
        var units = [unit("c-\(level)", level, "walkway", "Corridor \(level)", polygon(0, size, lengthMetres, width))]
        units.append(
            unit("lift-\(level)", level, "elevator", "Lift \(level)", polygon(lengthMetres, size, width, width)))
        for room in 0..<rooms {
            let centre = centre(room: room)
            units.append(
                unit(
                    "u-\(level)-\(room)", level, "room", "Room \(level)\(room)",
                    polygon(centre.x - size / 2, centre.y - size / 2, size, size)))
        }
        return units
    }

    private func doors(level: Int) -> [String] {
        let size = CorridorSite.roomMetres
        var lines: [(Double, Double, Double, Double)] = [
            (lengthMetres, size + 1, lengthMetres, size + 2), (0, size + 1, 0, size + 2),
        ]
        for room in 0..<rooms {
            let x = centre(room: room).x
            let y = room % 2 == 0 ? size : size + CorridorSite.corridorMetres
            lines.append((x - 0.5, y, x + 0.5, y))
        }
        return lines.enumerated().map { index, line in
            feature(
                "opening", "d-\(level)-\(index)",
                #"{"type":"LineString","coordinates":[\#(degrees(line.0, line.1)),\#(degrees(line.2, line.3))]}"#,
                #""category":"pedestrian","level_id":"L\#(level)""#)
        }
    }

    private func readers(level: Int) -> [String] {
        (0..<rooms).filter { hasReader(level, $0) }.map { room in
            let centre = centre(room: room)
            return feature(
                "reader", "r-\(level)-\(room)", #"{"type":"Point","coordinates":\#(degrees(centre.x, centre.y))}"#,
                #""reader_id":"r-\#(level)-\#(room)","level_id":"L\#(level)","kind":"ble""#)
        }
    }

    /// Name and content of each file.
    public var files: [(name: String, text: String)] {
        func collection(_ features: [String]) -> String {
            #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",\n") + "]}"
        }
        let every = Array(0..<levels)
        let levelFeatures = every.map { level in
            feature(
                "level", "L\(level)", "null",
                #""category":"unspecified","ordinal":\#(level),"name":{"en":"Level \#(level)"}"#)
        }
        return [
            ("manifest.json", #"{"version":"1.0.0","created":"2026-01-01T00:00:00Z","language":"en"}"#),
            ("venue.geojson", collection([feature("venue", "V", "null", #""category":"hospital""#)])),
            ("level.geojson", collection(levelFeatures)),
            ("unit.geojson", collection(every.flatMap { units(level: $0) })),
            ("opening.geojson", collection(every.flatMap { doors(level: $0) })),
            ("readers.geojson", collection(every.flatMap { readers(level: $0) })),
            ("site.yaml", "site: corridor\ntime_zone: Europe/Paris\n"),
        ]
    }

    /// Writes the files into a folder that exists.
    public func write(to folder: String) throws(VigieError) {
        for file in files { try TemporaryFolder.write(file.text, to: folder + "/" + file.name) }
    }
}
