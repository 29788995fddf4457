public import Model
import Store

/// `summary.json`: how much there is, in which state, and what was refused or lost on the way.
///
/// Holds no identifier of a trackable or a tag, and nothing that differs between two replays of one capture.
public struct SummaryReport: Answer {
    public static let schema = "vigie.summary/1"

    public var scope: AnswerScope
    /// Trackables by kind and state.
    public var trackables: [TrackableKind: [FixState: Int]]
    /// Everything that the fold counted, by name.
    public var counters: [String: Int]
    public var rejections: [RejectionReason: Int]
    public var readers: [ReaderRecord.Status: Int]
    /// Observations of tags that nobody registered.
    public var unknownTags: Int
    public var gaps: Gaps
    /// By rising ordinal, then id.
    public var levels: [LevelCount]

    /// What readers that count say is missing.
    public struct Gaps: Hashable, Sendable {
        /// Readers with at least one number missing.
        public var readers: Int
        /// Numbers that never came.
        public var missing: Int
        /// Messages that came again and changed nothing.
        public var duplicates: Int

        public init(readers: Int = 0, missing: Int = 0, duplicates: Int = 0) {
            self.readers = readers
            self.missing = missing
            self.duplicates = duplicates
        }
    }

    /// Trackables on one level, by kind, as far as their place is known.
    public struct LevelCount: Hashable, Sendable {
        public var level: LevelRecord
        public var counts: [TrackableKind: Int]

        public init(level: LevelRecord, counts: [TrackableKind: Int]) {
            self.level = level
            self.counts = counts
        }
    }

    public init(
        scope: AnswerScope, trackables: [TrackableKind: [FixState: Int]] = [:], counters: [String: Int] = [:],
        rejections: [RejectionReason: Int] = [:], readers: [ReaderRecord.Status: Int] = [:], unknownTags: Int = 0,
        gaps: Gaps = Gaps(), levels: [LevelCount] = []
    ) {
        self.scope = scope
        self.trackables = trackables
        self.counters = counters
        self.rejections = rejections
        self.readers = readers
        self.unknownTags = unknownTags
        self.gaps = gaps
        self.levels = levels
    }

    /// Messages that came again and changed nothing: recognised before the log, or by their reader's count.
    public var redelivered: Int { (counters["redelivered"] ?? 0) + (counters["duplicates"] ?? 0) }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.object("trackables") { json in
                for kind in TrackableKind.allCases { write(trackables[kind] ?? [:], kind, &json) }
            }
            json.member("messages", counters["messages"] ?? 0)
            json.member("observations", counters["observations"] ?? 0)
            json.member("redelivered", redelivered)
            json.object("rejections") { json in
                json.member("total", rejections.values.reduce(0, +))
                json.object("by_reason") { json in
                    for reason in RejectionReason.allCases {
                        guard let count = rejections[reason], count > 0 else { continue }
                        json.key(reason.rawValue)
                        json.integer(count)
                    }
                }
            }
            json.object("readers") { json in
                for status in ReaderRecord.Status.allCases {
                    json.key(status.rawValue)
                    json.integer(readers[status] ?? 0)
                }
            }
            json.member("unknown_tags", unknownTags)
            json.object("gaps") { json in
                json.member("readers", gaps.readers)
                json.member("missing", gaps.missing)
                json.member("duplicates", gaps.duplicates)
            }
            json.array("levels") { json in
                for level in levels { json.object { write(level, &$0) } }
            }
            json.object("counters") { json in
                for (name, value) in counters.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.integer(value)
                }
            }
        }
    }

    private func write(_ states: [FixState: Int], _ kind: TrackableKind, _ json: inout JSONWriter) {
        json.key(kind.rawValue)
        // A value follows a key: the writer's array-element form is the same bytes.
        json.object { json in
            json.member("total", states.values.reduce(0, +))
            for state in FixState.allCases {
                json.key(state.rawValue)
                json.integer(states[state] ?? 0)
            }
        }
    }

    private func write(_ level: LevelCount, _ json: inout JSONWriter) {
        json.member("level", level.level.id.rawValue)
        json.member("level_name", level.level.name)
        json.member("ordinal", level.level.ordinal)
        TrackableKind.write(level.counts, &json)
    }
}

extension TrackableKind {
    /// `counts`: one member per kind, zeros included; staff are left out where they are too few to be told.
    static func write(_ counts: [TrackableKind: Int], _ json: inout JSONWriter) {
        json.object("counts") { json in
            for kind in allCases {
                let count = counts[kind] ?? 0
                if kind == .staff, !SmallCount.isTold(count) { continue }
                json.key(kind.rawValue)
                json.integer(count)
            }
        }
    }
}

extension TrackableKind {
    /// A count in one place for a table.
    func countText(_ count: Int, _ language: Language) -> String {
        if self == .staff, !SmallCount.isTold(count) { return SmallCount.text(count) }
        return Spoken.count(count, language)
    }
}

extension AnswerScope {
    /// The head of every report file.
    func writeReport(_ schema: String, _ json: inout JSONWriter) {
        json.member("schema", schema)
        json.member("site", site.rawValue)
        json.member("generated_at", now)
        json.member("data_until", dataUntil)
        json.member("clock", clock.rawValue)
    }
}
