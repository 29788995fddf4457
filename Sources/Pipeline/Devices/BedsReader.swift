import Model
import SiteMap
import Watch

/// Reads `beds:` of `rules.yaml`: `[{where, count}]`, how many beds each unit of a place has; a later entry wins.
enum BedsReader {
    /// Beds of one unit at most.
    static let bedsMax = 1000

    /// The beds that a rules file names; none when it names none.
    /// - Throws: 78 with line and remedy.
    static func read(_ root: YAMLMapping, map: SiteMap) throws(VigieError) -> BedPlaces {
        var beds = BedPlaces()
        for section in try root.mappings("beds") ?? [] {
            try section.allow(["where", "count"])
            guard let place = try section.mapping("where") else {
                throw section.problem("count", "asks where", remedy: "Add `where: {category: …}` or a unit.")
            }
            let region = try RegionSection(place).region()
            if let problem = RuleCheck.problems(region, map: map) {
                throw section.problem("where", problem.what, remedy: problem.remedy)
            }
            guard region.shapes.isEmpty, !region.isAssignedUnit else {
                throw section.problem("where", "beds stand in units", remedy: "Name units or their category.")
            }
            let count = try section.integer("count", in: 0...bedsMax) ?? 1
            for unit in RuleBook.units(of: region, map: map) { beds.units[map.units[unit].id] = count }
        }
        return beds
    }
}
