import SiteMap

extension SurveyRadio {
    /// Mean power in dBm over a unit, and the deviation of a read from it in dB: of the mean inside the unit, of the
    /// map and of the reads.
    ///
    /// - Complexity: nine expectations.
    func inUnit(_ index: Int, reader: Int, of map: SiteMap) -> (mean: Float, spread: Float) {
        let unit = map.units[index]
        let half = max(0.5, (unit.areaSquareMetres.squareRoot() / 2) * 0.66)
        var means: [Double] = []
        var variance = 0.0
        for dx in [-half, 0, half] {
            for dy in [-half, 0, half] {
                let point = Point(xMetres: unit.point.xMetres + dx, yMetres: unit.point.yMetres + dy)
                guard dx == 0 && dy == 0 || map.unit(at: point, level: unit.level) == index else { continue }
                let expected = expectation(reader: reader, level: unit.level, point, unit: index)
                means.append(expected.meanDBm)
                variance += expected.varianceDB
            }
        }
        let count = Double(means.count)
        let mean = means.reduce(0, +) / count
        let inside = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return (Float(mean), Float((inside + variance / count).squareRoot()))
    }
}
