import ArgumentParser

/// The root of the command line.
struct Vigie: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vigie",
        abstract: "Where every device, patient and box of a hospital is.",
        discussion: """
            The daemon (`vigie serve`) listens to the readers over MQTT; every other command answers from the data
            folder, while the daemon runs and while it does not.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "ASK",
                subcommands: [
                    LocateCommand.self, HistoryCommand.self, SnapshotCommand.self, RouteCommand.self,
                    ContactsCommand.self, WhyCommand.self, AlarmsCommand.self, ScanCommand.self, ReportCommand.self,
                    ExportCommand.self,
                ]),
            CommandGroup(name: "EQUIPMENT", subcommands: [DevicesCommand.self, MaintenanceCommand.self]),
            CommandGroup(name: "PHARMACY", subcommands: [StockCommand.self]),
            CommandGroup(name: "SET UP", subcommands: [SiteCommand.self, SurveyCommand.self, TagsCommand.self]),
            CommandGroup(name: "RUN", subcommands: [ServeCommand.self, ReplayCommand.self, DecodeCommand.self]),
            CommandGroup(
                name: "CARE",
                subcommands: [
                    VerifyCommand.self, BackupCommand.self, RestoreCommand.self, PurgeCommand.self, DoctorCommand.self,
                ]),
        ])
}
