private import Glibc
internal import SiteMap

/// What open systems do today: the reader that hears a tag loudest is where it is.
///
/// Powers are smoothed by an exponential average over 3 s; a reader that was silent for 5 s is out.
struct NearestReader {
    static let smoothingSeconds = 3.0
    static let silentMilliseconds: Int64 = 5000

    /// Where a receiver hangs, in the words of a track.
    struct Place {
        var point: Point
        var level: String
        var unit: String?
    }

    private struct Heard {
        var at: Int64
        var dBm: Double
    }

    /// The track that it gives, one row per time of a read.
    ///
    /// - Parameters:
    ///   - readings: of one tag, in order of time.
    ///   - places: where the receivers are, by index.
    static func track(_ readings: [Recording.Reading], places: [Place]) -> [TrackRow] {
        var heard: [Heard?] = Array(repeating: nil, count: places.count)
        var rows: [TrackRow] = []
        for (index, reading) in readings.enumerated() {
            if let old = heard[reading.reader] {
                let elapsed = Double(reading.at - old.at) / 1000
                let keep = exp(-max(0.05, elapsed) / smoothingSeconds)
                heard[reading.reader] = Heard(at: reading.at, dBm: keep * old.dBm + (1 - keep) * reading.rssiDBm)
            } else {
                heard[reading.reader] = Heard(at: reading.at, dBm: reading.rssiDBm)
            }
            if index + 1 < readings.count, readings[index + 1].at == reading.at { continue }
            var best: (reader: Int, dBm: Double)?
            for (reader, state) in heard.enumerated() {
                guard let state, reading.at - state.at <= silentMilliseconds else { continue }
                if state.dBm > best?.dBm ?? -.infinity { best = (reader, state.dBm) }
            }
            guard let best else { continue }
            let place = places[best.reader]
            rows.append(
                TrackRow(at: reading.at, unit: place.unit, level: place.level, point: place.point, confidence: nil))
        }
        return rows
    }
}
