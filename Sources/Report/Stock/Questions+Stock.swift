import Model
public import Store

extension Questions {
    typealias Cell = StockListAnswer.Cell

    /// The product that a text means: its id, one of its codes, or its name in any case.
    ///
    /// - Throws: ``NothingFound``; ``VigieError`` with code `badData` for a name of several.
    func product(_ text: String) throws -> Product {
        let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        var found = try reader.products(named: text)
        // A GTIN is kept as 14 digits.
        if found.isEmpty, digits, [8, 12, 13].contains(text.utf8.count) {
            found = try reader.products(named: String(repeating: "0", count: 14 - text.utf8.count) + text)
        }
        if found.count == 1, let product = found.first { return product }
        let shown = Printable.clean(text)
        guard found.isEmpty else {
            throw VigieError(
                .badData, "'\(shown)' is the name of \(found.count) products",
                remedy: "Give the id of one: " + found.prefix(5).map(\.id.rawValue).joined(separator: ", "))
        }
        throw NothingFound("the catalogue has no product '\(shown)'", hint: "'vigie stock products' shows what it has")
    }

    func today(_ scope: AnswerScope) -> CalendarDay {
        CalendarDay(scope.zone.civil(scope.now).dateText) ?? CalendarDay(scope.now)
    }

    /// Lots, what expires first first.
    public func stockLots(_ what: String?, includesEmpty: Bool, limit: Int = 1000) throws -> StockListAnswer {
        try together {
            let product = try what.map { try self.product($0) }
            let lots = try reader.lots(product: product?.id, liveOnly: !includesEmpty)
            let rows = lots.prefix(limit).map { lot, balance in
                [
                    Cell("product", .text(lot.product.rawValue)), Cell("lot", .text(lot.number.rawValue)),
                    Cell("expiry", .day(lot.expiry)), Cell("status", .word(lot.status.rawValue)),
                    Cell("quantity", .number(balance)),
                    Cell("out_of_range_minutes", .number(lot.outOfRangeMilliseconds / 60_000)),
                    Cell("reason", .text(lot.statusReason)),
                ]
            }
            return StockListAnswer(
                scope: try scope(), schema: "vigie.stock-lots/1", name: "lots", rows: Array(rows), total: lots.count)
        }
    }

    /// What expires within a number of days, or has expired: the most valuable first, with what is expected to be used
    /// until then and what is left over to be offered.
    ///
    /// - Parameter demandDays: days of the past that the expected use is taken from.
    public func stockExpiring(days: Int, demandDays: Int = 90, limit: Int = 1000) throws -> StockListAnswer {
        try together {
            let scope = try scope()
            let today = today(scope)
            let horizon = today.advanced(byDays: days)
            let levels = try reader.stockLevels(on: today).filter { level in
                level.balance > 0 && level.expiry.map { $0 <= horizon } ?? false
            }
            let catalogue = Dictionary(
                try reader.products(withCodes: false).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let daily = try reader.demandSums(from: today.advanced(byDays: -demandDays), to: today).mapValues {
                Double($0) / Double(demandDays)
            }
            // What leaves first takes the expected use first.
            var taken: [ProductID: Double] = [:]
            let ordered = levels.sorted { ($0.expiry ?? today) < ($1.expiry ?? today) }
            var rows: [(value: Int64, cells: [Cell])] = ordered.map { level in
                let left = max(0, Int((level.expiry ?? today).days - today.days) + 1)
                let expected = max(
                    0, (daily[level.slot.product] ?? 0) * Double(left) - (taken[level.slot.product] ?? 0))
                let isOver = level.isExpired(on: today)
                // What is expired or blocked is used by nobody, and cannot be offered.
                let isFit = !isOver && level.status.isUsable
                let use = isFit ? min(Double(level.balance), max(0, expected)) : 0
                taken[level.slot.product, default: 0] += use
                let surplus = isFit ? level.balance - Int64(use.rounded()) : 0
                let value = (catalogue[level.slot.product]?.priceMilli ?? 0) * level.balance / 1000
                return (
                    value,
                    [
                        Cell("product", .text(level.slot.product.rawValue)),
                        Cell("name", .text(catalogue[level.slot.product]?.name ?? "")),
                        Cell("lot", .text(level.slot.lot.rawValue)), Cell("place", .text(level.slot.place.rawValue)),
                        Cell("expiry", .day(level.expiry)), Cell("quantity", .number(level.balance)),
                        Cell("value", .number(value)), Cell("expected_use", .number(Int64(use.rounded()))),
                        Cell("surplus", .number(surplus)),
                        Cell("state", .word(isOver ? "expired" : level.status.rawValue)),
                    ]
                )
            }
            rows.sort { $0.value > $1.value }
            return StockListAnswer(
                scope: scope, schema: "vigie.stock-expiring/1", name: "expiring",
                rows: rows.prefix(limit).map(\.cells), total: rows.count)
        }
    }

    /// Movements, newest first.
    public func stockMovements(_ filter: MovementFilter, what: String?, limit: Int) throws -> StockListAnswer {
        try together {
            var filter = filter
            if let what { filter.product = try product(what).id }
            let found = try reader.movements(filter, limit: limit)
            let rows = found.map { row in
                let movement = row.movement
                return [
                    Cell("number", .number(row.number.rawValue)), Cell("at", .time(movement.occurredAt)),
                    Cell("recorded_at", .time(movement.recordedAt)), Cell("kind", .word(movement.kind.name)),
                    Cell("product", .text(movement.product.rawValue)), Cell("lot", .text(movement.lot.rawValue)),
                    Cell("serial", .text(movement.serial.rawValue)), Cell("expiry", .day(movement.expiry)),
                    Cell("quantity", .number(movement.quantity)), Cell("from", .text(movement.from?.rawValue ?? "")),
                    Cell("to", .text(movement.to?.rawValue ?? "")), Cell("actor", .text(movement.actor)),
                    Cell("device", .text(movement.device)), Cell("reason", .text(movement.reason)),
                    Cell("patient", .text(movement.patient?.rawValue ?? "")),
                    Cell("procedure", .text(movement.procedure)), Cell("reference", .text(movement.reference)),
                    Cell("partner", .text(movement.partner?.rawValue ?? "")),
                    Cell("reverses", .text(movement.reverses?.rawValue ?? "")),
                    Cell("reversed", .flag(row.isReversed)), Cell("event", .text(movement.event.rawValue)),
                ]
            }
            return StockListAnswer(
                scope: try scope(), schema: "vigie.stock-movements/1", name: "movements", rows: rows)
        }
    }

    /// Cases, newest first.
    public func stockCases(includesResolved: Bool, limit: Int) throws -> StockListAnswer {
        try together {
            let found = try reader.stockCases(openOnly: !includesResolved, limit: limit)
            let rows = found.map { known in
                [
                    Cell("id", .text(known.id)), Cell("kind", .word(known.kind.rawValue)),
                    Cell("state", .word(known.state.rawValue)), Cell("at", .time(known.occurredAt)),
                    Cell("owner", .text(known.owner)), Cell("product", .text(known.product?.rawValue ?? "")),
                    Cell("lot", .text(known.lot?.rawValue ?? "")), Cell("serial", .text(known.serial?.rawValue ?? "")),
                    Cell("place", .text(known.place?.rawValue ?? "")), Cell("quantity", .number(known.quantity)),
                    Cell("detail", .text(known.detail)), Cell("event", .text(known.event?.rawValue ?? "")),
                    Cell("resolution", .text(known.resolution)),
                ]
            }
            return StockListAnswer(scope: try scope(), schema: "vigie.stock-cases/1", name: "cases", rows: rows)
        }
    }
}
