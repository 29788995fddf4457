import Model
import Stock
import Store

/// A scan as a movement of the catalogue's products.
struct ScanReading {
    var movement: Movement

    static func read(
        _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws(ScanProblem) -> ScanReading {
        guard let kind = MovementKind(name: scan.action) else {
            throw ScanProblem(.badMovement, "action " + scan.action)
        }
        if kind == .reverse {
            guard !scan.reverses.isEmpty else { throw ScanProblem(.badMovement, "reverses") }
            var movement = base(scan, event, kind, ProductID(""), 1)
            movement.reverses = StockEventID(scan.reverses)
            return ScanReading(movement: movement)
        }
        let item = try ScannedItem.read(scan.code, at: scan.occurredAt, &book)
        if let quantity = scan.quantity, quantity < 0 || quantity > Limits.stockQuantityMax {
            throw ScanProblem(.badQuantity, "quantity \(quantity)")
        }
        let packs = scan.quantity ?? item.packs
        let (units, isTooMuch) = packs.multipliedReportingOverflow(by: item.units)
        guard !isTooMuch else { throw ScanProblem(.badQuantity, "quantity \(packs)") }
        var movement = base(scan, event, kind, item.product, units)
        movement.lot = item.lot
        movement.serial = item.keepsSerials ? item.serial : .untold
        movement.expiry = item.expiry
        (movement.from, movement.to) = try places(scan, kind, &book)
        return ScanReading(movement: movement)
    }

    static func base(
        _ scan: StockScan, _ event: StockEventID, _ kind: MovementKind, _ product: ProductID, _ quantity: Int64
    ) -> Movement {
        var movement = Movement(
            event: event, kind: kind, product: product, quantity: quantity, occurredAt: scan.occurredAt,
            recordedAt: scan.receivedAt)
        movement.device = scan.station
        movement.actor = scan.by
        movement.reason = scan.reason
        movement.patient = scan.patient.isEmpty ? nil : PatientID(scan.patient)
        movement.procedure = scan.procedure
        movement.source = scan.position
        return movement
    }

    /// The ends that the scan names; a place of stock with the station's own name is the end that it leaves open.
    private static func places(
        _ scan: StockScan, _ kind: MovementKind, _ book: inout StockBook
    ) throws(ScanProblem) -> (StockPlaceID?, StockPlaceID?) {
        var from = scan.from.isEmpty ? nil : StockPlaceID(scan.from)
        var to = scan.to.isEmpty ? nil : StockPlaceID(scan.to)
        do {
            for place in [from, to].compactMap({ $0 }) where try book.place(place) == nil {
                throw ScanProblem(.unknownPlace, place.rawValue)
            }
            let station = StockPlaceID(scan.station)
            if try book.place(station) != nil {
                switch kind {
                case .issue, .discard, .dispense, .implant: from = from ?? station
                case .receive, .giveBack, .count: to = to ?? station
                default: break
                }
            }
        } catch let problem as ScanProblem {
            throw problem
        } catch {
            throw ScanProblem(failure: error)
        }
        return (from, to)
    }
}

/// What a code says, in the catalogue's terms.
struct ScannedItem {
    var product: ProductID
    /// Smallest units of one pack.
    var units: Int64
    var lot: LotNumber
    var serial: SerialNumber
    var expiry: CalendarDay?
    /// How many packs the code itself tells.
    var packs: Int64
    var keepsSerials: Bool

    static func read(
        _ code: String, at instant: Instant, _ book: inout StockBook
    ) throws(ScanProblem) -> ScannedItem {
        let days = Int(CalendarDay(instant).days)
        let scanned = ScannedFacts(code, year: Instant.date(days: days).year)
        let text = Printable.clean(String(code.prefix(120)))
        // What is wrong with the code does not hide what the catalogue calls by it.
        let names = scanned.names(code)
        do {
            for name in names {
                guard let found = try book.product(code: name) else { continue }
                guard scanned.isValid || name == code else { break }
                var item = ScannedItem(
                    product: found.product, units: found.units, lot: LotNumber(scanned.lot ?? ""),
                    serial: SerialNumber(scanned.serial ?? ""), expiry: scanned.expiry,
                    packs: scanned.quantity.map { Int64($0) } ?? 1,
                    keepsSerials: try book.product(found.product)?.keepsSerials ?? false)
                // A tag tells the object and not its lot: the records know it.
                if item.keepsSerials, item.lot == .untold, item.serial != .untold {
                    item.lot = try book.lot(of: item.product, serial: item.serial) ?? .untold
                }
                return item
            }
        } catch {
            throw ScanProblem(failure: error)
        }
        guard scanned.isValid || scanned.scheme == .unknown else {
            throw ScanProblem(.unreadableScan, text + ": " + scanned.problems.map(\.text).joined(separator: ", "))
        }
        throw ScanProblem(.unknownProduct, Printable.clean(String((names.first ?? code).prefix(120))))
    }
}
