public import Model

extension Ledger {
    /// What a movement tells of its lot: a lot that is new, an expiry, a contradiction, a use after expiry.
    ///
    /// What was told first (by when it happened) holds; another date raises a question, no date changes nothing. A
    /// reversal takes the movement back, not what was read on the pack.
    mutating func noteLot(_ movement: Movement, _ posting: inout Posting) throws {
        guard movement.lot != .untold else { return }
        if try book.lot(movement.product, movement.lot) == nil {
            try book.put(Lot(product: movement.product, number: movement.lot))
        }
        var isRenewed = false
        if let expiry = movement.expiry {
            let claim = ExpiryClaim(
                expiry: expiry, position: LedgerPosition(movement, .into), event: movement.event)
            isRenewed = try take(claim, movement.product, movement.lot, at: movement.recordedAt, &posting)
        }
        guard let lot = try book.lot(movement.product, movement.lot) else { return }
        if isRenewed {
            for use in try book.movements(of: movement.product, lot: movement.lot) where use.kind.isDemand {
                try judgeExpiry(use, lot, &posting)
            }
        } else if movement.kind.isDemand {
            try judgeExpiry(movement, lot, &posting)
        }
    }

    /// A person decides a lot's expiry; what was scanned stays on record, and questions about it are resolved.
    ///
    /// - Throws: the book's errors.
    public mutating func decide(
        expiry: CalendarDay, of product: ProductID, lot: LotNumber, at instant: Instant, by actor: String
    ) throws -> Posting {
        var posting = Posting()
        if try book.lot(product, lot) == nil { try book.put(Lot(product: product, number: lot)) }
        let event = StockEventID(
            "decision:" + FactHash.name(product.rawValue, lot.rawValue, "\(instant.milliseconds)"))
        let claim = ExpiryClaim(
            expiry: expiry, position: LedgerPosition(occurredAt: instant, tie: 0), event: event, isDecision: true)
        _ = try take(claim, product, lot, at: instant, &posting)
        for known in try book.cases(.lotContradiction, of: product, lot: lot) where known.state == .open {
            var resolved = known
            resolved.state = .resolved
            resolved.closedAt = instant
            resolved.resolution = "\(actor): \(expiry)"
            try put(resolved, known, &posting)
        }
        if let decided = try book.lot(product, lot) {
            for use in try book.movements(of: product, lot: lot) where use.kind.isDemand {
                try judgeExpiry(use, decided, &posting)
            }
        }
        return posting
    }

    /// - Returns: whether the lot has another expiry now.
    private mutating func take(
        _ claim: ExpiryClaim, _ product: ProductID, _ number: LotNumber, at instant: Instant, _ posting: inout Posting
    ) throws -> Bool {
        var claims = try book.claims(product, number)
        if let index = claims.firstIndex(where: { $0.expiry == claim.expiry }) {
            guard claim.precedes(claims[index]) else { return false }
            claims[index] = claim
        } else {
            claims.append(claim)
        }
        try book.put(claim, product, number)
        guard let holding = claims.min(by: { $0.precedes($1) }), var lot = try book.lot(product, number) else {
            return false
        }
        let isRenewed = lot.expiry != holding.expiry
        if isRenewed {
            lot.expiry = holding.expiry
            try book.put(lot)
        }
        for other in claims where !holding.isDecision {
            let id = CaseIdentity.of(.lotContradiction, product.rawValue, number.rawValue, other.expiry.description)
            let known = try book.stockCase(id)
            guard other.expiry != holding.expiry else {
                if let known { try withdraw(known, &posting) }
                continue
            }
            var wanted =
                known
                ?? StockCase(
                    id: id, kind: .lotContradiction, occurredAt: other.position.occurredAt, openedAt: instant,
                    owner: Ledger.defaultOwner)
            wanted.product = product
            wanted.lot = number
            wanted.event = other.event
            wanted.occurredAt = other.position.occurredAt
            wanted.detail = "\(holding.expiry) / \(other.expiry)"
            wanted.reopenIfWithdrawn()
            try put(wanted, known, &posting)
        }
        return isRenewed
    }

    /// Use after the last day.
    private mutating func judgeExpiry(_ movement: Movement, _ lot: Lot, _ posting: inout Posting) throws {
        let id = CaseIdentity.of(.expiredUsed, movement.event.rawValue)
        let known = try book.stockCase(id)
        let day = CalendarDay(movement.occurredAt)
        guard let expiry = lot.expiry, expiry < day, try book.reversal(of: movement.event) == nil else {
            if let known, known.state == .open { try withdraw(known, &posting) }
            return
        }
        let owner = try owner(of: movement.from)
        var wanted =
            known
            ?? StockCase(
                id: id, kind: .expiredUsed, occurredAt: movement.occurredAt, openedAt: movement.recordedAt,
                quantity: movement.quantity, owner: owner
            ).about(movement.slot(at: movement.from ?? StockPlaceID("")), movement.event)
        wanted.detail = "\(expiry)"
        wanted.reopenIfWithdrawn()
        try put(wanted, known, &posting)
    }
}
