import Model
import Stock
import Store

/// Takes scans into the ledger: what the code says, what the catalogue calls it, what happened.
///
/// Whatever becomes of it, the raw scan is kept. What only lacks the catalogue waits for it; what cannot be is refused
/// and opens a case. It has no state and no clock: the same scans in the same order give the same ledger.
enum ScanDesk {
    /// What became of a scan.
    enum Outcome: String {
        case posted, duplicate, held, refused
    }

    /// Takes a scan that has just arrived.
    static func take(_ scan: StockScan, _ book: inout StockBook) throws {
        let event = ScanDesk.event(of: scan)
        if try book.outcome(of: event) != nil, scan.problem == nil {
            try retake(scan, event, &book)
            return
        }
        let outcome = try apply(scan, event, &book)
        try book.keep(scan, event: event, outcome: outcome.rawValue)
    }

    /// The same event again: once is enough, unless it says something else.
    private static func retake(_ scan: StockScan, _ event: StockEventID, _ book: inout StockBook) throws {
        guard try book.movement(event) != nil else { return }
        _ = try apply(scan, event, &book)
    }

    /// Scans that waited for the catalogue, once more.
    ///
    /// - Returns: how many were taken.
    static func takeHeld(_ book: inout StockBook) throws -> Int {
        var taken = 0
        for (id, held) in try book.heldScans() {
            guard let scan = ScanText.read(held) else { continue }
            let outcome = try apply(scan, event(of: scan), &book)
            guard outcome != .held else { continue }
            try book.release(id, outcome: outcome.rawValue)
            try settleHeld(scan, &book)
            taken += 1
        }
        return taken
    }

    /// The id of the station, of what it says, or else of the message: the first that there is.
    static func event(of scan: StockScan) -> StockEventID {
        if !scan.id.isEmpty { return StockEventID(scan.station + "/" + scan.id) }
        if scan.hasTime, scan.problem == nil {
            let facts = [
                scan.station, "\(scan.occurredAt.milliseconds)", scan.code, scan.action, scan.from, scan.to,
                "\(scan.quantity ?? -1)", scan.by, scan.patient, scan.procedure, scan.reverses,
                scan.codes.joined(separator: " "),
            ]
            return StockEventID("hash:" + FactHash.name(facts))
        }
        return StockEventID("log:\(scan.position.rawValue)")
    }

    private static func apply(
        _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws -> Outcome {
        if let problem = scan.problem {
            try open(.unreadableScan, scan, event, detail: problem, &book)
            return .refused
        }
        if scan.action == "sweep" { return try sweep(scan, event, &book) }
        let reading: ScanReading
        do throws(ScanProblem) {
            if scan.action == "empty" { return try BinDesk.take(scan, event, &book) ? .posted : .duplicate }
            reading = try ScanReading.read(scan, event, &book)
        } catch {
            return try refuse(error, scan, event, &book)
        }
        var ledger = Ledger(book)
        let posting = try ledger.post(reading.movement, ageMillisecondsMax: Limits.scanAgeMillisecondsMax)
        switch posting.outcome {
        case .posted: return .posted
        case .duplicate: return .duplicate
        case .refused(let problem):
            try open(problem.kind, scan, event, detail: problem.what, &book, movement: reading.movement)
            return isOfCatalogue(problem.kind) ? .held : .refused
        }
    }

    /// What a cabinet saw: all that the catalogue has counts at once; the rest waits for it.
    private static func sweep(
        _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws -> Outcome {
        let read: CabinetSweep
        do throws(ScanProblem) {
            read = try CabinetSweep.read(scan, event, &book)
        } catch {
            return try refuse(error, scan, event, &book)
        }
        var ledger = Ledger(book)
        for (movement, posting) in try ledger.post(
            read.sweep, seen: read.seen, ageMillisecondsMax: Limits.scanAgeMillisecondsMax)
        {
            guard let problem = posting.problem else { continue }
            try open(problem.kind, scan, movement.event, detail: problem.what, &book, movement: movement)
        }
        var outcome = Outcome.posted
        for problem in read.problems {
            if try refuse(problem, scan, event, &book) == .held { outcome = .held }
        }
        return outcome
    }

    private static func isOfCatalogue(_ kind: StockCase.Kind) -> Bool {
        kind == .unknownProduct || kind == .unknownPlace
    }

    /// Opens the case that a problem asks for; what only lacks the catalogue waits.
    private static func refuse(
        _ problem: ScanProblem, _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws -> Outcome {
        if let failure = problem.failure { throw failure }
        try open(problem.kind, scan, event, detail: problem.detail, &book)
        return isOfCatalogue(problem.kind) ? .held : .refused
    }

    /// A case about a scan: one for each code that is unknown, one for each event otherwise.
    private static func open(
        _ kind: StockCase.Kind, _ scan: StockScan, _ event: StockEventID, detail: String, _ book: inout StockBook,
        movement: Movement? = nil
    ) throws {
        let id = CaseIdentity.of(kind, isOfCatalogue(kind) ? detail : event.rawValue)
        if let known = try book.stockCase(id), known.state == .open {
            // It starts at the first of its scans by their time, whichever came first.
            guard (scan.occurredAt, event) < (known.occurredAt, known.event ?? event) else { return }
        }
        var opened = StockCase(
            id: id, kind: kind, occurredAt: scan.occurredAt, openedAt: scan.receivedAt, quantity: scan.quantity ?? 0,
            detail: Printable.clean(String(detail.prefix(200))), owner: "pharmacy")
        opened.event = event
        opened.product = movement?.product
        opened.place = movement?.from ?? movement?.to
        try book.put(opened)
    }

    /// What waited for the catalogue and is known now needs nobody any more.
    private static func settleHeld(_ scan: StockScan, _ book: inout StockBook) throws {
        let year = Instant.date(days: Int(CalendarDay(scan.occurredAt).days)).year
        var subjects = [scan.from, scan.to, scan.station].map { (StockCase.Kind.unknownPlace, $0) }
        // An empty bin's codes are the catalogue's own names.
        if scan.action == "empty" { subjects += ([scan.code] + scan.codes).map { (.unknownProduct, $0) } }
        for code in scan.codes.isEmpty ? [scan.code] : scan.codes where scan.action != "empty" {
            subjects.append((.unknownProduct, ScannedFacts(code, year: year).names(code).first ?? ""))
        }
        for (kind, subject) in subjects {
            let id = CaseIdentity.of(kind, Printable.clean(String(subject.prefix(120))))
            guard var known = try book.stockCase(id), known.state == .open else { continue }
            // As if the catalogue had been there first.
            known.state = .withdrawn
            known.resolution = "catalogue"
            known.closedAt = scan.receivedAt
            try book.put(known)
        }
    }
}

/// Why a scan does not become a movement.
struct ScanProblem: Error {
    var kind: StockCase.Kind
    /// The code, the place, or a few words; a person reads it.
    var detail: String
    /// The book failed: that is no fault of the scan.
    var failure: (any Error)?

    init(_ kind: StockCase.Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    init(failure: any Error) {
        kind = .unreadableScan
        detail = ""
        self.failure = failure
    }
}
