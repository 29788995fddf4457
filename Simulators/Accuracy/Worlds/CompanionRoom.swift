private import Glibc
internal import SimKit
internal import SiteMap

/// The setting of ESPresense-companion's published accuracy harness: 6 × 4 m, two rooms, four nodes, 2.5 dB of noise
/// and one read in ten 6 dB weaker. Its walks are not published in a form to repeat, so these are our own, of the same
/// number of samples: one a second.
///
/// Signals follow that project's own constants: −59 dBm at 1 m, absorption 2.7, no walls.
struct CompanionRoom {
    static let noiseDB = 2.5
    static let burstShare = 0.1
    static let burstDB = -6.0
    private static let begin: Int64 = 1_767_600_000_000

    let site: SiteDraft

    /// A walk at an even pace along corners, and what the project published for its own walk of that name.
    struct Walk {
        var name: String
        var samples: Int
        var corners: [Point]
        var published: String
    }

    static let walks = [
        Walk(
            name: "diagonal", samples: 61,
            corners: [Point(xMetres: 0.5, yMetres: 0.5), Point(xMetres: 5.5, yMetres: 3.5)],
            published: "companion 6.6 %, 0.60 m on its diagonal, no lag stated"),
        Walk(
            name: "through the door", samples: 121,
            corners: [
                Point(xMetres: 0.5, yMetres: 3.5), Point(xMetres: 2.8, yMetres: 2), Point(xMetres: 3.2, yMetres: 2),
                Point(xMetres: 5.5, yMetres: 0.5),
            ],
            published: "companion 22.3 %, 0.60 m on its living to bedroom, no lag stated"),
    ]

    init() {
        let corners = [(0.1, 0.1), (5.9, 0.1), (0.1, 3.9), (5.9, 3.9)]
        site = SiteDraft(
            id: "companion",
            storeys: [.init(id: "level-0", name: "Level 0", ordinal: 0, outline: Ring.rectangle(0, 0, 6, 4))],
            rooms: [
                .init(
                    id: "living", name: "Living", category: "room", storey: 0, outline: Ring.rectangle(0, 0, 3, 4)),
                .init(
                    id: "bedroom", name: "Bedroom", category: "room", storey: 0, outline: Ring.rectangle(3, 0, 6, 4)),
            ],
            doors: [
                .init(
                    id: "door", storey: 0, from: Point(xMetres: 3, yMetres: 1.5), to: Point(xMetres: 3, yMetres: 2.5))
            ],
            receivers: corners.enumerated().map { index, corner in
                .init(
                    id: "node-\(index + 1)", storey: 0, point: Point(xMetres: corner.0, yMetres: corner.1),
                    heightMetres: 1, cadenceSeconds: 1)
            })
    }

    /// One tag for each noise seed, all on the same walk.
    func recording(_ walk: Walk, seeds: Int) -> Recording {
        var recording = Recording(
            name: "companion-" + walk.name.split(separator: " ").joined(separator: "-"), tags: [], kind: "robot",
            readings: [], truth: [])
        var randoms: [SeededRandom] = []
        for seed in 1...max(1, seeds) {
            recording.tags.append("walker-\(seed)")
            randoms.append(SeededRandom(seed: UInt64(seed), stream: 72))
        }
        for sample in 0..<walk.samples {
            let at = CompanionRoom.begin + Int64(sample) * 1000
            let point = CompanionRoom.place(walk.corners, share: Double(sample) / Double(walk.samples - 1))
            let unit = site.room(at: point, storey: 0).map { site.rooms[$0].id }
            for tag in recording.tags.indices {
                for (reader, receiver) in site.receivers.enumerated() {
                    var power = -59 - 27 * log10(max(0.3, receiver.point.distance(to: point)))
                    power += CompanionRoom.noiseDB * randoms[tag].normal()
                    if randoms[tag].chance(CompanionRoom.burstShare) { power += CompanionRoom.burstDB }
                    recording.readings.append(.init(at: at, reader: reader, tag: tag, rssiDBm: power))
                }
                recording.truth.append(.init(at: at, tag: tag, point: point, storey: 0, unit: unit))
            }
        }
        return recording
    }

    /// The place at a share of the way along corners.
    static func place(_ corners: [Point], share: Double) -> Point {
        let lengths = zip(corners, corners.dropFirst()).map { $0.distance(to: $1) }
        var left = share * lengths.reduce(0, +)
        for (index, length) in lengths.enumerated() {
            if left <= length || index == lengths.count - 1 {
                let part = length > 0 ? min(1, left / length) : 0
                let a = corners[index]
                let b = corners[index + 1]
                return Point(
                    xMetres: a.xMetres + (b.xMetres - a.xMetres) * part,
                    yMetres: a.yMetres + (b.yMetres - a.yMetres) * part)
            }
            left -= length
        }
        return corners.first ?? Point(xMetres: 0, yMetres: 0)
    }

    func figures(_ bench: Bench, seeds: Int) throws -> [Figure] {
        let folder = try bench.write(site, name: "companion")
        var figures: [Figure] = []
        for walk in CompanionRoom.walks {
            let scores = try bench.run(recording(walk, seeds: seeds), site, folder: folder)
            let id = "companion." + (walk.samples == 61 ? "diagonal" : "door")
            let work = "6 x 4 m, 4 nodes, \(walk.name), \(seeds) seeds"
            figures += [
                .percent(
                    id + ".wrong", work, "room mis-identified", 100 - scores.product.unitPercent,
                    baseline: 100 - scores.nearest.unitPercent, beside: walk.published, direction: .lower),
                .seconds(
                    id + ".lag", work, "lag of the change, median", scores.product.medianLatencySeconds,
                    baseline: scores.nearest.medianLatencySeconds),
                .metres(
                    id + ".median", work, "median error", scores.product.error(share: 0.5),
                    baseline: scores.nearest.error(share: 0.5)),
                .metres(
                    id + ".p95", work, "p95 error", scores.product.error(share: 0.95),
                    baseline: scores.nearest.error(share: 0.95)),
            ]
        }
        return figures
    }
}
