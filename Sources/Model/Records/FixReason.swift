/// Why a trackable is where it is said to be: the evidence, the runner-up, and the rule that held.
public struct FixReason: Sendable {
    /// Where the reason comes from.
    public enum Basis: String, Sendable, CaseIterable {
        /// The filter as the database keeps it: what is told now rests on exactly this.
        case stored
        /// The raw log before the moment asked for, read again through the same filter.
        case replayed
        /// The log does not reach there: only what history tells is left.
        case history
    }

    /// What decided, the first of these that holds.
    public enum Rule: String, Sendable, CaseIterable {
        /// Nothing was ever heard.
        case neverHeard = "never_heard"
        /// Only a retained message told of it: last known, of unknown age.
        case retained
        /// The readers that would know are down: it cannot be told.
        case outage
        /// Not heard for longer than its own interval and kind allow: the last place stays.
        case silence
        /// A ready-made position that lies in no unit.
        case outside
        /// A ready-made position.
        case position
        /// It passed a choke point or an antenna.
        case antenna
        /// Another unit leads, not clearly or not long enough to be confirmed.
        case hold
        /// The odds of what the readers heard, where it was before, and the doors between.
        case evidence
    }

    /// A unit that it may be in.
    public struct Candidate: Hashable, Sendable {
        public var unit: UnitID
        /// 0–1, as told.
        public var confidence: Float
        /// What the belief over whole units gives it, 0–1.
        public var byUnits: Float
        /// What the belief over cells gives it, 0–1; NaN while there is none.
        public var byCells: Float

        public init(unit: UnitID, confidence: Float, byUnits: Float, byCells: Float) {
            self.unit = unit
            self.confidence = confidence
            self.byUnits = byUnits
            self.byCells = byCells
        }
    }

    /// What one reader heard of it lately.
    public struct Heard: Hashable, Sendable {
        public var reader: ReaderID
        public var reads: Int
        public var lastAt: Instant
        /// Mean of the reads, dBm; NaN when the reader tells no power.
        public var meanDBm: Float
        /// What is expected of this tag in the best unit and in the runner-up, dBm; NaN without one.
        public var expectedDBm: Float
        public var expectedSecondDBm: Float
        /// How much likelier these reads are in the best unit than in the runner-up, as the filter weighs them: natural
        /// logarithm of the tempered likelihoods' ratio, summed; NaN without a runner-up.
        public var logLikelihood: Float
        /// The odds of the best unit against the runner-up as they would be without these reads; NaN without a
        /// runner-up, and when nothing else is known.
        public var oddsWithout: Float

        public init(
            reader: ReaderID, reads: Int, lastAt: Instant, meanDBm: Float, expectedDBm: Float,
            expectedSecondDBm: Float, logLikelihood: Float, oddsWithout: Float
        ) {
            self.reader = reader
            self.reads = reads
            self.lastAt = lastAt
            self.meanDBm = meanDBm
            self.expectedDBm = expectedDBm
            self.expectedSecondDBm = expectedSecondDBm
            self.logLikelihood = logLikelihood
            self.oddsWithout = oddsWithout
        }
    }

    /// A reader that would know whether it is in one of the units.
    public struct Watcher: Hashable, Sendable {
        public var reader: ReaderID
        public var unit: UnitID
        public var status: ReaderRecord.Status
        /// Nil when it was never heard.
        public var lastHeard: Instant?
        /// Whether it counts as down.
        public var isDown: Bool

        public init(
            reader: ReaderID, unit: UnitID, status: ReaderRecord.Status, lastHeard: Instant?, isDown: Bool
        ) {
            self.reader = reader
            self.unit = unit
            self.status = status
            self.lastHeard = lastHeard
            self.isDown = isDown
        }
    }

    /// A ready-made position that holds.
    public struct Position: Hashable, Sendable {
        public var at: Instant
        public var xMetres: Double
        public var yMetres: Double
        /// As its provider states it; NaN when it does not.
        public var accuracyMetres: Float

        public init(at: Instant, xMetres: Double, yMetres: Double, accuracyMetres: Float) {
            self.at = at
            self.xMetres = xMetres
            self.yMetres = yMetres
            self.accuracyMetres = accuracyMetres
        }
    }

    public var basis: Basis
    public var rule: Rule
    public var state: FixState
    /// Newest read; nil when there is none.
    public var observedAt: Instant?
    public var best: Candidate?
    public var second: Candidate?
    /// The unit that was sure last.
    public var confirmedUnit: UnitID?
    /// Since when another unit leads; nil while none does.
    public var challengedSince: Instant?
    /// The readers that heard it in the last ``windowMilliseconds``, those that say most first.
    public var heard: [Heard] = []
    public var windowMilliseconds: Int64 = 0
    /// Odds of the best unit against the runner-up before those reads; NaN when nothing was known.
    public var priorOdds: Float = .nan
    /// How much stronger than an ordinary tag it sends, and how sure that is (one standard deviation), dB.
    public var tagOffsetDB: Float = .nan
    public var tagOffsetSpreadDB: Float = .nan
    public var watchers: [Watcher] = []
    public var position: Position?
    /// With ``Basis/replayed``: messages of the log that were read, and since when.
    public var logMessages = 0
    public var logFrom: Instant?

    public init(basis: Basis, rule: Rule, state: FixState) {
        self.basis = basis
        self.rule = rule
        self.state = state
    }

    /// How much likelier the best unit is than the runner-up; nil without one.
    public var odds: Double? {
        guard let best, let second, second.confidence > 0 else { return nil }
        return Double(best.confidence) / Double(second.confidence)
    }
}
