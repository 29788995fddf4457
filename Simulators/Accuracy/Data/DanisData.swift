internal import Model
internal import SiteMap

/// The open-plan office `danis_tetam`: one beacon, twelve fixed sensors, stationary fingerprints and walked tracks.
///
/// The beacon is called by a made-up id in all that is written.
struct DanisData {
    let site: SiteDraft
    let survey: Survey
    let tracks: [Recording]

    /// One place of the office: no rooms, so no unit is judged.
    static let unitID = "office"
    /// Of each histogram the survey gets the powers at these shares of its mass: mean and spread are kept.
    static let quantiles = stride(from: 0.1, to: 0.95, by: 0.1).map { $0 }
    private static let tag = "beacon-1"

    /// Reads the data set.
    ///
    /// - Parameter isOccupancyUsed: whether what the data calls blocked (desks, columns) is cut out of the office.
    init(folder: String, isOccupancyUsed: Bool = false) throws {
        let limits = try SharedFolder.decode(
            Limits.self, try SharedFolder.text(folder + "/tetam.par"), place: "tetam.par")
        guard limits.limits.count == 4 else { throw VigieError(.badData, "has no limits", place: "tetam.par") }
        let devices = try SharedFolder.text(folder + "/tetam.dev")
        let dongles = try SharedFolder.decode(
            [String: Device].self, SharedFolder.line("Dongles:", in: devices) ?? "", place: "tetam.dev")
        let outline = Ring.rectangle(limits.limits[0], limits.limits[1], limits.limits[2], limits.limits[3])
        var room = SiteDraft.Room(
            id: DanisData.unitID, name: "Office", category: "office", storey: 0, outline: outline)
        if isOccupancyUsed {
            room.holes = Occupancy(try SharedFolder.text(folder + "/tetam_0.5.occ")).blockedRings(inside: limits.limits)
        }
        site = SiteDraft(
            id: "danis", storeys: [.init(id: "level-0", name: "Level 0", ordinal: 0, outline: outline)], rooms: [room],
            doors: [],
            receivers: dongles.sorted { $0.key < $1.key }.map { address, device in
                .init(
                    id: address, storey: 0, point: Point(xMetres: device.place[0], yMetres: device.place[1]),
                    heightMetres: device.place[2], cadenceSeconds: 0.5)
            })
        let readers = Dictionary(uniqueKeysWithValues: site.receivers.enumerated().map { ($0.element.id, $0.offset) })
        survey = try DanisData.survey(
            try SharedFolder.text(folder + "/fingerprints_set1.hst"), readers: readers)
        tracks = try ["rectangular_with_rotation", "straight_01", "straight_02", "zigzagging_with_rotation"].map {
            DanisData.track(
                try SharedFolder.text("\(folder)/trk/\($0)_all_sensors.mbd"), name: $0, readers: readers)
        }
    }

    private struct Limits: Decodable { var limits: [Double] }

    /// `[[x, y, z], colour, alias]`.
    private struct Device: Decodable {
        var place: [Double]

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            place = try list.decode([Double].self)
            guard place.count == 3 else { throw VigieError(.badData, "a sensor has no x, y, z", place: "tetam.dev") }
        }
    }

    /// The fingerprints: at each point and sensor a histogram over 1 dB bins.
    static func survey(_ text: String, readers: [String: Int]) throws -> Survey {
        let edges = try SharedFolder.decode(
            [Double].self, SharedFolder.line("Bins:", in: text) ?? "", place: "fingerprints")
        let points = try SharedFolder.decode(
            [String: [String: [String: [Double]]]].self, SharedFolder.line("Fingerprints:", in: text) ?? "",
            place: "fingerprints")
        var samples: [Survey.Sample] = []
        // No times are given: a second apart, before all tracks.
        for (index, entry) in points.sorted(by: { $0.key < $1.key }).enumerated() {
            let numbers = entry.key.split { "(), ".contains($0) }.compactMap { Double($0) }
            guard numbers.count >= 2 else { continue }
            var sample = Survey.Sample(
                at: 1_577_836_800_000 + Int64(index) * 1000, point: Point(xMetres: numbers[0], yMetres: numbers[1]),
                storey: 0, unit: unitID, reads: [])
            for (address, beacons) in entry.value.sorted(by: { $0.key < $1.key }) {
                guard let reader = readers[address], let histogram = beacons.values.first else { continue }
                for power in values(of: histogram, edges: edges) { sample.reads.append((reader, power)) }
            }
            samples.append(sample)
        }
        return Survey(tag: tag, samples: samples)
    }

    /// The powers at ``quantiles`` of a histogram; none when it is empty.
    static func values(of histogram: [Double], edges: [Double]) -> [Double] {
        let total = histogram.reduce(0, +)
        guard total > 0 else { return [] }
        return quantiles.compactMap { share in
            var sum = 0.0
            for (index, mass) in histogram.enumerated() where index < edges.count {
                sum += mass
                if sum >= share * total { return edges[index] }
            }
            return nil
        }
    }

    /// A walk: one line per read, with the truth on each.
    static func track(_ text: String, name: String, readers: [String: Int]) -> Recording {
        // A person carried it.
        var recording = Recording(name: name, tags: [tag], readings: [], truth: [])
        recording.kind = "patient"
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: ",")
            guard cells.count >= 6, let seconds = Double(cells[0]), let reader = readers[String(cells[1])],
                let power = Double(cells[3]), let x = Double(cells[4]), let y = Double(cells[5])
            else { continue }
            let at = Int64((seconds * 1000).rounded())
            recording.readings.append(.init(at: at, reader: reader, tag: 0, rssiDBm: power))
            recording.truth.append(
                .init(at: at, tag: 0, point: Point(xMetres: x, yMetres: y), storey: 0, unit: nil))
        }
        recording.readings.sort { $0.at < $1.at }
        recording.truth.sort { $0.at < $1.at }
        return recording
    }
}
