public import Model
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
        let present = units.filter { $0.index != nil }
        if let unit = present.first(where: { $0.id.rawValue == text }) { return unit }
        var found = present.filter { $0.name == text }
        let lowerCase = text.lowercased()
        if found.isEmpty { found = present.filter { $0.name.lowercased() == lowerCase } }
        if found.count == 1, let unit = found.first { return unit }
        let shown = Printable.clean(text)
        guard found.isEmpty else {
            throw VigieError(
                .badData, "'\(shown)' is the name of \(found.count) units", place: option,
                remedy: "Give the id of one: \(Self.list(found))")
        }
        let near = present.filter { !lowerCase.isEmpty && $0.name.lowercased().contains(lowerCase) }
        throw NothingFound(
            "\(option): the site has no unit '\(shown)'",
            hint: near.isEmpty
                ? "'vigie snapshot' shows the units with something in them" : "Did you mean \(Self.list(near))?")
    }

    /// At most five candidates.
    private static func list(_ units: [UnitRow]) -> String {
        let shown = units.prefix(5).map { Printable.clean("\($0.id.rawValue) (\($0.name), \($0.level.name))") }
        return shown.joined(separator: ", ") + (units.count > shown.count ? ", …" : "")
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
