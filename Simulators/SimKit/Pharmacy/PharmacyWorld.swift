public import Model

/// A month of an invented hospital's pharmacy: deliveries, a trolley, cabinets on wards, patients, returns, weekly
/// stock-taking. What really happened is known; what was scanned of it can be lost, late or repeated.
///
/// The same options give the same world.
public struct PharmacyWorld: Sendable {
    /// What is invented, and what goes wrong on the way.
    public struct Options: Sendable {
        public var seed: UInt64 = 1
        public var days = 30
        public var products = 12
        public var cabinets = 6
        /// Movements of each day, more or less.
        public var movementsPerDay = 60
        /// Of scans that never arrive, 0–1. Stock-taking is repeated until it arrives.
        public var lost = 0.02
        /// Of scans that arrive twice, 0–1.
        public var duplicated = 0.3
        /// Scans arrive up to so long after they were made.
        public var latenessHours = 48.0
        /// When the first day begins, midnight UTC. Default 2026-10-01.
        public var start = Instant(milliseconds: 1_790_812_800_000)
        /// In the middle of the time one lot is recalled, and devices go on using it.
        public var recalls = true

        public init() {}
    }

    /// One scan: what happened, and whether it arrives.
    public struct Scan: Sendable {
        public var movement: Movement
        /// As the station prints it.
        public var code: String
        public var isLost: Bool
    }

    public let options: Options
    public private(set) var products: [Product] = []
    public private(set) var places: [StockPlace] = []
    /// By when they happened.
    public private(set) var scans: [Scan] = []
    /// What really lies where at the end.
    public private(set) var truth: [StockSlot: Int64] = [:]
    private var random: SeededRandom
    private var lots: [ProductID: [(lot: LotNumber, expiry: CalendarDay)]] = [:]

    static let pharmacy = StockPlaceID("pharmacy")
    static let trolley = StockPlaceID("trolley-1")
    static let ward = StockPlaceID("ward")

    public init(_ options: Options = Options()) {
        self.options = options
        random = SeededRandom(seed: options.seed)
        makeCatalogue()
        for day in 0..<options.days { live(day) }
        scans.sort { ($0.movement.occurredAt, $0.movement.event) < ($1.movement.occurredAt, $1.movement.event) }
    }

    private mutating func makeCatalogue() {
        for number in 0..<options.products {
            let id = ProductID(Self.gtin(3_400_999_000_00 + number))
            products.append(Product(id: id, name: "Invented drug \(number)", unit: "tablet"))
            lots[id] = (0..<3).map { lot in
                (LotNumber("L\(number)-\(lot)"), CalendarDay(days: 21_000 + Int32(lot) * 90 + Int32(number)))
            }
        }
        places = [
            StockPlace(id: Self.pharmacy, kind: .unit, owner: "head-pharmacist"),
            StockPlace(id: Self.trolley, kind: .container, trackable: TrackableID("T-1")),
            StockPlace(id: Self.ward, kind: .consumer),
        ]
        for number in 1...options.cabinets {
            places.append(StockPlace(id: StockPlaceID("cabinet-\(number)"), kind: .cabinet, owner: "ward-\(number)"))
        }
    }

    /// The lot that is recalled, and since when; nil when none is.
    public var recall: (product: ProductID, lot: LotNumber, at: Instant)? {
        guard options.recalls, let product = products.first?.id, let lot = lots[product]?.first?.lot else { return nil }
        return (product, lot, options.start.advanced(byMilliseconds: Int64(options.days) * 43_200_000 + 1))
    }

    /// A GTIN of 14 digits with its check digit (GS1 General Specifications, 7.9).
    static func gtin(_ number: Int) -> String {
        let digits = String(number)
        let body = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        var sum = 0
        for (place, digit) in body.utf8.enumerated() { sum += Int(digit - 48) * (place % 2 == 0 ? 3 : 1) }
        return body + String((10 - sum % 10) % 10)
    }

    // MARK: Days

    private mutating func live(_ day: Int) {
        let midnight = options.start.advanced(byMilliseconds: Int64(day) * 86_400_000)
        var times = (0..<options.movementsPerDay).map { _ in Int64(random.below(20 * 3_600_000)) }
        times.sort()
        for time in times { step(midnight.advanced(byMilliseconds: time)) }
        guard day % 7 == 6 || day == options.days - 1 else { return }
        takeStock(midnight.advanced(byMilliseconds: 21 * 3_600_000))
    }

    private mutating func step(_ at: Instant) {
        let product = products[random.below(products.count)].id
        let choices = lots[product] ?? []
        let (lot, expiry) = choices[random.below(choices.count)]
        let cabinet = StockPlaceID("cabinet-\(1 + random.below(options.cabinets))")
        let quantity = Int64(1 + random.below(9))
        switch random.below(20) {
        case 0..<4: move(.receive, product, lot, expiry, quantity * 10, nil, Self.pharmacy, at)
        case 4..<8: move(.transfer, product, lot, expiry, quantity * 3, Self.pharmacy, Self.trolley, at)
        case 8..<11: move(.transfer, product, lot, expiry, quantity * 3, Self.trolley, cabinet, at)
        case 11..<17: move(.issue, product, lot, expiry, quantity, cabinet, Self.ward, at)
        case 17: move(.giveBack, product, lot, expiry, quantity, Self.ward, Self.pharmacy, at)
        case 18: move(.discard, product, lot, expiry, 1, cabinet, nil, at)
        default: move(.issue, product, lot, expiry, quantity * 2, Self.pharmacy, Self.ward, at)
        }
    }

    /// Nothing leaves that is not there: what is not enough is taken down to what there is.
    private mutating func move(
        _ kind: MovementKind, _ product: ProductID, _ lot: LotNumber, _ expiry: CalendarDay, _ wanted: Int64,
        _ from: StockPlaceID?, _ to: StockPlaceID?, _ at: Instant
    ) {
        var quantity = wanted
        if let from, from != Self.ward {
            let slot = StockSlot(product: product, lot: lot, place: from)
            quantity = min(wanted, truth[slot] ?? 0)
            guard quantity > 0 else { return }
            truth[slot, default: 0] -= quantity
        }
        if let to, to != Self.ward { truth[StockSlot(product: product, lot: lot, place: to), default: 0] += quantity }
        add(kind, product, lot, expiry, quantity, from, to, at, canBeLost: true)
    }

    /// Every slot that was ever used is counted.
    private mutating func takeStock(_ at: Instant) {
        for (slot, quantity) in truth.sorted(by: { Self.text($0.key) < Self.text($1.key) }) {
            add(
                .count, slot.product, slot.lot, nil, quantity, nil, slot.place,
                at.advanced(byMilliseconds: Int64(random.below(3_600_000))), canBeLost: false)
        }
    }

    static func text(_ slot: StockSlot) -> String { "\(slot.product)|\(slot.lot)|\(slot.place)" }

    private mutating func add(
        _ kind: MovementKind, _ product: ProductID, _ lot: LotNumber, _ expiry: CalendarDay?, _ quantity: Int64,
        _ from: StockPlaceID?, _ to: StockPlaceID?, _ at: Instant, canBeLost: Bool
    ) {
        var movement = Movement(
            event: StockEventID("sim/\(scans.count)"), kind: kind, product: product, quantity: quantity,
            occurredAt: at, recordedAt: at)
        movement.lot = lot
        // Every other scan tells no expiry.
        movement.expiry = scans.count % 2 == 0 ? expiry : nil
        movement.from = from
        movement.to = to
        movement.device = "sim"
        var code = "]d201" + product.rawValue
        if let expiry = movement.expiry { code += "17" + Self.yymmdd(expiry) }
        code += "10" + lot.rawValue
        scans.append(Scan(movement: movement, code: code, isLost: canBeLost && random.chance(options.lost)))
    }

    private static func yymmdd(_ day: CalendarDay) -> String {
        let text = Array(day.description.utf8)
        return String(decoding: text[2..<4] + text[5..<7] + text[8..<10], as: UTF8.self)
    }
}
