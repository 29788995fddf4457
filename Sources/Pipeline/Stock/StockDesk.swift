import Model
import Stock
import Store

/// Carries out what people ask of the stock, in one transaction of the writer: all of it or nothing.
struct StockDesk {
    let now: Instant
    /// The machine's user who asks.
    let actor: String
    var reply = StockReply()
    var figures: [(name: String, value: Int)] = []
    var subject: String?
    private var sequence = 0

    init(now: Instant, actor: String) {
        self.now = now
        self.actor = actor
    }

    static func work(
        _ request: StockRequest, store: StoreWriter, now: Instant, actor: String
    ) -> AdminWork {
        { () throws(VigieError) -> AdminReply? in
            do throws(StoreFailure) {
                return try store.stock { book in
                    var desk = StockDesk(now: now, actor: actor)
                    try desk.perform(request, &book)
                    var reply = AdminReply(subject: desk.subject)
                    for figure in desk.figures { reply.add(figure.name, figure.value) }
                    reply.stock = desk.reply
                    return reply
                }
            } catch {
                throw error.error
            }
        }
    }

    mutating func perform(_ request: StockRequest, _ book: inout StockBook) throws {
        switch request.verb {
        case .receive, .count, .return, .adjust, .explant: try move(request, &book)
        case .issue, .transfer, .discard, .dispense, .implant: try give(request, &book)
        case .reverse: try reverse(request, &book)
        case .importCatalogue, .importPlaces: try importCatalogue(request, &book)
        case .importBalances, .importCounts: try importCounts(request, &book)
        case .recallOpen, .recallClose, .recallWithdraw: try recall(request, &book)
        case .lot: try lot(request, &book)
        case .reserve, .unreserve: try reserve(request, &book)
        case .loanOpen, .loanOffer, .loanMove, .loanClose: try loan(request, &book)
        case .resolve: try resolve(request, &book)
        case .excursion: try excursion(request, &book)
        case .orderPlace, .orderCancel, .binEmpty: try order(request, &book)
        case .importBins, .importTargets, .importMakers: try importPlans(request, &book)
        case .importSensors: try importSensors(request, &book)
        case .capture: try capture(request, &book)
        case .rebuild: try rebuild(&book)
        }
    }

    /// Makes balances and timelines anew from the movements.
    private mutating func rebuild(_ book: inout StockBook) throws {
        let rebuild = try book.rebuild()
        figures.append(("read", rebuild.movements))
        figures.append(("entries", rebuild.entries))
        figures.append(("balances", rebuild.slots))
        figures.append(("balances_corrected", rebuild.changedBalances))
    }

    // MARK: Fields

    func needed(_ request: StockRequest, _ field: StockRequest.Field) throws -> String {
        guard let value = request[field] else {
            throw VigieError(
                .usage, "\(field.rawValue) is missing", remedy: "Give --\(field.rawValue); see 'vigie stock --help'")
        }
        guard value.utf8.count <= Limits.jsonStringBytesMax, Printable.clean(value) == value else {
            throw VigieError(
                .badData, "is longer than \(Limits.jsonStringBytesMax) bytes or has control characters",
                place: field.rawValue, remedy: "Correct it")
        }
        return value
    }

    func quantity(_ request: StockRequest) throws -> Int64 {
        try StockDesk.quantity(needed(request, .quantity), least: request.verb == .count ? 0 : 1)
    }

    static func quantity(_ text: String, least: Int64) throws -> Int64 {
        guard let quantity = Int64(text), (least...Limits.stockQuantityMax).contains(quantity) else {
            throw VigieError(
                .badData, "'\(Printable.clean(text))' is no quantity", place: "quantity",
                remedy: "Give a whole number from \(least) to \(Limits.stockQuantityMax), in smallest units")
        }
        return quantity
    }

    func day(_ request: StockRequest, _ field: StockRequest.Field) throws -> CalendarDay? {
        guard let text = request[field] else { return nil }
        guard let day = CalendarDay(text) else {
            throw VigieError(
                .badData, "'\(Printable.clean(text))' is no date", place: field.rawValue,
                remedy: "Write a date that exists as 2027-03-31")
        }
        return day
    }

    func instant(_ request: StockRequest) throws -> Instant {
        guard let text = request[.at] else { return now }
        guard let instant = Instant.parse(text) else {
            throw VigieError(
                .badData, "'\(Printable.clean(text))' is no time", place: "at",
                remedy: "Write it as 2026-11-21T22:34:54Z")
        }
        return instant
    }

    /// When a decision holds from: the field `at`, at most now.
    func decided(_ request: StockRequest) throws -> Instant {
        let at = try instant(request)
        guard at <= now.advanced(byMilliseconds: Limits.scanFutureMillisecondsMax) else {
            throw VigieError(
                .badData, "it is in the future", place: "at", remedy: "Give the time at which it was decided")
        }
        return at
    }

    /// What the field `product` names: an id, a code, or a scan with lot and expiry.
    func item(_ request: StockRequest, _ book: inout StockBook) throws -> ScannedItem {
        let text = try needed(request, .product)
        var item: ScannedItem
        do throws(ScanProblem) {
            item = try ScannedItem.read(text, at: now, &book)
        } catch {
            if let failure = error.failure { throw failure }
            throw VigieError(
                .badData, "the catalogue has no product '\(Printable.clean(text))'", place: "product",
                remedy: "Give an id or code of the catalogue, or import it with 'vigie stock import catalogue'")
        }
        if let lot = request[.lot] { item.lot = LotNumber(lot) }
        if let serial = request[.serial] { item.serial = SerialNumber(serial) }
        if let expiry = try day(request, .expiry) { item.expiry = expiry }
        return item
    }

    /// A movement of this request; its event id is made of what it says, when, and a number.
    mutating func movement(
        _ kind: MovementKind, _ item: ScannedItem, _ quantity: Int64, _ request: StockRequest
    ) throws -> Movement {
        let occurred = try instant(request)
        sequence += 1
        let parts = [
            kind.name, item.product.rawValue, item.lot.rawValue, item.serial.rawValue, "\(quantity)",
            "\(occurred.milliseconds)", "\(now.milliseconds)", "\(sequence)", actor,
        ]
        let event = request[.event] ?? "cmd:" + FactHash.name(parts)
        var movement = Movement(
            event: StockEventID(event), kind: kind, product: item.product, quantity: quantity, occurredAt: occurred,
            recordedAt: now)
        movement.lot = item.lot
        movement.serial = item.keepsSerials ? item.serial : .untold
        movement.expiry = item.expiry
        movement.from = request[.from].map { StockPlaceID($0) }
        movement.to = request[.to].map { StockPlaceID($0) }
        movement.actor = actor
        movement.reason = request[.reason] ?? ""
        movement.patient = request[.patient].map { PatientID($0) }
        movement.procedure = request[.procedure] ?? ""
        movement.reference = request[.reference] ?? ""
        movement.partner = request[.partner].map { PartnerID($0) }
        return movement
    }

    // MARK: Movements

    /// Records a movement, or says why not.
    mutating func post(_ movement: Movement, _ book: inout StockBook) throws {
        var ledger = Ledger(book)
        let posting = try ledger.post(movement)
        switch posting.outcome {
        case .refused(let problem):
            throw VigieError(.badData, problem.what, place: problem.field, remedy: problem.remedy)
        case .duplicate: figures.append(("already_recorded", 1))
        case .posted: note(movement, posting)
        }
    }

    private mutating func note(_ movement: Movement, _ posting: Posting) {
        reply.lines.append(
            StockReply.Line(
                event: movement.event.rawValue, kind: movement.kind.name, product: movement.product.rawValue,
                lot: movement.lot.rawValue, serial: movement.serial.rawValue, expiry: movement.expiry?.description,
                from: movement.from?.rawValue, to: movement.to?.rawValue, quantity: movement.quantity))
        note(posting)
    }

    /// What a change of the ledger did to later facts and cases.
    mutating func note(_ posting: Posting) {
        for change in posting.changes {
            reply.changes.append(
                StockReply.Change(
                    product: change.slot.product.rawValue, lot: change.slot.lot.rawValue,
                    place: change.slot.place.rawValue, at: change.occurredAt.milliseconds,
                    before: change.balanceBefore, now: change.balanceNow))
        }
        reply.changeCount += posting.changeCount
        for opened in posting.cases {
            reply.cases.append(
                StockReply.Case(
                    id: opened.id, kind: opened.kind.rawValue, state: opened.state.rawValue,
                    quantity: opened.quantity, owner: opened.owner))
        }
    }

    private mutating func move(_ request: StockRequest, _ book: inout StockBook) throws {
        let item = try item(request, &book)
        let kind = MovementKind(name: request.verb.rawValue) ?? .adjust
        if kind == .adjust { _ = try needed(request, .reason) }
        try post(try movement(kind, item, quantity(request) * item.units, request), &book)
    }

    /// Out of a place: the lot that was named, else first expiry first; what is blocked or expired stays, except to be
    /// discarded.
    private mutating func give(_ request: StockRequest, _ book: inout StockBook) throws {
        let item = try item(request, &book)
        let kind = MovementKind(name: request.verb.rawValue) ?? .issue
        let wanted = try quantity(request) * item.units
        let from = StockPlaceID(try needed(request, .from))
        guard try book.place(from) != nil else {
            throw VigieError(
                .badData, "there is no place of stock \(Printable.clean(from.rawValue))", place: "from",
                remedy: "See 'vigie stock places'")
        }
        let allocation = try allocate(item, wanted, from, on: CalendarDay(try instant(request)), kind, &book)
        guard allocation.missing == 0 else { throw StockDesk.shortage(allocation, item.product, from) }
        for pick in allocation.picks {
            var picked = item
            picked.lot = pick.slot.lot
            picked.serial = pick.slot.serial
            picked.expiry = nil
            try post(try movement(kind, picked, pick.quantity, request), &book)
        }
        note(allocation)
    }

    mutating func allocate(
        _ item: ScannedItem, _ quantity: Int64, _ from: StockPlaceID, on day: CalendarDay, _ kind: MovementKind,
        _ book: inout StockBook
    ) throws -> Allocation {
        let levels = try book.levels(
            product: item.product, place: from, lot: item.lot == .untold ? nil : item.lot, on: day)
        let lines = levels.compactMap { level -> StockLine? in
            if item.keepsSerials, item.serial != .untold, item.serial != level.slot.serial { return nil }
            // What is to be destroyed is destroyed whatever its state.
            guard kind != .discard else { return StockLine(slot: level.slot, balance: level.balance) }
            return StockLine(
                slot: level.slot, balance: level.balance, expiry: level.expiry, status: level.status,
                reserved: level.reserved)
        }
        return Allocator.allocate(quantity, from: lines, on: day)
    }

    mutating func note(_ allocation: Allocation) {
        for refusal in allocation.refusals {
            reply.refusals.append(
                StockReply.Refusal(
                    place: refusal.slot.place.rawValue, lot: refusal.slot.lot.rawValue, quantity: refusal.quantity,
                    obstacle: refusal.obstacle.rawValue, expiry: refusal.expiry?.description))
        }
    }

    static func shortage(_ allocation: Allocation, _ product: ProductID, _ place: StockPlaceID) -> VigieError {
        var what = "\(place) can give \(allocation.given) of \(product), not \(allocation.asked)"
        if allocation.isStockOut { what = "\(place) is out of stock of \(product)" }
        let passed = allocation.refusals.map { refusal in
            "lot \(refusal.slot.lot): \(refusal.quantity) \(refusal.obstacle.rawValue)"
        }
        if !passed.isEmpty { what += " (" + passed.joined(separator: ", ") + ")" }
        return VigieError(
            .badData, what, place: "quantity",
            remedy: "See 'vigie stock levels \(product)'; take less, from elsewhere, or record the receipt first")
    }

    private mutating func reverse(_ request: StockRequest, _ book: inout StockBook) throws {
        let target = StockEventID(try needed(request, .event))
        _ = try needed(request, .reason)
        guard let found = try book.movement(target)?.movement else {
            throw VigieError(
                .badData, "the ledger has no movement \(Printable.clean(target.rawValue))", place: "event",
                remedy: "See 'vigie stock movements'")
        }
        var reversal = Movement(
            event: StockEventID("rev:" + target.rawValue), kind: .reverse, product: found.product,
            quantity: found.quantity, occurredAt: now, recordedAt: now)
        reversal.lot = found.lot
        reversal.serial = found.serial
        reversal.actor = actor
        reversal.reason = request[.reason] ?? ""
        reversal.reverses = target
        try post(reversal, &book)
    }
}
