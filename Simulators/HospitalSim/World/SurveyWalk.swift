internal import Model
internal import SimKit

/// Somebody with a tag who stands in each unit for a while.
struct SurveyWalk {
    private let hospital: Hospital
    private let radio: RadioModel
    private let noiseDB: Double
    private let reads: Int
    private var random: SeededRandom
    /// Milliseconds since the epoch.
    private var at: Int64 = 1_767_600_000_000
    /// The body of who carries the tag, as in ``Simulation``.
    private static let slowFadingDB = 1.0

    init(_ hospital: Hospital, seed: UInt64, noiseDB: Double, reads: Int) {
        self.hospital = hospital
        self.noiseDB = noiseDB
        self.reads = reads
        radio = RadioModel(hospital, seed: seed)
        random = SeededRandom(seed: seed, stream: 60)
    }

    /// One point as a line (DESIGN 5.5).
    mutating func write(unit: Int, _ json: inout JSONWriter) {
        let place = place(in: unit)
        let level = hospital.units[unit].level
        let fading = SurveyWalk.slowFadingDB * random.normal()
        var heard: [(reader: Int, rssiDBm: Double)] = []
        for reception in radio.receptions(at: place, level: level, isPassive: false) {
            let reader = Int(reception.reader)
            guard hospital.readers[reader].kind == "ble" else { continue }
            for _ in 0..<reads {
                let power = Double(reception.dBm) + fading + noiseDB * random.normal()
                guard power > radio.parameters.sensitivityDBm else { continue }
                let site = hospital.readers[reader]
                heard.append((reader, power + (hospital.trueOffsetsDB[site.id] ?? site.offsetDB)))
            }
        }
        at += 10_000
        json.object { [hospital, at] in
            $0.member("at", Instant(milliseconds: at))
            $0.member("tag", "survey")
            $0.member("unit", hospital.units[unit].id)
            $0.member("level", hospital.levels[level].id)
            $0.member("x", place.x, decimals: 2)
            $0.member("y", place.y, decimals: 2)
            $0.array("reads") { json in
                for read in heard {
                    json.object {
                        $0.member("reader", hospital.readers[read.reader].id)
                        $0.member("rssi", max(-110, min(-20, read.rssiDBm)), decimals: 1)
                    }
                }
            }
        }
        json.newline()
    }

    private mutating func place(in unit: Int) -> Point {
        let polygon = hospital.units[unit].polygon
        let (low, high) = polygon.bounds
        for _ in 0..<24 {
            let candidate = Point(random.uniform(low.x...high.x), random.uniform(low.y...high.y))
            if polygon.contains(candidate), polygon.borderDistance(candidate) > 0.35 { return candidate }
        }
        return hospital.units[unit].inside
    }
}
