internal import Model
internal import SimKit
internal import SiteMap

/// Where one run of the harness lives: the product, a folder, the scorer.
final class Bench {
    let vigie: Vigie
    let folder: String
    let scorer = Scorer()
    private var serial = 0

    init(vigie: Vigie, folder: String) {
        self.vigie = vigie
        self.folder = folder
    }

    /// Writes a site; gives its folder.
    func write(_ site: SiteDraft, name: String) throws -> String {
        let path = "\(folder)/\(name).site"
        try TemporaryFolder.makeFolder(path)
        try site.write(to: path)
        return path
    }

    /// Writes a survey and lets the product learn it; nil when the product cannot.
    func learn(_ survey: Survey, _ site: SiteDraft, folder siteFolder: String, name: String) throws -> String? {
        let path = "\(folder)/\(name).survey"
        try write(survey.lines(site: site), to: path)
        return try vigie.learn(survey: path, site: siteFolder, name: name)
    }

    /// Replays a recording through the product and scores it; with the nearest reader beside it.
    func run(
        _ recording: Recording, _ site: SiteDraft, folder siteFolder: String, radioMap: String? = nil
    ) throws -> (product: Scores, nearest: Scores) {
        serial += 1
        let base = "\(folder)/\(recording.name)-\(serial)"
        try write(recording.capture(site: site), to: base + ".ndjson")
        try write(recording.registry(), to: base + ".csv")
        let path = try vigie.replay(
            capture: base + ".ndjson", site: siteFolder, tags: base + ".csv", radioMap: radioMap, name: recording.name)
        let tracks = try TrackFile.read(path)
        let places = site.receivers.map { receiver in
            NearestReader.Place(
                point: receiver.point, level: site.storeys[receiver.storey].id,
                unit: site.room(at: receiver.point, storey: receiver.storey).map { site.rooms[$0].id })
        }
        var product = Scores()
        var nearest = Scores()
        for (index, tag) in recording.tags.enumerated() {
            let truth = recording.truth.filter { $0.tag == index }.map { point in
                TrackRow(
                    at: point.at, unit: point.unit, level: site.storeys[point.storey].id, point: point.point,
                    confidence: nil)
            }
            product = product + scorer.score(truth: truth, track: tracks[tag] ?? [])
            let readings = recording.readings.filter { $0.tag == index }
            nearest = nearest + scorer.score(truth: truth, track: NearestReader.track(readings, places: places))
        }
        return (product, nearest)
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try TemporaryFolder.write(String(decoding: bytes, as: UTF8.self), to: path)
    }
}
