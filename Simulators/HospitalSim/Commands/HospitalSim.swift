internal import ArgumentParser
internal import Model

@main
struct HospitalSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hospital-sim",
        abstract: "An invented hospital with people, equipment and radio, for tests, demonstrations and measurements.",
        discussion: """
            The same options and seed give the same bytes. Everything is invented: no real place, person or device.

              hospital-sim site --out site --units 120
              hospital-sim capture --site site --out day.ndjson --truth truth.ndjson --tags tags.csv --minutes 30
              hospital-sim run --site site --broker 127.0.0.1:1883
              hospital-sim load --broker 127.0.0.1:1883 --rate 5000 --seconds 30 --publishers 4
              hospital-sim pharmacy --out pharmacy --seed 3
              hospital-sim scenarios --scripts 240 --seed 1
              hospital-sim score --track track.ndjson --truth truth.ndjson
            """,
        subcommands: [
            SiteCommand.self, CaptureCommand.self, RunCommand.self, LoadCommand.self, ScoreCommand.self,
            SurveyCommand.self, OracleCommand.self, MalformedCommand.self, PharmacyCommand.self,
            ScenariosCommand.self,
        ])
}

/// Runs a command's body and ends the process with sysexits' code when it fails.
func reportingErrors(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as VigieError {
        Output.error("hospital-sim: \(error)")
        throw ExitCode(error.code.rawValue)
    }
}
