internal import GRDB
import Model

/// How stock lies in rows.
enum StockRows {
    struct KeyedProduct {
        var key: Int64
        var product: Product
    }

    struct KeyedPlace {
        var key: Int64
        var place: StockPlace
    }

    /// A movement whose product and places are still keys.
    struct KeyedMovement {
        var number: MovementNumber
        var movement: Movement
        var product: Int64
        var from: Int64?
        var to: Int64?
    }

    static func missing(_ what: String, _ id: String) -> VigieError {
        VigieError(
            .badData, "there is no \(what) \(Printable.clean(id))", remedy: "Import it with 'vigie stock import' first")
    }

    static func day(_ row: RawStatement, _ column: Int32) -> CalendarDay? {
        row.optionalInt32(column).map { CalendarDay(days: $0) }
    }

    static let productColumns =
        """
        key, id, name, unit, criticality, reorder_level, order_quantity, price_milli, keeps_serials, celsius_min,
        celsius_max
        """

    static func product(_ row: RawStatement) -> KeyedProduct {
        var product = Product(
            id: ProductID(row.text(1)), name: row.text(2), unit: row.text(3),
            criticality: Criticality(rawValue: row.text(4)) ?? .ordinary, reorderLevel: row.optionalInt64(5),
            orderQuantity: row.optionalInt64(6), priceMilli: row.optionalInt64(7), keepsSerials: row.int(8) != 0)
        if let low = row.optionalInt(9), let high = row.optionalInt(10), low <= high { product.celsius = low...high }
        return KeyedProduct(key: row.int64(0), product: product)
    }

    /// Without its codes.
    static func product(_ database: Database, _ id: ProductID) throws -> KeyedProduct? {
        let statement = try RawStatement(
            database, "SELECT " + productColumns + " FROM stock_product WHERE id = ?")
        statement.bind(1, id.rawValue)
        return try statement.first { product($0) }
    }

    static func productID(_ database: Database, _ key: Int64) throws -> ProductID {
        let statement = try RawStatement(database, "SELECT id FROM stock_product WHERE key = ?")
        statement.bind(1, key)
        return ProductID(try statement.first { $0.text(0) } ?? "")
    }

    static func placeID(_ database: Database, _ key: Int64) throws -> StockPlaceID {
        let statement = try RawStatement(database, "SELECT id FROM stock_place WHERE key = ?")
        statement.bind(1, key)
        return StockPlaceID(try statement.first { $0.text(0) } ?? "")
    }

    static let placeColumns = "key, id, name, kind, unit, x, y, trackable, owner"

    static func place(_ row: RawStatement) -> KeyedPlace {
        KeyedPlace(
            key: row.int64(0),
            place: StockPlace(
                id: StockPlaceID(row.text(1)), name: row.text(2), kind: StockPlaceKind(rawValue: row.text(3)) ?? .unit,
                unit: row.isNull(4) ? nil : UnitID(row.text(4)), xMetres: row.double(5), yMetres: row.double(6),
                trackable: row.isNull(7) ? nil : TrackableID(row.text(7)), owner: row.text(8)))
    }

    static func place(_ database: Database, _ id: StockPlaceID) throws -> KeyedPlace? {
        let statement = try RawStatement(database, "SELECT " + placeColumns + " FROM stock_place WHERE id = ?")
        statement.bind(1, id.rawValue)
        return try statement.first { place($0) }
    }

    static let movementColumns =
        """
        number, event, kind, product, lot, serial, expiry, from_place, to_place, quantity, occurred_at, recorded_at,
        actor, device, reason, patient, procedure, reference, partner, reverses, source
        """

    static func movement(_ row: RawStatement) -> KeyedMovement {
        var movement = Movement(
            event: StockEventID(row.text(1)),
            kind: MovementKind(rawValue: UInt8(truncatingIfNeeded: row.int64(2))) ?? .adjust, product: ProductID(""),
            quantity: row.int64(9), occurredAt: row.instant(10), recordedAt: row.instant(11))
        movement.lot = LotNumber(row.text(4))
        movement.serial = SerialNumber(row.text(5))
        movement.expiry = day(row, 6)
        movement.actor = row.text(12)
        movement.device = row.text(13)
        movement.reason = row.text(14)
        movement.patient = row.isNull(15) ? nil : PatientID(row.text(15))
        movement.procedure = row.text(16)
        movement.reference = row.text(17)
        movement.partner = row.isNull(18) ? nil : PartnerID(row.text(18))
        movement.reverses = row.isNull(19) ? nil : StockEventID(row.text(19))
        movement.source = row.optionalInt64(20).map { LogPosition($0) }
        return KeyedMovement(
            number: MovementNumber(row.int64(0)), movement: movement, product: row.int64(3),
            from: row.optionalInt64(7), to: row.optionalInt64(8))
    }

    static let caseColumns =
        """
        id, kind, product, lot, serial, place, event, occurred_at, opened_at, quantity, detail, owner, state,
        resolution, closed_at
        """

    static func stockCase(_ row: RawStatement) -> StockCase {
        var stockCase = StockCase(
            id: row.text(0), kind: StockCase.Kind(rawValue: row.text(1)) ?? .badMovement, occurredAt: row.instant(7),
            openedAt: row.instant(8), quantity: row.int64(9), detail: row.text(10), owner: row.text(11),
            state: StockCase.State(rawValue: row.text(12)) ?? .open)
        stockCase.product = row.isNull(2) ? nil : ProductID(row.text(2))
        stockCase.lot = row.isNull(3) ? nil : LotNumber(row.text(3))
        stockCase.serial = row.isNull(4) ? nil : SerialNumber(row.text(4))
        stockCase.place = row.isNull(5) ? nil : StockPlaceID(row.text(5))
        stockCase.event = row.isNull(6) ? nil : StockEventID(row.text(6))
        stockCase.resolution = row.text(13)
        stockCase.closedAt = row.optionalInstant(14)
        return stockCase
    }
}

extension RawStatement {
    func bind(_ index: Int32, _ text: String?) {
        if let text { bind(index, text) } else { bind(index, Int64?.none) }
    }
}
