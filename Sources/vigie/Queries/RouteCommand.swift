import ArgumentParser
import Report

/// `vigie route FROM TO`.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "The way on foot from door to door, with metres and time.",
        discussion: """
            FROM and TO are each a unit (id or name), or one trackable (id, tag or name) where it is now. A level by \
            stairs counts as 15 m, by lift as 20 m, because it has to be waited for; one walks 1.3 m/s.

            Exit codes: 0 found, 1 no way, or it is not known where a trackable is, 65 when a name means several.
            """)

    @Argument(help: "Where to start.")
    var from: String

    @Argument(help: "Where to go.")
    var to: String

    @Flag(name: .customLong("no-stairs"), help: "By lifts and ramps only, as beds and trolleys go.")
    var avoidsStairs = false

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.route(from: from, to: to, site: try options.plan(), avoidsStairs: avoidsStairs)
        }
    }
}
