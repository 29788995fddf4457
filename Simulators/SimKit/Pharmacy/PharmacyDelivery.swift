public import Model

extension PharmacyWorld {
    /// How scans arrive.
    public enum Order: Sendable {
        /// When they are made, each once; lost ones stay lost.
        case made
        /// Late, repeated and out of order, as the options say.
        case disturbed
    }

    /// Faults that a ledger could have, planted into the scans: the comparison with the truth must find each of them.
    public enum Plant: String, Sendable, CaseIterable {
        /// What is repeated counts again.
        case twice
        /// What arrives when counts, not what happened when.
        case arrival
    }

    /// The scans that arrive, with when they do.
    public func arrivals(_ order: Order) -> [(scan: Scan, at: Instant)] {
        var random = SeededRandom(seed: options.seed, stream: 77)
        var arrivals: [(scan: Scan, at: Instant)] = []
        for scan in scans where !scan.isLost {
            let made = scan.movement.occurredAt
            guard order == .disturbed else {
                arrivals.append((scan, made.advanced(byMilliseconds: 1000)))
                continue
            }
            let copies = random.chance(options.duplicated) ? 2 : 1
            for _ in 0..<copies {
                let late = Int64(random.unit() * options.latenessHours * 3_600_000)
                arrivals.append((scan, made.advanced(byMilliseconds: 1000 + late)))
            }
        }
        return arrivals.sorted { ($0.at, $0.scan.movement.event) < ($1.at, $1.scan.movement.event) }
    }

    /// A capture (DESIGN 5.3) of the scans as they arrive, or as a planted fault would have them.
    public func capture(_ order: Order, plant: Plant? = nil) -> String {
        var text = ""
        for (index, arrival) in arrivals(order).enumerated() {
            let message = message(arrival, index, plant: plant)
            text += "{\"tst\":\"\(arrival.at.rfc3339)\",\"topic\":\"\(message.topic)\",\"qos\":1,\"retain\":0,"
            text += "\"payload\":\(message.payload)}\n"
        }
        return text
    }

    /// Topic and payload of a scan (DESIGN 5.2).
    ///
    /// - Parameter index: its number among the arrivals.
    public func message(
        _ arrival: (scan: Scan, at: Instant), _ index: Int, site: String = "corridor", plant: Plant? = nil
    ) -> (topic: String, payload: String) {
        let movement = arrival.scan.movement
        var id = movement.event.rawValue.split(separator: "/").last.map(String.init) ?? ""
        if plant == .twice { id += "-\(index)" }
        let at = plant == .arrival ? arrival.at : movement.occurredAt
        var payload = "{\"id\":\"\(id)\",\"at\":\"\(at.rfc3339)\",\"code\":\"\(arrival.scan.code)\","
        payload += "\"action\":\"\(movement.kind.name)\",\"quantity\":\(movement.quantity)"
        if let from = movement.from { payload += ",\"from\":\"\(from)\"" }
        if let to = movement.to { payload += ",\"to\":\"\(to)\"" }
        return ("vigie/v1/\(site)/scans/sim", payload + "}")
    }

    /// The catalogue and the places as `stock import` reads them.
    public var catalogueCSV: String {
        "product,name,unit\n" + products.map { "\($0.id),\($0.name),\($0.unit)\n" }.joined()
    }

    public var placesCSV: String {
        "place,kind,trackable,owner\n"
            + places.map { "\($0.id),\($0.kind.rawValue),\($0.trackable?.rawValue ?? ""),\($0.owner)\n" }.joined()
    }

    /// What really lies where at the end, as `stock export balances` would print it.
    public var truthCSV: String {
        let rows = truth.filter { $0.value != 0 }.map { slot, quantity in
            "\(slot.product),\(slot.lot),\(slot.place),\(quantity)\n"
        }
        return "product,lot,place,quantity\n" + rows.sorted().joined()
    }

    /// The cases that there must be, by kind, slot and event: where the scans that arrived do not suffice, and where
    /// the recalled lot was used.
    ///
    /// Each slot is added up by itself, from the scans alone: below zero, or a count that differs.
    public var expectedCases: Set<String> {
        var steps: [StockSlot: [(at: Instant, rank: Int, event: StockEventID, value: Int64)]] = [:]
        for scan in scans where !scan.isLost {
            let movement = scan.movement
            let isCount = movement.kind == .count
            for (place, rank, value) in [
                (movement.to, isCount ? 2 : 0, movement.quantity), (movement.from, 1, -movement.quantity),
            ] {
                guard let place, place != Self.ward else { continue }
                let slot = StockSlot(product: movement.product, lot: movement.lot, place: place)
                steps[slot, default: []].append((movement.occurredAt, rank, movement.event, value))
            }
        }
        var expected = blockedUses
        for (slot, steps) in steps {
            var balance: Int64 = 0
            for step in steps.sorted(by: { ($0.at, $0.rank, $0.event) < ($1.at, $1.rank, $1.event) }) {
                let next = step.rank == 2 ? step.value : balance + step.value
                if step.rank == 2, next != balance {
                    expected.insert("count_difference|\(Self.text(slot))|\(step.event)")
                }
                if next < 0, balance >= 0 { expected.insert("negative_balance|\(Self.text(slot))|\(step.event)") }
                balance = next
            }
        }
        return expected
    }

    private var blockedUses: Set<String> {
        guard let recall else { return [] }
        let uses = scans.filter { scan in
            let movement = scan.movement
            return !scan.isLost && movement.product == recall.product && movement.lot == recall.lot
                && movement.occurredAt >= recall.at && (movement.kind.isDemand || movement.kind == .transfer)
        }
        return Set(
            uses.compactMap { scan in
                scan.movement.from.map {
                    "blocked_lot|\(scan.movement.product)|\(scan.movement.lot)|\($0)|\(scan.movement.event)"
                }
            })
    }
}
