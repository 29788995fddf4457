import Model
public import SiteMap

/// What is wrong with a rule: which, in which of its keys, and what to do.
public struct RuleProblem: Hashable, Sendable {
    /// Index of the rule.
    public var rule: Int
    /// The key in `rules.yaml`.
    public var field: String
    public var what: String
    public var remedy: String
}

/// Holds rules against the site and the registry: what they name must be there, and no two may contradict each other.
public enum RuleCheck {
    /// All problems, in the order of the rules.
    ///
    /// - Parameter facts: the registry; categories, models and ids are checked only when it is not empty.
    /// - Complexity: O(rules · (units + trackables)) in the worst case.
    public static func problems(_ rules: [Rule], map: SiteMap, facts: [TrackFacts]) -> [RuleProblem] {
        let words = Words(map: map, facts: facts)
        var problems: [RuleProblem] = []
        var seen: [RuleID: Int] = [:]
        var bodies: [Rule: Int] = [:]
        for (index, rule) in rules.enumerated() {
            func tell(_ field: String, _ what: String, _ remedy: String) {
                problems.append(RuleProblem(rule: index, field: field, what: what, remedy: remedy))
            }
            if let first = seen[rule.id] {
                tell("id", "is the id of rule \(first + 1) too", "Give each rule an id of its own.")
            }
            seen[rule.id] = index
            if let region = rule.condition.region { words.check(region, map, tell) }
            words.check(rule.who, "who", tell)
            if let escort = rule.escort { words.check(escort.who, "escort", tell) }
            for timers in rule.timersFor {
                words.check(timers.who, "timers", tell)
                words.check(providers: timers.providers, map, tell)
            }
            if case .near(let others, _, _) = rule.condition { words.check(others, "to", tell) }
            if rule.condition.region?.isAssignedUnit == true, case .par = rule.condition {
                tell("where", "a PAR level cannot be counted in assigned units", "Name units or categories.")
            }
            if let hours = rule.hours, hours.days.isEmpty {
                tell("hours", "holds on no day", "Name days, or leave `days` out.")
            }
            var body = rule
            body.id = RuleID("")
            if let first = bodies[body] {
                tell("id", "says the same as rule \(first + 1)", "Remove one of them.")
            }
            bodies[body] = index
        }
        return problems + contradictions(rules)
    }

    /// The first thing wrong with a region by itself; nil when it fits the site.
    public static func problems(_ region: Region, map: SiteMap) -> (what: String, remedy: String)? {
        var found: (what: String, remedy: String)?
        Words(map: map, facts: []).check(region, map) { _, what, remedy in found = found ?? (what, remedy) }
        return found
    }

    /// Two PAR levels for the same things in the same place with different targets, and limits that exclude each other.
    private static func contradictions(_ rules: [Rule]) -> [RuleProblem] {
        struct Place: Hashable {
            var who: Selector
            var region: Region
            var per: ParScope
            var hours: Schedule?
        }
        var targets: [Place: (rule: Int, target: Int)] = [:]
        var problems: [RuleProblem] = []
        for (index, rule) in rules.enumerated() {
            switch rule.condition {
            case .par(let region, let target, let per, _):
                let place = Place(who: rule.who, region: region, per: per, hours: rule.hours)
                if let first = targets[place], first.target != target {
                    problems.append(
                        RuleProblem(
                            rule: index, field: "target",
                            what: "contradicts rule \(first.rule + 1), which wants \(first.target) there",
                            remedy: "Keep one target."))
                }
                targets[place] = (index, target)
            case .temperature(let below, let above, _):
                if let below, let above, below >= above {
                    problems.append(
                        RuleProblem(
                            rule: index, field: "below", what: "is not under `above`: every temperature would be wrong",
                            remedy: "Alarm below the lower and above the upper limit."))
                }
            default: break
            }
        }
        return problems
    }

    /// The words that a site and a registry know.
    private struct Words {
        var unitCategories: Set<String>
        var levels: Set<String> = []
        var levelCategories: Set<String>
        var categories: Set<String>
        var models: Set<String>
        var ids: Set<TrackableID>
        var hasRegistry: Bool

        init(map: SiteMap, facts: [TrackFacts]) {
            unitCategories = Set(map.units.map(\.category))
            for level in map.levels { levels.formUnion([level.id.rawValue, level.name, level.shortName]) }
            levelCategories = Set(map.levels.map(\.category))
            categories = Set(facts.map { $0.category.lowercased() })
            models = Set(facts.map { $0.model.lowercased() })
            ids = Set(facts.map(\.trackable))
            hasRegistry = !facts.isEmpty
        }

        func check(_ region: Region, _ map: SiteMap, _ tell: (String, String, String) -> Void) {
            if region.isEmpty {
                tell("where", "names no place", "Name units, categories, levels, circles or polygons.")
            }
            for unit in region.units {
                let found = map.unit(named: unit).count
                if found == 0 { tell("where", "the site has no unit \(shown(unit))", "Give its id or name.") }
                if found > 1 { tell("where", "\(found) units are called \(shown(unit))", "Give the id of one.") }
            }
            for category in region.categories where !unitCategories.contains(category) {
                tell("where", "no unit has the category \(shown(category))", known(unitCategories))
            }
            for level in region.levels + region.shapes.map(\.level) where !levels.contains(level) {
                tell("where", "the site has no level \(shown(level))", known(levels))
            }
            for category in region.levelCategories where !levelCategories.contains(category) {
                tell("where", "no level has the category \(shown(category))", known(levelCategories))
            }
        }

        func check(_ who: Selector, _ field: String, _ tell: (String, String, String) -> Void) {
            guard hasRegistry else { return }
            for category in who.categories where !categories.contains(category.lowercased()) {
                tell(field, "nothing registered has the category \(shown(category))", known(categories))
            }
            for model in who.models where !models.contains(model.lowercased()) {
                tell(field, "nothing registered is of the model \(shown(model))", known(models))
            }
            for id in who.ids + who.except where !ids.contains(id) {
                tell(field, "a trackable that it names is not registered", "See `vigie tags list`.")
            }
        }

        func check(providers: [String], _ map: SiteMap, _ tell: (String, String, String) -> Void) {
            let kinds = Set(map.readers.map(\.kind.rawValue))
            for name in providers where name != TimersFor.positionProvider && !kinds.contains(name) {
                if map.settings.frames.contains(where: { $0.provider == name }) {
                    tell(
                        "timers", "\(shown(name)) gives ready-made positions, which are not told apart",
                        "Write `provider: \(TimersFor.positionProvider)`.")
                } else if map.readerIndex(ReaderID(name)) == nil {
                    tell(
                        "timers", "the site has no provider \(shown(name))",
                        known(kinds.union([TimersFor.positionProvider])) + " Or give a reader's id.")
                }
            }
        }

        private func shown(_ text: String) -> String { Printable.clean(text) }

        private func known(_ words: Set<String>) -> String {
            let words = words.filter { !$0.isEmpty }.sorted()
            return "Known: \(words.prefix(12).map(shown).joined(separator: ", "))\(words.count > 12 ? ", …" : "")."
        }
    }
}
