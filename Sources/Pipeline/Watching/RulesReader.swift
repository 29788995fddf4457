import FoundationEssentials
public import Model
public import SiteMap
public import Watch

/// Reads `rules.yaml` of a site folder.
public enum RulesReader {
    public static let fileName = "rules.yaml"
    /// Rules of one file at most.
    static let rulesMax = 10_000

    /// The rules of a site folder; none when it has no such file.
    ///
    /// - Parameter facts: the registry, against which kinds, categories and ids are held; empty checks none.
    /// - Throws: 66 when it cannot be read, 78 with line and remedy when anything in it is wrong: then nothing of it
    ///   counts.
    public static func read(folder: String, map: SiteMap, facts: [TrackFacts]) throws(VigieError) -> [Rule] {
        let file = folder + "/" + fileName
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        return try read(file: file, map: map, facts: facts)
    }

    /// The rules of a file; see ``read(folder:map:facts:)``.
    public static func read(file: String, map: SiteMap, facts: [TrackFacts]) throws(VigieError) -> [Rule] {
        try read(YAMLMapping(file: file), map: map, facts: facts)
    }

    /// The same from text; for tests and fuzzing.
    public static func read(text: String, file: String = fileName, map: SiteMap, facts: [TrackFacts] = [])
        throws(VigieError) -> [Rule]
    {
        try read(YAMLMapping(text: text, file: file), map: map, facts: facts)
    }

    /// What the file says besides rules.
    static func care(folder: String, map: SiteMap) throws(VigieError) -> SiteCare.Content {
        var content = SiteCare.Content(map: map)
        let file = folder + "/" + fileName
        guard FileManager.default.fileExists(atPath: file) else { return content }
        let root = try YAMLMapping(file: file)
        content.statuses = try statusPlaces(root, map: map)
        content.beds = try BedsReader.read(root, map: map)
        return content
    }

    private static func statusPlaces(_ root: YAMLMapping, map: SiteMap) throws(VigieError) -> StatusPlaces {
        var places = StatusPlaces()
        for section in try root.mappings("status") ?? [] {
            try section.allow(["status", "where"])
            let name = try section.requiredString("status")
            guard let status = EquipmentStatus(name: name), status != .cannotTell, status != .lost else {
                throw section.problem(
                    "status", "\(Printable.clean(name)) is none that a unit can say",
                    remedy: "Known: available, in_use, idle, dirty, maintenance, rented.")
            }
            guard let place = try section.mapping("where") else {
                throw section.problem("status", "asks where", remedy: "Add `where: {unit: …}` or a category.")
            }
            let region = try RegionSection(place).region()
            if let problem = RuleCheck.problems(region, map: map) {
                throw section.problem("where", problem.what, remedy: problem.remedy)
            }
            for unit in RuleBook.units(of: region, map: map) { places.units[map.units[unit].id] = status }
        }
        return places
    }

    private static func read(_ root: YAMLMapping, map: SiteMap, facts: [TrackFacts]) throws(VigieError) -> [Rule] {
        try root.allow(["rules", "status", "milestones", "beds"])
        _ = try statusPlaces(root, map: map)
        _ = try MilestonesReader.read(root, map: map)
        _ = try BedsReader.read(root, map: map)
        let sections = try root.mappings("rules") ?? []
        guard sections.count <= rulesMax else {
            throw root.problem("rules", "more than \(rulesMax)", remedy: "Join rules that say the same.")
        }
        var rules: [Rule] = []
        for section in sections { rules.append(try RuleSection(section).rule()) }
        let problems = RuleCheck.problems(rules, map: map, facts: facts)
        if let first = problems.first {
            let more = problems.count > 1 ? " (and \(problems.count - 1) more problems)" : ""
            throw sections[first.rule].problem(first.field, first.what + more, remedy: first.remedy)
        }
        return rules
    }
}

/// One entry of `rules`.
private struct RuleSection {
    let section: YAMLMapping

    init(_ section: YAMLMapping) { self.section = section }

    private static let common = [
        "id", "when", "who", "hours", "severity", "confidence", "notify", "limit_per_hour", "escalate_after_s",
    ]
    private static let fence =
        [
            "where", "inside_at_start", "escort", "timers",
        ] + timers
    private static let timers = ["timeout_ms", "exit_tolerance_m", "tolerance_timeout_ms", "exit_delay_ms"]
    private static let own: [String: [String]] = [
        "enter": fence, "exit": fence, "dwell": fence + ["for_s"], "approach": fence + ["within_m"],
        "near": ["to", "within_m", "for_s"], "silent": ["for_s"], "temperature": ["below", "above", "for_s"],
        "battery": ["below"], "reader_down": ["for_s"], "par": ["where", "target", "per", "for_s"],
    ]

    func rule() throws(VigieError) -> Rule {
        let id = try section.requiredString("id")
        guard RuleSection.isIdentifier(id) else {
            throw section.problem(
                "id", "\(Printable.clean(id)) cannot stand in a topic", remedy: "Use letters, digits, _, . and -.")
        }
        let when = try section.requiredString("when")
        guard Condition.names.contains(when) else {
            throw section.problem(
                "when", "\(Printable.clean(when)) is nothing to wait for",
                remedy: "Known: \(Condition.names.joined(separator: ", ")).")
        }
        try section.allow(RuleSection.common + (RuleSection.own[when] ?? []))
        var rule = Rule(RuleID(id), try condition(when))
        if let who = try section.mapping("who") { rule.who = try SelectorSection(who).selector() }
        try readTelling(&rule)
        if let hours = try section.mapping("hours") { rule.hours = try HoursSection(hours).schedule() }
        rule.countsInsideAtStart = try section.boolean("inside_at_start") ?? true
        rule.timers = try RuleSection.timers(section)
        for other in try section.mappings("timers") ?? [] {
            rule.timersFor.append(try RuleSection.timersFor(other))
        }
        if let escort = try section.mapping("escort") { rule.escort = try readEscort(escort) }
        return rule
    }

    static func isIdentifier(_ text: String) -> Bool {
        (1...Limits.topicIdentifierBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private func readTelling(_ rule: inout Rule) throws(VigieError) {
        if let text = try section.string("severity") {
            guard let severity = AlarmSeverity(rawValue: text) else {
                throw section.problem("severity", "is none", remedy: "Write info, warning or critical.")
            }
            rule.severity = severity
        }
        if let confidence = try section.number("confidence") {
            guard (0...1).contains(confidence) else {
                throw section.problem("confidence", "must be 0 to 1", remedy: "0.7 is the default.")
            }
            rule.confidence = Float(confidence)
        }
        rule.notify = try section.string("notify") ?? ""
        rule.limitPerHour = try section.integer("limit_per_hour", in: 1...1_000_000) ?? rule.limitPerHour
        rule.escalateAfterMilliseconds =
            try section.integer("escalate_after_s", in: 1...604_800).map { Int64($0) * 1000 }
    }

    private static func timersFor(_ section: YAMLMapping) throws(VigieError) -> TimersFor {
        try section.allow(["who", "provider"] + timers)
        let who = try section.mapping("who")
        let providers = try section.words("provider")
        guard who == nil || providers.isEmpty else {
            throw section.problem(
                "provider", "cannot stand beside who", remedy: "Write one entry for each; the one with who wins.")
        }
        if !providers.isEmpty { return TimersFor(providers: providers, try timers(section)) }
        guard let who else {
            throw section.problem(
                "who", "asks whom", remedy: "Add `who: {…}` or `provider: …`, or give the timers to the rule.")
        }
        return TimersFor(try SelectorSection(who).selector(), try timers(section))
    }

    private static func timers(_ section: YAMLMapping) throws(VigieError) -> FenceTimers {
        var timers = FenceTimers()
        let range = 0...86_400_000
        timers.timeoutMilliseconds = try section.integer("timeout_ms", in: 1...86_400_000).map(Int64.init)
        timers.toleranceTimeoutMilliseconds = try section.integer("tolerance_timeout_ms", in: range).map(Int64.init)
        timers.exitDelayMilliseconds = Int64(try section.integer("exit_delay_ms", in: range) ?? 0)
        timers.exitToleranceMetres = try metres(section, "exit_tolerance_m") ?? 0
        guard timers.toleranceTimeoutMilliseconds == nil || timers.exitToleranceMetres > 0 else {
            throw section.problem(
                "tolerance_timeout_ms", "has no tolerance to end", remedy: "Give exit_tolerance_m beside it.")
        }
        return timers
    }

    private func metres(_ name: String) throws(VigieError) -> Double? { try RuleSection.metres(section, name) }

    private static func metres(_ section: YAMLMapping, _ name: String) throws(VigieError) -> Double? {
        guard let metres = try section.number(name) else { return nil }
        guard metres >= 0, metres <= 10_000 else {
            throw section.problem(name, "must be 0 to 10000 m", remedy: "Write metres.")
        }
        return metres
    }

    private func seconds(_ name: String) throws(VigieError) -> Int64? {
        guard let seconds = try section.number(name) else { return nil }
        guard seconds >= 0, seconds <= 31_536_000 else {
            throw section.problem(name, "must be 0 to 31536000 s", remedy: "Write seconds.")
        }
        return Int64(seconds * 1000)
    }

    private func readEscort(_ escort: YAMLMapping) throws(VigieError) -> Escort {
        var read = Escort(try SelectorSection(escort).selector(also: ["before_s", "follow_s", "clears"]))
        read.beforeMilliseconds = Int64(try escort.integer("before_s", in: 0...3600) ?? 30) * 1000
        read.followMilliseconds = Int64(try escort.integer("follow_s", in: 0...150) ?? 20) * 1000
        read.clears = try escort.integer("clears", in: 1...1000) ?? 1
        return read
    }

    private func region() throws(VigieError) -> Region {
        guard let place = try section.mapping("where") else {
            throw section.problem("when", "asks where", remedy: "Add `where: {…}`.")
        }
        return try RegionSection(place).region()
    }

    private func condition(_ when: String) throws(VigieError) -> Condition {
        if let event = TagEvent(rawValue: when) { return .event(event) }
        switch when {
        case "enter": return .enter(try region())
        case "exit": return .exit(try region())
        case "dwell": return .dwell(try region(), milliseconds: try required("for_s"))
        case "approach": return .approach(try region(), metres: try metres("within_m") ?? 5)
        case "near":
            guard let others = try section.mapping("to") else {
                throw section.problem("when", "asks to whom", remedy: "Add `to: {…}`.")
            }
            return .near(
                try SelectorSection(others).selector(), metres: try metres("within_m"),
                milliseconds: try seconds("for_s") ?? 0)
        case "silent": return .silent(milliseconds: try required("for_s"))
        case "temperature":
            let (below, above) = (try section.number("below"), try section.number("above"))
            guard below != nil || above != nil else {
                throw section.problem("when", "has no limit", remedy: "Give `below`, `above`, or both.")
            }
            return .temperature(
                below: below.map { Float($0) }, above: above.map { Float($0) },
                milliseconds: try seconds("for_s") ?? 0)
        case "battery":
            guard let percent = try section.number("below"), (0...100).contains(percent) else {
                throw section.problem("below", "must be percent, 0 to 100", remedy: "Write `below: 20`.")
            }
            return .battery(belowPercent: Float(percent))
        case "reader_down": return .readerDown(milliseconds: try seconds("for_s") ?? 60_000)
        default: return try par()
        }
    }

    private func required(_ name: String) throws(VigieError) -> Int64 {
        guard let value = try seconds(name) else {
            throw section.problem("when", "asks how long", remedy: "Add `\(name): …`.")
        }
        return value
    }

    private func par() throws(VigieError) -> Condition {
        guard let target = try section.integer("target", in: 1...1_000_000) else {
            throw section.problem("when", "has no target", remedy: "Add `target: …`, the number that must be there.")
        }
        var per = ParScope.all
        if let text = try section.string("per") {
            guard let scope = ParScope(rawValue: text) else {
                throw section.problem("per", "is none", remedy: "Write unit, level or all.")
            }
            per = scope
        }
        return .par(try region(), target: target, per: per, milliseconds: try seconds("for_s") ?? 60_000)
    }
}
