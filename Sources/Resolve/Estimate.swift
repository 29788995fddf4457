/// Where one trackable is, as the filter sees it now.
public struct Estimate: Sendable {
    /// Index of the provisional best unit; nil when the place lies in no unit, or nothing was heard.
    public var unit: Int?
    public var confirmedUnit: Int?
    public var secondUnit: Int?
    /// Probability of `unit` and of `secondUnit`, 0–1.
    public var confidence: Float
    public var secondConfidence: Float
    /// Index of the level.
    public var level: Int?
    /// Metres in the building's frame; NaN when unknown.
    public var xMetres: Double
    public var yMetres: Double
    /// Radius of the circle that holds the place with 95 % probability (ISO/IEC 18305, CE95), in metres.
    public var uncertaintyMetres: Float
    /// The readers that would know are down.
    public var cannotTell: Bool
    /// Whether x and y are a ready-made position.
    public var isPositioned: Bool
}

extension UnitFilter {
    /// A ready-made position speaks for the place this long, in milliseconds of event time.
    private static let positionValidMilliseconds: Int64 = 5000
    /// Reads the estimate out of a state.
    /// - Parameter uncovered: for each unit whether all readers that cover it are down; empty when nobody asks.
    func estimate(_ state: FilterState, uncovered: [Bool], uncoveredShareMax: Float) -> Estimate {
        var estimate = Estimate(
            unit: nil, confirmedUnit: state.confirmed >= 0 ? Int(state.confirmed) : nil, secondUnit: nil, confidence: 0,
            secondConfidence: 0, level: nil, xMetres: .nan, yMetres: .nan, uncertaintyMetres: .nan, cannotTell: false,
            isPositioned: false)
        let belief = state.believed
        var dark: Float = 0
        if !uncovered.isEmpty {
            for index in 0..<belief.count where uncovered[Int(belief.unit(index))] { dark += belief.weight(index) }
        }
        if !belief.isEmpty {
            estimate.unit = Int(belief.unit(0))
            estimate.confidence = belief.weight(0)
            estimate.level = Int(graph.level[Int(belief.unit(0))])
            if belief.count > 1 {
                estimate.secondUnit = Int(belief.unit(1))
                estimate.secondConfidence = belief.weight(1)
            }
            place(belief, in: &estimate)
            if let cells = model.place(of: state.cells, level: estimate.level) {
                estimate.xMetres = Double(cells.x)
                estimate.yMetres = Double(cells.y)
                estimate.uncertaintyMetres = cells.uncertaintyMetres
            } else if state.parkedUnit >= 0, estimate.unit == Int(state.parkedUnit) {
                estimate.xMetres = Double(state.anchorX)
                estimate.yMetres = Double(state.anchorY)
                estimate.uncertaintyMetres = state.parkedUncertainty
            }
        }
        let positionIsFresh =
            state.positionAt != .min && state.time - state.positionAt <= UnitFilter.positionValidMilliseconds
        if positionIsFresh || state.isOutside {
            if state.isOutside {
                estimate.unit = nil
                estimate.confirmedUnit = nil
                estimate.confidence = 0
            }
            estimate.level = state.positionLevel >= 0 ? Int(state.positionLevel) : nil
            estimate.xMetres = Double(state.positionX)
            estimate.yMetres = Double(state.positionY)
            estimate.uncertaintyMetres = max(0.3, state.positionAccuracy) * UnitModel.circle95
            estimate.isPositioned = true
        }
        estimate.cannotTell = dark > uncoveredShareMax && !positionIsFresh
        return estimate
    }

    /// Mean and CE95 of the belief on its most probable unit's level.
    private func place(_ belief: Belief, in estimate: inout Estimate) {
        let level = graph.level[Int(belief.unit(0))]
        var total: Float = 0
        var x: Float = 0
        var y: Float = 0
        for index in 0..<belief.count {
            let unit = Int(belief.unit(index))
            guard graph.level[unit] == level else { continue }
            let weight = belief.weight(index)
            total += weight
            x += weight * graph.x[unit]
            y += weight * graph.y[unit]
        }
        guard total > 0 else { return }
        x /= total
        y /= total
        var variance: Float = 0
        for index in 0..<belief.count {
            let unit = Int(belief.unit(index))
            guard graph.level[unit] == level else { continue }
            let dx = graph.x[unit] - x
            let dy = graph.y[unit] - y
            // A disc of area A has a mean squared radius of A / 2π.
            variance += belief.weight(index) * (dx * dx + dy * dy + graph.areaSquareMetres[unit] * 0.159_155)
        }
        estimate.xMetres = Double(x)
        estimate.yMetres = Double(y)
        estimate.uncertaintyMetres = UnitModel.circle95 * (variance / total / 2).squareRoot()
    }
}
