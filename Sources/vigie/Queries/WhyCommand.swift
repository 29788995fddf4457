import ArgumentParser
import Model
import Pipeline
import Report
import Store

/// `vigie why WHAT`.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Why something is, or was, where it is told to be.",
        discussion: """
            Now: from the filter that the database keeps. At a past time: the raw log before it is read again through \
            the same filter, as long as the log reaches there (`log: {days}` of the configuration).

            Exit codes: 0 told, 1 never heard, 65 when WHAT means several trackables, 66 without the site's copy.
            """)

    @Argument(help: "An id, a tag or a name of one trackable.")
    var what: [String]

    @Option(name: .long, parsing: .unconditional, help: "A past time; as --at of 'vigie locate'.")
    var at: String?

    @Option(name: .long, help: "A daemon's configuration, for its dialects. Default: recognise dialects.")
    var config: String?

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { reader, questions in
            let instant = try at.map { try questions.time($0, option: "--at") }
            let explainer = try Explainer(reader, configuration: config)
            return try questions.why(what.joined(separator: " "), at: instant, plan: explainer.map) { subject in
                if let at = subject.at { return try explainer.past(subject.trackable, at: at) }
                return try explainer.present(
                    subject.trackable, now: subject.now, dataUntil: subject.dataUntil ?? subject.now)
            }
        }
    }
}
