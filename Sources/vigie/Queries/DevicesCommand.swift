import ArgumentParser
import Model
import Report
import Store

/// `vigie devices`.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Equipment: statuses with their reasons, loans, recalls, and whether each is in its place.",
        subcommands: [
            DevicesList.self, DevicesHistory.self, DevicesStatus.self, DevicesAuto.self, DevicesAudit.self,
            DevicesRecall.self, DevicesLoans.self, DevicesCheckout.self, DevicesCheckin.self, DevicesImport.self,
        ], defaultSubcommand: DevicesList.self)
}

/// `vigie devices list`.
struct DevicesList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Devices with status, reason and place, now or at a past time.",
        discussion: "Late reads amend the past: an answer for a time may differ from the one given then.")

    @Argument(help: "An id, name or category, or a part; all devices without one.")
    var what: [String] = []

    @Option(
        name: .long,
        help: "Only one status: available, in_use, idle, dirty, maintenance, lost, rented, cannot_tell.")
    var status: String?

    @Option(name: .long, parsing: .unconditional, help: "A past time; as --at of 'vigie locate'.")
    var at: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(50)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.devices(
                what.joinedOrNil, status: try status.flatMap { try Statuses.named($0) },
                try Statuses.judge(options.folder), at: try at.map { try questions.time($0, option: "--at") },
                limit: limit.rows)
        }
    }
}

/// `vigie devices history DEVICE`.
struct DevicesHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "The statuses of one device over time, each with its reason and unit.")

    @Argument(help: "The device's id.")
    var device: String

    @OptionGroup var span: SpanOptions
    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            let (from, to) = try span.resolved(questions)
            return try questions.deviceHistory(device, from: from, to: to, try Statuses.judge(options.folder))
        }
    }
}

/// `vigie devices audit`.
struct DevicesAudit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Is every device in its place? Those that are not, against their assigned unit."
    )

    @Argument(help: "An id, name or category, or a part; all devices without one.")
    var what: [String] = []

    @Flag(name: .long, help: "Those that are in their place too.")
    var all = false

    @Option(name: .long, parsing: .unconditional, help: "A past time; as --at of 'vigie locate'.")
    var at: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(200)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            try questions.audit(
                what.joinedOrNil, try Statuses.judge(options.folder),
                at: try at.map { try questions.time($0, option: "--at") }, showsAll: all, limit: limit.rows)
        }
    }
}

/// `vigie devices recall`.
struct DevicesRecall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall", abstract: "Where every device of a model, or of some serial numbers, is: for a recall.")

    @Option(name: .long, help: "The model.")
    var model: String?

    @Option(name: .long, help: "A serial number; may be given several times.")
    var serial: [String] = []

    @Option(name: .customLong("serial-from"), help: "The first serial number of a range; SN9 is before SN10.")
    var serialFrom: String?

    @Option(name: .customLong("serial-to"), help: "The last serial number of a range.")
    var serialTo: String?

    @OptionGroup var options: QueryOptions

    func validate() throws {
        guard model != nil || !serial.isEmpty || serialFrom != nil || serialTo != nil else {
            throw ValidationError("Give --model, --serial, or a range of serial numbers.")
        }
    }

    func run() throws {
        try options.answer { questions in
            try questions.recall(
                model: model, SerialChoice(serials: serial, from: serialFrom, to: serialTo),
                try Statuses.judge(options.folder))
        }
    }
}

/// `vigie devices loans`.
struct DevicesLoans: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loans", abstract: "Devices that are out, with whom, and what should be back.")

    @Flag(name: .long, help: "Only what should be back.")
    var overdue = false

    @Flag(name: .long, help: "Those that are back too.")
    var all = false

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { try $0.deviceLoans(overdueOnly: overdue, showsAll: all) }
    }
}

/// A span of time, by default the last seven days.
struct SpanOptions: ParsableArguments {
    @Option(name: .long, parsing: .unconditional, help: "Start (default: 7 days before the end).")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "End (default: now).")
    var to: String?

    func resolved(_ questions: Questions) throws -> (from: Instant, to: Instant) {
        let end = try to.map { try questions.time($0, option: "--to") } ?? questions.scope().now
        let start =
            try from.map { try questions.time($0, option: "--from") }
            ?? end.advanced(byMilliseconds: -7 * 86_400_000)
        guard start < end else { throw VigieError(.usage, "--from is not before --to", remedy: "Turn them.") }
        return (start, end)
    }
}

extension [String] {
    /// Several words are one text; nil for none.
    var joinedOrNil: String? { isEmpty ? nil : joined(separator: " ") }
}
