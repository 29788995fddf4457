import ArgumentParser
import Model
import Report

/// `vigie contacts WHAT`.
struct ContactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts", abstract: "Who shared a unit with something or someone, and how long.",
        discussion: """
            From the stays of history, the longest contact first. Time in which one of the two was not heard, or its \
            unit was below 70 % sure, is told as possible. People are pseudonyms, staff are counts.

            Exit codes: 0 found, 1 nobody, 65 when WHAT means several trackables.
            """)

    @Argument(help: "An id, a tag or a name of one trackable.")
    var what: [String]

    @Option(name: .long, parsing: .unconditional, help: "Start of the span; default 24 h before its end.")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "End of the span; default now, by the data's clock.")
    var to: String?

    @Option(name: .long, help: "Only contacts of this kind: equipment, patient, container, robot.")
    var kind: TrackableKind?

    @Option(name: .customLong("at-least"), help: "Leave out contacts of fewer minutes in all.")
    var leastMinutes = 0

    @Option(name: .customShort("n"), help: "At most so many contacts.")
    var limit = RowLimit(20)

    @OptionGroup var options: QueryOptions

    func validate() throws {
        guard (0...10_000_000).contains(leastMinutes) else {
            throw ValidationError("--at-least takes minutes, 0 or more")
        }
    }

    func run() throws {
        try options.answer { questions in
            try questions.contacts(
                what.joined(separator: " "), from: try from.map { try questions.time($0, option: "--from") },
                to: try to.map { try questions.time($0, option: "--to") }, kind: kind, leastMinutes: leastMinutes,
                limit: limit.rows)
        }
    }
}
