/// The figures of the flat: one configuration for both halves.
struct FlatWork {
    let bench: Bench
    let data: FlatData

    func figures() throws -> [Figure] {
        let site = try bench.write(data.site, name: "flat")
        let map = try bench.learn(data.survey(of: [0, 1, 2, 3]), data.site, folder: site, name: "flat")
        let robot = try bench.run(data.test, data.site, folder: site, radioMap: map)
        let work = map == nil ? "flat, robot test, survey NOT used" : "flat, robot test"
        var figures: [Figure] = [
            .percent(
                "flat.robot.units", work, "right unit", robot.product.unitPercent, must: 90,
                baseline: robot.nearest.unitPercent, beside: "prototype HMM 91.8, grid 88.2"),
            .percent(
                "flat.robot.balanced", work, "right unit, balanced", robot.product.balancedPercent,
                baseline: robot.nearest.balancedPercent),
            .seconds(
                "flat.robot.latency", work, "change latency, median", robot.product.medianLatencySeconds, must: 2.5,
                baseline: robot.nearest.medianLatencySeconds),
            .count(
                "flat.robot.missed", work, "visits missed of \(robot.product.visits)", robot.product.missedVisits,
                must: 0, baseline: robot.nearest.missedVisits),
            .metres(
                "flat.robot.median", work, "median error", robot.product.error(share: 0.5),
                baseline: robot.nearest.error(share: 0.5), beside: "prototype grid 1.19"),
            .metres(
                "flat.robot.p90", work, "p90 error", robot.product.error(share: 0.9),
                baseline: robot.nearest.error(share: 0.9), beside: "prototype grid 2.78"),
            .calibration("flat.robot.calibration", work, robot.product.overconfidence),
        ]
        figures += try leaveOneDriveOut(site, hasSurvey: map != nil)
        let bare = try bench.run(data.test, data.site, folder: site, radioMap: nil)
        figures.append(
            .percent(
                "flat.plain.units", "flat, robot test, no survey", "right unit", bare.product.unitPercent,
                baseline: bare.nearest.unitPercent))
        return figures
    }

    private func leaveOneDriveOut(_ site: String, hasSurvey: Bool) throws -> [Figure] {
        var product = Scores()
        var nearest = Scores()
        for drive in data.drives.indices {
            let others = data.drives.indices.filter { $0 != drive }
            let map =
                hasSurvey
                ? try bench.learn(data.survey(of: others), data.site, folder: site, name: "flat-without-\(drive + 1)")
                : nil
            let scores = try bench.run(data.drives[drive], data.site, folder: site, radioMap: map)
            product = product + scores.product
            nearest = nearest + scores.nearest
        }
        let work = hasSurvey ? "flat, one drive left out" : "flat, four drives, survey NOT used"
        return [
            .percent(
                "flat.lodo.units", work, "right unit, pooled", product.unitPercent, must: 82,
                baseline: nearest.unitPercent, beside: "prototype HMM 75.4, grid 82.6"),
            .percent(
                "flat.lodo.balanced", work, "right unit, balanced", product.balancedPercent,
                baseline: nearest.balancedPercent, beside: "prototype HMM 59.5, grid 71.0"),
            .count(
                "flat.lodo.missed", work, "visits missed of \(product.visits)", product.missedVisits,
                baseline: nearest.missedVisits),
            .calibration("flat.lodo.calibration", work, product.overconfidence),
        ]
    }
}
