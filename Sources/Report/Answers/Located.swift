public import Model
public import Store

/// A unit with the words for it.
public struct UnitPlace: Hashable, Sendable {
    public var id: UnitID
    public var name: String
    /// IMDF category, verbatim.
    public var category: String
    public var level: LevelID
    public var levelName: String

    public init(id: UnitID, name: String, category: String, level: LevelID, levelName: String) {
        self.id = id
        self.name = name
        self.category = category
        self.level = level
        self.levelName = levelName
    }

    public init(_ row: UnitRow) {
        self.init(
            id: row.id, name: row.name, category: row.category, level: row.level.id, levelName: row.level.name)
    }

    /// The name, or the id of a unit without one.
    var label: String { name.isEmpty ? id.rawValue : name }
    var levelLabel: String { levelName.isEmpty ? level.rawValue : levelName }

    /// `unit`, `unit_name`, `unit_category`, `level`, `level_name`.
    func write(_ json: inout JSONWriter) {
        json.member("unit", id.rawValue)
        json.member("unit_name", name)
        json.member("unit_category", category)
        json.member("level", level.rawValue)
        json.member("level_name", levelName)
    }
}

/// A trackable with what the registry says of it.
public struct TrackableName: Hashable, Sendable {
    public var id: TrackableID
    public var kind: TrackableKind
    /// Empty for people.
    public var name: String
    public var category: String

    public init(id: TrackableID, kind: TrackableKind, name: String = "", category: String = "") {
        self.id = id
        self.kind = kind
        self.name = name
        self.category = category
    }

    public init(_ row: TrackableRow) {
        self.init(id: row.id, kind: row.kind, name: row.name, category: row.category)
    }

    func write(_ json: inout JSONWriter) {
        json.member("trackable", id.rawValue)
        json.member("kind", kind.rawValue)
        json.member("name", name.isEmpty ? nil : name)
        json.member("category", category.isEmpty ? nil : category)
    }

    /// Name, else category, else the kind's word.
    func label(_ language: Language) -> String {
        if !name.isEmpty { return name }
        return category.isEmpty ? kind.text(language) : category
    }
}

/// Where one trackable is now, as far as the readers can say.
public struct Located: Sendable {
    public var trackable: TrackableName
    public var judgement: FixJudgement
    /// The tag heard last; nil when never heard or not registered any more.
    public var tag: TagID?
    /// The best unit; nil when the place is in none.
    public var unit: UnitPlace?
    public var confirmedUnit: UnitPlace?
    public var secondUnit: UnitPlace?
    /// 0–1; NaN when there is none.
    public var confidence = Float.nan
    public var secondConfidence = Float.nan
    /// The level of a place that is in no unit.
    public var level: (id: LevelID, name: String)?
    public var xMetres = Double.nan
    public var yMetres = Double.nan
    public var latitude = Double.nan
    public var longitude = Double.nan
    public var uncertaintyMetres = Float.nan
    public var observedAt: Instant?
    public var since: Instant?
    public var isPositioned = false
    public var isClockClamped = false
    public var batteryPercent = Float.nan
    public var temperatureCelsius = Float.nan
    public var downReaders: [String] = []
    /// From the unit asked for; nil when none was.
    public var way: Way?
    /// Of a device, when it was asked for.
    public var status: JudgedStatus?

    public init(trackable: TrackableName, judgement: FixJudgement) {
        self.trackable = trackable
        self.judgement = judgement
    }

    /// A trackable and what the fold left of it, judged at `now`.
    public init(_ trackable: TrackableRow, _ row: CurrentRow?, now: Instant) {
        self.init(
            trackable: TrackableName(trackable), judgement: row.map { FixJudgement($0, now: now) } ?? .neverHeard)
        guard let row else { return }
        tag = row.tag
        unit = row.unit.map(UnitPlace.init)
        confirmedUnit = row.confirmedUnit.map(UnitPlace.init)
        secondUnit = row.secondUnit.map(UnitPlace.init)
        confidence = unit == nil ? .nan : row.confidence
        secondConfidence = row.secondConfidence
        level = row.level.map { ($0.id, $0.name) }
        xMetres = row.xMetres
        yMetres = row.yMetres
        latitude = row.latitude
        longitude = row.longitude
        uncertaintyMetres = row.uncertaintyMetres
        observedAt = row.observedAt
        since = row.since
        isPositioned = row.flags.contains(.positioned)
        isClockClamped = row.flags.contains(.futureClamped)
        batteryPercent = row.batteryPercent
        temperatureCelsius = row.temperatureCelsius
        downReaders = row.downReaders.map(\.rawValue)
    }

    func write(_ json: inout JSONWriter) {
        trackable.write(&json)
        json.member("tag", tag?.rawValue)
        json.member("state", judgement.state.rawValue)
        status?.write(&json)
        if let unit {
            unit.write(&json)
        } else if let level {
            json.member("level", level.id.rawValue)
            json.member("level_name", level.name)
        }
        json.member("confidence", Double(confidence), decimals: 3)
        if judgement.isAmbiguous, let secondUnit {
            json.member("second_unit", secondUnit.id.rawValue)
            json.member("second_unit_name", secondUnit.name)
            json.member("second_confidence", Double(secondConfidence), decimals: 3)
        }
        json.member("confirmed_unit", confirmedUnit?.id.rawValue)
        json.member("x", xMetres, decimals: 2)
        json.member("y", yMetres, decimals: 2)
        json.member("lat", latitude, decimals: 7)
        json.member("lon", longitude, decimals: 7)
        json.member("uncertainty_m", Double(uncertaintyMetres), decimals: 2)
        json.member("observed_at", observedAt)
        json.member("age_s", judgement.ageMilliseconds.map { Double($0) / 1000 }, decimals: 3)
        json.member("since", since)
        if isPositioned { json.member("positioned", true) }
        if isClockClamped { json.member("clock_clamped", true) }
        json.member("battery_percent", Double(batteryPercent), decimals: 1)
        json.member("temperature_c", Double(temperatureCelsius), decimals: 2)
        if judgement.state == .cannotTell {
            json.array("readers_down") { json in
                for reader in downReaders { json.string(reader) }
            }
        }
        way?.write(&json)
    }
}

extension Located {
    /// `Room 312`, or `Room 312 or Corridor` when one alone would promise too much, or `Room 312?` when nobody may rely
    /// on it.
    func unitText(_ language: Language) -> String {
        judgement.state == .cannotTell ? placeText(language) + "?" : placeText(language)
    }

    private func placeText(_ language: Language) -> String {
        if let unit {
            guard judgement.isAmbiguous, let secondUnit else { return unit.label }
            return "\(unit.label) \(Phrases.or(language)) \(secondUnit.label)"
        }
        if judgement.state == .unknown { return "" }
        if xMetres.isFinite, yMetres.isFinite {
            return "\(Phrases.outsideUnits(language)) (\(Int(xMetres.rounded())), \(Int(yMetres.rounded())) m)"
        }
        return latitude.isFinite ? Phrases.outsideUnits(language) : ""
    }

    var levelText: String { unit?.levelLabel ?? level.map { $0.name.isEmpty ? $0.id.rawValue : $0.name } ?? "" }

    func ageText(_ language: Language) -> String {
        guard observedAt != nil else { return Phrases.neverHeard(language) }
        guard let age = judgement.ageMilliseconds else { return "?" }
        return Spoken.age(milliseconds: age, language)
    }

    /// The sentence that goes with `cannotTell`.
    func cannotTellText(_ scope: AnswerScope, _ language: Language) -> String? {
        guard judgement.state == .cannotTell else { return nil }
        var text = "\(trackable.id): \(Phrases.cannotTell(language)), \(Phrases.lastKnown(language)) "
        let place = placeText(language)
        text += place.isEmpty ? Phrases.nowhere(language) : place
        if let observedAt { text += " " + Phrases.at(scope.short(observedAt), language) }
        guard !downReaders.isEmpty else { return text }
        return text + ", " + Phrases.readersDown(downReaders.joined(separator: " "), language)
    }
}

extension TrackableKind {
    func text(_ language: Language) -> String {
        switch self {
        case .equipment: Phrases.equipment(language)
        case .patient: Phrases.patient(language)
        case .staff: Phrases.staff(language)
        case .container: Phrases.container(language)
        case .robot: Phrases.robot(language)
        }
    }
}
