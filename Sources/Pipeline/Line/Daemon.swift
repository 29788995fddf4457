import Dispatch
import Glibc
import Ingest
public import Logging
public import Model
import SiteMap
public import Store

/// `vigie serve`: opens the store and the site, catches up with the log, and runs the line until it is asked to stop.
public final class Daemon {
    /// Writes the JSON files and gives the ones to publish, by name; called on a thread of its own.
    public typealias ReportWriter = @Sendable (DataFolder) throws(VigieError) -> [(name: String, bytes: [UInt8])]

    /// Reports larger than this are not published, in bytes.
    private static let publishedBytesMax = 256 * 1024

    private let configuration: Configuration
    private let folder: DataFolder
    private let logger: Logger
    private let reports: ReportWriter?
    private let calendar: CalendarSource?
    private let faults: FaultSwitches

    /// - Parameters:
    ///   - folder: where the database, the socket and the reports lie.
    ///   - reports: nil writes no reports.
    ///   - calendar: the clock of the site's zone for the rules' hours; nil for UTC.
    /// - Throws: 78 for fault switches that do not exist.
    public init(
        configuration: Configuration, folder: DataFolder, reports: ReportWriter?, calendar: CalendarSource? = nil,
        logger: Logger
    ) throws(VigieError) {
        var configuration = configuration
        faults = try FaultSwitches.fromEnvironment()
        configuration.broker.acknowledgesBeforeCommit = faults.acknowledgesBeforeCommit
        configuration.broker.backoffSeed = UInt64(truncatingIfNeeded: Clocks.now().milliseconds) ^ UInt64(getpid())
        self.configuration = configuration
        self.folder = folder
        self.reports = reports
        self.calendar = calendar
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT. Call it before the process starts a thread.
    /// - Throws: what stops it: 65/66/78 before it begins, 69 when the folder is in use, 74 after an fsync error.
    public func run() throws(VigieError) {
        signal(SIGPIPE, SIG_IGN)
        StopSignals.hold()
        let site = try OpenedSite.open(folder: configuration.site, radioMap: configuration.radioMap)
        for problem in site.problems { logger.warning("site: \(problem)") }
        let store = try StoreWriter(folder: folder, faultHook: faults.hook)
        store.keepStock()
        let (line, link, publisher) = try assemble(store, site)
        let control = try ControlServer(
            path: folder.socket, operators: configuration.operators, mailbox: line.mailbox, logger: logger)
        control.start()
        let timer = startReports(line.mailbox, site: site.map.settings.site)
        logger.info(
            "serving",
            metadata: [
                "site": "\(site.map.settings.site)", "units": "\(site.map.units.count)",
                "readers": "\(site.map.readers.count)", "tags": "\(line.tagCount)",
                "broker": "\(configuration.broker)",
            ])
        var failure: VigieError?
        do {
            try link.run(line)
        } catch {
            failure = error
        }
        timer?.cancel()
        control.stop()
        try end(line, publisher, store, failure: failure)
    }

    private func assemble(
        _ store: StoreWriter, _ site: OpenedSite
    ) throws(VigieError) -> (DaemonLine, BrokerLink, Publisher) {
        let keys = try site.install(into: store)
        if let tags = configuration.tags {
            let result = try store.importRegistry(try RegistryCSV.read(file: tags), at: Clocks.now())
            logger.info("registry", metadata: ["added": "\(result.added)", "changed": "\(result.changed)"])
        }
        guard MQTTLibrary.initialise() else {
            throw VigieError(.unavailable, "libmosquitto does not start", remedy: "Install libmosquitto1 again.")
        }
        let link = BrokerLink(settings: configuration.broker, logger: logger, faultHook: faults.hook)
        StopSignals.forward { link.requestStop() }
        let mailbox = Mailbox { link.wake() }
        let publisher = makePublisher(mailbox)
        do {
            guard try store.loadState().clock == .wall || store.loadState().logEnd == .start else {
                throw VigieError(
                    .cannotCreate, "holds a replay", place: folder.path, remedy: "Give another folder with --data.")
            }
            try store.setClock(.wall)
            let catchUp = CatchUp(store: store, logger: logger)
            var fold = try catchUp.restore(site: site, unitKeys: keys, dialects: configuration.map, faults: faults)
            let watchdog = RuleWatchdog(site: site, unitKeys: keys, calendar: calendar)
            if let watch = try watchdog.begin(store) { fold.begin(watch) }
            try catchUp.run(&fold)
            let line = try DaemonLine(
                store: store, fold: fold, site: site.map.settings.site, configuration: configuration,
                mailbox: mailbox, publisher: publisher, watchdog: watchdog, logger: logger)
            try publisher.start()
            return (line, link, publisher)
        } catch let error as VigieError {
            throw error
        } catch {
            throw (error as? StoreFailure)?.error ?? VigieError(.inputOutput, "\(error)")
        }
    }

    private func makePublisher(_ mailbox: Mailbox) -> Publisher {
        var settings = configuration.broker
        settings.clientID += "-out"
        settings.subscriptions = []
        let logger = logger
        return Publisher(settings: settings, logger: logger) { outcome in
            switch outcome {
            case .delivered(let ids): mailbox.noteDelivered(ids)
            case .refused(let id, let error):
                logger.error("a message cannot be published: \(error)")
                mailbox.noteDelivered([id])
            }
        }
    }

    private func startReports(_ mailbox: Mailbox, site: SiteID) -> (any DispatchSourceTimer)? {
        guard let reports, configuration.reports.everySeconds > 0 else { return nil }
        let folder = folder
        let logger = logger
        let publishes = configuration.reports.publishes
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "vigie.reports"))
        timer.schedule(deadline: .now() + 1, repeating: .seconds(configuration.reports.everySeconds))
        timer.setEventHandler { @Sendable in
            do {
                let written = try reports(folder)
                guard publishes else { return }
                let messages = written.filter { $0.bytes.count <= Daemon.publishedBytesMax }.map { report in
                    OutboxMessage(
                        topic: "vigie/v1/\(site)/summary/\(report.name)", payload: report.bytes, isRetained: true)
                }
                mailbox.post { line in
                    do {
                        try line.publish(messages)
                    } catch {
                        logger.warning("summaries wait: \(error)")
                    }
                }
            } catch {
                logger.warning("the reports were not written: \(error)")
            }
        }
        timer.resume()
        return timer
    }

    /// Writes what is left, also after a failure that may pass; a broken disk is left as it is.
    private func end(
        _ line: DaemonLine, _ publisher: Publisher, _ store: StoreWriter, failure: VigieError?
    ) throws(VigieError) {
        faults.hook?(.shutdown)
        if let failure {
            publisher.stop(drainMilliseconds: 0)
            throw failure
        }
        do {
            try line.flush()
        } catch {
            throw error.error
        }
        publisher.stop()
        do {
            try store.removeOutbox(ids: line.mailbox.takeDelivered())
        } catch {
            throw error.error
        }
        try store.close()
        logger.info("stopped", metadata: ["cursor": "\(line.writtenCursor.rawValue)"])
    }
}
