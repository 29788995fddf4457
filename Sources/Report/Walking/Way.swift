import Model
import SiteMap

/// How far something is on foot.
public enum Way: Hashable, Sendable {
    /// Metres walked, stairs and lifts at ``SiteMap/VerticalKind/metresPerLevel``.
    case metres(Double)
    /// Both places are known, and no way leads from one to the other.
    case blocked
    /// It is not known where the thing is, or the plan does not have the place.
    case unknown

    /// Nil without a way.
    public var metres: Double? {
        if case .metres(let metres) = self { return metres }
        return nil
    }

    /// At ``SiteMap/Walk/metresPerSecond``; nil without a way.
    public var seconds: Double? { metres.map { $0 / Walk.metresPerSecond } }

    /// The near ones first, then those without a way, then those of which nothing is known.
    func isBefore(_ other: Way) -> Bool { rank < other.rank }

    private var rank: (Int, Double) {
        switch self {
        case .metres(let metres): (0, metres)
        case .blocked: (1, 0)
        case .unknown: (2, 0)
        }
    }

    /// `walking_m` and `walking_s`, or `way` when there is none.
    func write(_ json: inout JSONWriter) {
        switch self {
        case .metres(let metres):
            json.member("walking_m", metres, decimals: 1)
            json.member("walking_s", seconds, decimals: 0)
        case .blocked: json.member("way", "none")
        case .unknown: json.member("way", "unknown")
        }
    }

    /// The two cells of a table: metres, or why there are none, and time.
    func cells(_ language: Language) -> [TextTable.Cell] {
        switch self {
        case .metres(let metres):
            [.init(Spoken.metres(metres)), .init(seconds.map { Spoken.walk(seconds: $0, language) } ?? "")]
        case .blocked: [.init(Phrases.noWay(language)), .init("")]
        case .unknown: [.init(Phrases.wayUnknown(language)), .init("")]
        }
    }

    /// The columns of ``cells(_:)``.
    static func columns(_ language: Language) -> [TextTable.Column] {
        [
            .init(Phrases.walk(language), isRightAligned: true),
            .init(Phrases.walkTime(language), isRightAligned: true),
        ]
    }
}

/// Walking distances from one place of a site to any other.
///
/// One walks back as far as forth, so one search serves all that is asked for.
struct Reach: Sendable {
    private let map: SiteMap
    /// By unit: where one comes in, and how far it is to there.
    private var entrances: [[(point: Point, metres: Double)]]

    /// - Parameter unit: index into ``SiteMap/units``; the way begins at its own point.
    /// - Complexity: O(doors log doors).
    init(from unit: Int, map: SiteMap) {
        self.map = map
        entrances = Array(repeating: [], count: map.units.count)
        var search = map.walkingSearch(from: unit)
        while let entrance = search.next() { entrances[entrance.unit].append((entrance.point, entrance.metres)) }
    }

    /// The way to a unit of the database.
    ///
    /// - Parameters:
    ///   - id: nil when it is not known where the thing is.
    ///   - point: where in the unit, when that is known; a point outside it counts as not known.
    /// - Complexity: O(the unit's doors).
    func way(to id: UnitID?, at point: Point? = nil) -> Way {
        guard let id, let unit = map.unitIndex(id) else { return .unknown }
        var goal = map.units[unit].point
        if let point, map.units[unit].contains(point) { goal = point }
        let nearest = entrances[unit].map { $0.metres + $0.point.distance(to: goal) }.min()
        return nearest.map(Way.metres) ?? .blocked
    }
}

extension Located {
    /// Where it stands when it is heard now; nil when only its unit may be relied on.
    var presentPoint: Point? {
        guard judgement.state == .live, xMetres.isFinite, yMetres.isFinite else { return nil }
        return Point(xMetres: xMetres, yMetres: yMetres)
    }
}
