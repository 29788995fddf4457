public import Model
public import Store

/// `occupancy.json`: how many are where now, and which beds are free. Staff are counts, and small counts are left out.
public struct OccupancyReport: Answer {
    public static let schema = "vigie.occupancy/1"
    /// Fewer members of staff in one place are not told.
    public static let staffMin = SmallCount.least

    public var scope: AnswerScope
    public private(set) var places: [Place] = []
    /// Who says what a bed is.
    public private(set) var bedSource = BedSource.unknown
    private let beds: BedPlaces
    private var index: [UnitKey: Int] = [:]

    /// One unit.
    public struct Place: Sendable {
        public var unit: UnitRow
        public var patients = 0
        public var staff = 0
        public var equipment = 0
        /// What the site says; nil where it says nothing: then those that are tracked count.
        public var namedBeds: Int?
        public var beds = 0
        /// Those whose place is not known for sure now: last known, or the readers are down.
        public var uncertain = 0
        /// A bed counts as occupied for each patient in its unit.
        public var bedsOccupied: Int { min(beds, patients) }
    }

    init(scope: AnswerScope, beds: BedPlaces) {
        self.scope = scope
        self.beds = beds
    }

    mutating func add(_ unit: UnitRow) {
        index[unit.key] = places.count
        places.append(Place(unit: unit, namedBeds: beds.units[unit.id], beds: beds.units[unit.id] ?? 0))
    }

    mutating func add(_ trackable: TrackableRow, in unit: UnitKey, isKnown: Bool) {
        guard let place = index[unit] else { return }
        guard isKnown else {
            if trackable.kind != .staff { places[place].uncertain += 1 }
            return
        }
        switch trackable.kind {
        case .patient: places[place].patients += 1
        case .staff: places[place].staff += 1
        default:
            places[place].equipment += 1
            let isBed = trackable.category.lowercased() == "bed"
            if isBed, places[place].namedBeds == nil { places[place].beds += 1 }
        }
    }

    /// Leaves out what is empty, and orders by level and unit.
    mutating func finish() {
        bedSource = BedSource(
            isNamed: places.contains { ($0.namedBeds ?? 0) > 0 },
            isTracked: places.contains { $0.namedBeds == nil && $0.beds > 0 })
        places = places.filter { $0.patients + $0.staff + $0.equipment + $0.uncertain + $0.beds > 0 }.sorted {
            ($0.unit.level.ordinal, $0.unit.name, $0.unit.key) < ($1.unit.level.ordinal, $1.unit.name, $1.unit.key)
        }
        index = [:]
    }

    public var isFound: Bool { !places.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("patients", places.reduce(0) { $0 + $1.patients })
            json.member("beds_source", bedSource.rawValue)
            json.member("beds", places.reduce(0) { $0 + $1.beds })
            json.member("beds_occupied", places.reduce(0) { $0 + $1.bedsOccupied })
            json.array("units") { json in
                for place in places { json.object { write(place, &$0) } }
            }
        }
    }

    private func write(_ place: Place, _ json: inout JSONWriter) {
        json.member("unit", place.unit.id.rawValue)
        json.member("unit_name", place.unit.name)
        json.member("category", place.unit.category)
        json.member("level", place.unit.level.id.rawValue)
        json.member("patients", place.patients)
        json.member("equipment", place.equipment)
        if place.staff > 0 { json.member("staff", SmallCount.told(place.staff)) }
        if place.beds > 0 {
            json.member("beds", place.beds)
            json.member("beds_occupied", place.bedsOccupied)
        }
        if place.uncertain > 0 { json.member("uncertain", place.uncertain) }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nobodyThere(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.unit(language), elasticDownTo: 12), .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.patientsTitle(language), isRightAligned: true),
            .init(Phrases.staffTitle(language), isRightAligned: true),
            .init(Phrases.equipmentTitle(language), isRightAligned: true),
            .init(Phrases.bedsFree(language), isRightAligned: true),
            .init(Phrases.uncertainTitle(language), isRightAligned: true),
        ])
        let shown = places.prefix(style.rowsMax ?? places.count)
        for place in shown {
            table.add([
                .init(place.unit.name), .init(place.unit.level.name), .init(Self.shown(place.patients)),
                .init(SmallCount.text(place.staff)),
                .init(Self.shown(place.equipment)),
                .init(place.beds > 0 ? "\(place.beds - place.bedsOccupied)/\(place.beds)" : ""),
                .init(Self.shown(place.uncertain)),
            ])
        }
        let left = places.count - shown.count
        let unknown = bedSource == .unknown ? Phrases.bedsUnknown(language) + "\n" : ""
        return table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "") + unknown
            + scope.footer(style)
    }

    private static func shown(_ count: Int) -> String { count > 0 ? "\(count)" : "" }
}
