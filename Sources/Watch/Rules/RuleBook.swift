import Model
public import SiteMap

/// Rules brought onto a site: from a unit or a position straight to the rules that look at it. Immutable; made again
/// when rules or site change.
public final class RuleBook: Sendable {
    /// As they were given.
    public var rules: [Rule] { entries.map(\.rule) }
    /// How many regions' circles and polygons there are.
    public let fenceCount: Int
    let map: SiteMap
    let entries: [Entry]
    /// Per unit: the fence rules whose region holds it.
    private let ofUnit: [[Int32]]
    private let ofAssigned: [Int32]
    private let fences: [Fence]
    private let index: FenceIndex?
    private let ofFence: [Int32]
    let exits: [Int32]
    let events: [Int32]
    let silences: [Int32]
    let telemetry: [Int32]
    let readerRules: [Int32]
    let pars: [Int32]
    let nears: [Int32]

    /// A rule on the site.
    struct Entry: Sendable {
        let rule: Rule
        /// Stands for all that it says: the same after a restart.
        let mark: UInt64
        /// Units of its region, rising.
        let units: [Int32]
        /// Its circles and polygons.
        let fences: Range<Int32>
        let isFence: Bool
        /// Needs every read's position and time, not only the changes of the unit.
        let isTrailed: Bool
        /// For `approach`: the units of the region that is approached.
        let targets: [Int32]
        /// Per ``Rule/timersFor``: the sources that its providers stand for, see ``Location/source``.
        let sources: [Set<Int32>]
    }

    /// Per rule: omlox's `timeout` and how long a dwell is, in milliseconds; `.max` for none. Asked at every location:
    /// plain numbers, not the whole rule with its lists.
    private let waits: [(timeout: Int64, dwell: Int64, isOwn: Bool)]

    func waits(_ rule: Int32, _ facts: TrackFacts, source: Int32) -> (timeout: Int64, dwell: Int64) {
        let (timeout, dwell, isOwn) = waits[Int(rule)]
        guard isOwn else { return (timeout, dwell) }
        return (timers(rule, facts, source: source).timeoutMilliseconds ?? .max, dwell)
    }

    /// The timers of a rule for a trackable whose last location came from a source: the trackable's own before the
    /// provider's before the rule's. - Complexity: O(selectors and providers of the rule).
    func timers(_ rule: Int32, _ facts: TrackFacts, source: Int32) -> FenceTimers {
        let entry = entries[Int(rule)]
        let others = entry.rule.timersFor
        if others.isEmpty { return entry.rule.timers }
        if let own = others.first(where: { $0.providers.isEmpty && $0.who.holds(facts) }) { return own.timers }
        let provider = entry.sources.firstIndex { $0.contains(source) }
        return provider.map { others[$0].timers } ?? entry.rule.timers
    }

    /// The sources that providers stand for: a kind of reader for all readers of it.
    private static func sources(_ timers: TimersFor, map: SiteMap) -> Set<Int32> {
        var sources: Set<Int32> = []
        for provider in timers.providers {
            if provider == TimersFor.positionProvider {
                sources.insert(Location.positionSource)
            } else if let kind = ReaderKind(rawValue: provider) {
                for index in map.readers.indices where map.readers[index].kind == kind { sources.insert(Int32(index)) }
            } else if let index = map.readerIndex(ReaderID(provider)) {
                sources.insert(Int32(index))
            }
        }
        return sources
    }

    /// Lays the rules out. They must have passed ``RuleCheck``; what they name and the site has not is left out.
    ///
    /// - Complexity: O(rules · units + circles and polygons · cells).
    public init(_ rules: [Rule], map: SiteMap) {
        var ofUnit: [[Int32]] = Array(repeating: [], count: map.units.count)
        var ofAssigned: [Int32] = []
        var fences: [Fence] = []
        var ofFence: [Int32] = []
        var entries: [Entry] = []
        for (number, rule) in rules.enumerated() {
            let first = Int32(fences.count)
            let placed = RegionLayout(map: map).place(rule.condition)
            fences += placed.fences
            ofFence += Array(repeating: Int32(number), count: placed.fences.count)
            let isFence = rule.condition.isFence
            if isFence {
                for unit in placed.units { ofUnit[Int(unit)].append(Int32(number)) }
                if rule.condition.region?.isAssignedUnit == true { ofAssigned.append(Int32(number)) }
            }
            var isTrailed =
                isFence && (!placed.fences.isEmpty || !rule.timers.isEmpty || !rule.timersFor.isEmpty)
            if case .approach = rule.condition { isTrailed = true }
            if case .near(_, .some, _) = rule.condition { isTrailed = true }
            entries.append(
                Entry(
                    rule: rule, mark: RuleBook.mark(rule), units: placed.units, fences: first..<Int32(fences.count),
                    isFence: isFence, isTrailed: isTrailed, targets: placed.targets,
                    sources: rule.timersFor.map { RuleBook.sources($0, map: map) }))
        }
        func numbers(_ holds: (Condition) -> Bool) -> [Int32] {
            rules.indices.filter { holds(rules[$0].condition) }.map(Int32.init)
        }
        self.map = map
        self.entries = entries
        waits = rules.map { rule in
            var dwell = Int64.max
            if case .dwell(_, let milliseconds) = rule.condition { dwell = milliseconds }
            return (rule.timers.timeoutMilliseconds ?? .max, dwell, !rule.timersFor.isEmpty)
        }
        self.ofUnit = ofUnit
        self.ofAssigned = ofAssigned
        self.fences = fences
        self.ofFence = ofFence
        fenceCount = fences.count
        index = fences.isEmpty ? nil : FenceIndex(fences, levelCount: map.levels.count)
        exits = numbers { if case .exit = $0 { true } else { false } }
        events = numbers { if case .event = $0 { true } else { false } }
        silences = numbers { if case .silent = $0 { true } else { false } }
        telemetry = numbers(\.isTelemetry)
        readerRules = numbers { if case .readerDown = $0 { true } else { false } }
        pars = numbers { if case .par = $0 { true } else { false } }
        nears = numbers { if case .near = $0 { true } else { false } }
    }

    /// A hash of a rule's whole content (FNV-1a), the same in every process.
    private static func mark(_ rule: Rule) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(rule)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    /// The units of a region, by index, rising; its shapes are left out. - Complexity: O(units).
    public static func units(of region: Region, map: SiteMap) -> [Int] {
        RegionLayout(map: map).place(.enter(region)).units.map(Int.init)
    }

    /// Calls `body` with each fence rule that holds a place, some of them twice.
    /// - Complexity: O(rules of the unit + fences near the position).
    func forEachRule(
        unit: Int32, assigned: Int?, place: FencePlace?, _ crossings: inout FenceCrossings, _ body: (Int32) -> Void
    ) {
        if unit >= 0 {
            for rule in ofUnit[Int(unit)] where isNear(rule, place) { body(rule) }
            if !ofAssigned.isEmpty, let assigned, Int32(assigned) == unit { for rule in ofAssigned { body(rule) } }
        }
        guard let index, let place else { return }
        index.move(from: .nowhere, to: place, into: &crossings)
        for fence in crossings.entered { body(ofFence[Int(fence)]) }
    }

    /// Whether an escort in a unit went the same way as who crossed into another one: the same unit, or one of the
    /// rule's region right beside it. Two lifts side by side, and a stair and the flight above it, are one way for a
    /// radio.
    func isSameWay(_ unit: Int32, _ crossed: Int32, _ number: Int32) -> Bool {
        if unit == crossed { return true }
        let entry = entries[Int(number)]
        if case .exit = entry.rule.condition { return false }
        guard unit >= 0, crossed >= 0, entry.units.contains(unit) else { return false }
        let (one, other) = (map.units[Int(unit)], map.units[Int(crossed)])
        if one.level == other.level { return one.point.distance(to: other.point) <= RuleBook.sameWayMetres }
        return map.neighbours(of: Int(crossed)).contains { $0.isVertical && $0.unit == Int(unit) }
    }

    private static let sameWayMetres = 12.0

    /// Whether a position is near enough for an `approach`; true for other rules, and when it is not known.
    private func isNear(_ number: Int32, _ place: FencePlace?) -> Bool {
        let entry = entries[Int(number)]
        guard case .approach(_, let metres) = entry.rule.condition, let place else { return true }
        let point = Point(xMetres: Double(place.xMetres), yMetres: Double(place.yMetres))
        return entry.targets.contains {
            map.units[Int($0)].level == Int(place.level) && map.distance(from: point, toUnit: Int($0)) <= metres
        }
    }

    /// Metres from a position to a rule's region; infinite when it lies on another level.
    func distance(from place: FencePlace, to number: Int32, assigned: Int?) -> Double {
        let entry = entries[Int(number)]
        let point = Point(xMetres: Double(place.xMetres), yMetres: Double(place.yMetres))
        var nearest = Double.infinity
        for unit in entry.units where map.units[Int(unit)].level == Int(place.level) {
            nearest = min(nearest, map.distance(from: point, toUnit: Int(unit)))
        }
        if let assigned, entry.rule.condition.region?.isAssignedUnit == true,
            map.units[assigned].level == Int(place.level)
        {
            nearest = min(nearest, map.distance(from: point, toUnit: assigned))
        }
        for fence in entry.fences {
            nearest = min(nearest, fences[Int(fence)].distance(from: point, level: Int(place.level)))
        }
        return nearest
    }
}

extension Condition {
    /// Whether it is a fence that a trackable crosses.
    var isFence: Bool {
        switch self {
        case .enter, .exit, .dwell, .approach: true
        default: false
        }
    }

    var isTelemetry: Bool {
        switch self {
        case .temperature, .battery: true
        default: false
        }
    }
}

extension Fence {
    /// Metres from a point to the fence, 0 inside; infinite on another level.
    func distance(from point: Point, level other: Int) -> Double {
        guard level == nil || level == other else { return .infinity }
        switch shape {
        case .circle(let x, let y, let radius):
            return max(0, point.distance(to: Point(xMetres: Double(x), yMetres: Double(y))) - Double(radius))
        case .polygon(let polygon): return polygon.contains(point) ? 0 : polygon.distanceToEdge(from: point)
        }
    }
}
