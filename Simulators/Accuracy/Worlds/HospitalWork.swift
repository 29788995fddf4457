internal import FoundationEssentials
internal import Model
internal import SimKit
internal import SiteMap

/// The invented hospital: three levels, people who walk, readers with offsets and cadences of their own.
struct HospitalWork {
    let bench: Bench
    /// The `hospital-sim` program.
    let simulator: String
    var minutes = 10
    var seed: UInt64 = 5

    /// One configuration.
    struct Ward {
        var id: String
        var name: String
        var readers: String
        var isHard: Bool
    }

    static let wards = [
        Ward(id: "room", name: "hospital, reader per room", readers: "per-room", isHard: false),
        Ward(id: "room-hard", name: "same, 5 dead readers, 30 % weak tags", readers: "per-room", isHard: true),
        Ward(id: "three", name: "hospital, reader per three rooms", readers: "per-three-rooms", isHard: false),
        Ward(id: "three-hard", name: "same, 3 dead readers, 30 % weak tags", readers: "per-three-rooms", isHard: true),
    ]

    func figures() throws -> [Figure] { try HospitalWork.wards.flatMap(figures(of:)) }

    private func figures(of ward: Ward) throws -> [Figure] {
        let base = "\(bench.folder)/hospital-\(ward.id)"
        try simulate(
            [
                "site", "--out", base + ".site", "--units", "90", "--levels", "3", "--seed", "\(seed)",
                "--readers", ward.readers,
            ], log: base + ".log")
        let world = worldOptions(ward, base)
        try simulate(
            ["capture", "--out", base + ".ndjson", "--truth", base + ".truth", "--tags", base + ".csv"] + world,
            log: base + ".log")
        let track = try replay(ward, base, radioMap: nil)
        let truth = try TrackFile.read(base + ".truth")
        let product = score(truth, try TrackFile.read(track))
        let nearest = score(truth, try nearestTracks(base))
        let oracle = try oracle(world, base).map { score(truth, $0) }
        let limit: (KeyPath<Scores, Double>) -> Double? = { path in oracle.map { $0[keyPath: path] - 3 } }
        var figures: [Figure] = [
            .percent(
                "hospital.\(ward.id).units", ward.name, "right unit", product.unitPercent, must: limit(\.unitPercent),
                baseline: nearest.unitPercent, beside: beside(oracle?.unitPercent)),
            .percent(
                "hospital.\(ward.id).levels", ward.name, "right level", product.levelPercent,
                must: limit(\.levelPercent), baseline: nearest.levelPercent, beside: beside(oracle?.levelPercent)),
            .seconds(
                "hospital.\(ward.id).latency", ward.name, "change latency, median", product.medianLatencySeconds,
                baseline: nearest.medianLatencySeconds,
                beside: oracle.map { "knows the radio: \(HospitalWork.tenths($0.medianLatencySeconds)) s" }),
            .percent(
                "hospital.\(ward.id).missed", ward.name, "visits missed",
                100 * Double(product.missedVisits) / Double(product.visits),
                baseline: 100 * Double(nearest.missedVisits) / Double(nearest.visits), direction: .lower),
            .calibration("hospital.\(ward.id).calibration", ward.name, product.overconfidence),
        ]
        if let map = try learn(base, ward) {
            let surveyed = score(truth, try TrackFile.read(try replay(ward, base, radioMap: map)))
            figures.append(
                .percent(
                    "hospital.\(ward.id).surveyed", ward.name, "right unit, 2 survey points a unit",
                    surveyed.unitPercent, must: limit(\.unitPercent)))
        }
        return figures
    }

    private func replay(_ ward: Ward, _ base: String, radioMap: String?) throws -> String {
        try bench.vigie.replay(
            capture: base + ".ndjson", site: base + ".site", tags: base + ".csv", radioMap: radioMap,
            name: "hospital-\(ward.id)")
    }

    /// A radio map of two points a unit; nil when the product or the simulator knows no surveys.
    private func learn(_ base: String, _ ward: Ward) throws -> String? {
        let survey = ["survey", "--site", base + ".site", "--seed", "\(seed)", "--out", base + ".survey"]
        guard try Vigie.run(simulator, survey, log: base + ".log") == 0 else { return nil }
        return try bench.vigie.learn(survey: base + ".survey", site: base + ".site", name: "hospital-\(ward.id)")
    }

    private func beside(_ percent: Double?) -> String? {
        percent.map { "knows the radio: \(HospitalWork.tenths($0)) %" }
    }

    private static func tenths(_ value: Double) -> String {
        var json = JSONWriter()
        json.number(value, decimals: 1)
        return json.text
    }

    private func worldOptions(_ ward: Ward, _ base: String) -> [String] {
        var options = [
            "--site", base + ".site", "--seed", "\(seed)", "--minutes", "\(minutes)", "--equipment", "12", "--patients",
            "8", "--staff", "8",
        ]
        if ward.isHard {
            options += ["--dead-readers", ward.readers == "per-room" ? "5" : "3", "--weak-tags", "0.3"]
        }
        return options
    }

    private func simulate(_ arguments: [String], log: String) throws {
        let code = try Vigie.run(simulator, arguments, log: log)
        guard code == 0 else {
            let last = TemporaryFolder.text(of: log).suffix(300)
            throw VigieError(.badData, "hospital-sim \(arguments.first ?? "") ended with \(code): \(last)", place: log)
        }
    }

    /// The tracks of a filter that knows the simulator's radio; nil when this simulator has none.
    private func oracle(_ world: [String], _ base: String) throws -> [String: [TrackRow]]? {
        let path = base + ".oracle"
        let code = try Vigie.run(simulator, ["oracle", "--track", path] + world, log: base + ".oracle.log")
        return code == 0 ? try TrackFile.read(path) : nil
    }

    private func score(_ truth: [String: [TrackRow]], _ tracks: [String: [TrackRow]]) -> Scores {
        truth.sorted { $0.key < $1.key }.reduce(Scores()) { sum, entry in
            sum + bench.scorer.score(truth: entry.value, track: tracks[entry.key] ?? [])
        }
    }

    private struct Line: Decodable {
        struct Payload: Decodable {
            var tag: String?
            var at: String?
            var rssi: Double?
        }
        var topic: String
        var payload: Payload?
    }

    /// The nearest reader's tracks, out of the capture.
    private func nearestTracks(_ base: String) throws -> [String: [TrackRow]] {
        let (map, _) = try SiteMap.load(folder: base + ".site")
        let places = map.readers.map { reader in
            NearestReader.Place(
                point: reader.point ?? Point(xMetres: .nan, yMetres: .nan),
                level: reader.level.map { map.levels[$0].id.rawValue } ?? "",
                unit: reader.unit.map { map.units[$0].id.rawValue })
        }
        let trackables = registry(TemporaryFolder.text(of: base + ".csv"))
        var readings: [String: [Recording.Reading]] = [:]
        let decoder = JSONDecoder()
        for line in TemporaryFolder.text(of: base + ".ndjson").utf8.split(separator: UInt8(ascii: "\n")) {
            guard let message = try? decoder.decode(Line.self, from: Data(line)), let payload = message.payload,
                let tag = payload.tag, let trackable = trackables[tag], let power = payload.rssi,
                let at = payload.at.flatMap({ Instant.parse($0) }),
                let id = message.topic.split(separator: "/").last,
                let reader = map.readerIndex(ReaderID(String(id)))
            else { continue }
            readings[trackable, default: []].append(
                .init(at: at.milliseconds, reader: reader, tag: 0, rssiDBm: power))
        }
        return readings.mapValues { list in
            NearestReader.track(list.sorted { ($0.at, $0.reader) < ($1.at, $1.reader) }, places: places)
        }
    }

    /// Trackables by tag.
    private func registry(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            if cells.count >= 2 { found[String(cells[0])] = String(cells[1]) }
        }
        return found
    }
}
