public import Model

/// A named step of patients' ways: being in one of some units.
public struct Milestone: Hashable, Sendable {
    public var name: String
    public var units: Set<UnitKey>

    public init(name: String, units: Set<UnitKey>) {
        self.name = name
        self.units = units
    }

    /// What a site's own `milestones:` replace: names with the IMDF categories of their units.
    public static let standard: [(name: String, categories: Set<String>)] = [
        ("arrival", ["lobby"]),
        ("waiting", ["waitingroom", "lounge"]),
        ("seen", ["firstaid", "office"]),
        ("imaging", ["laboratory"]),
        ("ward", ["room"]),
        ("out", ["parking", "road", "unenclosedarea"]),
    ]
}

/// Reads visits with their milestones out of patients' stays, and counts how long each leg and each step took.
///
/// A visit is a row of stays without a hole of ``visitGapMilliseconds``. Units that belong to no milestone (corridors)
/// are on the way: their time belongs to the leg. Coming back to the same milestone soon is the same step.
public struct MilestoneTally: Sendable {
    /// Stays apart by more than this are two visits.
    public static let visitGapMilliseconds: Int64 = 4 * 3_600_000
    /// Back at the same milestone within this is the same step.
    public static let returnMilliseconds: Int64 = 15 * 60_000

    /// From one milestone to the next one.
    public struct Leg: Hashable, Sendable {
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// How long each step took that began and ended in the span, by milestone.
    public private(set) var steps: [Int: [Int64]] = [:]
    /// From reaching one milestone to reaching the next, for those that reached it in the span.
    public private(set) var legs: [Leg: [Int64]] = [:]
    /// From a visit's first stay to reaching a milestone first.
    public private(set) var reached: [Int: [Int64]] = [:]
    /// Who is at a milestone at the span's end.
    public private(set) var present: [Int: Int] = [:]
    /// Lengths of the visits that began and ended in the span.
    public private(set) var visits: [Int64] = []

    private let milestoneOf: [UnitKey: Int]
    private let span: TimeSpan

    /// - Parameter milestones: a unit of several belongs to the first.
    public init(_ milestones: [Milestone], in span: TimeSpan) {
        var milestoneOf: [UnitKey: Int] = [:]
        for (index, milestone) in milestones.enumerated() {
            for unit in milestone.units where milestoneOf[unit] == nil { milestoneOf[unit] = index }
        }
        self.milestoneOf = milestoneOf
        self.span = span
    }

    private struct Step {
        var milestone: Int
        var from: Int64
        var to: Int64
    }

    /// Counts one patient.
    ///
    /// - Parameter stays: in rising order; the one that holds the span's start too.
    /// - Complexity: O(stays).
    public mutating func add(_ stays: [DeviceStay]) {
        var visit: [DeviceStay] = []
        for stay in stays where stay.to > stay.from {
            if let last = visit.last, stay.from - last.to > MilestoneTally.visitGapMilliseconds {
                count(visit)
                visit = []
            }
            visit.append(stay)
        }
        if !visit.isEmpty { count(visit) }
    }

    private mutating func count(_ visit: [DeviceStay]) {
        let start = visit[0].from
        let end = visit[visit.count - 1].to
        if span.contains(start), end <= span.upperBound { visits.append(end - start) }
        var steps: [Step] = []
        for stay in visit {
            guard let milestone = milestoneOf[stay.unit] else { continue }
            if let last = steps.last, last.milestone == milestone,
                stay.from - last.to <= MilestoneTally.returnMilliseconds
            {
                steps[steps.count - 1].to = stay.to
            } else {
                steps.append(Step(milestone: milestone, from: stay.from, to: stay.to))
            }
        }
        var seen: Set<Int> = []
        for (index, step) in steps.enumerated() {
            if span.contains(step.from), step.to <= span.upperBound {
                self.steps[step.milestone, default: []].append(step.to - step.from)
            }
            if step.from < span.upperBound, step.to > span.upperBound { present[step.milestone, default: 0] += 1 }
            guard span.contains(step.from) else { continue }
            if seen.insert(step.milestone).inserted, span.contains(start) {
                reached[step.milestone, default: []].append(step.from - start)
            }
            guard index > 0 else { continue }
            let before = steps[index - 1]
            legs[Leg(from: before.milestone, to: step.milestone), default: []].append(step.from - before.from)
        }
    }
}
