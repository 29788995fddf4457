import Model
import Watch

/// `{kind, category, model, id, except}`: each one word or a list.
struct SelectorSection {
    let section: YAMLMapping

    init(_ section: YAMLMapping) { self.section = section }

    func selector(also: [String] = []) throws(VigieError) -> Selector {
        try section.allow(["kind", "category", "model", "id", "except"] + also)
        var kinds: [TrackableKind] = []
        for word in try section.words("kind") {
            guard let kind = TrackableKind(rawValue: word) else {
                throw section.problem(
                    "kind", "\(Printable.clean(word)) is none",
                    remedy: "Known: \(TrackableKind.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            kinds.append(kind)
        }
        return Selector(
            kinds: kinds, categories: try section.words("category"), models: try section.words("model"),
            ids: try section.words("id").map { TrackableID($0) },
            except: try section.words("except").map { TrackableID($0) })
    }
}

/// `{unit, category, level, level_category, circles, polygons, assigned_unit}`.
struct RegionSection {
    let section: YAMLMapping

    init(_ section: YAMLMapping) { self.section = section }

    func region() throws(VigieError) -> Region {
        try section.allow([
            "unit", "category", "level", "level_category", "circles", "polygons", "assigned_unit",
        ])
        var region = Region()
        region.units = try section.words("unit")
        region.categories = try section.words("category")
        region.levels = try section.words("level")
        region.levelCategories = try section.words("level_category")
        region.isAssignedUnit = try section.boolean("assigned_unit") ?? false
        for circle in try section.mappings("circles") ?? [] {
            try circle.allow(["level", "x", "y", "radius_m"])
            guard let x = try circle.number("x"), let y = try circle.number("y"),
                let radius = try circle.number("radius_m"), radius > 0, radius <= 10_000
            else {
                throw circle.problem(
                    "radius_m", "a circle needs x, y and a radius above 0, in metres",
                    remedy: "Write {level: …, x: 1.5, y: 2, radius_m: 3}.")
            }
            region.shapes.append(
                RegionShape(level: try circle.requiredString("level"), points: [[x, y]], radiusMetres: radius))
        }
        for polygon in try section.mappings("polygons") ?? [] {
            try polygon.allow(["level", "points"])
            let numbers = try polygon.numbers("points") ?? []
            guard numbers.count >= 6, numbers.count.isMultiple(of: 2) else {
                throw polygon.problem(
                    "points", "a polygon needs three corners at least", remedy: "Write [x1, y1, x2, y2, x3, y3, …].")
            }
            let points = stride(from: 0, to: numbers.count, by: 2).map { [numbers[$0], numbers[$0 + 1]] }
            region.shapes.append(RegionShape(level: try polygon.requiredString("level"), points: points))
        }
        return region
    }
}

/// `{days: [mon, …], from: "22:00", to: "06:00"}`.
struct HoursSection {
    let section: YAMLMapping
    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    init(_ section: YAMLMapping) { self.section = section }

    func schedule() throws(VigieError) -> Schedule {
        try section.allow(["days", "from", "to"])
        var schedule = Schedule()
        if section.has("days") {
            var days: Set<Int> = []
            for word in try section.words("days") {
                guard let day = HoursSection.names.firstIndex(of: word.lowercased()) else {
                    throw section.problem(
                        "days", "\(Printable.clean(word)) is no day",
                        remedy: "Known: \(HoursSection.names.joined(separator: ", ")).")
                }
                days.insert(day)
            }
            schedule.days = days.sorted()
        }
        guard section.has("from") == section.has("to") else {
            throw section.problem("from", "from and to belong together", remedy: "Give both or none.")
        }
        schedule.fromMinute = try minute("from") ?? 0
        schedule.toMinute = try minute("to") ?? 0
        guard !section.has("from") || schedule.fromMinute != schedule.toMinute else {
            throw section.problem("to", "is the same as from", remedy: "Leave both out for the whole day.")
        }
        return schedule
    }

    private func minute(_ name: String) throws(VigieError) -> Int? {
        guard let text = try section.string(name) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...23).contains(hour) || (hour == 24 && minute == 0), (0...59).contains(minute)
        else {
            throw section.problem(
                name, "\(Printable.clean(text)) is no time of day", remedy: "Write it in quotes, like \"22:00\".")
        }
        return (hour * 60 + minute) % 1440
    }
}

extension YAMLMapping {
    /// One word, or a list of words; none when the key is not there.
    func words(_ name: String) throws(VigieError) -> [String] {
        guard has(name) else { return [] }
        if let word = try? string(name) { return [word] }
        let words = try strings(name) ?? []
        guard !words.isEmpty, !words.contains("") else {
            throw problem(name, "must be a word or a list of words", remedy: "Write it like [a, b].")
        }
        return words
    }
}
