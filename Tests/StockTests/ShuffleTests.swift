import Model
import Stock
import Testing

@Suite("Facts in any order")
struct ShuffleTests {
    private static func facts(_ random: inout SeededGenerator, count: Int) -> [Movement] {
        let places = [Shelf.pharmacy, Shelf.cabinet, Shelf.other, Shelf.trolley]
        var facts: [Movement] = []
        for index in 0..<count {
            let from = places[Int.random(in: 0..<4, using: &random)]
            var to = places[Int.random(in: 0..<4, using: &random)]
            if to == from { to = Shelf.ward }
            let minutes = Int64.random(in: 0...400, using: &random)
            let lot = ["L1", "L2", ""][Int.random(in: 0..<3, using: &random)]
            let quantity = Int64.random(in: 1...9, using: &random)
            let dates = ["2027-03-31", "2028-01-31", nil, nil, "2023-06-30"]
            let expiry = dates[Int.random(in: 0..<5, using: &random)]
            let event = "e\(index)"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                facts.append(
                    Shelf.move(.receive, quantity * 3, at: minutes, to: from, event: event, lot: lot, expiry: expiry))
            case 3..<7:
                facts.append(
                    Shelf.move(
                        .issue, quantity, at: minutes, from: from, to: to, event: event, lot: lot, expiry: expiry))
            case 7..<9:
                facts.append(Shelf.move(.count, quantity * 2 - 2, at: minutes, to: from, event: event, lot: lot))
            default:
                var reversal = Shelf.move(.reverse, 1, at: minutes, event: event)
                reversal.reverses = StockEventID("e\(Int.random(in: 0..<count, using: &random))")
                facts.append(reversal)
            }
        }
        // A reversal of a reversal is refused, and whether it is depends on which comes first: that is no fact.
        let reversals = Set(facts.filter { $0.kind == .reverse }.map(\.event))
        var reversed: Set<StockEventID> = []
        return facts.filter { fact in
            guard let target = fact.reverses else { return true }
            return !reversals.contains(target) && reversed.insert(target).inserted
        }
    }

    /// What is left, by adding up one slot after the other from the facts alone.
    private static func oracle(_ facts: [Movement]) -> [StockSlot: Int64] {
        let reversed = Set(facts.compactMap(\.reverses))
        var steps: [StockSlot: [(at: Instant, rank: Int, event: UInt64, value: Int64)]] = [:]
        for fact in facts where !reversed.contains(fact.event) && fact.kind != .reverse {
            let tie = StockHash.of(fact.event.rawValue) & (1 << 61 - 1)
            for (place, rank, value) in [
                (fact.to, fact.kind == .count ? 2 : 0, fact.quantity), (fact.from, 1, -fact.quantity),
            ] {
                guard let place, place != Shelf.ward else { continue }
                steps[fact.slot(at: place), default: []].append((fact.occurredAt, rank, tie, value))
            }
        }
        return steps.mapValues { steps in
            steps.sorted { ($0.at, $0.rank, $0.event) < ($1.at, $1.rank, $1.event) }
                .reduce(0) { $1.rank == 2 ? $1.value : $0 + $1.value }
        }
    }

    private static func run(_ facts: [Movement]) throws -> Ledger<MemoryBook> {
        var ledger = Shelf.ledger
        for fact in facts { _ = try ledger.post(fact) }
        return ledger
    }

    /// A case as it is, but for when it was opened.
    private static func essence(_ ledger: Ledger<MemoryBook>) -> [StockCase] {
        ledger.standing.map { known in
            var known = known
            known.openedAt = .distantPast
            return known
        }
    }

    @Test("Shuffled and with duplicates they end with the same balances, lots and cases", arguments: 1...40)
    func shuffled(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let facts = Self.facts(&random, count: 120)
        let ordered = try Self.run(facts.sorted { ($0.occurredAt, $0.event) < ($1.occurredAt, $1.event) })
        let repeated = (facts + facts.shuffled(using: &random).prefix(40)).shuffled(using: &random)
        let shuffled = try Self.run(repeated)
        #expect(ordered.book.unconserved.isEmpty, "seed \(seed)")
        #expect(shuffled.book.unconserved.isEmpty, "seed \(seed)")
        let expected = Self.oracle(facts)
        for (slot, balance) in expected {
            #expect(ordered.book.balances[slot] == balance, "seed \(seed)")
            #expect(shuffled.book.balances[slot] == balance, "seed \(seed)")
        }
        #expect(Set(ordered.book.allLots) == Set(shuffled.book.allLots), "seed \(seed)")
        let cases = (Self.essence(ordered), Self.essence(shuffled))
        #expect(cases.0.map(\.id) == cases.1.map(\.id), "seed \(seed)")
        #expect(cases.0 == cases.1, "seed \(seed)")
        #expect(!cases.0.isEmpty)
    }
}
