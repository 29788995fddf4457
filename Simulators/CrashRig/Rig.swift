import Model
import SimKit
import Store

/// The run with kills, then the control run that must lose.
struct Rig {
    /// Where the planted bug loses: after the acknowledgements left, before the commit.
    static let controlPoints: [FaultPoint] = [.afterRead, .beforeBegin, .midInsert, .beforeCommit]

    let kills: Int
    let controlKills: Int
    let seed: UInt64
    let rate: Double
    let keeps: Bool
    let vigie: String

    /// Runs both and prints the result; true when all is well.
    func run() throws -> Bool {
        Progress.say("crash-rig: seed \(seed), \(kills) kills, then \(controlKills) with the planted bug; \(vigie)")
        let main = try campaign("main", FaultPoint.allCases, kills, control: nil)
        let control = try campaign("control", Rig.controlPoints, controlKills, control: "ack-before-commit")
        var problems = main.problems
        if control.audit.lost == 0 { problems.append("the control run lost nothing: this rig proves nothing") }
        // What the control run loses is its purpose; that it cannot run is a problem.
        problems += control.failures
        for problem in problems { Progress.say("crash-rig: " + problem) }
        let isPassed = problems.isEmpty && main.audit.lost == 0 && main.audit.double == 0
        print(
            "kills=\(main.kills) points=\(main.points.count) published=\(main.audit.published)"
                + " stored=\(main.audit.stored) LOST=\(main.audit.lost) DOUBLE=\(main.audit.double)"
                + " control_LOST=\(control.audit.lost) seed=\(seed) \(isPassed ? "PASS" : "FAIL")")
        return isPassed
    }

    private func campaign(
        _ name: String, _ points: [FaultPoint], _ count: Int, control: String?
    ) throws -> Campaign.Result {
        let plan = KillPlan(points: points, count: count, seed: control == nil ? seed : SeededRandom.mix(seed, 1))
        let campaign = try Campaign(name: name, plan: plan, vigie: vigie, control: control, seed: seed, rate: rate)
        defer { campaign.close(keeps: keeps) }
        return try campaign.run()
    }
}
