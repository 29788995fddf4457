import Model
import Store

extension Questions {
    /// The single objects of a place: seen there, expected by the records, or missing.
    ///
    /// - Parameter place: nil for all places.
    public func stockPresence(place: String?, limit: Int = 1000) throws -> StockListAnswer {
        try together {
            let found = try reader.presence(at: place.map { StockPlaceID($0) })
            let map = try StockMap(reader, .unit)
            let rows = found.prefix(limit).map { row in
                [
                    Cell("place", .text(row.slot.place.rawValue)),
                    Cell("unit", .text(map.units[row.slot.place]?.name ?? "")),
                    Cell("product", .text(row.slot.product.rawValue)), Cell("lot", .text(row.slot.lot.rawValue)),
                    Cell("serial", .text(row.slot.serial.rawValue)),
                    Cell("confidence", .word(row.confidence.rawValue)), Cell("at", .time(row.at)),
                ]
            }
            var answer = StockListAnswer(
                scope: try scope(), schema: "vigie.stock-presence/1", name: "objects", rows: Array(rows),
                total: found.count)
            answer.facts = ObjectRow.Confidence.allCases.map { confidence in
                Cell(confidence.rawValue, .number(Int64(found.count { $0.confidence == confidence })))
            }
            return answer
        }
    }

    /// What is still to be given back between us and each partner, by product: above zero when they owe us.
    public func stockPartners() throws -> StockListAnswer {
        try together {
            struct Key: Hashable {
                var partner: PartnerID
                var product: ProductID
            }
            let scope = try scope()
            let day = today(scope)
            var sums: [Key: (balance: Int64, loans: Int, overdue: Int64, due: CalendarDay?)] = [:]
            for loan in try reader.loans() {
                let left = loan.moved - loan.returned
                guard left != 0, loan.state != .cancelled else { continue }
                var sum = sums[Key(partner: loan.partner, product: loan.product)] ?? (0, 0, 0, nil)
                sum.balance += loan.isLent ? left : -left
                sum.loans += 1
                if let due = loan.due {
                    if due < day { sum.overdue += left }
                    sum.due = min(sum.due ?? due, due)
                }
                sums[Key(partner: loan.partner, product: loan.product)] = sum
            }
            let catalogue = Dictionary(
                try reader.products(withCodes: false).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let ordered = sums.sorted {
                ($0.key.partner, $0.key.product.rawValue) < ($1.key.partner, $1.key.product.rawValue)
            }
            let rows = ordered.map { key, sum in
                [
                    Cell("partner", .text(key.partner.rawValue)), Cell("product", .text(key.product.rawValue)),
                    Cell("name", .text(catalogue[key.product]?.name ?? "")), Cell("balance", .number(sum.balance)),
                    Cell("value", .number((catalogue[key.product]?.priceMilli ?? 0) * sum.balance / 1000)),
                    Cell("loans", .number(Int64(sum.loans))), Cell("late", .number(sum.overdue)),
                    Cell("due", .day(sum.due)),
                ]
            }
            return StockListAnswer(
                scope: scope, schema: "vigie.stock-partners/1", name: "balances", rows: rows)
        }
    }
}
