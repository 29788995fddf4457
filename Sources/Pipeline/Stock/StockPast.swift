import Model
import Stock
import Store

/// A product's past at a place, folded from its movements: what was consumed each day, and when nothing was there.
struct StockPast {
    let history: DemandHistory
    /// The first day of the history.
    let firstDay: CalendarDay

    /// Movements that are read at most.
    static let movementsMax = 5_000_000

    /// - Parameters:
    ///   - place: nil for all places together.
    ///   - today: a day that is not over is left out.
    ///   - days: as many days as there are, and no more than these.
    /// - Returns: nil without a movement before today.
    /// - Complexity: O(movements of the product).
    static func read(
        _ reader: StoreReader, _ product: ProductID, at place: StockPlaceID?, today: CalendarDay, days: Int
    ) throws(VigieError) -> StockPast? {
        var filter = MovementFilter()
        filter.product = product
        filter.place = place
        filter.to = today.start
        let rows = try reader.movements(filter, limit: movementsMax).reversed().filter { row in
            !row.isReversed && row.movement.kind != .reverse
        }
        guard let first = rows.first?.movement.occurredAt else { return nil }
        let start = max(CalendarDay(first), today.advanced(byDays: -days))
        let count = Int(today.days - start.days)
        guard count > 0 else { return nil }
        var demand = [Double](repeating: 0, count: count)
        var isOut = [Bool](repeating: false, count: count)
        var balances: [StockSlot: Int64] = [:]
        var total: Int64 = 0
        var day = 0
        func close(until next: Int) {
            while day < min(next, count) {
                if total <= 0 { isOut[day] = true }
                day += 1
            }
        }
        for row in rows {
            let movement = row.movement
            let index = Int(CalendarDay(movement.occurredAt).days - start.days)
            close(until: index)
            apply(movement, place, &balances, &total)
            guard index >= 0, index < count else { continue }
            if total <= 0 { isOut[index] = true }
            let isHere = place == nil || (movement.kind == .giveBack ? movement.to : movement.from) == place
            if movement.kind.isDemand, isHere { demand[index] += Double(movement.quantity) }
            if movement.kind == .giveBack, isHere { demand[index] -= Double(movement.quantity) }
        }
        close(until: count)
        return StockPast(history: DemandHistory(days: demand, stockOuts: isOut), firstDay: start)
    }

    /// What lies there after a movement; a count says what lies in its slot.
    private static func apply(
        _ movement: Movement, _ place: StockPlaceID?, _ balances: inout [StockSlot: Int64], _ total: inout Int64
    ) {
        func change(_ end: StockPlaceID?, _ change: (Int64) -> Int64) {
            guard let end, place == nil || end == place else { return }
            let slot = StockSlot(product: movement.product, lot: movement.lot, serial: movement.serial, place: end)
            let before = balances[slot] ?? 0
            let after = change(before)
            balances[slot] = after
            total += after - before
        }
        switch movement.kind {
        case .count: change(movement.to) { _ in movement.quantity }
        // What is issued to a ward is used up for all places together; a place that is asked for keeps what it got.
        case .issue, .dispense, .implant:
            change(movement.from) { $0 - movement.quantity }
            if place != nil { change(movement.to) { $0 + movement.quantity } }
        case .giveBack:
            if place != nil { change(movement.from) { $0 - movement.quantity } }
            change(movement.to) { $0 + movement.quantity }
        default:
            change(movement.from) { $0 - movement.quantity }
            change(movement.to) { $0 + movement.quantity }
        }
    }
}
