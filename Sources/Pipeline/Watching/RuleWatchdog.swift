import Dispatch
import Glibc
import Logging
public import Model
import SiteMap
import Store
import Synchronization
import Watch

/// The site's clock by the name of its zone, as seconds ahead of UTC at an instant; the command gives it, which knows
/// the system's zones.
public typealias CalendarSource = @Sendable (_ zone: String) -> @Sendable (Instant) -> Int

/// Keeps the rules of the fold those of `rules.yaml`: reads them at the start, and again when the file changed.
final class RuleWatchdog {
    private let folder: String
    private let map: SiteMap
    private let unitKeys: [UnitKey]
    private let siteMark: UInt64
    private let calendar: SiteCalendar
    private var seen = Stamp()
    private let reading = Reading()

    /// Reads a file beside the line: a thousand rules with their shapes take longer than messages may wait.
    private final class Reading: Sendable {
        private enum State: Sendable {
            case idle, underWay
            case done(Result<[Rule], VigieError>)
        }

        private let queue = DispatchQueue(label: "vigie.rules", qos: .utility)
        private let state = Mutex(State.idle)

        var isUnderWay: Bool {
            state.withLock { state in if case .underWay = state { true } else { false } }
        }

        func begin(_ read: @escaping @Sendable () throws(VigieError) -> [Rule]) {
            state.withLock { $0 = .underWay }
            queue.async { [self] in
                let outcome: Result<[Rule], VigieError>
                do throws(VigieError) {
                    outcome = .success(try read())
                } catch {
                    outcome = .failure(error)
                }
                state.withLock { $0 = .done(outcome) }
            }
        }

        /// What the last reading came to, once.
        func take() -> Result<[Rule], VigieError>? {
            state.withLock { state in
                guard case .done(let outcome) = state else { return nil }
                state = .idle
                return outcome
            }
        }
    }

    /// What tells a changed file from the same one.
    private struct Stamp: Equatable {
        var seconds = 0
        var nanoseconds = 0
        var bytes = -1
        var inode: UInt = 0
    }

    init(site: OpenedSite, unitKeys: [UnitKey], calendar: CalendarSource?) {
        folder = site.folder
        map = site.map
        self.unitKeys = unitKeys
        siteMark = site.mark
        self.calendar = (calendar?(site.map.settings.timeZone)).map { SiteCalendar(offsetSeconds: $0) } ?? .utc
    }

    /// The watch as of the database; nil when the site has no rules and had none.
    /// - Throws: 78 when the rules are wrong.
    func begin(_ store: StoreWriter) throws -> FoldWatch? {
        seen = stamp()
        let facts = TrackFacts.of(try store.trackables(), map: map)
        let rules = try RulesReader.read(folder: folder, map: map, facts: facts)
        let state = try store.watchState()
        guard !rules.isEmpty || !state.isEmpty else { return nil }
        var watch = make(rules, facts)
        watch.restore(state, try store.alarmAnswers(now: Clocks.now()))
        return watch
    }

    private func make(_ rules: [Rule], _ facts: [TrackFacts]) -> FoldWatch {
        FoldWatch(
            rules: rules, map: map, unitKeys: unitKeys, siteMark: siteMark, facts: facts, calendar: calendar)
    }

    private func stamp() -> Stamp {
        var status = stat()
        guard stat(folder + "/" + RulesReader.fileName, &status) == 0 else { return Stamp() }
        return Stamp(
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec, bytes: Int(status.st_size),
            inode: UInt(status.st_ino))
    }

    /// Takes a changed file over, as a whole or not at all: rules that are wrong leave the old ones at work. Asked once
    /// a second; the file is read meanwhile.
    func reload(_ stage: FoldStage, _ store: StoreWriter, _ logger: Logger) throws(StoreFailure) {
        if let outcome = reading.take() { try apply(outcome, stage, store, logger) }
        guard !reading.isUnderWay else { return }
        let now = stamp()
        guard now != seen else { return }
        seen = now
        let facts = TrackFacts.of(try store.trackables(), map: map)
        reading.begin { [folder, map] () throws(VigieError) in
            try RulesReader.read(folder: folder, map: map, facts: facts)
        }
    }

    private func apply(
        _ outcome: Result<[Rule], VigieError>, _ stage: FoldStage, _ store: StoreWriter, _ logger: Logger
    ) throws(StoreFailure) {
        let rules: [Rule]
        switch outcome {
        case .success(let read): rules = read
        case .failure(let error):
            logger.error("the new rules are refused, the old ones stay: \(error)")
            return
        }
        let facts = TrackFacts.of(try store.trackables(), map: map)
        stage.changeWatch { [unitKeys, siteMark, calendar, map] fold in
            guard fold.watch == nil else { return fold.changeWatch { $0.replace(rules) } }
            fold.begin(
                FoldWatch(
                    rules: rules, map: map, unitKeys: unitKeys, siteMark: siteMark, facts: facts, calendar: calendar))
        }
        logger.info("rules read", metadata: ["rules": "\(rules.count)"])
    }

    /// Trackables were registered or changed.
    func registryChanged(_ stage: FoldStage, _ store: StoreWriter) throws(StoreFailure) {
        let facts = TrackFacts.of(try store.trackables(), map: map)
        stage.changeWatch { fold in fold.changeWatch { $0.register(facts) } }
    }
}
