/// One number of the table.
struct Figure {
    enum Direction: String { case lower, higher }

    /// What a reference file calls it; never changed once published.
    var id: String
    /// What was done, and what is counted.
    var work: String
    var name: String
    var unit: String
    var value: Double
    /// What the product must reach; nil where nothing is asked.
    var must: Double?
    /// The nearest reader's, in the same run; nil where there is none.
    var baseline: Double?
    /// Other people's or an upper bound, in words.
    var beside: String?
    var direction: Direction
    /// Below this a drift is noise, in the figure's unit.
    var floor: Double
    var decimals: Int

    var holds: Bool? {
        guard let must else { return nil }
        guard value.isFinite else { return false }
        return direction == .lower ? value <= must : value >= must
    }

    /// Whether it is worse than a reference by more than a share of it.
    func isWorse(than reference: Double, share: Double = 0.05) -> Bool {
        guard reference.isFinite else { return false }
        guard value.isFinite else { return true }
        let allowed = max(abs(reference) * share, floor)
        return direction == .lower ? value > reference + allowed : value < reference - allowed
    }
}

extension Figure {
    static func metres(
        _ id: String, _ work: String, _ name: String, _ value: Double, must: Double? = nil, baseline: Double? = nil,
        beside: String? = nil
    ) -> Figure {
        Figure(
            id: id, work: work, name: name, unit: "m", value: value, must: must, baseline: baseline, beside: beside,
            direction: .lower, floor: 0.02, decimals: 2)
    }

    static func percent(
        _ id: String, _ work: String, _ name: String, _ value: Double, must: Double? = nil, baseline: Double? = nil,
        beside: String? = nil, direction: Direction = .higher
    ) -> Figure {
        Figure(
            id: id, work: work, name: name, unit: "%", value: value, must: must, baseline: baseline, beside: beside,
            direction: direction, floor: 0.5, decimals: 1)
    }

    static func seconds(
        _ id: String, _ work: String, _ name: String, _ value: Double, must: Double? = nil, baseline: Double? = nil,
        beside: String? = nil
    ) -> Figure {
        Figure(
            id: id, work: work, name: name, unit: "s", value: value, must: must, baseline: baseline, beside: beside,
            direction: .lower, floor: 0.1, decimals: 1)
    }

    static func count(
        _ id: String, _ work: String, _ name: String, _ value: Int, must: Double? = nil, baseline: Int? = nil
    ) -> Figure {
        Figure(
            id: id, work: work, name: name, unit: "", value: Double(value), must: must,
            baseline: baseline.map { Double($0) }, beside: nil, direction: .lower, floor: 0.5, decimals: 0)
    }

    /// Stated minus true accuracy, as a share; too modest and too sure count alike.
    static func calibration(_ id: String, _ work: String, _ gap: Double, must: Double? = 0.03) -> Figure {
        Figure(
            id: id, work: work, name: gap < 0 ? "confidence, too modest by" : "confidence, too sure by", unit: "",
            value: abs(gap), must: must, baseline: nil, beside: nil, direction: .lower, floor: 0.005, decimals: 3)
    }
}
