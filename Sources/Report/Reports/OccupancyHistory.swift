public import Model
public import Store
public import Watch

/// `occupancy.json` over a span: how many patients were in each unit, and in the whole site hour by hour. Staff are
/// counts, and small counts are left out.
public struct OccupancyHistory: Answer {
    public static let schema = "vigie.occupancy-history/1"
    /// Units in the short text, the fullest first.
    static let rowsShown = 20
    /// Steps of beds in the short text.
    static let stepsShown: Int64 = 24
    static let longestMilliseconds: Int64 = 366 * 86_400_000

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    /// Units in which anybody was, by level and name.
    public private(set) var places: [Place] = []
    /// Patients of the whole site.
    public private(set) var hours: [OccupancyTally.Hour] = []
    /// Patients of the whole site: time-weighted and the most at once.
    public private(set) var mean = 0.0
    public private(set) var peak: (count: Int, at: Instant)?
    /// Who says what a bed is.
    public private(set) var bedSource = BedSource.unknown
    /// Beds of the whole site, hour by hour, and of each level that has any; nil when there is none.
    public private(set) var bedUse: BedUse?
    public private(set) var levels: [LevelBeds] = []
    /// The same of the whole site in few steps.
    private var fewSteps: BedUse?
    private let named: BedPlaces
    private var tallies: [UnitKey: Tallies] = [:]
    private var site: OccupancyTally
    private var units: [UnitKey: UnitRow] = [:]

    /// One unit.
    public struct Place: Sendable {
        public var unit: UnitPlace
        public var mean: Double
        public var peak: Int
        public var peakAt: Instant?
        /// Beds that were there at the end.
        public var beds: Int
        /// Nil without a bed.
        public var bedUse: BedUse?
        public var staffMean: Double
        public var staffPeak: Int
    }

    /// Beds of one level.
    public struct LevelBeds: Sendable {
        public var level: LevelRow
        public var use: BedUse
    }

    private struct Tallies {
        var patients: OccupancyTally
        var staff: OccupancyTally
        var beds: BedTally
    }

    init(scope: AnswerScope, from: Instant, to: Instant, beds: BedPlaces) {
        self.scope = scope
        named = beds
        self.from = from
        self.to = to
        site = OccupancyTally(in: from.milliseconds..<max(from, to).milliseconds)
    }

    private var span: TimeSpan { from.milliseconds..<max(from, to).milliseconds }

    mutating func add(_ unit: UnitRow) {
        units[unit.key] = unit
        // A bed that nobody lies in is free: it counts without a stay.
        if (named.units[unit.id] ?? 0) > 0 { tallies[unit.key] = empty(unit.key) }
    }

    private func empty(_ unit: UnitKey) -> Tallies {
        let beds = units[unit].flatMap { named.units[$0.id] }
        return Tallies(
            patients: OccupancyTally(in: span), staff: OccupancyTally(in: span), beds: BedTally(in: span, named: beds))
    }

    mutating func add(_ trackable: TrackableRow, in unit: UnitKey, _ time: TimeSpan) {
        let isBed = trackable.kind == .equipment && trackable.category.lowercased() == "bed"
        guard isBed || trackable.kind == .patient || trackable.kind == .staff else { return }
        if tallies[unit] == nil { tallies[unit] = empty(unit) }
        switch trackable.kind {
        case .patient:
            tallies[unit]?.patients.add(time)
            tallies[unit]?.beds.add(patient: time)
            site.add(time)
        case .staff: tallies[unit]?.staff.add(time)
        default: tallies[unit]?.beds.add(bed: time)
        }
    }

    mutating func finish() {
        hours = site.hours()
        mean = site.mean
        peak = site.peak.map { ($0.count, Instant(milliseconds: $0.at)) }
        let rows = tallies.compactMap { key, tally in units[key].map { ($0, tally) } }
        let sorted = rows.sorted { UnitRow.isBefore($0.0, $1.0) }
        finishBeds(sorted)
        places = sorted.compactMap { unit, tally in
            guard !tally.patients.isEmpty || !tally.staff.isEmpty || tally.beds.hasBeds else { return nil }
            let peak = tally.patients.peak
            var series = BedSeries(in: span)
            series.add(tally.beds)
            let use = series.use(stepMilliseconds: .max / 2)
            return Place(
                unit: UnitPlace(unit), mean: tally.patients.mean, peak: peak?.count ?? 0,
                peakAt: peak.map { Instant(milliseconds: $0.at) }, beds: use?.beds ?? 0, bedUse: use,
                staffMean: tally.staff.mean, staffPeak: tally.staff.peak?.count ?? 0)
        }
        tallies = [:]
        units = [:]
    }

    private mutating func finishBeds(_ rows: [(UnitRow, Tallies)]) {
        let beds = rows.filter { $0.1.beds.hasBeds }
        bedSource = BedSource(
            isNamed: beds.contains { named.units[$0.0.id] != nil },
            isTracked: beds.contains { named.units[$0.0.id] == nil })
        func series(_ rows: [(UnitRow, Tallies)]) -> BedSeries {
            var series = BedSeries(in: span)
            for row in rows { series.add(row.1.beds) }
            return series
        }
        let hour: Int64 = 3_600_000
        let whole = series(beds)
        bedUse = whole.use(stepMilliseconds: hour)
        let lengths = [1, 2, 3, 6, 12, 24, 168].map { $0 * hour }
        let few = lengths.first { Int64(span.count) <= $0 * Self.stepsShown } ?? 672 * hour
        fewSteps = whole.use(stepMilliseconds: few)
        // The rows come level by level.
        var done = 0
        while done < beds.count {
            let level = beds[done].0.level
            let part = beds[done...].prefix { $0.0.level.id == level.id }
            done += part.count
            if let use = series(Array(part)).use(stepMilliseconds: hour) {
                levels.append(LevelBeds(level: level, use: use))
            }
        }
    }

    public var isFound: Bool { !places.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.member("patients_mean", mean, decimals: 2)
            json.member("patients_peak", peak?.count ?? 0)
            json.member("peak_at", peak?.at)
            writeBeds(&json)
            json.array("hours") { json in
                for hour in hours {
                    json.object { json in
                        json.member("at", Instant(milliseconds: hour.at))
                        json.member("patients_mean", hour.mean, decimals: 2)
                        json.member("patients_peak", hour.peak)
                    }
                }
            }
            json.array("units") { json in
                for place in places { json.object { write(place, &$0) } }
            }
        }
    }

    private func writeBeds(_ json: inout JSONWriter) {
        json.member("beds_source", bedSource.rawValue)
        guard let bedUse else { return }
        json.object("bed_use") { bedUse.write(hasHours: true, &$0) }
        json.array("levels") { json in
            for beds in levels {
                json.object { json in
                    json.member("level", beds.level.id.rawValue)
                    json.member("level_name", beds.level.name)
                    json.object("bed_use") { beds.use.write(hasHours: true, &$0) }
                }
            }
        }
    }

    private func bedText(_ style: TextStyle) -> String {
        let language = style.language
        guard let bedUse else { return Phrases.bedsUnknown(language) + "\n" }
        var table = BedUse.table(Phrases.level, language)
        for beds in levels {
            let name = beds.level.name.isEmpty ? beds.level.id.rawValue : beds.level.name
            table.add(beds.use.row(name, scope, language))
        }
        table.add(bedUse.row(Phrases.wholeSite(language), scope, language))
        let steps = fewSteps?.stepTable(scope, language).text(style) ?? ""
        return "\n" + table.text(style) + "\n" + steps
    }

    private func write(_ place: Place, _ json: inout JSONWriter) {
        place.unit.write(&json)
        json.member("patients_mean", place.mean, decimals: 2)
        json.member("patients_peak", place.peak)
        json.member("peak_at", place.peakAt)
        if place.beds > 0 { json.member("beds", place.beds) }
        if let use = place.bedUse { json.object("bed_use") { use.write(hasHours: false, &$0) } }
        guard place.staffPeak >= SmallCount.least else { return }
        json.member("staff_mean", place.staffMean, decimals: 2)
        json.member("staff_peak", place.staffPeak)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nobodyThere(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.unit(language), elasticDownTo: 12), .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.patientsMean(language), isRightAligned: true),
            .init(Phrases.peakTitle(language), isRightAligned: true), .init(Phrases.peakAtTitle(language)),
            .init(Phrases.bedsTitle(language), isRightAligned: true),
            .init(Phrases.staffPeak(language), isRightAligned: true),
        ])
        let busiest = places.sorted { ($1.mean, $0.unit.id) < ($0.mean, $1.unit.id) }
        let shown = busiest.prefix(style.rowsMax ?? OccupancyHistory.rowsShown)
        for place in shown {
            table.add([
                .init(place.unit.label), .init(place.unit.levelLabel),
                .init(place.peak > 0 ? Spoken.decimal(place.mean, language) : ""),
                .init(place.peak > 0 ? "\(place.peak)" : ""), .init(place.peakAt.map(scope.short) ?? ""),
                .init(place.beds > 0 ? "\(place.beds)" : ""), .init(SmallCount.text(place.staffPeak)),
            ])
        }
        let left = places.count - shown.count
        var text = table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "")
        if let peak {
            text +=
                Phrases.siteOccupancy(Spoken.decimal(mean, language), peak.count, scope.short(peak.at), language) + "\n"
        }
        return text + bedText(style) + scope.footer(style)
    }
}
