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
}
