import ArgumentParser
import FoundationEssentials
import Model
import Pipeline
import Report
import Store

/// `vigie devices import`.
struct DevicesImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import an inventory (CSV with Snipe-IT's column names), all rows or none.",
        discussion: """
            Columns read: Asset Tag (the id), Item Name, Category, Model, Model Number, Manufacturer, Serial, Location \
            (the unit where it belongs), Status, Supplier; and Tag, Contract, Rental as columns of your own. Others \
            are passed over, those that name people above all. Empty fields leave what is stored.
            """)

    @Argument(help: "The CSV file.")
    var csv: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        guard let bytes = FileManager.default.contents(atPath: csv) else {
            throw VigieError(.noInput, "cannot be read", place: csv, remedy: "Check the path and its permissions.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VigieError(.badData, "is not UTF-8", place: csv, remedy: "Save it as UTF-8.")
        }
        try AdminAnswer.print(.device(DeviceRequest(.importDevices, file: csv, text: text)), common)
    }
}

/// `vigie devices status DEVICE STATUS`.
struct DevicesStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Set a device's status by hand, for a while or until 'devices auto'.")

    @Argument(help: "The device's id.")
    var device: String

    @Argument(help: "available, in_use, idle, dirty, maintenance, lost or rented.")
    var status: String

    @OptionGroup var who: RoleOption

    @Option(name: .long, parsing: .unconditional, help: "Since when (default: now); as --at of 'vigie locate'.")
    var from: String?

    @Option(name: .long, help: "Until when: a time, a day, or from now as 90m, 8h, 3d.")
    var until: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(
            .status, [(.device, device), (.status, status)] + who.fields, times: [(.from, from), (.until, until)],
            common)
    }
}

/// `vigie devices auto DEVICE`.
struct DevicesAuto: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auto", abstract: "Give a device's status back to what the readers say.")

    @Argument(help: "The device's id.")
    var device: String

    @OptionGroup var who: RoleOption

    @Option(name: .long, parsing: .unconditional, help: "Since when (default: now); as --at of 'vigie locate'.")
    var from: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(.auto, [(.device, device)] + who.fields, times: [(.from, from)], common)
    }
}

/// `vigie devices checkout DEVICE --to WHERE`.
struct DevicesCheckout: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout", abstract: "A device leaves: to whom, and when it is expected back.")

    @Argument(help: "The device's id.")
    var device: String

    @Option(name: .long, help: "The unit, ward or house that takes it; never a person.")
    var to: String

    @Flag(name: .long, help: "It leaves the house: its status is rented until it is back.")
    var outside = false

    @Option(name: .long, help: "When it is expected back: a time, a day, or from now as 8h, 3d.")
    var back: String?

    @Option(name: .long, parsing: .unconditional, help: "When it left (default: now).")
    var at: String?

    @OptionGroup var who: RoleOption
    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(
            .checkOut, [(.device, device), (.to, to), (.outside, outside ? "yes" : nil)] + who.fields,
            times: [(.at, at), (.back, back)], common)
    }
}

/// `vigie devices checkin DEVICE`.
struct DevicesCheckin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "checkin", abstract: "A device is back.")

    @Argument(help: "The device's id.")
    var device: String

    @Option(name: .long, parsing: .unconditional, help: "When it came back (default: now).")
    var at: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(.checkIn, [(.device, device)], times: [(.at, at)], common)
    }
}

/// `vigie maintenance`.
struct MaintenanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance", abstract: "Plans of devices: what is due, where they are, and what was done.",
        subcommands: [MaintenanceList.self, MaintenancePlanCommand.self, MaintenanceUnplan.self, MaintenanceDone.self],
        defaultSubcommand: MaintenanceList.self)
}

/// `vigie maintenance due`.
struct MaintenanceList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "What is due, where it is now, and what has to be found first.")

    @Argument(help: "An id, name or category, or a part; all devices without one.")
    var what: [String] = []

    @Option(name: .long, help: "What is due within so many days too.")
    var days = 30

    @Flag(name: .long, help: "All plans, also those that are not due.")
    var all = false

    @OptionGroup var options: QueryOptions

    func validate() throws {
        guard (0...36_500).contains(days) else { throw ValidationError("--days is 0 to 36500.") }
    }

    func run() throws {
        try options.answer { questions in
            try questions.maintenance(
                of: what.joinedOrNil, dueWithinDays: days, dueOnly: !all, try Statuses.judge(options.folder))
        }
    }
}

/// `vigie maintenance plan DEVICE PLAN --every`.
struct MaintenancePlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan maintenance for a device, or for all of a model or category.",
        discussion: "A device may have several plans; one of the same name is changed, and its done-entries stay.")

    @Argument(help: "A device's id, a model or a category.")
    var device: String

    @Argument(help: "The plan's name, like 'electrical safety'.")
    var plan: String

    @Option(name: .long, help: "Days or weeks of the calendar as 365d or 52w, or hours in use as 500h.")
    var every: String

    @Option(
        name: .long, parsing: .unconditional, help: "From when it counts (default: now); the last time it was done.")
    var from: String?

    @Flag(name: .long, help: "Not for use while overdue: its status is then maintenance.")
    var blocks = false

    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(
            .plan, [(.device, device), (.plan, plan), (.every, every), (.blocks, blocks ? "yes" : nil)],
            times: [(.from, from)], common)
    }
}

/// `vigie maintenance unplan DEVICE PLAN`.
struct MaintenanceUnplan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unplan", abstract: "Remove a plan; what was done stays on record.")

    @Argument(help: "A device's id, a model or a category.")
    var device: String

    @Argument(help: "The plan's name.")
    var plan: String

    @OptionGroup var common: QueryOptions

    func run() throws { try DeviceChange.print(.unplan, [(.device, device), (.plan, plan)], times: [], common) }
}

/// `vigie maintenance done DEVICE PLAN`.
struct MaintenanceDone: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "done", abstract: "Note that a plan was done.")

    @Argument(help: "The device's id.")
    var device: String

    @Argument(help: "The plan's name.")
    var plan: String

    @Option(name: .long, parsing: .unconditional, help: "When (default: now); a time or a day.")
    var at: String?

    @OptionGroup var who: RoleOption
    @OptionGroup var common: QueryOptions

    func run() throws {
        try DeviceChange.print(.done, [(.device, device), (.plan, plan)] + who.fields, times: [(.at, at)], common)
    }
}

/// Who did something, and a note.
struct RoleOption: ParsableArguments {
    @Option(name: .long, help: "Who did it, as a role: biomed, nurse, porter …; never a name.")
    var role: String

    @Option(name: .long, help: "A note; no names of people.")
    var note: String?

    var fields: [(DeviceRequest.Field, String?)] { [(.role, role), (.note, note)] }
}

/// Asks for a change, with times in the site's zone brought to UTC first.
enum DeviceChange {
    static func print(
        _ verb: DeviceRequest.Verb, _ fields: [(DeviceRequest.Field, String?)],
        times: [(DeviceRequest.Field, String?)], _ common: QueryOptions
    ) throws {
        var given: [DeviceRequest.Field: String] = [:]
        for (field, value) in fields { given[field] = value }
        for (field, value) in times {
            guard let value else { continue }
            given[field] = try instant(value, field, common).rfc3339
        }
        try AdminAnswer.print(.device(DeviceRequest(verb, given)), common)
    }

    private static func instant(
        _ text: String, _ field: DeviceRequest.Field, _ common: QueryOptions
    ) throws -> Instant {
        let reader = try StoreReader(folder: common.folder)
        defer { reader.close() }
        let scope = try Questions(reader, wallClock: Surroundings.now).scope()
        let isEnd = field == .until || field == .back
        return try AskedTime.parse(
            text, isEnd: isEnd, now: scope.now, zone: scope.zone, option: "--" + field.rawValue)
    }
}
