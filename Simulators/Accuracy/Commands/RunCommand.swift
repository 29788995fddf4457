internal import ArgumentParser
internal import Model
internal import SimKit

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measures and prints the table.",
        discussion: """
            With --check it ends with 1 when a figure is worse than the reference by more than 5 %. Works whose data \
            or programs are not there are skipped, and said so.
            """)

    @Option(help: "The vigie binary. Default: beside this program.") var vigie: String?
    @Option(name: .customLong("hospital-sim"), help: "The hospital-sim binary. Default: beside this program.")
    var hospitalSim: String?
    @Option(help: "The folder with data/danis_tetam and data/kolakowski_flat. Default: `shared`, found upwards.")
    var shared: String?
    @Option(help: "Only these works, by commas: danis, flat, companion, hospital.") var only: String?
    @Option(help: "Noise seeds of the 6 x 4 m setting.") var seeds = 100
    @Option(help: "Minutes of the simulated hospital.") var minutes = 10
    @Option(help: "Compare with these reference figures.") var check: String?
    @Option(help: "Write reference figures.") var write: String?
    @Option(help: "Keep all files in this folder, which must not exist.") var keep: String?

    private var works: [Work] {
        only.map { $0.split(separator: ",").compactMap { Work(rawValue: String($0)) } } ?? Work.allCases
    }

    func validate() throws {
        if let only, only.split(separator: ",").contains(where: { Work(rawValue: String($0)) == nil }) {
            throw ValidationError("--only takes danis, flat, companion and hospital, by commas")
        }
        guard seeds > 0, minutes > 0 else { throw ValidationError("--seeds and --minutes must be above 0") }
    }

    func run() throws {
        try reportingErrors {
            // Read before the long work: a wrong path should be told at once.
            let reference = try check.map(Reference.read)
            let folder: String
            if let keep {
                try TemporaryFolder.makeFolder(keep)
                folder = keep
            } else {
                folder = try TemporaryFolder.make("vigie-accuracy")
            }
            defer { if keep == nil { TemporaryFolder.remove(folder) } }
            let figures = try measure(folder)
            Terminal.line(FigureTable.text(figures))
            if let write { try TemporaryFolder.write(Reference.text(figures), to: write) }
            guard let reference else { return }
            let drifts = reference.drifts(figures)
            for drift in drifts { Terminal.error("worse by more than 5 %: " + drift) }
            if !drifts.isEmpty { throw ExitCode(1) }
            Terminal.line("no figure is worse than the reference by more than 5 %")
        }
    }

    private func measure(_ folder: String) throws -> [Figure] {
        let program = try Vigie(path: vigie ?? Terminal.programFolder + "/vigie", folder: folder)
        let bench = Bench(vigie: program, folder: folder)
        let data = SharedFolder.find(shared, from: Terminal.workingFolder)
        var figures: [Figure] = []
        for work in works {
            switch work {
            case .danis:
                guard let path = dataFolder("danis_tetam", in: data) else { continue }
                figures += try DanisWork(
                    bench: bench, data: DanisData(folder: path),
                    desks: DanisData(folder: path, isOccupancyUsed: true)
                ).figures()
            case .flat:
                guard let path = dataFolder("kolakowski_flat", in: data) else { continue }
                figures += try FlatWork(bench: bench, data: FlatData(folder: path)).figures()
            case .companion: figures += try CompanionRoom().figures(bench, seeds: seeds)
            case .hospital:
                let simulator = hospitalSim ?? Terminal.programFolder + "/hospital-sim"
                guard !SharedFolder.isMissing(simulator) else {
                    Terminal.line("skipped: hospital, as there is no \(simulator)")
                    continue
                }
                figures += try HospitalWork(bench: bench, simulator: simulator, minutes: minutes).figures()
            }
        }
        return figures
    }

    private func dataFolder(_ name: String, in shared: String?) -> String? {
        guard let shared, SharedFolder.isFolder("\(shared)/data/\(name)") else {
            Terminal.line("skipped: \(name), as its data is not there (--shared)")
            return nil
        }
        return "\(shared)/data/\(name)"
    }
}
