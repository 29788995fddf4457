import Model

/// A place in degrees (WGS 84), as GeoJSON has it.
struct Degrees: Sendable, Hashable {
    var longitude: Double
    var latitude: Double
}

/// A polygon in degrees with open rings.
struct DegreePolygon: Sendable, Hashable {
    var exterior: [Degrees]
    var holes: [[Degrees]]

    func inMetres(_ frame: LocalFrame) -> Polygon {
        func ring(_ degrees: [Degrees]) -> [Point] {
            degrees.map { frame.point(longitude: $0.longitude, latitude: $0.latitude) }
        }
        return Polygon(exterior: ring(exterior), holes: holes.map(ring))
    }
}

/// What is wrong with a geometry, and where in it.
struct GeometryFault: Error, Hashable {
    var field: String
    var what: String
    var remedy: String
}

/// Reads GeoJSON geometries (RFC 7946) with all their rules.
struct GeometryParser {
    /// What was put right on the way; each is a warning.
    private(set) var remarks: [GeometryFault] = []

    /// The polygons of a `Polygon` or `MultiPolygon`.
    mutating func polygons(_ geometry: JSONValue) throws(GeometryFault) -> [DegreePolygon] {
        let field = "geometry.coordinates"
        switch geometry["type"]?.text {
        case "Polygon": return [try polygon(geometry["coordinates"], field)]
        case "MultiPolygon":
            let parts = try elements(geometry["coordinates"], field, "polygons")
            var polygons: [DegreePolygon] = []
            for (index, part) in parts.enumerated() { polygons.append(try polygon(part, "\(field)[\(index)]")) }
            guard !polygons.isEmpty else { throw wrong(field, "a MultiPolygon without polygons", "Draw its outline") }
            return polygons
        default: throw wrongType(geometry, "Polygon or MultiPolygon")
        }
    }

    /// The points of a `LineString`.
    mutating func line(_ geometry: JSONValue) throws(GeometryFault) -> [Degrees] {
        guard geometry["type"]?.text == "LineString" else { throw wrongType(geometry, "LineString") }
        let line = try positions(geometry["coordinates"], "geometry.coordinates")
        guard line.count >= 2 else {
            throw wrong("geometry.coordinates", "a line of \(line.count) points", "Give at least two points")
        }
        return line
    }

    /// The place of a `Point`.
    mutating func place(_ geometry: JSONValue) throws(GeometryFault) -> Degrees {
        guard geometry["type"]?.text == "Point" else { throw wrongType(geometry, "Point") }
        return try position(geometry["coordinates"] ?? .null, "geometry.coordinates")
    }

    private mutating func polygon(_ value: JSONValue?, _ field: String) throws(GeometryFault) -> DegreePolygon {
        let rings = try elements(value, field, "rings")
        guard let first = rings.first else { throw wrong(field, "a polygon without rings", "Draw its outline") }
        let exterior = try ring(first, "\(field)[0]")
        var holes: [[Degrees]] = []
        for (index, hole) in rings.enumerated().dropFirst() { holes.append(try ring(hole, "\(field)[\(index)]")) }
        return DegreePolygon(exterior: exterior, holes: holes)
    }

    /// An open ring without points that repeat the one before.
    private mutating func ring(_ value: JSONValue, _ field: String) throws(GeometryFault) -> [Degrees] {
        let all = try positions(value, field)
        guard all.count >= 4 else {
            throw wrong(
                field, "a ring of \(all.count) points", "A ring needs at least four, the last the same as the first")
        }
        if all.first != all.last {
            remarks.append(
                wrong(field, "a ring that is not closed; taken as closed", "End it with its first point"))
        }
        var ring: [Degrees] = []
        for degrees in all where degrees != ring.last { ring.append(degrees) }
        if ring.count > 1, ring.first == ring.last { ring.removeLast() }
        guard Set(ring).count >= 3 else {
            throw wrong(field, "a ring without three different points", "Draw the outline again")
        }
        return ring
    }

    private func positions(_ value: JSONValue?, _ field: String) throws(GeometryFault) -> [Degrees] {
        let elements = try elements(value, field, "positions")
        guard elements.count <= Limits.siteRingPointsMax else {
            throw wrong(field, "more than \(Limits.siteRingPointsMax) points", "Simplify the outline")
        }
        var positions: [Degrees] = []
        positions.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            positions.append(try position(element, field, index))
        }
        return positions
    }

    private func position(_ value: JSONValue, _ field: String, _ index: Int? = nil) throws(GeometryFault) -> Degrees {
        let place = index.map { "\(field)[\($0)]" } ?? field
        let remedy = "Give [longitude, latitude] in degrees, WGS 84"
        guard case .array(let numbers) = value, numbers.count >= 2, case .number(let longitude) = numbers[0],
            case .number(let latitude) = numbers[1]
        else { throw wrong(place, "not a position", remedy) }
        guard longitude.isFinite, latitude.isFinite else {
            throw wrong(place, "a coordinate that is not a finite number", remedy)
        }
        guard abs(longitude) <= 180, abs(latitude) <= 90 else {
            throw wrong(place, "a coordinate outside ±180, ±90 degrees", remedy)
        }
        return Degrees(longitude: longitude, latitude: latitude)
    }

    private func elements(
        _ value: JSONValue?, _ field: String, _ what: String
    ) throws(GeometryFault) -> [JSONValue] {
        guard let elements = value?.elements else {
            throw wrong(field, "not an array of \(what)", "Write the geometry as RFC 7946 has it")
        }
        return elements
    }

    private func wrongType(_ geometry: JSONValue, _ expected: String) -> GeometryFault {
        let type = geometry["type"]?.text.map { "a \(quoted($0))" } ?? "no geometry type"
        return wrong("geometry.type", "\(type) where a \(expected) is needed", "Draw it as a \(expected)")
    }

    private func wrong(_ field: String, _ what: String, _ remedy: String) -> GeometryFault {
        GeometryFault(field: field, what: what, remedy: remedy)
    }
}

/// A text of a file inside a message: safe to print, in quotes, at most 60 characters.
func quoted(_ text: String) -> String {
    let clean = Printable.clean(String(text.prefix(60)))
    return "\"" + clean + (clean.count < text.count ? "…" : "") + "\""
}
