import Model

/// Some of a book's rules, by number.
struct RuleSet: Hashable, Sendable {
    private var words: [UInt64]

    init(count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    func contains(_ rule: Int32) -> Bool {
        words[Int(rule) >> 6] & (1 << (UInt64(rule) & 63)) != 0
    }

    mutating func insert(_ rule: Int32) {
        words[Int(rule) >> 6] |= 1 << (UInt64(rule) & 63)
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
}

/// Which rules concern which trackable: worked out once per kind, category and model, since a site has many trackables
/// and few sorts of them.
struct RuleSorter {
    private struct Sort: Hashable {
        var kind: String
        var category: String
        var model: String
    }

    private let book: RuleBook
    private var known: [Sort: RuleSet] = [:]
    /// Rules that name trackables one by one.
    private let personal: [Int32]

    init(_ book: RuleBook) {
        self.book = book
        personal = book.entries.indices.filter {
            !book.entries[$0].rule.who.ids.isEmpty || !book.entries[$0].rule.who.except.isEmpty
        }.map(Int32.init)
    }

    mutating func rules(for facts: TrackFacts) -> RuleSet {
        let sort = Sort(kind: facts.kind.rawValue, category: facts.category, model: facts.model)
        var rules = known[sort] ?? common(facts)
        known[sort] = rules
        for rule in personal where book.entries[Int(rule)].rule.who.holds(facts) { rules.insert(rule) }
        return rules
    }

    private func common(_ facts: TrackFacts) -> RuleSet {
        var rules = RuleSet(count: book.entries.count)
        let personal = Set(personal)
        for number in book.entries.indices {
            let number = Int32(number)
            if !personal.contains(number), book.entries[Int(number)].rule.who.holds(facts) { rules.insert(number) }
        }
        return rules
    }
}
