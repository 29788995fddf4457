public import Model
import SiteMap
public import Store

/// Asks one database: each function reads one state of it and gives one answer.
///
/// It keeps nothing but the connection; plain questions read only the rows that they tell.
public struct Questions: Sendable {
    let reader: StoreReader
    let wallClock: Instant
    let zoneFolder: String

    /// - Parameters:
    ///   - reader: the database.
    ///   - wallClock: the machine's time at the moment of the question; a database whose clock is `capture` uses its
    ///     own newest message instead.
    ///   - zoneFolder: the system's tz database.
    public init(_ reader: StoreReader, wallClock: Instant, zoneFolder: String = "/usr/share/zoneinfo") {
        self.reader = reader
        self.wallClock = wallClock
        self.zoneFolder = zoneFolder
    }

    /// Whose data this is, and as of when.
    public func scope() throws(VigieError) -> AnswerScope {
        scope(try reader.status())
    }

    /// A time as people give it, against this database's clock and zone; see ``AskedTime``.
    ///
    /// - Throws: ``VigieError`` with code `usage`, and the store's own.
    public func time(_ text: String, option: String) throws(VigieError) -> Instant {
        let scope = try scope()
        return try AskedTime.parse(text, now: scope.now, zone: scope.zone, option: option)
    }

    func scope(_ status: StoreStatus) -> AnswerScope {
        let now = status.clock == .capture ? status.dataUntil ?? wallClock : wallClock
        return AnswerScope(
            site: status.site ?? SiteID("unknown"), zone: SiteZone(named: status.timeZone, folder: zoneFolder),
            now: now,
            dataUntil: status.dataUntil, clock: status.clock)
    }

    /// Runs `body` on one state of the database, whatever it throws.
    func together<Value>(_ body: () throws -> Value) throws -> Value {
        let result = try reader.consistently { () throws(VigieError) -> Result<Value, any Error> in
            Result { try body() }
        }
        return try result.get()
    }

    /// The present unit that a person means by an id or a name.
    ///
    /// - Throws: ``NothingFound`` with units whose name holds the text; ``VigieError`` with code `badData` and the
    ///   candidates when several units have the name.
    func unit(named text: String, in units: [UnitRow], option: String) throws -> UnitRow {
        let found = Self.units(named: text, in: units)
        if found.count == 1, let unit = found.first { return unit }
        let shown = Printable.clean(text)
        guard found.isEmpty else {
            throw VigieError(
                .badData, "'\(shown)' is the name of \(found.count) units", place: option,
                remedy: "Give the id of one: \(Self.list(found))")
        }
        throw NothingFound(
            "\(option): the site has no unit '\(shown)'",
            hint: Self.nearMisses(text, in: units) ?? "'vigie snapshot' shows the units with something in them")
    }

    /// The present units that a text names: the one with this id, else those with exactly this name, else those with
    /// it in any case.
    static func units(named text: String, in units: [UnitRow]) -> [UnitRow] {
        let present = units.filter { $0.index != nil }
        if let unit = present.first(where: { $0.id.rawValue == text }) { return [unit] }
        let found = present.filter { $0.name == text }
        guard found.isEmpty else { return found }
        let lowerCase = text.lowercased()
        return present.filter { $0.name.lowercased() == lowerCase }
    }

    /// A question back with the units whose name holds the text, else with those that are a slip or two away; nil when
    /// there is none.
    static func nearMisses(_ text: String, in units: [UnitRow]) -> String? {
        let lowerCase = text.lowercased()
        let present = units.filter { $0.index != nil }
        var near = present.filter { !lowerCase.isEmpty && $0.name.lowercased().contains(lowerCase) }
        if near.isEmpty {
            let most = min(2, lowerCase.count / 4)
            let slips = present.map { (unit: $0, count: Slips.between(lowerCase, $0.name.lowercased(), most: most)) }
            near = slips.filter { $0.count <= most }.sorted { ($0.count, $0.unit.key) < ($1.count, $1.unit.key) }
                .map(\.unit)
        }
        return near.isEmpty ? nil : "Did you mean \(list(near))?"
    }

    /// A unit of the database in the site's plan.
    ///
    /// - Throws: ``VigieError``: `noInput` without a plan, `badData` when it is of another version of the site.
    func planned(_ unit: UnitRow, _ site: SiteMap?) throws(VigieError) -> (map: SiteMap, unit: Int) {
        let remedy = "Run 'vigie serve', or 'vigie replay' with --site, once: it keeps a copy of the plan there"
        guard let site else {
            throw VigieError(
                .noInput, "the data folder has no plan of the site", place: reader.folder.site, remedy: remedy)
        }
        guard let index = site.unitIndex(unit.id) else {
            throw VigieError(
                .badData, "the plan has no unit '\(Printable.clean(unit.id.rawValue))'", place: reader.folder.site,
                remedy: remedy)
        }
        return (site, index)
    }

    /// At most five candidates.
    private static func list(_ units: [UnitRow]) -> String {
        let shown = units.prefix(5).map { Printable.clean("\($0.id.rawValue) (\($0.name), \($0.level.name))") }
        return shown.joined(separator: ", ") + (units.count > shown.count ? ", …" : "")
    }

    /// The error for a text that means more than one trackable.
    static func several(_ text: String, _ things: [TrackableMatch], place: String? = nil) -> VigieError {
        let names = things.prefix(5).map { Printable.clean($0.trackable.id.rawValue) }
        return VigieError(
            .badData, "'\(Printable.clean(text))' means several trackables", place: place,
            remedy: "Give the id of one: \(names.joined(separator: ", "))\(things.count > 5 ? ", …" : "")")
    }

    /// Staff are counted, never followed: an id of theirs is refused.
    ///
    /// - Throws: ``VigieError`` with code `notAllowed`.
    static func refuseStaff(_ matches: [TrackableMatch]) throws(VigieError) {
        guard matches.contains(where: { $0.trackable.kind == .staff && ($0.by == .trackable || $0.by == .tag) }) else {
            return
        }
        throw VigieError(
            .notAllowed, "staff are counted, not located one by one",
            remedy: "'vigie locate staff' and 'vigie snapshot' give counts by unit")
    }
}
