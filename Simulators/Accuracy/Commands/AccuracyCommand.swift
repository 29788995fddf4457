internal import ArgumentParser
internal import FoundationEssentials
internal import Model
internal import SimKit

@main
struct AccuracyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract: "How well vigie finds where things are: on data that others recorded, and in invented worlds.",
        discussion: """
            Each work is turned into a site folder, a survey and a capture, replayed through `vigie replay`, and the \
            track is scored against the truth, causally, once a second. The nearest reader (loudest smoothed power) is \
            scored beside it. Surveys are learned from training parts only.

              accuracy
              accuracy --only flat,danis --vigie .build/release/vigie
              accuracy --check Simulators/Accuracy/reference.json
            """,
        subcommands: [RunCommand.self, ConvertCommand.self, SurveyCommand.self], defaultSubcommand: RunCommand.self)
}

/// Runs a command's body and ends the process with sysexits' code when it fails.
func reportingErrors(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as VigieError {
        Terminal.error("accuracy: \(error)")
        throw ExitCode(error.code.rawValue)
    }
}

/// The four works.
enum Work: String, CaseIterable, ExpressibleByArgument {
    case danis, flat, companion, hospital
}
