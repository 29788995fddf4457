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
            return StockEventID("hash:" + StockHash.name(facts.joined(separator: "\u{1F}")))
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
        let readings: [ScanReading]
        do throws(ScanProblem) {
            if scan.action == "empty" { return try BinDesk.take(scan, event, &book) ? .posted : .duplicate }
            readings = try ScanReading.read(scan, event, &book)
        } catch {
            if let failure = error.failure { throw failure }
            try open(error.kind, scan, event, detail: error.detail, &book)
            return error.kind == .unknownProduct || error.kind == .unknownPlace ? .held : .refused
        }
        var outcome = Outcome.posted
        for reading in readings {
            var ledger = Ledger(book)
            let posting = try ledger.post(reading.movement, ageMillisecondsMax: Limits.scanAgeMillisecondsMax)
            switch posting.outcome {
            case .posted: break
            case .duplicate: outcome = .duplicate
            case .refused(let problem):
                try open(problem.kind, scan, event, detail: problem.what, &book, movement: reading.movement)
                outcome = problem.kind == .unknownProduct || problem.kind == .unknownPlace ? .held : .refused
            }
        }
        return outcome
    }

    /// A case about a scan: one for each code that is unknown, one for each event otherwise.
    private static func open(
        _ kind: StockCase.Kind, _ scan: StockScan, _ event: StockEventID, detail: String, _ book: inout StockBook,
        movement: Movement? = nil
    ) throws {
        let isOfCatalogue = kind == .unknownProduct || kind == .unknownPlace
        let subject = isOfCatalogue ? detail : event.rawValue
        let id = kind.rawValue + "-" + StockHash.hex(StockHash.of(subject))
        if let known = try book.stockCase(id), known.state == .open, known.occurredAt <= scan.occurredAt { return }
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
        let names = ScannedFacts(scan.code, year: year).names(scan.code)
        let unknown = scan.action == "empty" ? [scan.code] + scan.codes : [names.first ?? ""]
        let subjects =
            unknown.map { (StockCase.Kind.unknownProduct, $0) }
            + [scan.from, scan.to].map {
                (StockCase.Kind.unknownPlace, $0)
            }
        for (kind, subject) in subjects {
            let id = kind.rawValue + "-" + StockHash.hex(StockHash.of(Printable.clean(String(subject.prefix(120)))))
            guard var known = try book.stockCase(id), known.state == .open else { continue }
            known.state = .resolved
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
