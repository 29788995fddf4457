internal import ArgumentParser
internal import Model
internal import SimKit

struct OracleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oracle", abstract: "The track of a filter that knows the simulator's radio: an upper bound.",
        discussion: """
            With the same options as `capture` it hears the same reads. It knows the mean power at every place, the \
            noise, all gains, the dead readers and how people walk; not where they are. Made for captures without \
            losses on the way, outliers or clock errors.

              hospital-sim oracle --site site --minutes 10 --track oracle.ndjson
              hospital-sim score --track oracle.ndjson --truth truth.ndjson
            """)

    @OptionGroup var world: WorldOptions
    @Option(help: "The track to write.") var track: String
    @Option(help: "Minutes to simulate.") var minutes = 10.0
    @Option(help: "When it begins, RFC 3339.") var start = "2026-11-21T08:00:00Z"
    @Flag(name: .customLong("ignore-silence"), help: "Learn nothing from readers that were due and said nothing.")
    var ignoresSilence = false

    func validate() throws {
        guard Instant.parse(start) != nil else {
            throw ValidationError("--start must be a time like 2026-11-21T08:00:00Z")
        }
        guard minutes > 0, minutes <= 100_000 else { throw ValidationError("--minutes must be above 0") }
    }

    func run() throws {
        try reportingErrors {
            let hospital = try IMDFFolder(path: world.site).load()
            let seconds = Int((minutes * 60).rounded(.up))
            let begin = Instant.parse(start) ?? Instant(milliseconds: 0)
            let simulation = try Simulation(
                hospital, world.simulation(start: begin, durationMilliseconds: Int64(seconds) * 1000))
            let oracle = Oracle(simulation, ignoresSilence: ignoresSilence)
            let file = try OutputFile(track)
            var json = JSONWriter()
            while simulation.second < seconds {
                try simulation.step { _, _ in }
                json.removeAll()
                oracle.step(&json)
                try file.write(json.bytes)
            }
            try file.close()
        }
    }
}
