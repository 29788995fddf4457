/// The figures of the open-plan office.
struct DanisWork {
    let bench: Bench
    let data: DanisData
    /// The same with the data's blocked squares (desks, columns) cut out of the office.
    let desks: DanisData
    /// One outlier draw per track is noise: so many are pooled.
    static let outlierSeeds: [UInt64] = [1, 2, 3]

    func figures() throws -> [Figure] {
        let site = try bench.write(data.site, name: "danis")
        let map = try bench.learn(data.survey, data.site, folder: site, name: "danis")
        let survey = map == nil ? "office, survey NOT used" : "office, survey set 1"
        var figures: [Figure] = []
        let plain = try pooled(data.tracks, site, map)
        figures.append(
            .metres(
                "danis.survey.median", survey, "4 tracks, median", plain.product.error(share: 0.5), must: 1.6,
                baseline: plain.nearest.error(share: 0.5), beside: "prototype 1.45 (9 tracks, 2 surveys)"))
        figures.append(
            .metres(
                "danis.survey.p90", survey, "4 tracks, p90", plain.product.error(share: 0.9), must: 3,
                baseline: plain.nearest.error(share: 0.9), beside: "prototype 2.63"))
        let bare = try pooled(data.tracks, site, nil)
        figures.append(
            .metres(
                "danis.plain.median", "office, no survey", "4 tracks, median", bare.product.error(share: 0.5), must: 2,
                baseline: bare.nearest.error(share: 0.5), beside: "prototype 1.87"))
        figures.append(
            .metres(
                "danis.plain.p90", "office, no survey", "4 tracks, p90", bare.product.error(share: 0.9), must: 4.2,
                baseline: bare.nearest.error(share: 0.9), beside: "prototype 4.02"))
        let dead = try data.site.receivers.indices.map { reader in
            try pooled(data.tracks.map { $0.withoutReader(reader) }, site, map)
        }.reduce((Scores(), Scores())) { ($0.0 + $1.product, $0.1 + $1.nearest) }
        figures.append(
            .metres(
                "danis.dead.median", survey, "one reader dead (each in turn), median", dead.0.error(share: 0.5),
                must: 1.8, baseline: dead.1.error(share: 0.5), beside: "prototype 1.6"))
        let weak = try pooled(data.tracks.map { $0.withTagOffset(decibels: -6) }, site, map)
        figures.append(
            .metres(
                "danis.weak.median", survey, "tag -6 dB, median", weak.product.error(share: 0.5), must: 2,
                baseline: weak.nearest.error(share: 0.5), beside: "prototype 1.9"))
        let wild = try DanisWork.outlierSeeds.map { seed in
            try pooled(data.tracks.map { $0.withOutliers(share: 0.2, seed: seed) }, site, map)
        }.reduce((Scores(), Scores())) { ($0.0 + $1.product, $0.1 + $1.nearest) }
        figures.append(
            .metres(
                "danis.outliers.median", survey, "20 % outlier reads, median", wild.0.error(share: 0.5), must: 1.9,
                baseline: wild.1.error(share: 0.5), beside: "prototype 1.7"))
        return figures + (try withDesks())
    }

    /// Not in the table that is asked for: what a plan with furniture is worth.
    private func withDesks() throws -> [Figure] {
        let site = try bench.write(desks.site, name: "danis-desks")
        let map = try bench.learn(desks.survey, desks.site, folder: site, name: "danis-desks")
        let scores = try pooled(desks.tracks, site, map)
        let work = map == nil ? "office with desks, survey NOT used" : "office with desks, survey set 1"
        return [
            .metres(
                "danis.desks.median", work, "4 tracks, median", scores.product.error(share: 0.5),
                baseline: scores.nearest.error(share: 0.5)),
            .metres(
                "danis.desks.p90", work, "4 tracks, p90", scores.product.error(share: 0.9),
                baseline: scores.nearest.error(share: 0.9)),
        ]
    }

    private func pooled(
        _ tracks: [Recording], _ site: String, _ map: String?
    ) throws -> (product: Scores, nearest: Scores) {
        try tracks.map { try bench.run($0, data.site, folder: site, radioMap: map) }
            .reduce((Scores(), Scores())) { ($0.0 + $1.product, $0.1 + $1.nearest) }
    }
}
