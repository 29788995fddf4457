internal import GRDB
public import Model

/// The ledger in the database, inside one transaction of the writer: what ``LedgerBook`` asks for, and the scans.
///
/// It is valid only inside the call that gave it. What it looks up of the catalogue it keeps for as long.
public struct StockBook: LedgerBook {
    let database: Database
    /// Shared by copies of the book.
    let cache = StockCache()

    init(_ database: Database) {
        self.database = database
    }

    // MARK: Catalogue

    /// See ``LedgerBook``.
    public mutating func product(_ id: ProductID) throws -> Product? { try keyed(id)?.product }
    /// See ``LedgerBook``.
    public mutating func place(_ id: StockPlaceID) throws -> StockPlace? { try keyed(id)?.place }

    mutating func keyed(_ id: ProductID) throws -> StockRows.KeyedProduct? {
        if let row = cache.productRows[id] { return row }
        let row = try StockRows.product(database, id)
        cache.productRows[id] = row
        if let row { cache.productIDs[row.key] = id }
        return row
    }

    mutating func keyed(_ id: StockPlaceID) throws -> StockRows.KeyedPlace? {
        if let row = cache.placeRows[id] { return row }
        let row = try StockRows.place(database, id)
        cache.placeRows[id] = row
        if let row { cache.placeIDs[row.key] = id }
        return row
    }

    private mutating func productKey(_ id: ProductID) throws -> Int64 {
        guard let row = try keyed(id) else { throw StockRows.missing("product", id.rawValue) }
        return row.key
    }

    private mutating func placeKey(_ id: StockPlaceID) throws -> Int64 {
        guard let row = try keyed(id) else { throw StockRows.missing("place of stock", id.rawValue) }
        return row.key
    }

    private mutating func productID(_ key: Int64) throws -> ProductID {
        if let id = cache.productIDs[key] { return id }
        let id = try StockRows.productID(database, key)
        cache.productIDs[key] = id
        return id
    }

    private mutating func placeID(_ key: Int64) throws -> StockPlaceID {
        if let id = cache.placeIDs[key] { return id }
        let id = try StockRows.placeID(database, key)
        cache.placeIDs[key] = id
        return id
    }

    // MARK: The ledger

    /// See ``LedgerBook``.
    public mutating func movement(_ event: StockEventID) throws -> (number: MovementNumber, movement: Movement)? {
        let statement = try RawStatement(
            database, "SELECT " + StockRows.movementColumns + " FROM stock_movement WHERE event = ?")
        statement.bind(1, event.rawValue)
        return try movements(statement, limit: 1).first
    }

    /// See ``LedgerBook``.
    public mutating func movement(_ number: MovementNumber) throws -> Movement? {
        let statement = try RawStatement(
            database, "SELECT " + StockRows.movementColumns + " FROM stock_movement WHERE number = ?")
        statement.bind(1, number.rawValue)
        return try movements(statement, limit: 1).first?.movement
    }

    /// See ``LedgerBook``.
    public mutating func reversal(of event: StockEventID) throws -> StockEventID? {
        let statement = try RawStatement(database, "SELECT event FROM stock_movement WHERE reverses = ?")
        statement.bind(1, event.rawValue)
        return try statement.first { StockEventID($0.text(0)) }
    }

    /// See ``LedgerBook``.
    public mutating func movements(of product: ProductID, lot: LotNumber) throws -> [Movement] {
        let statement = try RawStatement(
            database, "SELECT " + StockRows.movementColumns + " FROM stock_movement WHERE product = ? AND lot = ?")
        statement.bind(1, try productKey(product))
        statement.bind(2, lot.rawValue)
        return try movements(statement, limit: .max).map(\.movement)
    }

    /// See ``LedgerBook``.
    public mutating func movements(of product: ProductID, serial: SerialNumber) throws -> [Movement] {
        let statement = try RawStatement(
            database,
            "SELECT " + StockRows.movementColumns
                + " FROM stock_movement WHERE product = ? AND serial = ? AND serial <> ''")
        statement.bind(1, try productKey(product))
        statement.bind(2, serial.rawValue)
        return try movements(statement, limit: .max).map(\.movement)
    }

    private mutating func movements(
        _ statement: RawStatement, limit: Int
    ) throws -> [(number: MovementNumber, movement: Movement)] {
        var rows: [StockRows.KeyedMovement] = []
        try statement.forEachRow { row in
            if rows.count < limit { rows.append(StockRows.movement(row)) }
        }
        return try rows.map { row in
            var movement = row.movement
            movement.product = try productID(row.product)
            movement.from = try row.from.map { try placeID($0) }
            movement.to = try row.to.map { try placeID($0) }
            return (row.number, movement)
        }
    }

    /// See ``LedgerBook``.
    public mutating func append(_ movement: Movement) throws -> MovementNumber {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_movement (event, kind, product, lot, serial, expiry, from_place, to_place, quantity,
                occurred_at, recorded_at, actor, device, reason, patient, procedure, reference, partner, reverses,
                source)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
            """)
        // A reversal of what is not known yet names no product of the catalogue: 0.
        let product = try movement.kind == .reverse ? keyed(movement.product)?.key ?? 0 : productKey(movement.product)
        statement.bind(1, movement.event.rawValue)
        statement.bind(2, Int64(movement.kind.rawValue))
        statement.bind(3, product)
        statement.bind(4, movement.lot.rawValue)
        statement.bind(5, movement.serial.rawValue)
        statement.bind(6, movement.expiry.map { Int64($0.days) })
        statement.bind(7, try movement.from.flatMap { try keyed($0)?.key })
        statement.bind(8, try movement.to.flatMap { try keyed($0)?.key })
        statement.bind(9, movement.quantity)
        statement.bind(10, movement.occurredAt)
        statement.bind(11, movement.recordedAt)
        statement.bind(12, movement.actor)
        statement.bind(13, movement.device)
        statement.bind(14, movement.reason)
        statement.bind(15, movement.patient?.rawValue)
        statement.bind(16, movement.procedure)
        statement.bind(17, movement.reference)
        statement.bind(18, movement.partner?.rawValue)
        statement.bind(19, movement.reverses?.rawValue)
        statement.bind(20, movement.source?.rawValue)
        return MovementNumber(try statement.first { $0.int64(0) } ?? 0)
    }

    // MARK: Timelines

    /// See ``LedgerBook``.
    public mutating func slotKey(_ slot: StockSlot) throws -> SlotKey {
        let product = try productKey(slot.product)
        let place = try placeKey(slot.place)
        let find = try RawStatement(
            database, "SELECT key FROM stock_slot WHERE product = ? AND lot = ? AND serial = ? AND place = ?")
        let make = { (statement: RawStatement) in
            statement.bind(1, product)
            statement.bind(2, slot.lot.rawValue)
            statement.bind(3, slot.serial.rawValue)
            statement.bind(4, place)
        }
        make(find)
        if let key = try find.first({ SlotKey($0.int64(0)) }) { return key }
        let insert = try RawStatement(
            database, "INSERT INTO stock_slot (product, lot, serial, place) VALUES (?, ?, ?, ?) RETURNING key")
        make(insert)
        return SlotKey(try insert.first { $0.int64(0) } ?? 0)
    }

    private static let entryColumns = "occurred_at, tie, movement, flags, quantity, change, balance"

    private static func entry(_ row: RawStatement) -> LedgerEntry {
        LedgerEntry(
            position: LedgerPosition(occurredAt: row.instant(0), tie: row.int64(1)),
            movement: MovementNumber(row.int64(2)),
            flags: LedgerEntry.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(3))), quantity: row.int64(4),
            change: row.int64(5), balance: row.int64(6))
    }

    private func entryStatement(_ sql: String, _ slot: SlotKey, _ position: LedgerPosition) throws -> RawStatement {
        let statement = try RawStatement(database, sql)
        statement.bind(1, slot.rawValue)
        statement.bind(2, position.occurredAt)
        statement.bind(3, position.tie)
        return statement
    }

    /// See ``LedgerBook``.
    public mutating func entry(before position: LedgerPosition, in slot: SlotKey) throws -> LedgerEntry? {
        let statement = try entryStatement(
            "SELECT " + Self.entryColumns + " FROM stock_entry WHERE slot = ? AND (occurred_at, tie) < (?, ?)"
                + " ORDER BY occurred_at DESC, tie DESC LIMIT 1", slot, position)
        return try statement.first(Self.entry)
    }

    /// See ``LedgerBook``.
    public mutating func entries(
        from position: LedgerPosition, in slot: SlotKey, limit: Int
    ) throws -> [LedgerEntry] {
        let statement = try entryStatement(
            "SELECT " + Self.entryColumns + " FROM stock_entry WHERE slot = ? AND (occurred_at, tie) >= (?, ?)"
                + " ORDER BY occurred_at, tie LIMIT ?", slot, position)
        statement.bind(4, limit)
        var entries: [LedgerEntry] = []
        try statement.forEachRow { entries.append(Self.entry($0)) }
        return entries
    }

    public mutating func count(after position: LedgerPosition, in slot: SlotKey) throws -> LedgerEntry? {
        let statement = try entryStatement(
            "SELECT " + Self.entryColumns + " FROM stock_entry WHERE slot = ? AND (occurred_at, tie) > (?, ?)"
                + " AND flags & 6 = 2 ORDER BY occurred_at, tie LIMIT 1", slot, position)
        return try statement.first(Self.entry)
    }

    /// See ``LedgerBook``.
    public mutating func insert(_ entry: LedgerEntry, in slot: SlotKey) throws -> Bool {
        try write(
            entry, slot,
            """
            INSERT OR IGNORE INTO stock_entry (slot, occurred_at, tie, movement, flags, quantity, change, balance)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        return database.changesCount == 1
    }

    /// See ``LedgerBook``.
    public mutating func update(_ entry: LedgerEntry, in slot: SlotKey) throws {
        try write(
            entry, slot,
            """
            UPDATE stock_entry SET movement = ?4, flags = ?5, quantity = ?6, change = ?7, balance = ?8
            WHERE slot = ?1 AND occurred_at = ?2 AND tie = ?3
            """)
    }

    private func write(_ entry: LedgerEntry, _ slot: SlotKey, _ sql: String) throws {
        let statement = try entryStatement(sql, slot, entry.position)
        statement.bind(4, entry.movement.rawValue)
        statement.bind(5, Int64(entry.flags.rawValue))
        statement.bind(6, entry.quantity)
        statement.bind(7, entry.change)
        statement.bind(8, entry.balance)
        try statement.run()
    }

    /// See ``LedgerBook``.
    public mutating func setBalance(_ balance: Int64, lastAt: Instant, of slot: SlotKey) throws {
        let statement = try RawStatement(database, "UPDATE stock_slot SET balance = ?, last_at = ? WHERE key = ?")
        statement.bind(1, balance)
        statement.bind(2, lastAt)
        statement.bind(3, slot.rawValue)
        try statement.run()
    }

    /// See ``LedgerBook``.
    public mutating func holdings(
        of product: ProductID, serial: SerialNumber
    ) throws -> [(place: StockPlaceID, balance: Int64, lastAt: Instant)] {
        let statement = try RawStatement(
            database,
            """
            SELECT p.id, s.balance, s.last_at FROM stock_slot s JOIN stock_place p ON p.key = s.place
            WHERE s.product = ? AND s.serial = ? AND s.balance > 0 ORDER BY p.id
            """)
        statement.bind(1, try productKey(product))
        statement.bind(2, serial.rawValue)
        var found: [(place: StockPlaceID, balance: Int64, lastAt: Instant)] = []
        try statement.forEachRow { found.append((StockPlaceID($0.text(0)), $0.int64(1), $0.instant(2))) }
        return found
    }
}

/// What was looked up of the catalogue inside one transaction.
final class StockCache {
    var productRows: [ProductID: StockRows.KeyedProduct] = [:]
    var placeRows: [StockPlaceID: StockRows.KeyedPlace] = [:]
    var productIDs: [Int64: ProductID] = [:]
    var placeIDs: [Int64: StockPlaceID] = [:]

    /// The catalogue changed.
    func removeAll() {
        productRows.removeAll()
        placeRows.removeAll()
        productIDs.removeAll()
        placeIDs.removeAll()
    }
}
