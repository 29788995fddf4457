import ArgumentParser
import Logging
import Model
import Pipeline
import Report
import Store

/// `vigie serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon: subscribe, resolve, store, publish, write reports.",
        discussion: "Logs go to standard error, one line each. SIGTERM or Ctrl-C stops it; nothing is lost.")

    @Option(name: .long, help: "The configuration (YAML).")
    var config: String

    @Option(name: .long, help: "The data folder; wins over the configuration's. Default ./vigie-data, or VIGIE_DATA.")
    var data: String?

    @Option(name: .long, help: "trace, debug, info, notice, warning or error.")
    var logLevel: String = "info"

    func run() throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("--log-level takes trace, debug, info, notice, warning or error.")
        }
        let configuration = try Configuration.read(file: config)
        var logger = Logger(label: "vigie") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        let folder = DataFolder(path: data ?? configuration.data ?? Surroundings.value("VIGIE_DATA") ?? "./vigie-data")
        let daemon = try Daemon(
            configuration: configuration, folder: folder, reports: Self.reports, calendar: ZoneClock.source,
            logger: logger)
        try daemon.run()
    }

    private static let care = SiteCare()

    /// Writes all reports, and gives the ones that boards follow.
    private static let reports: Daemon.ReportWriter = { folder throws(VigieError) in
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        do {
            let care = try care.content(folder: folder.site)
            let reports = try Questions(reader, wallClock: Surroundings.now).reports(
                site: care.map, StatusJudge(care.statuses), beds: care.beds)
            _ = try reports.write(ReportName.allCases, folder: folder.reports)
            return [
                ("summary", reports.summary.json), ("readers", reports.readers.json),
                ("alarms", reports.alarms.json), ("occupancy", reports.occupancy.json),
                ("maintenance", reports.maintenance.json),
            ]
        } catch let error as VigieError {
            throw error
        } catch {
            throw VigieError(.inputOutput, "\(error)", place: folder.reports)
        }
    }
}
