import ArgumentParser
import Report

/// `vigie history WHAT`.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Where something has been: its stays, the oldest first.",
        discussion: "Exit codes: 0 found, 1 nothing found, 65 when WHAT means several trackables.")

    @Argument(help: "An id, a tag or a name of one trackable.")
    var what: [String]

    @Option(name: .long, parsing: .unconditional, help: "Start of the span; as --at of 'vigie locate'.")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "End of the span.")
    var to: String?

    @Option(name: .customShort("n"), help: "At most so many, the newest.")
    var limit = RowLimit(50)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.history(
                what.joined(separator: " "), from: try from.map { try questions.time($0, option: "--from") },
                to: try to.map { try questions.time($0, option: "--to") }, limit: limit.rows)
        }
    }
}

/// `vigie snapshot`.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Who and what is in which unit, or was at a past time.",
        discussion: "Staff are given as counts. Exit codes: 0 found, 1 nothing there.")

    @Option(name: .long, help: "Id or name of one unit.")
    var unit: String?

    @Option(name: .long, parsing: .unconditional, help: "A past time; as --at of 'vigie locate'.")
    var at: String?

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.snapshot(unit: unit, at: try at.map { try questions.time($0, option: "--at") })
        }
    }
}
