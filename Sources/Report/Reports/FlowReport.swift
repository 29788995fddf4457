public import Model
import Store

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

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    public var patients: Int
    public var lengthMedianMilliseconds: Int64
    public var length90Milliseconds: Int64
    /// The one on which most time is spent first.
    public var steps: [Step]

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

    init(scope: AnswerScope, from: Instant, to: Instant, tally: FlowTally) {
        self.scope = scope
        self.from = from
        self.to = to
        patients = tally.lengths.count
        let lengths = tally.lengths.sorted()
        let isTold = lengths.count >= Self.countMin
        lengthMedianMilliseconds = isTold ? Spans.quantile(lengths, 0.5) : 0
        length90Milliseconds = isTold ? Spans.quantile(lengths, 0.9) : 0
        let total = tally.steps.values.joined().reduce(0, +)
        steps = tally.steps.compactMap { category, durations in
            guard durations.count >= Self.countMin else { return nil }
            let sorted = durations.sorted()
            let next = (tally.moves[category] ?? [:]).filter { $0.value >= Self.countMin }
                .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            return Step(
                category: category, count: sorted.count, medianMilliseconds: Spans.quantile(sorted, 0.5),
                ninetiethMilliseconds: Spans.quantile(sorted, 0.9),
                share: total > 0 ? Double(sorted.reduce(0, +)) / Double(total) : 0, next: next)
        }.sorted { ($1.share, $0.category) < ($0.share, $1.category) }
    }

    public var isFound: Bool { patients > 0 }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.member("patients", patients)
            json.member("length_median_s", Double(lengthMedianMilliseconds) / 1000, decimals: 0)
            json.member("length_p90_s", Double(length90Milliseconds) / 1000, decimals: 0)
            json.member("bottleneck", steps.first?.category)
            json.array("steps") { json in
                for step in steps {
                    json.object { json in
                        json.member("category", step.category)
                        json.member("count", step.count)
                        json.member("median_s", Double(step.medianMilliseconds) / 1000, decimals: 0)
                        json.member("p90_s", Double(step.ninetiethMilliseconds) / 1000, decimals: 0)
                        json.member("share", step.share, decimals: 3)
                        json.member("next", step.next)
                    }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nobodyThere(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.step(language), elasticDownTo: 10), .init(Phrases.count(language), isRightAligned: true),
            .init(Phrases.median(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.share(language), isRightAligned: true), .init(Phrases.next(language), elasticDownTo: 10),
        ])
        for step in steps {
            table.add([
                .init(step.category), .init("\(step.count)"),
                .init(Spoken.span(milliseconds: step.medianMilliseconds, language)),
                .init(Spoken.span(milliseconds: step.ninetiethMilliseconds, language)),
                .init(Spoken.percent(Float(step.share))), .init(step.next ?? ""),
            ])
        }
        return table.text(style) + Phrases.patientsSeen(patients, language) + "\n" + scope.footer(style)
    }
}
