import ArgumentParser
import Model
import SimKit

/// A million simulated observations through `vigie replay`: whole pipeline, durable commits.
struct ReplayBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Observations a second of a replay, at few and at many tags, and its memory.")

    @Option(help: "Observations of each capture.")
    var observations = 1_000_000

    @Option(help: "Tags of the small and of the large capture.", transform: { Int($0) ?? 0 })
    var tags: [Int] = [1_000, 100_000]

    @Option(help: "Replays of each capture; the median counts.")
    var runs = 3

    @Option(help: "People who walk in a last capture, followed by the filter over cells; 0 for none.")
    var walking = 300

    @Option(help: "Units of the generated hospital.")
    var units = 500

    func run() throws {
        let folder = try TemporaryFolder.make("vigie-bench")
        defer { TemporaryFolder.remove(folder) }
        let simulator = Beside.program("hospital-sim")
        let site = folder + "/site"
        try check(simulator, ["site", "--out", site, "--units", "\(units)", "--seed", "1"])
        var costs: [Cost] = []
        for count in tags {
            let capture = folder + "/capture-\(count).ndjson"
            let registry = folder + "/tags-\(count).csv"
            try check(
                simulator,
                [
                    "capture", "--site", site, "--out", capture, "--truth", "/dev/null", "--tags", registry, "--seed",
                    "2",
                    "--static", "--tags-total", "\(count)", "--observations", "\(observations)",
                ])
            costs.append(try measure(capture, site: site, registry: registry, name: "\(count) tags", folder: folder))
        }
        if let small = costs.first, let large = costs.last, small.fold > 0 {
            print(
                "cost per observation, large to small: \((large.fold / small.fold).text(2)); "
                    + "with opening and registry \((large.process / small.process).text(2))")
        }
        try walk(simulator, site: site, folder: folder)
    }

    /// Moving tags are the dear ones: a belief over cells each.
    private func walk(_ simulator: String, site: String, folder: String) throws {
        guard walking > 0 else { return }
        let capture = folder + "/capture-walking.ndjson"
        let registry = folder + "/tags-walking.csv"
        try check(
            simulator,
            [
                "capture", "--site", site, "--out", capture, "--truth", "/dev/null", "--tags", registry, "--seed", "3",
                "--patients", "\(walking)", "--equipment", "0", "--staff", "0", "--minutes", "10",
            ])
        _ = try measure(
            capture, site: site, registry: registry, name: "\(walking) people who walk (cells)", folder: folder)
    }

    private func check(_ program: String, _ arguments: [String]) throws {
        let figures = try ProcessFigures.run(program, arguments)
        guard figures.exitCode == 0 else {
            throw VigieError(.unavailable, "ended with \(figures.exitCode)", place: program)
        }
    }

    /// CPU microseconds per observation: from the first line to the last durable commit, and of the whole process.
    private struct Cost {
        var fold: Double
        var process: Double
    }

    /// Prints the median run.
    private func measure(_ capture: String, site: String, registry: String, name: String, folder: String) throws -> Cost
    {
        var results: [(figures: ProcessFigures, observations: Double, cpuSeconds: Double)] = []
        for run in 0..<runs {
            let data = folder + "/data-\(run)"
            let output = folder + "/result.json"
            let figures = try ProcessFigures.run(
                Beside.program("vigie"),
                ["replay", capture, "--site", site, "--tags", registry, "--data", data, "--json"], output: output)
            guard figures.exitCode == 0 else {
                throw VigieError(.unavailable, "vigie replay ended with \(figures.exitCode)", place: capture)
            }
            let text = TemporaryFolder.text(of: output)
            results.append(
                (figures, JSONNumber.find("observations", in: text) ?? 0, JSONNumber.find("cpu_seconds", in: text) ?? 0)
            )
            TemporaryFolder.remove(data)
        }
        results.sort { $0.cpuSeconds < $1.cpuSeconds }
        let median = results[results.count / 2]
        let count = median.observations
        print(
            "\(name), \(Int(count)) observations: "
                + "\(Int(count / median.cpuSeconds)) observations/s by CPU time (one core), whole pipeline; "
                + "with opening and registry \(Int(count / median.figures.cpuSeconds)) by CPU time, "
                + "\(Int(count / median.figures.wallSeconds)) by the wall; "
                + "\(median.figures.residentMegabytes.text(0)) MB resident at most")
        return Cost(fold: median.cpuSeconds / count * 1e6, process: median.figures.cpuSeconds / count * 1e6)
    }
}

/// One number out of a flat JSON answer.
enum JSONNumber {
    static func find(_ name: String, in text: String) -> Double? {
        guard let range = text.firstRange(of: "\"\(name)\":") else { return nil }
        return Double(text[range.upperBound...].prefix { $0.isNumber || $0 == "." })
    }
}
