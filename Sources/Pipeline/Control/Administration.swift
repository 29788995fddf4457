import Decode
import Model
import Store

/// What people may change: the same request does its work in the daemon (over the control socket) or, without one, in
/// the command itself.
public enum AdminRequest: Codable, Sendable {
    /// Rows of a registry CSV, already read and checked; all or nothing.
    case importTags(file: String, text: String)
    case bind(tag: String, trackable: String)
    case unbind(tag: String)
    /// An absolute path that does not exist yet.
    case backup(path: String)
    case purge(equipmentDays: Int?, patientDays: Int?, staffDays: Int?)
    /// `acknowledged`, `resolved` or `commented`, with the cause or the comment.
    case answerAlarm(number: Int64, answer: String, text: String)
    /// A planned transport: nil for every trackable, an empty rule for every rule.
    case muteAlarms(trackable: String?, rule: String, minutes: Int)
    case stock(StockRequest)
    case device(DeviceRequest)

    /// As roles and the log name it.
    public var verb: String {
        switch self {
        case .importTags: "tags import"
        case .bind: "tags bind"
        case .unbind: "tags unbind"
        case .backup: "backup"
        case .purge: "purge"
        case .answerAlarm(_, let answer, _):
            switch answer {
            case "acknowledged": "alarms ack"
            case "resolved": "alarms resolve"
            default: "alarms comment"
            }
        case .muteAlarms: "alarms mute"
        case .stock(let request): "stock " + request.verb.rawValue
        case .device(let request): request.verb.rawValue
        }
    }
}

/// What came of it: figures by name, in a fixed order.
public struct AdminReply: Codable, Sendable {
    /// A count with its name.
    public struct Figure: Codable, Sendable, Hashable {
        public var name: String
        public var value: Int
    }

    public var figures: [Figure] = []
    /// One word or id that belongs to the answer (a trackable, a path).
    public var subject: String?
    /// What a change of the stock came to; nil for others.
    public var stock: StockReply?

    init(subject: String? = nil) {
        self.subject = subject
    }

    mutating func add(_ name: String, _ value: Int) { figures.append(Figure(name: name, value: value)) }
}

/// A request under way: called again and again, a bounded piece of work each time, until it has a reply.
typealias AdminWork = () throws(VigieError) -> AdminReply?

/// Carries requests out on the one writer.
enum Administration {
    /// Pages of 4 KiB that a backup copies, and rows that a purge removes, in one piece of work.
    private static let backupPages: Int32 = 2048
    private static let purgeRows = 5000

    /// Changes the watch of a running fold.
    typealias WatchChange = @Sendable (inout FoldWatch) -> Void

    /// The request as work. After tags changed, a running fold must take the registry over.
    ///
    /// - Parameters:
    ///   - who: the user who asks.
    ///   - changeWatch: takes what a running fold's watch must know.
    static func work(
        _ request: AdminRequest, store: StoreWriter, now: Instant, defaults: Configuration.Retention, who: String,
        changeWatch: @escaping (@escaping WatchChange) -> Void
    ) throws(VigieError) -> AdminWork {
        switch request {
        case .importTags(let file, let text):
            let rows = try RegistryCSV.read(text: text, file: file)
            return { () throws(VigieError) -> AdminReply? in
                let result = try store.importRegistry(rows, at: now)
                var reply = AdminReply()
                reply.add("added", result.added)
                reply.add("changed", result.changed)
                reply.add("unchanged", result.unchanged)
                return reply
            }
        case .bind(let tag, let trackable):
            let id = try canonical(tag)
            return { () throws(VigieError) -> AdminReply? in
                let binding = try store.bind(tag: id, to: TrackableID(trackable), at: now)
                return AdminReply(subject: binding.trackable.rawValue)
            }
        case .unbind(let tag):
            let id = try canonical(tag)
            return { () throws(VigieError) -> AdminReply? in
                guard let trackable = try store.unbind(tag: id, at: now) else {
                    throw VigieError(.badData, "this tag is bound to nothing", remedy: "See `vigie tags list`.")
                }
                return AdminReply(subject: trackable.rawValue)
            }
        case .backup(let path):
            let backup = try store.beginBackup(to: path)
            return { () throws(VigieError) -> AdminReply? in
                guard try backup.step(pages: backupPages) else { return nil }
                try backup.finish()
                return AdminReply(subject: path)
            }
        case .purge(let equipment, let patients, let staff):
            var retention = defaults
            retention.equipmentDays = equipment ?? retention.equipmentDays
            retention.patientDays = patients ?? retention.patientDays
            retention.staffDays = staff ?? retention.staffDays
            return purge(store, retention.stored, now: now)
        case .answerAlarm(let number, let answer, let text):
            guard let kind = AlarmEventKind(rawValue: answer), [.acknowledged, .resolved, .commented].contains(kind)
            else { throw VigieError(.usage, "an alarm cannot be answered so", remedy: "Use ack, resolve or comment.") }
            return { () throws(VigieError) -> AdminReply? in
                let message = AlarmMessage(site: try store.siteID())
                let row = try store.answer(number, kind, who: who, text: text, at: now) { row in
                    kind.isDelivered ? message.message(row, kind, at: now) : nil
                }
                if kind != .commented { changeWatch { $0.answer(number) } }
                return AdminReply(subject: "\(number) \(row.record.rule)")
            }
        case .muteAlarms(let trackable, let rule, let minutes):
            return { () throws(VigieError) -> AdminReply? in
                let mutes = try store.mute(
                    trackable.map { TrackableID($0) }, rule: rule,
                    until: now.advanced(byMilliseconds: Int64(minutes) * 60_000), who: who, at: now)
                changeWatch { $0.mute(mutes) }
                var reply = AdminReply(subject: [trackable ?? "", rule].filter { !$0.isEmpty }.joined(separator: " "))
                reply.add("minutes", minutes)
                return reply
            }
        case .stock(let request): return StockDesk.work(request, store: store, now: now, actor: who)
        case .device(let request): return DeviceDesk.work(request, store: store, wallClock: now)
        }
    }

    /// Removes what is older than allowed, piece by piece.
    static func purge(_ store: StoreWriter, _ retention: Retention, now: Instant) -> AdminWork {
        var sums = PurgeResult()
        return { () throws(VigieError) -> AdminReply? in
            let result = try store.purge(retention, now: now, rowsMax: purgeRows)
            sums.stays += result.stays
            sums.currents += result.currents
            sums.bindings += result.bindings
            sums.samples += result.samples
            sums.pseudonyms += result.pseudonyms
            guard result.isComplete else { return nil }
            var reply = AdminReply()
            reply.add("stays", sums.stays)
            reply.add("current_states", sums.currents)
            reply.add("bindings", sums.bindings)
            reply.add("samples", sums.samples)
            reply.add("pseudonyms", sums.pseudonyms)
            reply.add("left", result.left)
            return reply
        }
    }

    private static func canonical(_ text: String) throws(VigieError) -> TagID {
        guard let tag = TagIdentifier.canonical(text) else {
            throw VigieError(
                .badData, "this is no tag id", remedy: "Give an EPC, a MAC, ibeacon:…, eddystone:… or the id as sent.")
        }
        return tag.id
    }
}

extension Configuration.Retention {
    /// As the store wants it. Containers and robots are kept like equipment.
    var stored: Retention {
        Retention(
            days: [
                .equipment: equipmentDays, .container: equipmentDays, .robot: equipmentDays, .patient: patientDays,
                .staff: staffDays,
            ], sampleDays: patientDays, implantDays: implantDays)
    }
}
