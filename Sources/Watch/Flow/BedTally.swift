/// The beds of one unit over time, and how many were taken: at each moment one for each patient in the unit, and no
/// more than there are.
public struct BedTally: Sendable {
    private let span: TimeSpan
    /// How many the site says there are; nil for as many as are tracked there.
    private let named: Int?
    private var patients: [TimeSpan] = []
    private var beds: [TimeSpan] = []

    public init(in span: TimeSpan, named: Int? = nil) {
        self.span = span
        self.named = named
    }

    /// A patient was there for a while.
    public mutating func add(patient time: TimeSpan) {
        let part = time.clamped(to: span)
        if !part.isEmpty { patients.append(part) }
    }

    /// A tracked bed was there for a while; it counts where the site names none.
    public mutating func add(bed time: TimeSpan) {
        let part = time.clamped(to: span)
        if named == nil, !part.isEmpty { beds.append(part) }
    }

    /// Whether there ever was a bed.
    public var hasBeds: Bool { named.map { $0 > 0 } ?? !beds.isEmpty }

    /// Changes of both counts, in the order of time. - Complexity: O(n log n).
    fileprivate func changes() -> [BedSeries.Change] {
        var steps: [(at: Int64, beds: Int, patients: Int)] = []
        if let named {
            steps.append((span.lowerBound, named, 0))
            steps.append((span.upperBound, -named, 0))
        }
        for bed in beds {
            steps.append((bed.lowerBound, 1, 0))
            steps.append((bed.upperBound, -1, 0))
        }
        for patient in patients {
            steps.append((patient.lowerBound, 0, 1))
            steps.append((patient.upperBound, 0, -1))
        }
        steps.sort { $0.at < $1.at }
        var changes: [BedSeries.Change] = []
        var (there, inside, taken) = (0, 0, 0)
        var index = 0
        while index < steps.count {
            let (at, before) = (steps[index].at, there)
            while index < steps.count, steps[index].at == at {
                there += steps[index].beds
                inside += steps[index].patients
                index += 1
            }
            let now = min(there, inside)
            if there != before || now != taken {
                changes.append(BedSeries.Change(at: at, beds: there - before, taken: now - taken))
            }
            taken = now
        }
        return changes
    }
}

/// Beds of several units over time: what is taken and what is free, at each step.
public struct BedSeries: Sendable {
    struct Change: Sendable {
        var at: Int64
        var beds: Int
        var taken: Int
    }

    /// What stood for a while.
    private struct Piece {
        var from: Int64
        var to: Int64
        var beds: Int
        var taken: Int
        var milliseconds: Int64 { to - from }
    }

    private let span: TimeSpan
    private var changes: [Change] = []

    public init(in span: TimeSpan) {
        self.span = span
    }

    public mutating func add(_ unit: BedTally) { changes += unit.changes() }

    /// What came of it; nil when there was never a bed, or no time. - Complexity: O(n log n + steps).
    /// - Parameter stepMilliseconds: from the span's start on; the last one is what is left.
    public func use(stepMilliseconds: Int64) -> BedUse? {
        let pieces = pieces()
        guard !span.isEmpty, pieces.contains(where: { $0.beds > 0 }) else { return nil }
        var use = BedUse()
        let total = Double(span.upperBound - span.lowerBound)
        for piece in pieces {
            use.meanBeds += Double(piece.beds) * Double(piece.milliseconds) / total
            use.meanTaken += Double(piece.taken) * Double(piece.milliseconds) / total
            if piece.taken > use.peak { (use.peak, use.peakAt) = (piece.taken, piece.from) }
            if piece.beds - piece.taken < use.leastFree {
                (use.leastFree, use.leastFreeAt) = (piece.beds - piece.taken, piece.from)
                use.takenAtLeastFree = piece.taken
            }
        }
        use.beds = pieces.last?.beds ?? 0
        use.medianTaken = BedSeries.quantile(pieces, 0.5)
        use.ninetiethTaken = BedSeries.quantile(pieces, 0.9)
        use.steps = steps(pieces, stepMilliseconds)
        return use
    }

    /// The whole span without holes.
    private func pieces() -> [Piece] {
        let sorted = changes.sorted { $0.at < $1.at }
        var pieces: [Piece] = []
        var (at, beds, taken) = (span.lowerBound, 0, 0)
        for change in sorted where change.at < span.upperBound {
            if change.at > at {
                pieces.append(Piece(from: at, to: change.at, beds: beds, taken: taken))
                at = change.at
            }
            beds += change.beds
            taken += change.taken
        }
        if at < span.upperBound { pieces.append(Piece(from: at, to: span.upperBound, beds: beds, taken: taken)) }
        return pieces
    }

    /// The count that so much of the time was not above.
    private static func quantile(_ pieces: [Piece], _ share: Double) -> Int {
        let total = pieces.reduce(0) { $0 + $1.milliseconds }
        var passed: Int64 = 0
        for piece in pieces.sorted(by: { $0.taken < $1.taken }) {
            passed += piece.milliseconds
            if Double(passed) >= share * Double(total) { return piece.taken }
        }
        return 0
    }

    private func steps(_ pieces: [Piece], _ length: Int64) -> [BedUse.Step] {
        var steps: [BedUse.Step] = []
        var first = 0
        var start = span.lowerBound
        while start < span.upperBound {
            let end = min(start + length, span.upperBound)
            var step = BedUse.Step(at: start)
            var index = first
            while index < pieces.count, pieces[index].from < end {
                let piece = pieces[index]
                let time = Double(min(piece.to, end) - max(piece.from, start))
                step.meanTaken += Double(piece.taken) * time / Double(end - start)
                step.peak = max(step.peak, piece.taken)
                if piece.beds - piece.taken < step.leastFree {
                    (step.leastFree, step.takenAtLeastFree) = (piece.beds - piece.taken, piece.taken)
                }
                step.beds = piece.beds
                if piece.to <= end { first = index + 1 }
                index += 1
            }
            steps.append(step)
            start = end
        }
        return steps
    }
}

/// How beds were used over a span. Means and quantiles are weighted by time.
public struct BedUse: Hashable, Sendable {
    /// At the end.
    public var beds = 0
    public var meanBeds = 0.0
    public var meanTaken = 0.0
    public var medianTaken = 0
    public var ninetiethTaken = 0
    /// The most taken at once, and when first; nil when none ever was.
    public var peak = 0
    public var peakAt: Int64?
    /// The fewest free at once, when first, and how many were taken then.
    public var leastFree = Int.max
    public var leastFreeAt: Int64 = 0
    public var takenAtLeastFree = 0
    public var steps: [Step] = []

    /// A stretch of the span.
    public struct Step: Hashable, Sendable {
        public var at: Int64
        /// At its end.
        public var beds = 0
        public var meanTaken = 0.0
        public var peak = 0
        public var leastFree = Int.max
        public var takenAtLeastFree = 0

        init(at: Int64) { self.at = at }
    }
}
