import ArgumentParser

/// `vigie-bench-index`: moves, queries, fences and walking distances on one core.
struct IndexBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vigie-bench-index",
        abstract: "Measures the spatial index on one core, beside Boost.Geometry's R-trees where they are installed.",
        discussion: """
            Times are of the thread's CPU clock, the least and the median of the runs. Build it with -c release.

              vigie-bench-index
              vigie-bench-index --only walking --site my-site
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case moving, fences, walking, units
    }

    @Option(help: "One part only: \(Part.allCases.map(\.rawValue).joined(separator: ", ")).")
    var only: Part?

    @Option(help: "Timed runs of each figure, at least 1.")
    var runs = 5

    @Option(help: "Seed of the workload.")
    var seed: UInt64 = 20_261_122

    @Option(help: "Width of the index's cells in metres.")
    var cellMetres: Float?

    @Flag(help: "Leave Boost out.")
    var withoutPeer = false

    @Option(help: "A site folder for the walking distances; a hospital of 2,000 units is made when left out.")
    var site: String?

    func run() throws {
        let runs = max(1, runs)
        if only == nil || only == .moving {
            MovingBench(runs: runs, seed: seed, cellMetres: cellMetres, withPeer: !withoutPeer).run()
        }
        if only == nil || only == .fences { FenceBench(runs: runs, seed: seed).run() }
        if only == nil || only == .walking || only == .units {
            guard let map = BenchSite.map(folder: site) else { return }
            if only != .units { WalkingBench(runs: runs, map: map).run() }
            if only != .walking { UnitBench(runs: runs, seed: seed, map: map).run() }
        }
    }
}
