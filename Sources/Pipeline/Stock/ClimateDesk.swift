import Model
import Stock
import Store

/// Takes what sensors of places of stock measured: times outside a place's limits become excursions, and the lots that
/// lay there are set aside.
///
/// It has no state and no clock, and slots of one sensor join in any order: the same readings, late, twice or shuffled,
/// end with the same excursions and the same lots set aside.
enum ClimateDesk {
    static func take(_ readings: [TemperatureReading], _ book: inout StockBook) throws {
        var touched: [HangingSensor: ClosedRange<Int64>] = [:]
        for reading in readings {
            guard let sensor = try book.sensor(reading.tag, in: reading.slot),
                try book.join(reading.slot, sensor)
            else { continue }
            let known = touched[sensor] ?? reading.slot.number...reading.slot.number
            touched[sensor] = min(known.lowerBound, reading.slot.number)...max(known.upperBound, reading.slot.number)
        }
        for (sensor, numbers) in touched.sorted(by: { $0.key.key < $1.key.key }) {
            try renew(sensor, numbers, &book)
        }
    }

    /// Brings a sensor's excursions around some slots to what the slots say now.
    private static func renew(_ sensor: HangingSensor, _ numbers: ClosedRange<Int64>, _ book: inout StockBook) throws {
        let slots = try book.slots(sensor, around: numbers)
        guard let first = slots.first, let last = slots.last else { return }
        let before = try book.excursions(of: sensor, from: first.start, through: last.start)
        let now = ExcursionSpans.of(slots, sensor.sensor).map { ExcursionSpans.excursion($0, of: sensor.sensor) }
        guard before != now else { return }
        let ids = Set(now.map(\.id))
        let gone = before.filter { !ids.contains($0.id) }
        let changed = now.filter { !before.contains($0) }
        for excursion in gone { try book.remove(excursion) }
        for excursion in changed { try book.put(excursion, of: sensor) }
        let affecting = changed + before.filter { !now.contains($0) }
        for (product, lot) in try book.lots(at: sensor.sensor.place) {
            guard let range = try book.product(product)?.celsius,
                affecting.contains(where: { $0.isOutside(range) })
            else { continue }
            var ledger = Ledger(book)
            var posting = Posting()
            for excursion in gone { try ledger.forget(excursion, product, lot, &posting) }
            try ledger.renewExcursions(product, lot, &posting)
        }
        var ledger = Ledger(book)
        var posting = Posting()
        for excursion in gone { try ledger.withdrawCase(of: excursion, &posting) }
        for excursion in changed { try ledger.openCase(of: excursion, &posting) }
    }
}

extension StoreWriter {
    /// From now on commits take scans, temperatures and empty bins into the ledger.
    func keepStock() {
        stockWork = ScanDesk.take
        climateWork = ClimateDesk.take
        binWork = { try BinDesk.take($0, &$1) }
    }
}
