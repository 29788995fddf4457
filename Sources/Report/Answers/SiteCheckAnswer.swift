public import Model
public import SiteMap

/// The answer of `site check`: what a site folder holds and what is wrong with it.
public struct SiteCheckAnswer: Answer {
    public static let schema = "vigie.site-check/1"

    /// As given on the command line.
    public var folder: String
    public var check: SiteCheck

    public init(folder: String, check: SiteCheck) {
        self.folder = folder
        self.check = check
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            json.member("folder", folder)
            json.member("loads", check.failure == nil)
            if let map = check.map { write(map, &json) }
            json.array("problems") { json in
                for problem in check.problems { json.object { write(problem, &$0) } }
            }
        }
    }

    private func write(_ map: SiteMap, _ json: inout JSONWriter) {
        json.member("site", map.settings.site.rawValue)
        json.member("time_zone", map.settings.timeZone)
        json.array("levels") { json in
            for (index, level) in map.levels.enumerated() {
                json.object { json in
                    json.member("level", level.id.rawValue)
                    json.member("level_name", level.name)
                    json.member("ordinal", level.ordinal)
                    json.member("units", level.units.count)
                    json.member("readers", map.readers.count { $0.level == index })
                }
            }
        }
        json.member("units", map.units.count)
        json.member("openings", map.openings.count)
        json.member("readers", map.readers.count)
        json.array("unreachable_units") { write(check.unreachableUnits, map, &$0) }
        json.array("uncovered_units") { write(check.uncoveredUnits, map, &$0) }
    }

    private func write(_ units: [Int], _ map: SiteMap, _ json: inout JSONWriter) {
        for index in units {
            json.object { json in
                json.member("unit", map.units[index].id.rawValue)
                json.member("unit_name", map.units[index].name)
            }
        }
    }

    private func write(_ problem: SiteProblem, _ json: inout JSONWriter) {
        json.member("severity", problem.severity.rawValue)
        json.member("file", problem.file)
        json.member("feature", problem.feature)
        json.member("field", problem.field)
        json.member("what", problem.what)
        json.member("remedy", problem.remedy)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = ""
        if let map = check.map { text += levels(map, style) }
        for problem in check.problems {
            let isError = problem.severity == .error
            let grade: Finding.Grade = isError ? .bad : .warn
            text += grade.tone.paint(isError ? Phrases.error(language) : Phrases.warning(language), style) + " "
            text += Printable.clean(problem.description) + "\n"
        }
        let errors = check.errors.count
        let warnings = check.warnings.count
        text += "\(Phrases.errors(errors, language)), \(Phrases.warnings(warnings, language))"
        let verdict = check.failure == nil ? Phrases.loads(language) : Phrases.doesNotLoad(language)
        return text + ": " + (check.failure == nil ? Tone.good : Tone.bad).paint(verdict, style) + "\n"
    }

    private func levels(_ map: SiteMap, _ style: TextStyle) -> String {
        let language = style.language
        let title = "\(map.settings.site.rawValue) (\(map.settings.timeZone))"
        var text = Tone.heading.paint(Printable.clean(title), style) + "\n"
        var table = TextTable([
            .init(Phrases.level(language), elasticDownTo: 10),
            .init(Phrases.floor(language), isRightAligned: true),
            .init(Phrases.unitsTitle(language), isRightAligned: true),
            .init(Phrases.readersTitle(language), isRightAligned: true),
            .init(Phrases.unreachable(language), isRightAligned: true),
            .init(Phrases.uncovered(language), isRightAligned: true),
        ])
        for (index, level) in map.levels.enumerated() {
            let counts = [
                level.units.count, map.readers.count { $0.level == index },
                check.unreachableUnits.count { map.units[$0].level == index },
                check.uncoveredUnits.count { map.units[$0].level == index },
            ]
            table.add(
                [.init(level.name), .init("\(level.ordinal)")] + counts.map { .init(Spoken.count($0, language)) })
        }
        text += table.text(style)
        text += list(check.unreachableUnits, map, Phrases.unreachable(language))
        return text + list(check.uncoveredUnits, map, Phrases.uncovered(language))
    }

    /// The first twenty by name.
    private func list(_ units: [Int], _ map: SiteMap, _ title: String) -> String {
        guard !units.isEmpty else { return "" }
        let names = units.prefix(20).map { Printable.clean(map.units[$0].name) }
        return "\(title): \(names.joined(separator: ", "))\(units.count > names.count ? ", …" : "")\n"
    }
}
