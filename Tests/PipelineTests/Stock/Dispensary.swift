import Model
import SimKit
import Stock
import Store

@testable import Pipeline

/// A data folder with an invented pharmacy, and its past.
final class Dispensary {
    static let today = CalendarDay(days: 20_770)
    static let pharmacy = StockPlaceID("pharmacy")
    static let shelf = StockPlaceID("shelf")
    static let ward = StockPlaceID("ward")

    let path: String
    let folder: DataFolder
    private var sequence = 0

    init() throws {
        path = try TemporaryFolder.make("vigie-dispensary")
        folder = DataFolder(path: path + "/data")
        try write { book in
            for (id, criticality) in [("VIT", Criticality.vital), ("ESS", .essential), ("ORD", .ordinary)] {
                _ = try book.put(
                    Product(
                        id: ProductID(id), name: "Product " + id, unit: "vial", criticality: criticality,
                        codes: [ProductCode(code: "pack:" + id, units: 10)]))
            }
            _ = try book.put(
                Product(id: ProductID("NEW"), name: "New", reorderLevel: 20, orderQuantity: 40))
            _ = try book.put(StockPlace(id: Self.pharmacy, kind: .unit))
            _ = try book.put(StockPlace(id: Self.shelf, kind: .cabinet))
            _ = try book.put(StockPlace(id: Self.ward, kind: .consumer))
        }
    }

    deinit { TemporaryFolder.remove(path) }

    func write(_ body: (inout StockBook) throws -> Void) throws {
        let writer = try StoreWriter(folder: folder)
        try writer.stock { try body(&$0) }
        try writer.close()
    }

    func read<Value>(_ body: (StoreReader) throws -> Value) throws -> Value {
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        return try body(reader)
    }

    /// Noon of a day before today.
    static func noon(daysAgo: Int) -> Instant {
        today.advanced(byDays: -daysAgo).start.advanced(byMilliseconds: 43_200_000)
    }

    func movement(_ kind: MovementKind, _ product: String, _ quantity: Int64, daysAgo: Int) -> Movement {
        sequence += 1
        var movement = Movement(
            event: StockEventID("past-\(sequence)"), kind: kind, product: ProductID(product), quantity: quantity,
            occurredAt: Self.noon(daysAgo: daysAgo), recordedAt: Self.noon(daysAgo: daysAgo))
        movement.device = "station"
        movement.lot = LotNumber("L1")
        switch kind {
        case .receive, .count: movement.to = Self.pharmacy
        case .transfer: (movement.from, movement.to) = (Self.pharmacy, Self.shelf)
        default: (movement.from, movement.to) = (Self.pharmacy, Self.ward)
        }
        return movement
    }

    func post(_ movements: [Movement]) throws {
        try write { book in
            for movement in movements {
                var ledger = Ledger(book)
                _ = try ledger.post(movement)
            }
        }
    }

    /// A year in which a product is used up by what a function says a day; `left` is there in the end.
    func past(of product: String, left: Int64, days: Int = 365, use: (Int) -> Int64) throws {
        let uses = (1...days).map { ($0, use($0)) }.filter { $0.1 > 0 }
        let total = uses.reduce(0) { $0 + $1.1 }
        var first = movement(.receive, product, total + left, daysAgo: days)
        first.occurredAt = first.occurredAt.advanced(byMilliseconds: -3_600_000)
        var movements = [first]
        for (day, units) in uses.reversed() { movements.append(movement(.issue, product, units, daysAgo: day)) }
        try post(movements)
    }

    func ask(_ verb: StockRequest.Verb, _ fields: [StockRequest.Field: String], text: String? = nil) throws
        -> AdminReply
    {
        try AdminClient.perform(
            .stock(StockRequest(verb, fields, file: text == nil ? nil : "file", text: text)), folder: folder)
    }

    func replenisher(
        _ reader: StoreReader, place: StockPlaceID? = nil, leadDays: [Int]? = [2, 2, 3], service: Int? = nil
    ) throws -> Replenisher {
        try Replenisher(
            reader, place: place, leadDays: leadDays, reviewDays: 3, servicePercent: service, historyDays: 730,
            today: Self.today)
    }

    func proposals(
        _ product: String, place: StockPlaceID? = nil, leadDays: [Int]? = [2, 2, 3], service: Int? = nil
    ) throws -> [ProposalLine] {
        try read { reader in
            try replenisher(reader, place: place, leadDays: leadDays, service: service)
                .proposals(try reader.products().filter { $0.id == ProductID(product) })
        }
    }
}
