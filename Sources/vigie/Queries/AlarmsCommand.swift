import ArgumentParser
import Model
import Pipeline
import Report
import Store

/// `vigie alarms`.
struct AlarmsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarms", abstract: "What the rules raised: list, acknowledge, resolve, mute, and try rules.",
        discussion: "Rules are in `rules.yaml` of the site folder; the daemon takes a changed file over by itself.",
        subcommands: [
            AlarmsList.self, AlarmsShow.self, AlarmsAck.self, AlarmsResolve.self, AlarmsComment.self, AlarmsMute.self,
            AlarmsTry.self,
        ], defaultSubcommand: AlarmsList.self)
}

/// `vigie alarms list`.
struct AlarmsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Alarms that nobody has resolved, the newest first.",
        discussion: "Exit codes: 0 some, 1 none.")

    @Flag(name: .long, help: "Those that are resolved or retracted too.")
    var all = false

    @Option(name: .long, parsing: .unconditional, help: "Only what happened since; as --at of 'vigie locate'.")
    var from: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(50)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.alarms(
                all: all, from: try from.map { try questions.time($0, option: "--from") }, limit: limit.rows)
        }
    }
}

/// `vigie alarms show NO`.
struct AlarmsShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One alarm with its life.")

    @Argument(help: "The alarm's number.")
    var number: Int64

    @OptionGroup var options: QueryOptions

    func run() throws { try options.answer { questions in try questions.alarm(number) } }
}

/// `vigie alarms ack NO…`.
struct AlarmsAck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledge alarms: somebody is on the way. Who is the user who asks.")

    @Argument(help: "The alarms' numbers.")
    var numbers: [Int64]

    @OptionGroup var common: QueryOptions

    func run() throws {
        for number in numbers {
            try AdminAnswer.print(.answerAlarm(number: number, answer: "acknowledged", text: ""), common)
        }
    }
}

/// `vigie alarms resolve NO --cause TEXT`.
struct AlarmsResolve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Resolve alarms, with their cause.")

    @Argument(help: "The alarms' numbers.")
    var numbers: [Int64]

    @Option(name: .long, help: "What it was; no names of people.")
    var cause: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        for number in numbers {
            try AdminAnswer.print(.answerAlarm(number: number, answer: "resolved", text: cause), common)
        }
    }
}

/// `vigie alarms comment NO TEXT`.
struct AlarmsComment: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "comment", abstract: "Add a comment to an alarm.")

    @Argument(help: "The alarm's number.")
    var number: Int64

    @Argument(help: "The comment; no names of people.")
    var text: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        try AdminAnswer.print(.answerAlarm(number: number, answer: "commented", text: text), common)
    }
}

/// `vigie alarms mute`.
struct AlarmsMute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Keep alarms but tell nobody, while a planned transport lasts.")

    @Argument(help: "The trackable's id; without one --rule is needed.")
    var trackable: String?

    @Option(name: .long, help: "Only this rule.")
    var rule: String?

    @Option(name: .long, help: "For so many minutes.")
    var minutes: Int

    @OptionGroup var common: QueryOptions

    func validate() throws {
        guard trackable != nil || rule != nil else { throw ValidationError("Give a trackable, a --rule, or both.") }
        guard (1...10_080).contains(minutes) else { throw ValidationError("--minutes is 1 to 10080.") }
    }

    func run() throws {
        try AdminAnswer.print(.muteAlarms(trackable: trackable, rule: rule ?? "", minutes: minutes), common)
    }
}

/// `vigie alarms try RULES --from --to`.
struct AlarmsTry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "What rules would have raised on stored history, and how often a day.",
        discussion: """
            Nothing is changed. History holds stays: rules on positions, single reads, what tags say or readers' \
            health are checked and said not to be in it. Exit codes: 0 tried, 78 when the rules are wrong.
            """)

    @Argument(help: "The rules (YAML), like `rules.yaml`.")
    var rules: String

    @Option(name: .long, parsing: .unconditional, help: "Start of the span (default: 7 days before its end).")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "End of the span (default: now).")
    var to: String?

    @Option(name: .customShort("n"), help: "Examples of each rule in JSON.")
    var limit = RowLimit(5)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { reader, questions in
            let scope = try questions.scope()
            let end = try to.map { try questions.time($0, option: "--to") } ?? scope.now
            let start =
                try from.map { try questions.time($0, option: "--from") }
                ?? end.advanced(byMilliseconds: -7 * 86_400_000)
            guard start < end else { throw VigieError(.usage, "--from is not before --to", remedy: "Turn them.") }
            let trial = try HistoryTrial.run(
                rules: rules, reader: reader, from: start, to: end, calendar: ZoneClock.source,
                examplesMax: limit.rows)
            return TrialAnswer(
                scope: scope, from: start, to: end, trackables: trial.trackables, stays: trial.stays,
                rules: trial.rules.map { rule in
                    TrialAnswer.Rule(
                        rule: rule.rule, condition: rule.condition, severity: rule.severity, isTold: rule.isTold,
                        raised: rule.raised, checks: rule.checks, escorted: rule.escorted, perDay: rule.perDay,
                        mostInADay: rule.mostInADay,
                        examples: rule.examples.map { ($0.trackable, $0.unit, $0.at, $0.certainty) })
                })
        }
    }
}

/// The site's clock for rules, from the system's zones.
enum ZoneClock {
    static let source: CalendarSource = { name in
        let zone = SiteZone(named: name)
        return { zone.offsetSeconds(at: $0) }
    }
}
