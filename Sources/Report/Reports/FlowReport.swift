public import Model
import Store
import Watch

/// Counts the steps of patients' ways: a step is a stretch of stays in units of one category.
struct FlowTally {
    let from: Instant
    let to: Instant
    /// How long each step took, by category.
    var steps: [String: [Int64]] = [:]
    /// How often a step follows another.
    var moves: [String: [String: Int]] = [:]
    /// From the first to the last read in the span.
    var lengths: [Int64] = []

    /// Stays apart by no more than this belong together.
    private static let gapMilliseconds: Int64 = 60_000

    init(from: Instant, to: Instant) {
        self.from = from
        self.to = to
    }

    mutating func add(_ stays: [UnitSpan], _ categories: [UnitKey: String]) {
        var step: (category: String, from: Int64, to: Int64)?
        var first: Int64?
        var last: Int64 = 0
        for stay in stays {
            let start = max(stay.from.milliseconds, from.milliseconds)
            let end = min(stay.to?.milliseconds ?? to.milliseconds, to.milliseconds)
            guard end > start, let category = categories[stay.unit] else { continue }
            first = first ?? start
            last = max(last, end)
            if let open = step, open.category == category, start - open.to <= FlowTally.gapMilliseconds {
                step?.to = end
                continue
            }
            if let open = step {
                steps[open.category, default: []].append(open.to - open.from)
                moves[open.category, default: [:]][category, default: 0] += 1
            }
            step = (category, start, end)
        }
        if let open = step { steps[open.category, default: []].append(open.to - open.from) }
        if let first { lengths.append(last - first) }
    }
}

/// `flow.json`: the steps of patients' ways, how long they take, and where the time goes.
public struct FlowReport: Answer {
    public static let schema = "vigie.flow/1"
    /// Steps taken less often are not told: they could single people out.
    public static let countMin = 5
    /// Stays so long before the span are read, for visits that began before it.
    static let visitMilliseconds: Int64 = 24 * 3_600_000

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    public var patients: Int
    public var lengthMedianMilliseconds: Int64
    public var length90Milliseconds: Int64
    /// The one on which most time is spent first.
    public var steps: [Step]
    /// In the order of the site's milestones; those that fewer than ``countMin`` reached are left out.
    public var milestones: [MilestoneCount]
    /// The one on which most time is spent first: that is the bottleneck.
    public var legs: [Leg]

    /// One step.
    public struct Step: Sendable {
        /// IMDF category of its units.
        public var category: String
        public var count: Int
        public var medianMilliseconds: Int64
        public var ninetiethMilliseconds: Int64
        /// Share of all patients' time.
        public var share: Double
        /// Where it mostly leads.
        public var next: String?
    }

    /// One milestone.
    public struct MilestoneCount: Sendable {
        public var name: String
        /// Visits that reached it.
        public var reached: Int
        /// From a visit's begin to reaching it.
        public var reach: Quantiles
        /// How long it lasted; nil when too few ended.
        public var stay: Quantiles?
        /// Who is there at the end; nil when they are too few to tell.
        public var present: Int?
    }

    /// From reaching one milestone to reaching the next.
    public struct Leg: Sendable {
        public var from: String
        public var to: String
        public var count: Int
        public var length: Quantiles
        /// Share of the time on all legs told.
        public var share: Double
    }

    /// The middle and the ninetieth of a hundred, in milliseconds.
    public struct Quantiles: Hashable, Sendable {
        public var median: Int64
        public var ninetieth: Int64

        init?(_ values: [Int64]) {
            guard values.count >= FlowReport.countMin else { return nil }
            let sorted = values.sorted()
            median = TimeSpans.quantile(sorted, 0.5)
            ninetieth = TimeSpans.quantile(sorted, 0.9)
        }
    }

    init(
        scope: AnswerScope, from: Instant, to: Instant, tally: FlowTally, path: MilestoneTally,
        milestones names: [String]
    ) {
        self.scope = scope
        self.from = from
        self.to = to
        patients = tally.lengths.count
        let lengths = Quantiles(tally.lengths)
        lengthMedianMilliseconds = lengths?.median ?? 0
        length90Milliseconds = lengths?.ninetieth ?? 0
        let total = tally.steps.values.joined().reduce(0, +)
        steps = tally.steps.compactMap { category, durations in
            guard let quantiles = Quantiles(durations) else { return nil }
            let next = (tally.moves[category] ?? [:]).filter { $0.value >= Self.countMin }
                .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            return Step(
                category: category, count: durations.count, medianMilliseconds: quantiles.median,
                ninetiethMilliseconds: quantiles.ninetieth,
                share: total > 0 ? Double(durations.reduce(0, +)) / Double(total) : 0, next: next)
        }.sorted { ($1.share, $0.category) < ($0.share, $1.category) }
        milestones = names.enumerated().compactMap { index, name in
            guard let reach = Quantiles(path.reached[index] ?? []) else { return nil }
            let present = path.present[index] ?? 0
            return MilestoneCount(
                name: name, reached: path.reached[index]?.count ?? 0, reach: reach,
                stay: Quantiles(path.steps[index] ?? []), present: present >= Self.countMin ? present : nil)
        }
        let told = path.legs.filter { $0.value.count >= Self.countMin }
        let onLegs = told.values.joined().reduce(0, +)
        legs = told.compactMap { leg, lengths in
            guard let length = Quantiles(lengths) else { return nil }
            return Leg(
                from: names[leg.from], to: names[leg.to], count: lengths.count, length: length,
                share: onLegs > 0 ? Double(lengths.reduce(0, +)) / Double(onLegs) : 0)
        }.sorted { ($1.share, $0.from, $0.to) < ($0.share, $1.from, $1.to) }
    }

    public var isFound: Bool { patients > 0 }
}
