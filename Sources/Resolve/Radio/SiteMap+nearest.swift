import Model
import SiteMap

extension SiteMap {
    /// The unit of a level nearest to a point, at most `reach` metres away; for positions that fall just outside.
    /// - Complexity: O(units of the level).
    func nearestUnit(to point: Point, level: Int, within reach: Double) -> Int? {
        var best: Int?
        var bestMetres = reach
        for unit in levels[level].units {
            let metres = distance(from: point, toUnit: unit)
            if metres < bestMetres {
                bestMetres = metres
                best = unit
            }
        }
        return best
    }
}
