import Model
import Stock
import Store

extension StockDesk {
    /// Opens a recall, which blocks its lot everywhere at once, or closes it with a proof.
    mutating func recall(_ request: StockRequest, _ book: inout StockBook) throws {
        guard request.verb == .recallOpen else { return try closeRecall(request, &book) }
        let item = try item(request, &book)
        guard item.lot != .untold || request[.serial] != nil else {
            throw VigieError(
                .usage, "neither a lot nor a serial number is given", place: "lot", remedy: "Give the lot's number")
        }
        let serial = request[.serial].map { SerialNumber($0) } ?? .untold
        let id = request[.id] ?? "R-" + StockHash.name("\(item.product)|\(item.lot)|\(serial)").prefix(8).uppercased()
        if let known = try book.recall(id), known.closedAt == nil {
            throw VigieError(
                .badData, "recall \(id) is open already", place: "id", remedy: "See 'vigie stock recall --list'")
        }
        var recall = Recall(
            id: id, product: item.product, lot: serial == .untold ? item.lot : .untold, serial: serial,
            reason: try needed(request, .reason), openedAt: now, openedBy: actor)
        recall.proof = ""
        try book.put(recall)
        if recall.lot != .untold {
            var lot = try book.lot(item.product, item.lot) ?? Lot(product: item.product, number: item.lot)
            lot.status = .recalled
            lot.statusReason = "recall \(id): \(recall.reason)"
            try book.put(lot)
        }
        subject = id
        let affected = try remaining(recall, &book)
        figures.append(("places", Set(affected.map(\.slot.place)).count))
        figures.append(("units", Int(affected.reduce(0) { $0 + max(0, $1.balance) })))
    }

    /// What still lies somewhere of a recalled lot or object.
    private func remaining(_ recall: Recall, _ book: inout StockBook) throws -> [StockLevel] {
        try book.levels(product: recall.product, on: CalendarDay(now)).filter { level in
            level.balance > 0
                && (recall.serial != .untold ? level.slot.serial == recall.serial : level.slot.lot == recall.lot)
        }
    }

    private mutating func closeRecall(_ request: StockRequest, _ book: inout StockBook) throws {
        let id = try needed(request, .id)
        guard var recall = try book.recall(id), recall.closedAt == nil else {
            throw VigieError(
                .badData, "there is no open recall \(Printable.clean(id))", place: "id",
                remedy: "See 'vigie stock recall --list'")
        }
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
        subject = id
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
            guard var lot = try book.lot(item.product, number) else {
                throw VigieError(
                    .badData, "there is no lot \(Printable.clean(number.rawValue))", place: "lot",
                    remedy: "See 'vigie stock lots'")
            }
            if lot.status == .recalled, try book.openRecalls(of: item.product).contains(where: { $0.lot == number }) {
                throw VigieError(
                    .badData, "the lot is recalled", place: "status", remedy: "Close the recall with its proof first")
            }
            lot.status = status
            lot.statusReason = actor + ": " + (try needed(request, .reason))
            try book.put(lot)
        } else if let expiry = try day(request, .expiry) {
            var ledger = Ledger(book)
            _ = try ledger.decide(expiry: expiry, of: item.product, lot: number, at: now, by: actor)
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
            ?? "V-" + StockHash.name("\(item.product)|\(place)|\(purpose)|\(now.milliseconds)").prefix(8).uppercased()
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

    // MARK: Loans

    mutating func loan(_ request: StockRequest, _ book: inout StockBook) throws {
        switch request.verb {
        case .loanOpen: try openLoan(request, &book)
        case .loanMove: try moveLoan(request, &book)
        default:
            var loan = try knownLoan(request, &book)
            let isEven = loan.moved == loan.returned
            guard isEven || request[.note] != nil else {
                throw VigieError(
                    .badData, "\(loan.moved - loan.returned) are not back", place: "id",
                    remedy: "Record what came back, or close it with a note that says why")
            }
            loan.state = loan.moved == 0 ? .cancelled : .returned
            loan.note = request[.note] ?? loan.note
            loan.changedAt = now
            try book.put(loan)
            subject = loan.id
        }
    }

    private func knownLoan(_ request: StockRequest, _ book: inout StockBook) throws -> Loan {
        let id = try needed(request, .id)
        guard let loan = try book.loan(id), loan.state != .returned, loan.state != .cancelled else {
            throw VigieError(
                .badData, "there is no open loan \(Printable.clean(id))", place: "id",
                remedy: "See 'vigie stock loan list'")
        }
        return loan
    }

    private mutating func openLoan(_ request: StockRequest, _ book: inout StockBook) throws {
        let item = try item(request, &book)
        let direction = try needed(request, .direction)
        guard direction == "lend" || direction == "borrow" else {
            throw VigieError(
                .usage, "'\(Printable.clean(direction))' is no direction", place: "direction",
                remedy: "Give lend or borrow")
        }
        let partner = PartnerID(try needed(request, .partner))
        let wanted = try quantity(request) * item.units
        let id =
            request[.id]
            ?? "L-" + StockHash.name("\(item.product)|\(partner)|\(now.milliseconds)").prefix(8).uppercased()
        guard try book.loan(id) == nil else {
            throw VigieError(.badData, "loan \(id) is there already", place: "id", remedy: "Give another id")
        }
        let loan = Loan(
            id: id, partner: partner, isLent: direction == "lend", product: item.product, quantity: wanted,
            due: try day(request, .due), state: direction == "lend" ? .offered : .requested,
            note: request[.note] ?? "", changedAt: now)
        try book.put(loan)
        subject = id
    }

    /// Goods of a loan come or go: out of `from` or into `to`.
    private mutating func moveLoan(_ request: StockRequest, _ book: inout StockBook) throws {
        var loan = try knownLoan(request, &book)
        var filled = request
        filled.fields["product"] = request[.product] ?? loan.product.rawValue
        filled.fields["reference"] = loan.id
        filled.fields["partner"] = loan.partner.rawValue
        let item = try item(filled, &book)
        let wanted = try quantity(filled) * item.units
        let kind = loan.isLent ? MovementKind.lend : .borrow
        if let from = filled[.from].map({ StockPlaceID($0) }) {
            let allocation = try allocate(item, wanted, from, on: CalendarDay(now), .lend, &book)
            guard allocation.missing == 0 else { throw StockDesk.shortage(allocation, item.product, from) }
            for pick in allocation.picks {
                var picked = item
                picked.lot = pick.slot.lot
                picked.serial = pick.slot.serial
                try post(try movement(kind, picked, pick.quantity, filled), &book)
            }
            note(allocation)
        } else {
            try post(try movement(kind, item, wanted, filled), &book)
        }
        loan.state = .sent
        loan.changedAt = now
        try book.put(loan)
        subject = loan.id
    }

    // MARK: Temperature

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
            low.isFinite, high.isFinite, low <= high
        else {
            throw VigieError(
                .badData, "the temperatures are none", place: "celsius_min", remedy: "Give degrees Celsius, low first")
        }
        let id = "T-" + StockHash.name("\(place)|\(from.milliseconds)|\(to.milliseconds)").prefix(8).uppercased()
        guard try book.put(excursion: id, place, from: from, to: to, celsius: low...high) else {
            figures.append(("already_recorded", 1))
            return
        }
        var times: [Lot: Int64] = [:]
        for (key, slot) in try book.slots(at: place) where slot.lot != .untold {
            guard let range = try book.product(slot.product)?.celsius,
                low < Double(range.lowerBound) || high > Double(range.upperBound),
                let lot = try book.lot(slot.product, slot.lot)
            else { continue }
            let time = try Presence.milliseconds(in: key, from: from, to: to, book: &book)
            if time > 0 { times[lot] = max(times[lot] ?? 0, time) }
        }
        for (lot, time) in times {
            var touched = lot
            touched.outOfRangeMilliseconds += time
            if touched.status == .available {
                touched.status = .quarantined
                touched.statusReason = "temperature \(low)...\(high) in \(place) (\(id))"
            }
            try book.put(touched)
        }
        subject = id
        figures.append(("lots", times.count))
    }
}
