public import Model
import Store
import Watch

/// A device's status and why.
public struct JudgedStatus: Hashable, Sendable {
    /// Why, the first of these that holds.
    public typealias Reason = StatusReason

    public var status: EquipmentStatus
    public var reason: Reason
    /// Since when, as far back as it was looked at; nil when it was not.
    public var since: Instant?
    /// Of a status that a person set.
    public var manual: StatusOverride?

    public init(_ status: EquipmentStatus, _ reason: Reason, since: Instant? = nil, manual: StatusOverride? = nil) {
        self.status = status
        self.reason = reason
        self.since = since
        self.manual = manual
    }

    /// For files that hold nothing of people: what somebody wrote could name one.
    var withoutNote: JudgedStatus {
        var copy = self
        copy.manual?.note = ""
        copy.manual?.role = ""
        return copy
    }

    /// `status`, `status_reason`, and of a status that a person set who, until when, and the note.
    func write(_ json: inout JSONWriter) {
        json.member("status", status.name)
        json.member("status_reason", reason.rawValue)
        guard let manual else { return }
        json.member("set_at", manual.from)
        json.member("set_by", manual.role.isEmpty ? nil : manual.role)
        json.member("set_until", manual.until)
        json.member("note", manual.note.isEmpty ? nil : manual.note)
    }

    /// Why, with who said so and until when.
    func whyText(_ scope: AnswerScope, _ language: Language) -> String {
        guard let manual, reason == .manual else { return reason.text(language) }
        var text = reason.text(language)
        if !manual.role.isEmpty { text += " (" + manual.role + ")" }
        if let until = manual.until { text += " " + Phrases.until(language) + " " + scope.short(until) }
        return text
    }
}

/// What the site says of the devices in its units.
public struct StatusJudge: Sendable {
    public var places: StatusPlaces

    public init(_ places: StatusPlaces = StatusPlaces()) {
        self.places = places
    }

    func meaning(of unit: UnitRow) -> UnitMeaning {
        UnitMeaning(
            status: places.units[unit.id], isStore: UnitMeaning.storeCategories.contains(unit.category))
    }
}
