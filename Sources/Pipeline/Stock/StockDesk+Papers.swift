import Model
import Stock
import Store

extension StockDesk {
    /// Opens a recall, which blocks its lot or object everywhere at once; closes it with a proof; or withdraws it.
    mutating func recall(_ request: StockRequest, _ book: inout StockBook) throws {
        switch request.verb {
        case .recallClose: return try closeRecall(request, &book)
        case .recallWithdraw: return try withdrawRecall(request, &book)
        default: break
        }
        let item = try item(request, &book)
        guard item.lot != .untold || request[.serial] != nil else {
            throw VigieError(
                .usage, "neither a lot nor a serial number is given", place: "lot", remedy: "Give the lot's number")
        }
        let serial = request[.serial].map { SerialNumber($0) } ?? .untold
        let lot = serial == .untold ? item.lot : .untold
        let id = request[.id] ?? FactHash.short("R", item.product.rawValue, lot.rawValue, serial.rawValue)
        if let known = try book.recall(id), !known.isWithdrawn {
            throw VigieError(
                .badData, known.closedAt == nil ? "recall \(id) is open already" : "recall \(id) was closed before",
                place: "id", remedy: "See 'vigie stock recall --list', or give another --id")
        }
        let recall = Recall(
            id: id, product: item.product, lot: lot, serial: serial, reason: try needed(request, .reason),
            openedAt: try decided(request), openedBy: actor)
        try book.put(recall)
        var ledger = Ledger(book)
        note(try ledger.decide(StockDesk.decision(recall)))
        subject = id
        let affected = try remaining(recall, &book)
        figures.append(("places", Set(affected.map(\.slot.place)).count))
        figures.append(("units", Int(affected.reduce(0) { $0 + max(0, $1.balance) })))
    }

    private static func decision(_ recall: Recall) -> LotDecision {
        LotDecision(
            product: recall.product, lot: recall.lot, serial: recall.serial,
            event: StockEventID("recall:" + recall.id), at: recall.openedAt, status: .recalled,
            reason: "recall \(recall.id): \(recall.reason)")
    }

    private func openRecall(_ request: StockRequest, _ book: inout StockBook) throws -> Recall {
        let id = try needed(request, .id)
        guard let recall = try book.recall(id), recall.closedAt == nil else {
            throw VigieError(
                .badData, "there is no open recall \(Printable.clean(id))", place: "id",
                remedy: "See 'vigie stock recall --list'")
        }
        return recall
    }

    /// It was opened in error: what it blocked is as it was before.
    private mutating func withdrawRecall(_ request: StockRequest, _ book: inout StockBook) throws {
        var recall = try openRecall(request, &book)
        recall.proof = try needed(request, .reason)
        recall.isWithdrawn = true
        recall.closedAt = now
        recall.closedBy = actor
        try book.put(recall)
        var ledger = Ledger(book)
        note(try ledger.retract(StockDesk.decision(recall)))
        subject = recall.id
    }

    /// What still lies somewhere of a recalled lot or object.
    private func remaining(_ recall: Recall, _ book: inout StockBook) throws -> [StockLevel] {
        try book.levels(product: recall.product, on: CalendarDay(now)).filter { level in
            level.balance > 0
                && (recall.serial != .untold ? level.slot.serial == recall.serial : level.slot.lot == recall.lot)
        }
    }

    private mutating func closeRecall(_ request: StockRequest, _ book: inout StockBook) throws {
        var recall = try openRecall(request, &book)
        let left = try remaining(recall, &book)
        guard left.isEmpty else {
            let places = left.map { "\($0.slot.place): \($0.balance)" }.joined(separator: ", ")
            throw VigieError(
                .badData, "units of it are still there (\(places))", place: "id",
                remedy: "Discard them or send them back first, or count the places")
        }
        recall.proof = try needed(request, .proof)
        recall.closedAt = now
        recall.closedBy = actor
        try book.put(recall)
        subject = recall.id
    }

    /// Sets a lot's status or decides its expiry.
    mutating func lot(_ request: StockRequest, _ book: inout StockBook) throws {
        let item = try item(request, &book)
        let number = LotNumber(try needed(request, .lot))
        if let text = request[.status] {
            guard let status = LotStatus(rawValue: text), status != .recalled else {
                throw VigieError(
                    .usage, "'\(Printable.clean(text))' is no status", place: "status",
                    remedy: "Give available, quarantined or damaged; a recall is opened with 'vigie stock recall'")
            }
            guard let lot = try book.lot(item.product, number) else {
                throw VigieError(
                    .badData, "there is no lot \(Printable.clean(number.rawValue))", place: "lot",
                    remedy: "See 'vigie stock lots'")
            }
            if lot.status == .recalled, try book.openRecalls(of: item.product).contains(where: { $0.lot == number }) {
                throw VigieError(
                    .badData, "the lot is recalled", place: "status", remedy: "Close the recall with its proof first")
            }
            let at = try decided(request)
            let decision = LotDecision(
                product: item.product, lot: number,
                event: StockEventID(
                    "lot:" + FactHash.name(item.product.rawValue, number.rawValue, "\(now.milliseconds)")), at: at,
                status: status, reason: actor + ": " + (try needed(request, .reason)))
            var ledger = Ledger(book)
            note(try ledger.decide(decision))
        } else if let expiry = try day(request, .expiry) {
            var ledger = Ledger(book)
            note(try ledger.decide(expiry: expiry, of: item.product, lot: number, at: now, by: actor))
        } else {
            throw VigieError(
                .usage, "neither a status nor an expiry is given", place: "status",
                remedy: "Give --status or --expiry")
        }
        subject = number.rawValue
    }

    mutating func reserve(_ request: StockRequest, _ book: inout StockBook) throws {
        if request.verb == .unreserve {
            let id = try needed(request, .id)
            guard try book.removeReservation(id) else {
                throw VigieError(
                    .badData, "there is no reservation \(Printable.clean(id))", place: "id",
                    remedy: "See 'vigie stock reservations'")
            }
            subject = id
            return
        }
        let item = try item(request, &book)
        let place = StockPlaceID(try needed(request, .place))
        let wanted = try quantity(request) * item.units
        let allocation = try allocate(item, wanted, place, on: CalendarDay(now), .issue, &book)
        guard allocation.missing == 0 else { throw StockDesk.shortage(allocation, item.product, place) }
        let purpose = try needed(request, .purpose)
        let id =
            request[.id]
            ?? FactHash.short("V", item.product.rawValue, place.rawValue, purpose, "\(now.milliseconds)")
        try book.put(
            Reservation(
                id: id, product: item.product, lot: item.lot, place: place, quantity: wanted, purpose: purpose,
                until: try day(request, .until)))
        subject = id
    }

    /// Settles a case by hand.
    mutating func resolve(_ request: StockRequest, _ book: inout StockBook) throws {
        let id = try needed(request, .id)
        guard var known = try book.stockCase(id), known.state == .open else {
            throw VigieError(
                .badData, "there is no open case \(Printable.clean(id))", place: "id",
                remedy: "See 'vigie stock cases'")
        }
        known.state = .resolved
        known.resolution = actor + ": " + (try needed(request, .note))
        known.closedAt = now
        try book.put(known)
        subject = id
    }
}
