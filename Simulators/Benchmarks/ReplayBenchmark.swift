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

    @Option(help: "Units of the generated hospital.")
    var units = 500

    func run() throws {
        let folder = try TemporaryFolder.make("vigie-bench")
        defer { TemporaryFolder.remove(folder) }
        let simulator = Beside.program("hospital-sim")
        let site = folder + "/site"
        try check(simulator, ["site", "--out", site, "--units", "\(units)", "--seed", "1"])
        var costs: [Double] = []
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
            costs.append(try measure(capture, site: site, registry: registry, tags: count, folder: folder))
        }
        if let small = costs.first, let large = costs.last, small > 0 {
            print("cost per observation, large to small: \((large / small).text(2))")
        }
    }

    private func check(_ program: String, _ arguments: [String]) throws {
        let figures = try ProcessFigures.run(program, arguments)
        guard figures.exitCode == 0 else {
            throw VigieError(.unavailable, "ended with \(figures.exitCode)", place: program)
        }
    }

    /// Prints the median run; gives CPU microseconds per observation.
    private func measure(
        _ capture: String, site: String, registry: String, tags: Int, folder: String
    ) throws -> Double {
        var results: [(figures: ProcessFigures, observations: Int)] = []
        for run in 0..<runs {
            let data = folder + "/data-\(tags)-\(run)"
            let output = folder + "/result.json"
            let figures = try ProcessFigures.run(
                Beside.program("vigie"),
                ["replay", capture, "--site", site, "--tags", registry, "--data", data, "--json"], output: output)
            guard figures.exitCode == 0 else {
                throw VigieError(.unavailable, "vigie replay ended with \(figures.exitCode)", place: capture)
            }
            results.append((figures, JSONNumber.find("observations", in: TemporaryFolder.text(of: output)) ?? 0))
            TemporaryFolder.remove(data)
        }
        results.sort { $0.figures.cpuSeconds < $1.figures.cpuSeconds }
        let median = results[results.count / 2]
        let count = Double(median.observations)
        let cost = median.figures.cpuSeconds / count * 1e6
        print(
            "\(tags) tags, \(median.observations) observations: "
                + "\(Int(count / median.figures.wallSeconds)) observations/s by the wall, "
                + "\(Int(count / median.figures.cpuSeconds)) by CPU time (one core), "
                + "\(cost.text(2)) us CPU each, \(median.figures.residentMegabytes.text(0)) MB resident at most")
        return cost
    }
}

/// One number out of a flat JSON answer.
enum JSONNumber {
    static func find(_ name: String, in text: String) -> Int? {
        guard let range = text.firstRange(of: "\"\(name)\":") else { return nil }
        return Int(text[range.upperBound...].prefix { $0.isNumber })
    }
}
