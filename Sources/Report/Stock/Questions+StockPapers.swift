import Model
import Store

extension Questions {
    /// Where a lot or an object is, came from and went: places that hold it, wards, patients and partners that got it,
    /// deliveries and partners that it came from.
    ///
    /// It changes nothing: `recall --drill` asks it.
    ///
    /// - Parameters:
    ///   - recall: the id of the recall that was opened for it.
    ///   - elapsedMilliseconds: the time since the question was asked, for the minutes that a rehearsal tells; nil for
    ///     none.
    public func stockTrace(
        _ what: String, lot: String?, serial: String?, recall: String? = nil, elapsedMilliseconds: () -> Int64?
    ) throws -> StockListAnswer {
        try together {
            let scope = try scope()
            let day = today(scope)
            let product = try self.product(what)
            var filter = MovementFilter()
            filter.product = product.id
            filter.lot = lot.map { LotNumber($0) }
            filter.serial = serial.map { SerialNumber($0) }
            let levels = try reader.stockLevels(product: product.id, lot: filter.lot, on: day).filter { level in
                filter.serial.map { $0 == level.slot.serial } ?? true
            }
            let map = try StockMap(reader, .unit)
            var rows = levels.map { level in
                [
                    Cell("kind", .word("stock")), Cell("holder", .text(level.slot.place.rawValue)),
                    Cell("unit", .text(map.units[level.slot.place]?.name ?? "")),
                    Cell("lot", .text(level.slot.lot.rawValue)), Cell("serial", .text(level.slot.serial.rawValue)),
                    Cell("quantity", .number(level.balance)), Cell("at", .time(level.lastAt)),
                    Cell("status", .word(level.status.rawValue)),
                ]
            }
            let patients = try went(filter, &rows)
            var answer = StockListAnswer(scope: scope, schema: "vigie.stock-trace/1", name: "holders", rows: rows)
            answer.facts = [
                Cell("recall", .text(recall ?? "")), Cell("product", .text(product.id.rawValue)),
                Cell("name", .text(product.name)), Cell("lot", .text(lot ?? "")), Cell("serial", .text(serial ?? "")),
                Cell("units", .number(levels.reduce(0) { $0 + max(0, $1.balance) })),
                Cell("patients", .number(Int64(patients))),
            ]
            if let elapsed = elapsedMilliseconds() {
                answer.facts.append(Cell("drill", .flag(true)))
                answer.facts.append(Cell("minutes", .text(StockFigures.minutes(elapsed))))
            }
            return answer
        }
    }

    /// Who got it and has not brought it back: consumers, patients, partners.
    ///
    /// - Returns: how many patients.
    private func went(_ filter: MovementFilter, _ rows: inout [[Cell]]) throws(VigieError) -> Int {
        struct Holder: Hashable {
            var kind: String
            var name: String
            var lot: LotNumber
            var serial: SerialNumber
        }
        var sums: [Holder: (quantity: Int64, at: Instant)] = [:]
        let consumers = Set(try reader.stockPlaces().filter { !$0.kind.holdsStock }.map(\.id))
        for row in try reader.movements(filter, limit: 1_000_000) where !row.isReversed {
            let movement = row.movement
            var holder = Holder(kind: "", name: "", lot: movement.lot, serial: movement.serial)
            var quantity = movement.quantity
            if movement.kind == .receive || movement.kind == .borrow && movement.to != nil {
                // Where it came from: the partner or the delivery.
                let source = movement.partner?.rawValue ?? movement.reference
                guard !source.isEmpty else { continue }
                (holder.kind, holder.name) = ("source", source)
            } else if movement.patient != nil || [.dispense, .implant, .explant].contains(movement.kind) {
                // After its retention a patient's pseudonym is gone, and what they got still counts.
                (holder.kind, holder.name) = ("patient", movement.patient?.rawValue ?? "-")
                if movement.kind == .giveBack || movement.kind == .explant { quantity = -quantity }
            } else if let partner = movement.partner, movement.kind == .lend || movement.kind == .borrow {
                (holder.kind, holder.name) = ("partner", partner.rawValue)
                if movement.from == nil { quantity = -quantity }
            } else if let to = movement.to, consumers.contains(to) {
                (holder.kind, holder.name) = ("ward", to.rawValue)
            } else if let from = movement.from, consumers.contains(from) {
                (holder.kind, holder.name) = ("ward", from.rawValue)
                quantity = -quantity
            } else {
                continue
            }
            let known = sums[holder] ?? (0, movement.occurredAt)
            sums[holder] = (known.quantity + quantity, max(known.at, movement.occurredAt))
        }
        let held = sums.filter { $0.value.quantity > 0 }.sorted {
            ($0.key.kind, $0.key.name, $0.key.lot.rawValue, $0.key.serial.rawValue)
                < ($1.key.kind, $1.key.name, $1.key.lot.rawValue, $1.key.serial.rawValue)
        }
        for (holder, sum) in held {
            rows.append([
                Cell("kind", .word(holder.kind)), Cell("holder", .text(holder.name)),
                Cell("lot", .text(holder.lot.rawValue)), Cell("serial", .text(holder.serial.rawValue)),
                Cell("quantity", .number(sum.quantity)), Cell("at", .time(sum.at)),
                Cell("status", .word(holder.kind == "source" ? "source" : "used")),
            ])
        }
        return Set(held.filter { $0.key.kind == "patient" && $0.key.name != "-" }.map(\.key.name)).count
    }

    /// Every recall, the open ones first.
    public func stockRecalls() throws -> StockListAnswer {
        try together {
            let rows = try reader.recalls().sorted { ($0.closedAt != nil ? 1 : 0) < ($1.closedAt != nil ? 1 : 0) }.map {
                recall in
                [
                    Cell("id", .text(recall.id)), Cell("product", .text(recall.product.rawValue)),
                    Cell("lot", .text(recall.lot.rawValue)), Cell("serial", .text(recall.serial.rawValue)),
                    Cell(
                        "state",
                        .word(recall.isWithdrawn ? "withdrawn" : recall.closedAt == nil ? "open" : "closed")),
                    Cell("reason", .text(recall.reason)), Cell("opened_at", .time(recall.openedAt)),
                    Cell("actor", .text(recall.openedBy)), Cell("closed_at", .time(recall.closedAt)),
                    Cell("proof", .text(recall.proof)),
                ]
            }
            return StockListAnswer(scope: try scope(), schema: "vigie.stock-recalls/1", name: "recalls", rows: rows)
        }
    }

    /// Loans, the latest change first, with what is still due.
    public func stockLoans() throws -> StockListAnswer {
        try together {
            let scope = try scope()
            let day = today(scope)
            let rows = try reader.loans().map { loan in
                let isOpen = loan.state != .returned && loan.state != .cancelled
                return [
                    Cell("id", .text(loan.id)), Cell("partner", .text(loan.partner.rawValue)),
                    Cell("direction", .word(loan.isLent ? "lend" : "borrow")),
                    Cell("product", .text(loan.product.rawValue)), Cell("state", .word(loan.state.rawValue)),
                    Cell("quantity", .number(loan.quantity)), Cell("moved", .number(loan.moved)),
                    Cell("returned", .number(loan.returned)), Cell("due_back", .number(loan.moved - loan.returned)),
                    Cell("due", .day(loan.due)),
                    Cell("overdue", .flag(isOpen && loan.moved > loan.returned && loan.due.map { $0 < day } ?? false)),
                    Cell("detail", .text(loan.note)),
                ]
            }
            return StockListAnswer(scope: scope, schema: "vigie.stock-loans/1", name: "loans", rows: rows)
        }
    }

    /// The catalogue.
    public func stockProducts(limit: Int = 10_000) throws -> StockListAnswer {
        try together {
            let products = try reader.products()
            let rows = products.prefix(limit).map { product in
                [
                    Cell("product", .text(product.id.rawValue)), Cell("name", .text(product.name)),
                    Cell("unit_of_count", .text(product.unit)),
                    Cell("criticality", .word(product.criticality.rawValue)),
                    Cell(
                        "codes",
                        .text(
                            product.codes.map { $0.units == 1 ? $0.code : "\($0.code)*\($0.units)" }
                                .joined(separator: " "))),
                ]
            }
            return StockListAnswer(
                scope: try scope(), schema: "vigie.stock-products/1", name: "products", rows: Array(rows),
                total: products.count)
        }
    }

    /// The places of stock, and where on the map they are now.
    public func stockPlaces() throws -> StockListAnswer {
        try together {
            let map = try StockMap(reader, .unit)
            let rows = map.places.values.sorted { $0.id < $1.id }.map { place in
                [
                    Cell("place", .text(place.id.rawValue)), Cell("name", .text(place.name)),
                    Cell("kind", .word(place.kind.rawValue)),
                    Cell("unit", .text(map.units[place.id]?.name ?? place.unit?.rawValue ?? "")),
                    Cell("level", .text(map.units[place.id]?.level.name ?? "")), Cell("owner", .text(place.owner)),
                ]
            }
            return StockListAnswer(scope: try scope(), schema: "vigie.stock-places/1", name: "places", rows: rows)
        }
    }

    /// What is kept for somebody.
    public func stockReservations() throws -> StockListAnswer {
        try together {
            let rows = try reader.reservations().map { reservation in
                [
                    Cell("id", .text(reservation.id)), Cell("product", .text(reservation.product.rawValue)),
                    Cell("lot", .text(reservation.lot.rawValue)), Cell("place", .text(reservation.place.rawValue)),
                    Cell("quantity", .number(reservation.quantity)), Cell("purpose", .text(reservation.purpose)),
                    Cell("until", .day(reservation.until)),
                ]
            }
            return StockListAnswer(
                scope: try scope(), schema: "vigie.stock-reservations/1", name: "reservations", rows: rows)
        }
    }
}

/// Small figures as text.
enum StockFigures {
    /// Minutes with three decimals.
    static func minutes(_ milliseconds: Int64) -> String {
        let thousandths = milliseconds / 60
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
