import Model
import SimKit

/// A hospital of corridors, its registry and 1,000 rules with 23,000 circles and polygons, for the alarm benchmarks.
///
/// Most rules look at the thousand tags of the background, which jitter in their rooms and cross small fences all the
/// time; three of them look at the probes, by which the delay is measured.
struct AlarmWorld {
    static let site = CorridorSite(rooms: 200, levels: 10)
    static let backgroundTags = 1000
    static let categories = 20
    /// Probes that press their button, that are placed by positions, and that walk among readers.
    static let buttonProbes = 900
    static let placeProbes = 60
    static let roomProbes = 60
    static let rules = 1000
    static let fences = 23_000

    static func tag(_ letter: String, _ number: Int) -> String {
        let digits = String(number, radix: 16)
        return letter + "0ffee" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Where a probe that is placed by positions goes in and out: the middle of its room, and three metres beside it.
    static func centre(probe: Int) -> (level: Int, x: Double, y: Double) {
        let room = probe * 3 % site.rooms
        let centre = site.centre(room: room)
        return (probe % site.levels, centre.x, centre.y)
    }

    /// The two rooms of a probe that walks, several rooms apart on the same side.
    static func rooms(probe: Int) -> (level: Int, outside: Int, inside: Int) {
        (probe % site.levels, probe * 3 % 90, probe * 3 % 90 + 100)
    }

    static var registry: String {
        var rows = ["tag,trackable,kind,name,category"]
        for number in 0..<backgroundTags {
            rows.append("\(tag("c", number)),P-\(number),equipment,,sort \(number % categories)")
        }
        for number in 0..<buttonProbes { rows.append("\(tag("b", number)),PAT-\(number),patient,,") }
        for number in 0..<placeProbes { rows.append("\(tag("a", number)),A-\(number),equipment,,probe place") }
        for number in 0..<roomProbes { rows.append("\(tag("d", number)),D-\(number),equipment,,probe room") }
        return rows.joined(separator: "\n") + "\n"
    }

    static var rulesText: String {
        var random = SeededRandom(seed: 9)
        var lines = ["rules:"]
        lines.append("  - {id: button, when: sos, who: {kind: patient}, limit_per_hour: 1000000}")
        let circles = (0..<placeProbes).map { probe in
            let centre = centre(probe: probe)
            return "{level: L\(centre.level), x: \(centre.x), y: \(centre.y), radius_m: 1.5}"
        }
        lines.append(
            "  - {id: place, when: enter, who: {category: probe place}, limit_per_hour: 1000000, where: {circles: ["
                + circles.joined(separator: ", ") + "]}}")
        let units = (0..<roomProbes).map { "u-\(rooms(probe: $0).level)-\(rooms(probe: $0).inside)" }
        lines.append(
            "  - {id: room, when: enter, who: {category: probe room}, limit_per_hour: 1000000, where: {unit: ["
                + Set(units).sorted().joined(separator: ", ") + "]}}")
        shapes(fences - placeProbes, rules: 500, &lines, &random)
        others(rules - 503, &lines, &random)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Circles and squares all over the site.
    private static func shapes(_ count: Int, rules: Int, _ lines: inout [String], _ random: inout SeededRandom) {
        var left = count
        for rule in 0..<rules {
            let mine = left / (rules - rule)
            left -= mine
            let words = (0..<mine).map { number -> String in
                let centre = site.centre(room: random.below(site.rooms))
                let (x, y) = (centre.x + random.uniform(-2...2), centre.y + random.uniform(-2...2))
                let (west, south) = (x.text(2), y.text(2))
                let level = "L\(random.below(site.levels))"
                guard rule % 2 == 0 else { return "{level: \(level), x: \(west), y: \(south), radius_m: 1.5}" }
                let (east, north) = ((x + 2.5).text(2), (y + 2.5).text(2))
                return "{level: \(level), points: [\(west), \(south), \(east), \(south), \(east), \(north)]}"
            }
            let when = ["enter", "exit", "dwell"][rule % 3]
            lines.append(
                "  - {id: shape-\(rule), when: \(when), \(when == "dwell" ? "for_s: \(30 + rule), " : "")"
                    + "who: {category: sort \(rule % categories)}, inside_at_start: false, limit_per_hour: 5, "
                    + "where: {\(rule % 2 == 0 ? "polygons" : "circles"): [\(words.joined(separator: ", "))]}}")
        }
    }

    private static func others(_ count: Int, _ lines: inout [String], _ random: inout SeededRandom) {
        for rule in 0..<count {
            let level = random.below(site.levels)
            let unit = "u-\(level)-\(random.below(site.rooms))"
            let who = "who: {category: sort \(rule / 8 % categories)}"
            let body =
                switch rule % 8 {
                case 0: "when: enter, where: {unit: \(unit)}, \(who)"
                case 1: "when: exit, where: {unit: \(unit)}, \(who), exit_delay_ms: \(500 + rule)"
                case 2: "when: dwell, for_s: \(600 + rule), where: {level: L\(level), category: room}, \(who)"
                case 3: "when: approach, within_m: 3, where: {unit: lift-\(level)}, \(who), escort: {kind: staff}"
                case 4: "when: silent, for_s: \(900 + rule), \(who)"
                case 5: "when: temperature, above: \(8 + rule), for_s: 60, \(who)"
                case 6: "when: par, target: 1, per: level, for_s: \(300 + rule), where: {level: L\(level)}, \(who)"
                default: "when: battery, below: \(1 + rule % 40), \(who)"
                }
            lines.append("  - {id: other-\(rule), \(body), notify: desk \(rule), limit_per_hour: 5}")
        }
    }
}
