import Model
import Stock

/// A small pharmacy for tests: two products, one of them kept by serial number; a pharmacy, two cabinets, a trolley and
/// a ward that keeps nothing.
enum Shelf {
    static let tablet = ProductID("03400930000017")
    static let valve = ProductID("hibc:A999VALVE")
    static let pharmacy = StockPlaceID("pharmacy")
    static let cabinet = StockPlaceID("cabinet-1")
    static let other = StockPlaceID("cabinet-2")
    static let trolley = StockPlaceID("trolley")
    static let ward = StockPlaceID("ward-3")

    static var book: MemoryBook {
        MemoryBook(
            products: [
                Product(id: tablet, name: "Paracetamol 500 mg", unit: "tablet"),
                Product(id: valve, name: "Heart valve 23", unit: "piece", keepsSerials: true),
            ],
            places: [
                StockPlace(id: pharmacy, kind: .unit, owner: "head-pharmacist"),
                StockPlace(id: cabinet, kind: .cabinet),
                StockPlace(id: other, kind: .cabinet), StockPlace(id: trolley, kind: .container),
                StockPlace(id: ward, kind: .consumer),
            ])
    }

    static var ledger: Ledger<MemoryBook> { Ledger(book) }

    static func at(_ minutes: Int64) -> Instant { Instant(milliseconds: 1_700_000_000_000 + minutes * 60_000) }

    /// A movement of lot `L1` of the tablet by a device; recorded ten days later.
    static func move(
        _ kind: MovementKind, _ quantity: Int64, at minutes: Int64, from: StockPlaceID? = nil, to: StockPlaceID? = nil,
        event: String? = nil, lot: String = "L1", expiry: String? = nil, device: String = "station"
    ) -> Movement {
        var movement = Movement(
            event: StockEventID(
                event ?? "\(kind.name)-\(minutes)-\(from?.rawValue ?? "")-\(to?.rawValue ?? "")-\(lot)"),
            kind: kind, product: tablet, quantity: quantity, occurredAt: at(minutes), recordedAt: at(14_400))
        movement.lot = LotNumber(lot)
        movement.from = from
        movement.to = to
        movement.device = device
        movement.actor = device.isEmpty ? "pharmacist" : ""
        movement.expiry = expiry.flatMap { CalendarDay($0) }
        return movement
    }

    static func slot(_ place: StockPlaceID, lot: String = "L1") -> StockSlot {
        StockSlot(product: tablet, lot: LotNumber(lot), place: place)
    }
}

extension Ledger where Book == MemoryBook {
    func balance(_ place: StockPlaceID, lot: String = "L1") -> Int64 {
        book.balances[Shelf.slot(place, lot: lot)] ?? 0
    }

    /// Open and settled cases, without those that late facts withdrew.
    var standing: [StockCase] { book.allCases.filter { $0.state != .withdrawn }.sorted { $0.id < $1.id } }
}

/// A generator of pseudo-random numbers from a seed (SplitMix64, public domain, Sebastiano Vigna).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
