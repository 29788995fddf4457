import Model
import Stock
import Store

/// Loans between pharmacies: requested, offered, sent, given back in kind, closed.
extension StockDesk {
    mutating func loan(_ request: StockRequest, _ book: inout StockBook) throws {
        switch request.verb {
        case .loanOpen: try openLoan(request, &book)
        case .loanOffer: try offerLoan(request, &book)
        case .loanMove: try moveLoan(request, &book)
        default: try closeLoan(request, &book)
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

    /// A request, ours to borrow or a partner's to us; an offer of ours when nobody asked.
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
        let id = request[.id] ?? FactHash.short("L", item.product.rawValue, partner.rawValue, "\(now.milliseconds)")
        guard try book.loan(id) == nil else {
            throw VigieError(.badData, "loan \(id) is there already", place: "id", remedy: "Give another id")
        }
        let isOffer = direction == "lend" && request[.status] != Loan.State.requested.rawValue
        let loan = Loan(
            id: id, partner: partner, isLent: direction == "lend", product: item.product, quantity: wanted,
            due: try day(request, .due), state: isOffer ? .offered : .requested, note: request[.note] ?? "",
            changedAt: now)
        try book.put(loan)
        subject = id
    }

    /// What was requested is offered: all of it, or so much.
    private mutating func offerLoan(_ request: StockRequest, _ book: inout StockBook) throws {
        var loan = try knownLoan(request, &book)
        guard loan.state == .requested || loan.state == .offered else {
            throw VigieError(
                .badData, "loan \(loan.id) has begun already", place: "id", remedy: "See 'vigie stock loan list'")
        }
        if request[.quantity] != nil { loan.quantity = try quantity(request) }
        if let due = try day(request, .due) { loan.due = due }
        loan.note = request[.note] ?? loan.note
        loan.state = .offered
        loan.changedAt = now
        try book.put(loan)
        subject = loan.id
    }

    /// Goods of a loan come or go: out of `from` or into `to`.
    private mutating func moveLoan(_ request: StockRequest, _ book: inout StockBook) throws {
        let loan = try knownLoan(request, &book)
        var filled = request
        filled.fields["product"] = request[.product] ?? loan.product.rawValue
        filled.fields["reference"] = loan.id
        filled.fields["partner"] = loan.partner.rawValue
        let item = try item(filled, &book)
        guard item.product == loan.product else {
            throw VigieError(
                .badData, "loan \(loan.id) is of \(loan.product), not of \(item.product)", place: "product",
                remedy: "Give back in kind: the same product, any lot")
        }
        let wanted = try quantity(filled) * item.units
        try check(loan, wanted, isOut: filled[.from] != nil)
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
        guard var moved = try book.loan(loan.id) else { return }
        moved.state = moved.moved >= moved.quantity && moved.returned >= moved.moved ? .returned : .sent
        moved.changedAt = now
        try book.put(moved)
        subject = loan.id
        figures.append(("due_back", Int(moved.moved - moved.returned)))
    }

    /// Not more goes than was agreed, and not more comes back than went.
    private func check(_ loan: Loan, _ wanted: Int64, isOut: Bool) throws {
        let isReturn = isOut != loan.isLent
        let most = isReturn ? loan.moved - loan.returned : loan.quantity - loan.moved
        guard wanted <= most else {
            throw VigieError(
                .badData,
                isReturn
                    ? "\(most) of loan \(loan.id) are to be given back, not \(wanted)"
                    : "\(most) of loan \(loan.id) are still to be sent, not \(wanted)", place: "quantity",
                remedy: isReturn ? "Give at most \(most)" : "Give at most \(most), or open a loan for the rest")
        }
    }

    private mutating func closeLoan(_ request: StockRequest, _ book: inout StockBook) throws {
        var loan = try knownLoan(request, &book)
        guard loan.moved == loan.returned || request[.note] != nil else {
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
