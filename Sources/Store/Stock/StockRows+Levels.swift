internal import GRDB
import Model

extension StockRows {
    /// Every slot that is not empty, by product, place, expiry and lot; recalled serial numbers are told as recalled.
    static func levels(
        _ database: Database, product: ProductID?, place: StockPlaceID?, lot: LotNumber?, on day: CalendarDay
    ) throws -> [StockLevel] {
        let products = try product.map { try StockRows.product(database, $0) }
        let places = try place.map { try StockRows.place(database, $0) }
        if let products, products == nil { return [] }
        if let places, places == nil { return [] }
        let names = try Names(database)
        var levels: [StockLevel] = []
        // One product's slots are read from their index alone.
        let statement = try RawStatement(
            database, product == nil ? levelColumns : levelColumns + " AND s.product = ?3")
        statement.bind(1, places??.key)
        statement.bind(2, lot?.rawValue)
        if let products { statement.bind(3, products?.key) }
        try statement.forEachRow { row in
            levels.append(
                StockLevel(
                    slot: StockSlot(
                        product: names.products[row.int64(0)] ?? ProductID(""), lot: LotNumber(row.text(1)),
                        serial: SerialNumber(row.text(2)), place: names.places[row.int64(3)] ?? StockPlaceID("")),
                    balance: row.int64(4), lastAt: row.optionalInstant(5), expiry: StockRows.day(row, 6),
                    status: row.isNull(7) ? .available : LotStatus(rawValue: row.text(7)) ?? .quarantined, reserved: 0))
        }
        try block(&levels, database)
        try reserve(&levels, database, on: day)
        levels.sort(by: precedes)
        return levels
    }

    private static let levelColumns =
        """
        SELECT s.product, s.lot, s.serial, s.place, s.balance, s.last_at, l.expiry, l.status
        FROM stock_slot s INDEXED BY stock_slot_live
        LEFT JOIN stock_lot l ON l.product = s.product AND l.number = s.lot
        WHERE s.balance <> 0 AND (?1 IS NULL OR s.place = ?1) AND (?2 IS NULL OR s.lot = ?2)
        """

    static func precedes(_ left: StockLevel, _ right: StockLevel) -> Bool {
        let (a, b) = (left.slot, right.slot)
        if a.product != b.product { return a.product < b.product }
        if a.place != b.place { return a.place < b.place }
        if left.expiry != right.expiry {
            guard let first = left.expiry else { return false }
            guard let second = right.expiry else { return true }
            return first < second
        }
        return a.lot != b.lot ? a.lot < b.lot : a.serial < b.serial
    }

    /// Objects that are blocked by themselves: the last decision about each.
    private static func block(_ levels: inout [StockLevel], _ database: Database) throws {
        let blocked = try blockedObjects(database)
        guard !blocked.isEmpty else { return }
        for index in levels.indices where levels[index].slot.serial != .untold {
            let object = BlockedObject(product: levels[index].slot.product, serial: levels[index].slot.serial)
            if let status = blocked[object] { levels[index].status = status }
        }
    }

    private struct BlockedObject: Hashable {
        var product: ProductID
        var serial: SerialNumber
    }

    private static func blockedObjects(_ database: Database) throws -> [BlockedObject: LotStatus] {
        var blocked: [BlockedObject: LotStatus] = [:]
        try RawStatement(
            database,
            """
            SELECT p.id, d.serial, d.status FROM stock_decision d JOIN stock_product p ON p.key = d.product
            WHERE d.serial <> '' ORDER BY d.at, d.event
            """
        ).forEachRow { row in
            let status = LotStatus(rawValue: row.text(2)) ?? .quarantined
            blocked[BlockedObject(product: ProductID(row.text(0)), serial: SerialNumber(row.text(1)))] =
                status.isUsable ? nil : status
        }
        return blocked
    }

    /// Products with reservations or blocked objects, in order: their balances depend on more than their lots' state.
    static func named(_ database: Database, on day: CalendarDay) throws -> [ProductID] {
        let reserved = try reservations(database).filter { $0.until.map { $0 >= day } ?? true }.map(\.product)
        return Set(reserved + (try blockedObjects(database).keys.map(\.product))).sorted()
    }

    /// Lays reservations upon what is usable, first expiry first.
    private static func reserve(_ levels: inout [StockLevel], _ database: Database, on day: CalendarDay) throws {
        let reservations = try reservations(database).filter { $0.until.map { $0 >= day } ?? true }
        guard !reservations.isEmpty else { return }
        let order = levels.indices.sorted { precedes(levels[$0], levels[$1]) }
        for reservation in reservations {
            var left = reservation.quantity
            for index in order where left > 0 {
                let slot = levels[index].slot
                guard slot.product == reservation.product, slot.place == reservation.place,
                    reservation.lot == .untold || reservation.lot == slot.lot
                else { continue }
                let taken = min(left, levels[index].usable(on: day))
                levels[index].reserved += taken
                left -= taken
            }
        }
    }

    /// Ids of products and places by their keys.
    struct Names {
        var products: [Int64: ProductID] = [:]
        var places: [Int64: StockPlaceID] = [:]

        init(_ database: Database) throws {
            try RawStatement(database, "SELECT key, id FROM stock_product").forEachRow {
                products[$0.int64(0)] = ProductID($0.text(1))
            }
            try RawStatement(database, "SELECT key, id FROM stock_place").forEachRow {
                places[$0.int64(0)] = StockPlaceID($0.text(1))
            }
        }
    }

    static func recalls(_ database: Database, openOnly: Bool) throws -> [Recall] {
        var recalls: [Recall] = []
        try RawStatement(
            database,
            """
            SELECT r.id, p.id, r.lot, r.serial, r.reason, r.opened_at, r.opened_by, r.closed_at, r.closed_by, r.proof,
                r.withdrawn
            FROM stock_recall r JOIN stock_product p ON p.key = r.product ORDER BY r.opened_at, r.id
            """
        ).forEachRow { row in
            guard !openOnly || row.isNull(7) else { return }
            var recall = Recall(
                id: row.text(0), product: ProductID(row.text(1)), lot: LotNumber(row.text(2)),
                serial: SerialNumber(row.text(3)), reason: row.text(4), openedAt: row.instant(5),
                openedBy: row.text(6))
            recall.closedAt = row.optionalInstant(7)
            recall.closedBy = row.text(8)
            recall.proof = row.text(9)
            recall.isWithdrawn = row.int(10) != 0
            recalls.append(recall)
        }
        return recalls
    }

    /// With what moved, as the ledger says: a loan's movements have its id as their reference.
    static func loans(_ database: Database) throws -> [Loan] {
        var loans: [Loan] = []
        try RawStatement(
            database,
            """
            SELECT n.id, n.partner, n.lent, p.id, n.quantity, n.due, n.state, n.note, n.changed_at,
                coalesce((SELECT sum(m.quantity) FROM stock_movement m WHERE m.reference = n.id AND m.reference <> ''
                    AND m.kind IN (11, 12) AND (m.from_place IS NOT NULL) = n.lent
                    AND NOT EXISTS (SELECT 1 FROM stock_movement r WHERE r.reverses = m.event)), 0),
                coalesce((SELECT sum(m.quantity) FROM stock_movement m WHERE m.reference = n.id AND m.reference <> ''
                    AND m.kind IN (11, 12) AND (m.from_place IS NOT NULL) <> n.lent
                    AND NOT EXISTS (SELECT 1 FROM stock_movement r WHERE r.reverses = m.event)), 0)
            FROM stock_loan n JOIN stock_product p ON p.key = n.product ORDER BY n.changed_at DESC, n.id
            """
        ).forEachRow { row in
            var loan = Loan(
                id: row.text(0), partner: PartnerID(row.text(1)), isLent: row.int(2) != 0,
                product: ProductID(row.text(3)), quantity: row.int64(4), due: day(row, 5),
                state: Loan.State(rawValue: row.text(6)) ?? .requested, note: row.text(7), changedAt: row.instant(8))
            loan.moved = row.int64(9)
            loan.returned = row.int64(10)
            loans.append(loan)
        }
        return loans
    }

    static func reservations(_ database: Database) throws -> [Reservation] {
        var reservations: [Reservation] = []
        try RawStatement(
            database,
            """
            SELECT r.id, p.id, r.lot, l.id, r.quantity, r.purpose, r.until FROM stock_reservation r
            JOIN stock_product p ON p.key = r.product JOIN stock_place l ON l.key = r.place ORDER BY r.id
            """
        ).forEachRow { row in
            reservations.append(
                Reservation(
                    id: row.text(0), product: ProductID(row.text(1)), lot: LotNumber(row.text(2)),
                    place: StockPlaceID(row.text(3)), quantity: row.int64(4), purpose: row.text(5),
                    until: day(row, 6)))
        }
        return reservations
    }
}
