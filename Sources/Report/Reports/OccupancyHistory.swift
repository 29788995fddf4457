public import Model
import Store
public import Watch

/// `occupancy.json` over a span: how many patients were in each unit, and in the whole site hour by hour. Staff are
/// counts, and small counts are left out.
public struct OccupancyHistory: Answer {
    public static let schema = "vigie.occupancy-history/1"
    /// Units in the short text, the fullest first.
    static let rowsShown = 20
    static let longestMilliseconds: Int64 = 366 * 86_400_000

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    /// Units in which anybody was, by level and name.
    public private(set) var places: [Place] = []
    /// Patients of the whole site.
    public private(set) var hours: [OccupancyTally.Hour] = []
    /// Beds that had a patient in their unit, of the whole site: time-weighted and the most at once.
    public private(set) var mean = 0.0
    public private(set) var peak: (count: Int, at: Instant)?
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
        public var staffMean: Double
        public var staffPeak: Int
    }

    private struct Tallies {
        var patients: OccupancyTally
        var staff: OccupancyTally
        var beds: Set<TrackKey> = []
    }

    init(scope: AnswerScope, from: Instant, to: Instant) {
        self.scope = scope
        self.from = from
        self.to = to
        site = OccupancyTally(in: from.milliseconds..<max(from, to).milliseconds)
    }

    mutating func add(_ unit: UnitRow) { units[unit.key] = unit }

    mutating func add(_ trackable: TrackableRow, in unit: UnitKey, _ time: TimeSpan) {
        let empty = OccupancyTally(in: from.milliseconds..<max(from, to).milliseconds)
        switch trackable.kind {
        case .patient:
            tallies[unit, default: Tallies(patients: empty, staff: empty)].patients.add(time)
            site.add(time)
        case .staff: tallies[unit, default: Tallies(patients: empty, staff: empty)].staff.add(time)
        case .equipment where trackable.category.lowercased() == "bed" && time.upperBound >= to.milliseconds:
            tallies[unit, default: Tallies(patients: empty, staff: empty)].beds.insert(trackable.track)
        default: break
        }
    }

    mutating func finish() {
        hours = site.hours()
        mean = site.mean
        peak = site.peak.map { ($0.count, Instant(milliseconds: $0.at)) }
        let rows = tallies.compactMap { key, tally in units[key].map { ($0, tally) } }
        places = rows.sorted { UnitRow.isBefore($0.0, $1.0) }.compactMap { unit, tally in
            guard !tally.patients.isEmpty || !tally.staff.isEmpty || !tally.beds.isEmpty else { return nil }
            let peak = tally.patients.peak
            return Place(
                unit: UnitPlace(unit), mean: tally.patients.mean, peak: peak?.count ?? 0,
                peakAt: peak.map { Instant(milliseconds: $0.at) }, beds: tally.beds.count,
                staffMean: tally.staff.mean, staffPeak: tally.staff.peak?.count ?? 0)
        }
        tallies = [:]
        units = [:]
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

    private func write(_ place: Place, _ json: inout JSONWriter) {
        place.unit.write(&json)
        json.member("patients_mean", place.mean, decimals: 2)
        json.member("patients_peak", place.peak)
        json.member("peak_at", place.peakAt)
        if place.beds > 0 { json.member("beds", place.beds) }
        guard place.staffPeak >= OccupancyReport.staffMin else { return }
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
            let least = OccupancyReport.staffMin
            let staff = place.staffPeak >= least ? "\(place.staffPeak)" : place.staffPeak > 0 ? "<\(least)" : ""
            table.add([
                .init(place.unit.label), .init(place.unit.levelLabel),
                .init(place.peak > 0 ? Spoken.decimal(place.mean, language) : ""),
                .init(place.peak > 0 ? "\(place.peak)" : ""), .init(place.peakAt.map(scope.short) ?? ""),
                .init(place.beds > 0 ? "\(place.beds)" : ""), .init(staff),
            ])
        }
        let left = places.count - shown.count
        var text = table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "")
        if let peak {
            text +=
                Phrases.siteOccupancy(Spoken.decimal(mean, language), peak.count, scope.short(peak.at), language) + "\n"
        }
        return text + scope.footer(style)
    }
}
