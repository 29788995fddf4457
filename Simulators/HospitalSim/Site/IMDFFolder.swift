internal import FoundationEssentials
internal import Model

/// The parts of GeoJSON that the simulator reads.
struct GeoFeatures: Decodable {
    var features: [GeoFeature]
}

struct GeoFeature: Decodable {
    var id: String?
    var geometry: GeoGeometry?
    var properties: GeoProperties
}

struct GeoGeometry: Decodable {
    var type: String
    /// The outer ring of a polygon, the points of a line, or one point.
    var points: [[Double]]

    enum Keys: String, CodingKey { case type, coordinates }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        type = try container.decode(String.self, forKey: .type)
        switch type {
        case "Point": points = [try container.decode([Double].self, forKey: .coordinates)]
        case "LineString": points = try container.decode([[Double]].self, forKey: .coordinates)
        case "Polygon": points = try container.decode([[[Double]]].self, forKey: .coordinates).first ?? []
        case "MultiPolygon":
            points = try container.decode([[[[Double]]]].self, forKey: .coordinates).first?.first ?? []
        default: points = []
        }
    }
}

struct GeoProperties: Decodable {
    struct Reference: Decodable {
        var id: String
    }
    var category: String?
    var ordinal: Int?
    var name: [String: String]?
    var shortName: [String: String]?
    var levelID: String?
    var origin: Reference?
    var destination: Reference?
    var readerID: String?
    var kind: String?
    var heightMetres: Double?
    var offsetDB: Double?
    var cadenceSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case category, ordinal, name, origin, destination, kind
        case shortName = "short_name"
        case levelID = "level_id"
        case readerID = "reader_id"
        case heightMetres = "height_m"
        case offsetDB = "offset_db"
        case cadenceSeconds = "cadence_s"
    }
}

struct Manifest: Decodable {
    var language: String?
}

/// Reads a site folder: what `hospital-sim site` wrote, or another IMDF folder with simple polygons.
struct IMDFFolder {
    let path: String

    /// The bytes of one of its files; nil when it is not there.
    func bytes(_ name: String) -> Data? {
        try? Data(contentsOf: URL(filePath: path).appending(path: name))
    }

    /// One of its files, decoded.
    ///
    /// - Throws: `VigieError` 66 when it is not there, 65 when it is not what IMDF asks for.
    func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        guard let bytes = bytes(name) else {
            throw VigieError(
                .noInput, "cannot be read", place: "\(path)/\(name)",
                remedy: "Generate a site with `hospital-sim site --out \(path)`")
        }
        do {
            return try JSONDecoder().decode(type, from: bytes)
        } catch {
            throw VigieError(
                .badData, "is not what IMDF asks for", place: "\(path)/\(name)",
                remedy: "Run `vigie site check \(path)` for the exact place")
        }
    }

    /// The feature collection of a file.
    func features(_ name: String) throws -> [GeoFeature] { try decode(GeoFeatures.self, name).features }

    /// The feature collection of a file that may be missing.
    func optionalFeatures(_ name: String) throws -> [GeoFeature] {
        bytes(name) == nil ? [] : try features(name)
    }

    /// The value of a plain `key: value` line of `site.yaml`; nil when there is none.
    func setting(_ key: String) -> String? {
        guard let bytes = bytes("site.yaml") else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(key + ":") {
            let value = line.dropFirst(key.count + 1).split(separator: "#", omittingEmptySubsequences: false)[0]
            return value.trimmingPrefix(while: { $0 == " " }).split(separator: " ").first.map(String.init)
        }
        return nil
    }

    /// Reads the whole folder.
    func load() throws -> Hospital { try HospitalLoader(folder: self).load() }
}
