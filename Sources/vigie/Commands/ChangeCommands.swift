import ArgumentParser
import FoundationEssentials
import Model
import Pipeline
import Report

/// `vigie backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database while it works, and check the copy.",
        discussion: "Never copy vigie.db itself: what is committed may still lie in the files beside it.")

    @Argument(help: "The file to make; it must not exist yet.")
    var path: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        try AdminAnswer.print(.backup(path: absolute), common)
    }
}

/// `vigie purge`.
struct PurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Remove history that is older than its retention, and prove that it is gone.",
        discussion: "The daemon does this by itself once a day with the retention of its configuration.")

    @Option(name: .customLong("equipment-days"), help: "Days to keep of equipment, containers and robots.")
    var equipmentDays: Int?

    @Option(name: .customLong("patient-days"), help: "Days to keep of patients.")
    var patientDays: Int?

    @Option(name: .customLong("staff-days"), help: "Days to keep of staff.")
    var staffDays: Int?

    @OptionGroup var common: QueryOptions

    func run() throws {
        for days in [equipmentDays, patientDays, staffDays] {
            if let days, !(0...36_500).contains(days) { throw ValidationError("Days are 0 to 36500.") }
        }
        try AdminAnswer.print(
            .purge(equipmentDays: equipmentDays, patientDays: patientDays, staffDays: staffDays), common)
    }
}

/// Asks for a change, and shows the answer.
enum AdminAnswer {
    static func print(_ request: AdminRequest, _ common: QueryOptions) throws {
        let reply = try AdminClient.perform(request, folder: common.folder)
        try common.show(
            ChangeAnswer(
                verb: request.verb, subject: reply.subject,
                figures: reply.figures.map { (name: $0.name, value: $0.value) }))
    }
}
