internal import FoundationEssentials
internal import Model
internal import SimKit
internal import SiteMap

/// A track's line as far as it is scored (DESIGN 5.5).
struct TrackRow: Decodable {
    var at: Int64
    var unit: String?
    var level: String?
    var point: Point?
    var confidence: Double?

    init(at: Int64, unit: String?, level: String?, point: Point?, confidence: Double?) {
        self.at = at
        self.unit = unit
        self.level = level
        self.point = point
        self.confidence = confidence
    }

    private enum Key: String, CodingKey { case at, unit, level, x, y, confidence }

    init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        guard let at = Instant.parse(try line.decode(String.self, forKey: .at)) else {
            throw VigieError(.badData, "a track line has no time")
        }
        self.at = at.milliseconds
        unit = try line.decodeIfPresent(String.self, forKey: .unit)
        level = try line.decodeIfPresent(String.self, forKey: .level)
        confidence = try line.decodeIfPresent(Double.self, forKey: .confidence)
        if let x = try line.decodeIfPresent(Double.self, forKey: .x),
            let y = try line.decodeIfPresent(Double.self, forKey: .y)
        {
            point = Point(xMetres: x, yMetres: y)
        }
    }
}

/// Tracks and truths as files: the same words, one line each.
enum TrackFile {
    private struct Name: Decodable { var trackable: String }

    /// The rows of each trackable, in the order of their times; of equal times the later line holds.
    /// - Complexity: O(n log n) in the lines.
    static func read(_ path: String) throws -> [String: [TrackRow]] {
        var tracks: [String: [TrackRow]] = [:]
        let decoder = JSONDecoder()
        let text = TemporaryFolder.text(of: path)
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
            let data = Data(line)
            do {
                let name = try decoder.decode(Name.self, from: data)
                tracks[name.trackable, default: []].append(try decoder.decode(TrackRow.self, from: data))
            } catch {
                throw VigieError(.badData, "line \(number + 1) cannot be read: \(error)", place: path)
            }
        }
        return tracks.mapValues { rows in
            rows.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        }
    }
}
