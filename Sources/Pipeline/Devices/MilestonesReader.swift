import FoundationEssentials
public import Model
public import SiteMap
import Watch

/// Reads `milestones:` of `rules.yaml`: `[{name, where}]`, the named steps of patients' ways, in their order.
public enum MilestonesReader {
    /// The milestones of a site folder; none when it names none.
    /// - Throws: 66 when the file cannot be read, 78 with line and remedy.
    public static func read(folder: String, map: SiteMap) throws(VigieError) -> [MilestoneUnits] {
        let file = folder + "/" + RulesReader.fileName
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        return try read(YAMLMapping(file: file), map: map)
    }

    static func read(_ root: YAMLMapping, map: SiteMap) throws(VigieError) -> [MilestoneUnits] {
        var milestones: [MilestoneUnits] = []
        for section in try root.mappings("milestones") ?? [] {
            try section.allow(["name", "where"])
            let name = try section.requiredString("name")
            guard name.utf8.count <= Limits.topicIdentifierBytesMax, Printable.clean(name) == name else {
                throw section.problem("name", "is too long or not printable", remedy: "Write a short word.")
            }
            guard !milestones.contains(where: { $0.name == name }) else {
                throw section.problem("name", "\(name) is given twice", remedy: "Join their places in one.")
            }
            guard let place = try section.mapping("where") else {
                throw section.problem("name", "asks where", remedy: "Add `where: {unit: …}` or a category.")
            }
            let region = try RegionSection(place).region()
            if let problem = RuleCheck.problems(region, map: map) {
                throw section.problem("where", problem.what, remedy: problem.remedy)
            }
            let units = RuleBook.units(of: region, map: map).map { map.units[$0].id }
            milestones.append(MilestoneUnits(name: name, units: units))
        }
        return milestones
    }
}
