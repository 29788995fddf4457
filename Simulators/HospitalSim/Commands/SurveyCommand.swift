internal import ArgumentParser
internal import Model
internal import SimKit

struct SurveyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "What somebody who walks through all units with a tag would note.",
        discussion: """
            Some points in each unit, at each of them some seconds of reads of an ordinary tag, as `vigie survey \
            learn` takes them. The seed is that of the capture: the same seed is the same radio.

              hospital-sim survey --site site --seed 1 --points-per-unit 2 --out survey.ndjson
              vigie survey learn survey.ndjson --site site --out radio-map.json
            """)

    @Option(help: "The site folder (hospital-sim site).") var site: String
    @Option(help: "The same seed as the capture's gives the same radio.") var seed: UInt64 = 1
    @Option(name: .customLong("points-per-unit"), help: "Points in each unit.") var pointsPerUnit = 2
    @Option(help: "Reads of each reader at each point.") var reads = 5
    @Option(help: "Standard deviation of the fast noise in dB.") var noise = 3.0
    @Option(help: "The survey to write.") var out: String

    func validate() throws {
        guard (1...1000).contains(pointsPerUnit), (1...1000).contains(reads) else {
            throw ValidationError("--points-per-unit and --reads must be 1 to 1000")
        }
        guard noise >= 0, noise <= 20 else { throw ValidationError("--noise must be 0 to 20") }
    }

    func run() throws {
        try reportingErrors {
            let hospital = try IMDFFolder(path: site).load()
            let file = try OutputFile(out)
            var json = JSONWriter()
            var walk = SurveyWalk(hospital, seed: seed, noiseDB: noise, reads: reads)
            for unit in hospital.units.indices {
                for _ in 0..<pointsPerUnit { walk.write(unit: unit, &json) }
                try file.write(json.bytes)
                json.removeAll()
            }
            try file.close()
            Output.line("\(hospital.units.count * pointsPerUnit) points, \(hospital.units.count) units, seed \(seed)")
        }
    }
}
