import Decode
import Model
import Stock
import Store

extension StockDesk {
    /// A place was too warm or too cold: lots that were there take the time on, and are set aside where it was outside
    /// their product's range.
    mutating func excursion(_ request: StockRequest, _ book: inout StockBook) throws {
        let place = StockPlaceID(try needed(request, .place))
        guard let from = Instant.parse(try needed(request, .from)), let to = Instant.parse(try needed(request, .to)),
            from < to, to <= now.advanced(byMilliseconds: Limits.scanFutureMillisecondsMax)
        else {
            throw VigieError(
                .badData, "from and to are no span of time in the past", place: "from",
                remedy: "Write them as 2026-11-21T22:34:54Z")
        }
        guard let low = Double(try needed(request, .celsiusMin)), let high = Double(try needed(request, .celsiusMax)),
            (-273.15...1000).contains(low), (-273.15...1000).contains(high), low <= high
        else {
            throw VigieError(
                .badData, "the temperatures are none", place: "celsius_min", remedy: "Give degrees Celsius, low first")
        }
        let id = FactHash.short("T", place.rawValue, "\(from.milliseconds)", "\(to.milliseconds)")
        let excursion = Excursion(id: id, place: place, from: from, to: to, celsius: low...high, recordedAt: now)
        subject = id
        guard try book.put(excursion) else {
            figures.append(("already_recorded", 1))
            return
        }
        var found = 0
        for (product, lot) in try book.lots(at: place) {
            guard let range = try book.product(product)?.celsius, excursion.isOutside(range) else { continue }
            var ledger = Ledger(book)
            var posting = Posting()
            let event = StockEventID("excursion:" + FactHash.name(id, product.rawValue, lot.rawValue))
            try ledger.renewExcursions(product, lot, &posting)
            note(posting)
            guard try book.decisions(product, lot: lot, serial: .untold).contains(where: { $0.event == event }),
                let known = try book.lot(product, lot)
            else { continue }
            found += 1
            reply.lots.append(
                StockReply.Lot(
                    product: product.rawValue, lot: lot.rawValue, status: known.status.rawValue,
                    minutes: Int(known.outOfRangeMilliseconds / 60_000)))
        }
        figures.append(("lots", found))
    }

    // MARK: Sensors

    static let sensorColumns = ["tag", "place", "celsius_min", "celsius_max", "tolerated_minutes"]

    /// Tags that measure places of stock. A known one gets another place or other limits from now on.
    mutating func importSensors(_ request: StockRequest, _ book: inout StockBook) throws {
        var csv = try StockCSV(request, columns: Self.sensorColumns, needed: Array(Self.sensorColumns.dropLast()))
        var lineOfTag: [TagID: Int] = [:]
        var (added, changed) = (0, 0)
        try csv.forEach { row in
            let sensor = try Self.sensor(row)
            guard try book.place(sensor.place)?.kind.holdsStock == true else {
                throw VigieError(
                    .badData, "there is no place of stock \(Printable.clean(sensor.place.rawValue))", place: "place",
                    remedy: "See 'vigie stock places'")
            }
            if let line = lineOfTag[sensor.tag] {
                throw VigieError(.badData, "is in line \(line) already", place: "tag", remedy: "Keep one of them")
            }
            lineOfTag[sensor.tag] = row.line
            guard let isNew = try book.put(sensor, at: now) else { return }
            if isNew { added += 1 } else { changed += 1 }
        }
        figures.append(("added", added))
        figures.append(("updated", changed))
    }

    private static func sensor(_ row: StockCSV.Row) throws -> TemperatureSensor {
        guard let (tag, _) = TagIdentifier.canonical(try row.needed("tag")) else {
            throw VigieError(.badData, "is no tag's id", place: "tag", remedy: "Give the id as readers send it")
        }
        let low = try celsius(row, "celsius_min")
        let high = try celsius(row, "celsius_max")
        guard low <= high else {
            throw VigieError(
                .badData, "is above celsius_max", place: "celsius_min",
                remedy: "Give what the place may have, low first")
        }
        var sensor = TemperatureSensor(tag: tag, place: StockPlaceID(try row.needed("place")), celsius: low...high)
        if let minutes = try row.number("tolerated_minutes") {
            guard (0...Int64(TemperatureSensor.toleratedMinutesMax)).contains(minutes) else {
                throw VigieError(
                    .badData, "is no time that can be tolerated", place: "tolerated_minutes",
                    remedy: "Give minutes from 0 to \(TemperatureSensor.toleratedMinutesMax)")
            }
            sensor.toleratedMinutes = Int(minutes)
        }
        return sensor
    }

    private static func celsius(_ row: StockCSV.Row, _ column: String) throws -> Double {
        guard let value = Double(try row.needed(column)), Limits.temperatureCelsiusRange.contains(value) else {
            throw VigieError(.badData, "is no temperature", place: column, remedy: "Give degrees Celsius")
        }
        return (value * 100).rounded() / 100
    }
}
