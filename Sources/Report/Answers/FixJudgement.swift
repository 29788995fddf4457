public import Model
public import Store

/// How far a stored fix can be trusted now: its state, its age, and whether one unit may be named.
///
/// The store keeps what was read; states depend on the moment of the question, so they are judged here.
public struct FixJudgement: Hashable, Sendable {
    /// Below this confidence two units are named, "A or B".
    public static let singleUnitConfidence: Float = 0.7

    public var state: FixState
    /// Now minus the newest read, at least 0; nil when never heard, or known from a retained message only.
    public var ageMilliseconds: Int64?
    /// The runner-up must be named too.
    public var isAmbiguous: Bool

    /// A trackable that is registered and was never heard.
    public static let neverHeard = FixJudgement(state: .unknown)

    /// Judges the current row of a trackable.
    ///
    /// A row without a unit, a point or a position is `unknown` whatever its age; then come the readers that are
    /// down, a place that only a retained message told, and the age by kind and interval
    /// (``Model/FixState/byAge(ageMilliseconds:intervalMilliseconds:kind:)``).
    ///
    /// - Parameters:
    ///   - row: what the fold left.
    ///   - now: the moment of the question.
    public init(_ row: CurrentRow, now: Instant) {
        self.init(
            flags: row.flags, hasPlace: row.unit != nil || row.xMetres.isFinite || row.latitude.isFinite,
            ageMilliseconds: now.milliseconds - row.observedAt.milliseconds,
            intervalMilliseconds: row.intervalMilliseconds, kind: row.trackable.kind)
        isAmbiguous =
            row.unit != nil && row.secondUnit != nil && !(row.confidence >= Self.singleUnitConfidence)
    }

    init(
        flags: TrackRecord.Flags, hasPlace: Bool, ageMilliseconds: Int64, intervalMilliseconds: Int64,
        kind: TrackableKind
    ) {
        let age = max(0, ageMilliseconds)
        let isRetained = flags.contains(.retainedOnly)
        if !hasPlace {
            state = .unknown
        } else if flags.contains(.cannotTell) {
            state = .cannotTell
        } else if isRetained {
            state = .lastKnown
        } else {
            state = .byAge(ageMilliseconds: age, intervalMilliseconds: intervalMilliseconds, kind: kind)
        }
        self.ageMilliseconds = isRetained ? nil : age
        isAmbiguous = false
    }

    private init(state: FixState) {
        self.state = state
        ageMilliseconds = nil
        isAmbiguous = false
    }
}

extension FixState {
    func text(_ language: Language) -> String {
        switch self {
        case .live: Phrases.live(language)
        case .stale: Phrases.stale(language)
        case .lastKnown: Phrases.lastKnown(language)
        case .unknown: Phrases.unknown(language)
        case .cannotTell: Phrases.cannotTell(language)
        }
    }

    var tone: Tone {
        switch self {
        case .live: .good
        case .stale: .plain
        case .lastKnown: .warning
        case .unknown, .cannotTell: .bad
        }
    }
}
