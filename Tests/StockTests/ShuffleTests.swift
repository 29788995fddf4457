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

    /// What people decide and cabinets see in the same time.
    private enum Fact {
        case move(Movement)
        case decision(LotDecision)
        case sweep(Sweep, [SweepSight])
    }

    private static func run(_ facts: [Fact]) throws -> Ledger<MemoryBook> {
        var ledger = Shelf.ledger
        for fact in facts {
            switch fact {
            case .move(let movement): _ = try ledger.post(movement)
            case .decision(let decision): _ = try ledger.decide(decision)
            case .sweep(let sweep, let seen): _ = try ledger.post(sweep, seen: seen)
            }
        }
        return ledger
    }

    /// Lots that are set aside and freed, one object that is recalled; valves that go between cabinets which look at
    /// what they hold, now and then without seeing all of it.
    private static func decisions(_ random: inout SeededGenerator) -> [Fact] {
        var facts: [Fact] = []
        for index in 0..<6 {
            let status: LotStatus = [.available, .quarantined, .recalled][Int.random(in: 0..<3, using: &random)]
            facts.append(
                .decision(
                    LotDecision(
                        product: Shelf.tablet, lot: LotNumber(["L1", "L2"][index % 2]),
                        event: StockEventID("d\(index)"), at: Shelf.at(Int64.random(in: 0...400, using: &random)),
                        status: status, reason: "test")))
        }
        facts.append(
            .decision(
                LotDecision(
                    product: Shelf.valve, serial: SerialNumber("S1"), event: StockEventID("d-S1"), at: Shelf.at(200),
                    status: .recalled, reason: "test")))
        return facts
    }

    private static func objects(_ random: inout SeededGenerator) -> [Fact] {
        let places = [Shelf.cabinet, Shelf.other]
        var facts: [Fact] = []
        var home: [String: Int] = [:]
        func valve(_ kind: MovementKind, _ serial: String, _ minutes: Int64, _ from: Int?, _ to: Int?) -> Fact {
            var movement = Shelf.move(
                kind, 1, at: minutes, from: from.map { places[$0] }, to: to.map { places[$0] },
                event: "v-\(serial)-\(minutes)")
            movement.product = Shelf.valve
            movement.serial = SerialNumber(serial)
            return .move(movement)
        }
        for step in 0..<60 {
            let minutes = Int64(step * 6)
            let serial = "S\(Int.random(in: 1...6, using: &random))"
            if let place = home[serial] {
                facts.append(valve(.transfer, serial, minutes, place, 1 - place))
                home[serial] = 1 - place
            } else {
                facts.append(valve(.receive, serial, minutes, nil, 0))
                home[serial] = 0
            }
            guard step % 5 == 4 else { continue }
            let place = Int.random(in: 0..<2, using: &random)
            let sweep = Sweep(
                event: StockEventID("sweep-\(step)"), place: places[place], occurredAt: Shelf.at(minutes + 3),
                recordedAt: Shelf.at(14_400), device: "cabinet")
            let seen = home.filter { $0.value == place }.keys.sorted().filter { _ in
                Int.random(in: 0..<10, using: &random) > 0
            }
            facts.append(
                .sweep(
                    sweep,
                    seen.map { serial in
                        SweepSight(
                            slot: StockSlot(
                                product: Shelf.valve, lot: LotNumber("L1"), serial: SerialNumber(serial),
                                place: places[place]), quantity: 1)
                    }))
        }
        return facts
    }

    @Test("Decisions and sweeps too: the same balances, lots and cases in whatever order they come", arguments: 1...40)
    func shuffledFacts(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let moves = Self.facts(&random, count: 80).sorted { ($0.occurredAt, $0.event) < ($1.occurredAt, $1.event) }
        let ordered = moves.map { Fact.move($0) } + Self.decisions(&random) + Self.objects(&random)
        let one = try Self.run(ordered)
        let other = try Self.run(ordered.shuffled(using: &random))
        #expect(one.book.unconserved.isEmpty && other.book.unconserved.isEmpty, "seed \(seed)")
        #expect(
            one.book.balances.filter { $0.value != 0 } == other.book.balances.filter { $0.value != 0 }, "seed \(seed)")
        #expect(Set(one.book.allLots) == Set(other.book.allLots), "seed \(seed)")
        #expect(Self.essence(one) == Self.essence(other), "seed \(seed)")
        #expect(one.standing.contains { $0.kind == .blockedLot })
    }

    @Test("The comparison finds a ledger that judges by what is decided when a scan arrives")
    func planted() throws {
        var random = SeededGenerator(3)
        let moves = Self.facts(&random, count: 80).sorted { ($0.occurredAt, $0.event) < ($1.occurredAt, $1.event) }
        let decisions = Self.decisions(&random)
        // The fault: decisions hold from the beginning of time for all that comes after them.
        let always = decisions.map { fact -> Fact in
            guard case .decision(var decision) = fact else { return fact }
            decision.at = .distantPast
            return .decision(decision)
        }
        let right = try Self.run(moves.map { Fact.move($0) } + decisions)
        let wrong = try Self.run(always + moves.map { Fact.move($0) })
        #expect(Self.essence(right) != Self.essence(wrong))
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
