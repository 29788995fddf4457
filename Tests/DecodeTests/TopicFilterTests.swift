import Decode
import Testing

@Suite struct TopicFilterTests {
    /// The examples of MQTT 3.1.1, part 4.7, and their neighbours.
    @Test(arguments: [
        ("sport/tennis/player1/#", "sport/tennis/player1", true),
        ("sport/tennis/player1/#", "sport/tennis/player1/ranking", true),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true),
        ("sport/tennis/player1/#", "sport/tennis/player10", false),
        ("sport/#", "sport", true), ("#", "sport/tennis", true), ("#", "/", true),
        ("sport/tennis/+", "sport/tennis/player1", true),
        ("sport/tennis/+", "sport/tennis/player1/ranking", false),
        ("sport/+", "sport", false), ("sport/+", "sport/", true),
        ("+/+", "/finance", true), ("/+", "/finance", true), ("+", "/finance", false),
        ("#", "$SYS/broker", false), ("+/monitor/Clients", "$SYS/monitor/Clients", false),
        ("$SYS/#", "$SYS/", true), ("$SYS/#", "$SYS", true), ("$SYS/monitor/+", "$SYS/monitor/Clients", true),
        ("a/b", "a/b", true), ("a/b", "a/bc", false), ("a/bc", "a/b", false), ("a/b", "A/b", false),
        ("a/+/c", "a//c", true), ("a/+/c", "a/b/d", false), ("+/b/#", "a/b", true), ("a/+/#", "a/b", true),
        ("a/+/#", "a", false), ("a", "", false), ("#", "", false), ("+", "a", true), ("+/", "a/", true),
        ("vigie/v1/+/observations/+", "vigie/v1/north/observations/gw-7", true),
    ])
    func matchesAsTheStandardSays(filter: String, topic: String, expected: Bool) throws {
        #expect(try #require(TopicFilter(filter)).matches(topic) == expected)
    }

    @Test(arguments: ["", "sport/tennis#", "sport/#/ranking", "sport+", "sport/+tennis", "#/a", "a/b+/c", "a\u{0}"])
    func refusesWhatIsNoFilter(text: String) {
        #expect(TopicFilter(text) == nil)
    }

    @Test func agreesWithASplitIntoLevels() throws {
        var random = SplitMix(seed: 5)
        let levels = ["a", "b", "", "$x", "+", "#"]
        for _ in 0..<5000 {
            func text(_ choices: ArraySlice<String>) -> String {
                (0..<Int.random(in: 1...4, using: &random)).map { _ in choices.randomElement(using: &random) ?? "" }
                    .joined(separator: "/")
            }
            let topic = text(levels[0...3])
            let filterText = text(levels[0...5])
            guard let filter = TopicFilter(filterText) else { continue }
            #expect(filter.matches(topic) == slowMatch(filterText, topic), "\(filterText) and \(topic), seed 5")
        }
    }

    private func slowMatch(_ filter: String, _ topic: String) -> Bool {
        guard !topic.isEmpty else { return false }
        let filters = filter.split(separator: "/", omittingEmptySubsequences: false)
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        if topic.hasPrefix("$"), filters[0] == "#" || filters[0] == "+" { return false }
        for (index, part) in filters.enumerated() {
            if part == "#" { return levels.count >= index }
            guard index < levels.count, part == "+" || part == levels[index] else { return false }
        }
        return filters.count == levels.count
    }
}
