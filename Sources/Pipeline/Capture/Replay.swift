import Decode
import FoundationEssentials
import Glibc
public import Logging
public import Model
import Resolve
import SiteMap
public import Store

/// The whole line over a recorded capture, as fast as it goes, on the capture's own clock.
///
/// A replay makes its data folder's content anew, so that the same capture gives the same content; the registry stays
/// unless another is given. A folder that a daemon filled is refused.
public struct Replay {
    /// What to replay, over what, and where to.
    public struct Options: Sendable {
        /// A capture (DESIGN 5.3); `-` for standard input.
        public var capture: String
        /// The site folder; nil takes the copy in the data folder.
        public var site: String?
        /// A registry CSV; nil keeps the folder's.
        public var tags: String?
        /// A daemon's configuration, for its dialect mapping; nil recognises dialects by topic and shape.
        public var configuration: String?
        /// A radio map of `survey learn`; nil takes the site folder's own, if there is one.
        public var radioMap: String?
        /// Where to write the track (DESIGN 5.5); nil for none.
        public var track: String?
        /// Go on after what the folder holds, instead of beginning anew.
        public var isContinuing = false
        /// The clock of the site's zone for the rules' hours; nil for UTC.
        public var calendar: CalendarSource?

        public init(capture: String) {
            self.capture = capture
        }
    }

    /// What came of it.
    public struct Result: Sendable {
        public var lines = 0
        public var blankLines = 0
        public var rejectedLines = 0
        public var messages = 0
        public var observations = 0
        public var resolved = 0
        public var rewound = 0
        public var repeated = 0
        public var late = 0
        /// Pieces of history that late reads corrected.
        public var corrections = 0
        public var duplicates = 0
        public var superseded = 0
        public var health = 0
        public var rejections: [RejectionReason: Int] = [:]
        public var tags = 0
        /// From the first line to the last durable commit; opening, site and registry are not counted.
        public var seconds = 0.0
        /// Processor time of the same span, user and system.
        public var cpuSeconds = 0.0
        public var siteWarnings = 0
        public var dataUntil: Instant?

        /// Observations decoded, by the wall clock.
        public var observationsPerSecond: Double { seconds > 0 ? Double(observations) / seconds : 0 }
    }

    /// Messages of one durable append to the log, and between two writings of what was derived: a trackable is written
    /// once for all that happened to it in between.
    private static let appendMessages = 10_000
    private static let flushMessages = 1_000_000

    private let store: StoreWriter
    private var fold: Fold
    private var batch = MessageBatch()
    private var derivations = Derivations()
    private var next = LogPosition.start
    private var unwritten = 0
    private var result = Result()

    /// - Parameters:
    ///   - progress: called about ten times a second with bytes read and in all (0 when unknown).
    /// - Throws: 66 for missing files, 65 for bad ones, 73 for a daemon's folder, 69 when it is in use, 74.
    public static func run(
        _ options: Options, folder: DataFolder, logger: Logger, progress: (Int, Int) -> Void
    ) throws(VigieError) -> Result {
        let site = try OpenedSite.open(folder: options.site ?? folder.site, radioMap: options.radioMap)
        let rows = try options.tags.map { path throws(VigieError) in try RegistryCSV.read(file: path) }
        let dialects =
            try options.configuration.map { path throws(VigieError) in try Configuration.read(file: path).map }
            ?? .recognising
        // The capture is opened before anything is changed.
        var reader = try LineReader(path: options.capture, lineBytesMax: CaptureParser.lineBytesMax)
        let store = try StoreWriter(folder: folder)
        store.keepStock()
        var replay: Replay
        do {
            try prepare(store, isContinuing: options.isContinuing)
            let keys = try site.install(into: store)
            if let rows { _ = try store.importRegistry(rows, at: .distantPast) }
            let watchdog = RuleWatchdog(site: site, unitKeys: keys, calendar: options.calendar)
            let watch = try watchdog.begin(store)
            replay = try Replay(
                store: store, site: site, unitKeys: keys, dialects: dialects, watch: watch, logger: logger)
        } catch let error as VigieError {
            throw error
        } catch {
            throw storeError(error)
        }
        replay.result.siteWarnings = site.problems.count
        let recorder = try TrackFile(path: options.track)
        try replay.record(recorder, site: site)
        let begun = Clocks.monotonicMilliseconds()
        let begunCPU = Clocks.processorSeconds()
        try replay.read(&reader, progress: progress)
        try recorder?.close()
        replay.result.seconds = Double(Clocks.monotonicMilliseconds() - begun) / 1000
        replay.result.cpuSeconds = Clocks.processorSeconds() - begunCPU
        try store.close()
        return replay.result
    }

    private static func storeError(_ error: any Error) -> VigieError {
        (error as? StoreFailure)?.error ?? (error as? VigieError) ?? VigieError(.inputOutput, "\(error)")
    }

    private static func prepare(_ store: StoreWriter, isContinuing: Bool) throws {
        let state = try store.loadState()
        guard state.clock == .capture || state.logEnd == .start else {
            throw VigieError(
                .cannotCreate, "holds what a daemon recorded", place: store.folder.path,
                remedy: "Give another folder with --data; a replay begins its folder anew.")
        }
        if !isContinuing {
            try store.resetDerived()
            try StockReset.run(store)
        }
        try store.setClock(.capture)
    }

    private init(
        store: StoreWriter, site: OpenedSite, unitKeys: [UnitKey], dialects: DialectMap, watch: FoldWatch?,
        logger: Logger
    ) throws(StoreFailure) {
        self.store = store
        let catchUp = CatchUp(store: store, logger: logger)
        fold = try catchUp.restore(site: site, unitKeys: unitKeys, dialects: dialects, faults: FaultSwitches())
        if let watch { fold.begin(watch) }
        try catchUp.run(&fold)
        result.tags = fold.tagCount
    }

    private mutating func record(_ file: TrackFile?, site: OpenedSite) throws(VigieError) {
        guard let file else { return }
        do {
            fold.track = TrackRecorder(map: site.map, bindings: try store.bindings()) { file.write($0) }
        } catch {
            throw Replay.storeError(error)
        }
    }

    private mutating func read(
        _ reader: inout LineReader, progress: (Int, Int) -> Void
    ) throws(VigieError) {
        var parser = CaptureParser()
        var lines = 0
        var blank = 0
        var refused: [RejectionReason: Int] = [:]
        var told = Clocks.monotonicMilliseconds()
        let total = reader.bytesTotal
        var bytes = 0
        try reader.forEachLine { line throws(VigieError) in
            lines += 1
            bytes += line.count + 1
            switch parser.parse(line, into: &batch) {
            case .message: break
            case .blank: blank += 1
            case .rejected(let reason, _): refused[reason, default: 0] += 1
            }
            guard batch.count >= Replay.appendMessages || batch.bytes.count >= Limits.batchBytesMax else { return }
            try append()
            let now = Clocks.monotonicMilliseconds()
            guard now - told >= 100 else { return }
            told = now
            progress(bytes, total)
        }
        try append()
        for (reason, count) in refused { fold.refuseLines(reason, count: count) }
        fold.endTrack()
        try flush()
        try correct()
        result.lines = lines
        result.blankLines = blank
        result.rejectedLines = refused.values.reduce(0, +)
        takeTotals()
    }

    private mutating func append() throws(VigieError) {
        guard !batch.isEmpty else { return }
        do {
            guard let range = try store.commit(appending: batch, nil) else { return }
            fold.fold(batch, first: LogPosition(range.lowerBound))
        } catch {
            throw error.error
        }
        unwritten += batch.count
        batch.removeAll()
        if unwritten >= Replay.flushMessages { try flush() }
    }

    private mutating func flush() throws(VigieError) {
        derivations.removeAll()
        fold.drain(into: &derivations)
        // A replay tells nobody.
        derivations.outbox.removeAll()
        for count in derivations.rejections { result.rejections[count.reason, default: 0] += count.added }
        do {
            _ = try store.commit(appending: nil, derivations)
        } catch {
            throw error.error
        }
        unwritten = 0
    }

    /// Late reads correct the history, when all of it is there.
    private mutating func correct() throws(VigieError) {
        do {
            while var corrector = try Corrector(store: store, fold: fold, notedBefore: .distantFuture) {
                var done: Int?
                while done == nil { done = try corrector.step() }
                result.corrections += done ?? 0
                let corrections = corrector.corrections
                fold.changeWatch { $0.amend(corrections) }
            }
        } catch {
            throw error.error
        }
        if fold.hasAlarms { try flush() }
    }

    private mutating func takeTotals() {
        let totals = fold.totals
        result.messages = totals.messages
        result.observations = totals.observations
        result.resolved = totals.resolved
        result.rewound = totals.rewound
        result.repeated = totals.repeated
        result.late = totals.late
        result.duplicates = totals.duplicates
        result.superseded = totals.superseded
        result.health = totals.health
        result.dataUntil = derivations.dataUntil == .distantPast ? nil : derivations.dataUntil
    }
}
