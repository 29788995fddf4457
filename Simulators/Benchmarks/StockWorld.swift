import Glibc
import Model
import SimKit

/// Ten years of an invented hospital's pharmacy, movement by movement: lots come, are spread over cabinets, are used,
/// and expire. Nothing leaves that is not there.
///
/// Demand is skewed as it is in hospitals (product of rank r is used in proportion to 1/r^0.9); what is used most lies
/// in every cabinet, what is used least only in the pharmacy. Lots leave first expiry first.
struct StockWorld {
    struct Size {
        var products = 3000
        var cabinets = 52
        var trolleys = 7
        var movementsPerDay = 1000
    }

    /// Some units of one lot in one place.
    private struct Batch {
        var lot: Int32
        var expiryDay: Int32
        var quantity: Int64
    }

    static let begin = Instant(milliseconds: 1_480_000_000_000)
    static let dayMilliseconds: Int64 = 86_400_000
    static let pharmacy = 0

    let size: Size
    private var random = SeededRandom(seed: 11)
    /// Sums of the products' weights up to each, for drawing.
    private var weights: [Double] = []
    private var cabinetsOf: [[Int]] = []
    private var stock: [Int: [Batch]] = [:]
    private(set) var lots = 0
    private(set) var made = 0

    init(_ size: Size) {
        self.size = size
        var sum = 0.0
        for rank in 0..<size.products {
            sum += 1 / pow(Double(rank + 1), 0.9)
            weights.append(sum)
            let count = Double(size.cabinets) * 40 / Double(rank + 40)
            let first = random.below(size.cabinets)
            cabinetsOf.append((0..<Int(count.rounded())).map { 1 + (first + $0) % size.cabinets })
        }
    }

    /// When the movement of a number happens.
    func instant(_ number: Int) -> Instant {
        let day = number / size.movementsPerDay
        let step = Self.dayMilliseconds / Int64(size.movementsPerDay)
        return Self.begin.advanced(
            byMilliseconds: Int64(day) * Self.dayMilliseconds + Int64(number % size.movementsPerDay) * step)
    }

    private var day: Int32 { Int32(made / size.movementsPerDay) }

    // MARK: Names

    var places: [StockPlace] {
        var places = [StockPlace(id: Self.place(0), kind: .unit)]
        for number in 1...size.cabinets {
            places.append(StockPlace(id: Self.place(number), kind: .cabinet))
            places.append(StockPlace(id: Self.ward(number), kind: .consumer))
        }
        places.append(StockPlace(id: Self.ward(0), kind: .consumer))
        for number in 0..<size.trolleys {
            let id = Self.place(1 + size.cabinets + number)
            places.append(StockPlace(id: id, kind: .container, trackable: TrackableID("T-\(number)")))
        }
        return places
    }

    static func place(_ number: Int) -> StockPlaceID {
        StockPlaceID(number == pharmacy ? "pharmacy" : "place-\(number)")
    }
    static func ward(_ number: Int) -> StockPlaceID { StockPlaceID("ward-\(number)") }
    static func product(_ number: Int) -> ProductID { ProductID("P-\(number)") }

    // MARK: Days

    /// What happens next: one movement at least.
    mutating func next(_ emit: (Movement) throws -> Void) rethrows {
        if random.below(40) == 0 { return try count(emit) }
        if random.below(25) == 0 { return try discard(emit) }
        let product = draw()
        let choices = cabinetsOf[product]
        let place = choices.isEmpty ? Self.pharmacy : choices[random.below(choices.count)]
        let wanted = Int64(1 + random.below(6))
        if available(product, place) < wanted { try refill(product, place, emit) }
        for (batch, taken) in take(wanted, product, place) {
            try add(.issue, product, batch, taken, Self.place(place), Self.ward(place), emit)
        }
    }

    private mutating func draw() -> Int {
        let target = random.unit() * (weights.last ?? 1)
        var low = 0
        var high = weights.count - 1
        while low < high {
            let middle = (low + high) / 2
            if weights[middle] < target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Units of a product that a day uses up in all, more or less.
    private func perDay(_ product: Int) -> Double {
        let before = product > 0 ? weights[product - 1] : 0
        return (weights[product] - before) / (weights.last ?? 1) * Double(size.movementsPerDay) * 2
    }

    private mutating func refill(_ product: Int, _ place: Int, _ emit: (Movement) throws -> Void) rethrows {
        let use = perDay(product)
        let share = place == Self.pharmacy ? use : use / Double(max(1, cabinetsOf[product].count))
        let par = Int64(max(12, (share * 14).rounded()))
        if available(product, Self.pharmacy) < par {
            // A delivery of about a month's use.
            lots += 1
            let batch = Batch(
                lot: Int32(lots), expiryDay: day + 200 + Int32(random.below(700)),
                quantity: max(par, Int64((use * 30).rounded())))
            try add(.receive, product, batch, batch.quantity, nil, Self.place(Self.pharmacy), emit)
            put(batch, product, Self.pharmacy)
        }
        guard place != Self.pharmacy else { return }
        for (batch, taken) in take(par, product, Self.pharmacy) {
            try add(.transfer, product, batch, taken, Self.place(Self.pharmacy), Self.place(place), emit)
            var moved = batch
            moved.quantity = taken
            put(moved, product, place)
        }
    }

    /// What has expired of a product in one of its places is destroyed.
    private mutating func discard(_ emit: (Movement) throws -> Void) rethrows {
        let product = random.below(size.products)
        for place in [Self.pharmacy] + cabinetsOf[product] {
            for batch in stock[key(product, place)] ?? [] where batch.expiryDay < day {
                try add(.discard, product, batch, batch.quantity, Self.place(place), nil, emit)
            }
            let today = day
            stock[key(product, place)]?.removeAll { $0.expiryDay < today }
        }
    }

    private mutating func count(_ emit: (Movement) throws -> Void) rethrows {
        let product = draw()
        guard let place = cabinetsOf[product].first else { return }
        for batch in stock[key(product, place)] ?? [] {
            try add(.count, product, batch, batch.quantity, nil, Self.place(place), emit)
        }
    }

    // MARK: Stock

    private func key(_ product: Int, _ place: Int) -> Int { product * 1000 + place }

    private func available(_ product: Int, _ place: Int) -> Int64 {
        (stock[key(product, place)] ?? []).reduce(0) { $0 + ($1.expiryDay >= day ? $1.quantity : 0) }
    }

    private mutating func put(_ batch: Batch, _ product: Int, _ place: Int) {
        var batches = stock[key(product, place)] ?? []
        if let index = batches.firstIndex(where: { $0.lot == batch.lot }) {
            batches[index].quantity += batch.quantity
        } else {
            batches.append(batch)
            batches.sort { ($0.expiryDay, $0.lot) < ($1.expiryDay, $1.lot) }
        }
        stock[key(product, place)] = batches
    }

    private mutating func take(_ wanted: Int64, _ product: Int, _ place: Int) -> [(batch: Batch, taken: Int64)] {
        var left = wanted
        var taken: [(batch: Batch, taken: Int64)] = []
        var batches = stock[key(product, place)] ?? []
        for index in batches.indices where left > 0 && batches[index].expiryDay >= day {
            let part = min(left, batches[index].quantity)
            taken.append((batches[index], part))
            batches[index].quantity -= part
            left -= part
        }
        batches.removeAll { $0.quantity == 0 }
        stock[key(product, place)] = batches
        return taken
    }

    private mutating func add(
        _ kind: MovementKind, _ product: Int, _ batch: Batch, _ quantity: Int64, _ from: StockPlaceID?,
        _ to: StockPlaceID?, _ emit: (Movement) throws -> Void
    ) rethrows {
        let at = instant(made)
        var movement = Movement(
            event: StockEventID("sim/\(made)"), kind: kind, product: Self.product(product), quantity: quantity,
            occurredAt: at, recordedAt: at)
        movement.lot = LotNumber("L\(batch.lot)")
        movement.expiry = CalendarDay(Self.begin).advanced(byDays: Int(batch.expiryDay))
        movement.from = from
        movement.to = to
        movement.device = "station"
        made += 1
        try emit(movement)
    }
}
