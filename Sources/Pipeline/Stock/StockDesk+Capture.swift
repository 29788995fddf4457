import Model
import Stock
import Store

extension StockDesk {
    /// Problems of a document told at once.
    private static let problemsMax = 50

    /// Takes an EPCIS 2.0 document: all of its events, or nothing when it breaks a rule of the standard.
    ///
    /// Every event is kept as it came. What it says of products and places that the catalogue has goes into the
    /// ledger; of others it waits, and comes in when the document is captured again after they are imported. A patient
    /// is `untold`.
    mutating func capture(_ request: StockRequest, _ book: inout StockBook) throws {
        let file = Printable.clean(request.file ?? "document")
        let document = EPCISDocument(json: Array((request.text ?? "").utf8))
        guard document.isValid else { throw Self.invalid(document.problems, file) }
        var tally = CaptureTally()
        for (index, event) in document.events.enumerated() {
            do {
                try take(event, document.context, &tally, &book)
            } catch let error as VigieError {
                throw VigieError(
                    error.code, "nothing was captured: " + error.what,
                    place: "\(file): eventList[\(index)]" + (error.place.map { "." + $0 } ?? ""),
                    remedy: error.remedy)
            }
        }
        subject = file
        figures += tally.figures(events: document.events.count)
    }

    private static func invalid(_ problems: [EPCISDocument.Problem], _ file: String) -> VigieError {
        var lines = problems.prefix(problemsMax).map { problem in
            let remedy = problem.remedy.hasSuffix(".") ? String(problem.remedy.dropLast()) : problem.remedy
            return "\(file): \(Printable.clean(problem.place)): \(problem.what); \(remedy)"
        }
        if problems.count > lines.count { lines.append("… and \(problems.count - lines.count) more") }
        return VigieError(
            .badData, "nothing was captured\n" + lines.joined(separator: "\n"), place: file,
            remedy: "Mend these and capture it again")
    }

    private mutating func take(
        _ event: EPCISValue, _ context: EPCISValue?, _ tally: inout CaptureTally, _ book: inout StockBook
    ) throws {
        let prefixes = (context?.prefixes ?? []) + (event["@context"]?.prefixes ?? [])
        let hash = EPCISHash(context: .list(prefixes), canonical: EPCISExport.canonical)
        let mapping = EPCISMapping(canonical: EPCISExport.canonical)
        let id = event["eventID"]?.string ?? hash.identifier(event)
        let isError = event["errorDeclaration"] != nil
        let kept = CapturedEvent(
            id: id, isError: isError, occurredAt: event["eventTime"]?.string.flatMap(EPCISTime.instant) ?? now,
            recordedAt: now, json: String(decoding: event.without("@context").json, as: UTF8.self),
            context: prefixes.isEmpty ? "" : String(decoding: EPCISValue.list(prefixes).json, as: UTF8.self))
        if try !book.put(kept) { tally.known += 1 }
        switch mapping.capture(event, hash, receivedAt: now) {
        case .refused(let problem):
            // Parts of a unit are no mistake where the product is not ours to count.
            guard try mapping.products(event).contains(where: { try book.product(code: $0.rawValue) != nil }) else {
                tally.waiting += 1
                break
            }
            throw VigieError(.badData, problem.what, place: problem.place, remedy: problem.remedy)
        case .nothing: break
        case .movements(let movements):
            for movement in movements { try take(movement, &tally, &book) }
        case .reversal: try reverse(event: id, own: event["vigie:event"]?.string, kept, &tally, &book)
        }
        for measured in mapping.temperatures(event) { try take(measured, &tally, &book) }
    }

    private mutating func take(
        _ captured: Movement, _ tally: inout CaptureTally, _ book: inout StockBook
    ) throws {
        var movement = captured
        guard let found = try book.product(code: movement.product.rawValue) else {
            tally.waiting += 1
            return
        }
        for place in [movement.from, movement.to].compactMap({ $0 }) where try book.place(place) == nil {
            tally.waiting += 1
            return
        }
        // Events tell nothing of patients.
        let hasPatient = [.dispense, .implant, .explant].contains(movement.kind)
        if hasPatient, movement.patient == nil { movement.patient = PatientID("untold") }
        movement.product = found.product
        let (units, isTooMuch) = movement.quantity.multipliedReportingOverflow(by: found.units)
        movement.quantity = isTooMuch ? .max : units
        let keepsSerials = try book.product(found.product)?.keepsSerials ?? false
        if !keepsSerials {
            movement.serial = .untold
        } else if movement.lot == .untold, movement.serial != .untold {
            movement.lot = try book.lot(of: movement.product, serial: movement.serial) ?? .untold
        }
        if movement.device.isEmpty { movement.actor = actor }
        if try isPosted(movement, &book) { tally.posted += 1 }
    }

    /// Records a movement; false when it was recorded before.
    private mutating func isPosted(_ movement: Movement, _ book: inout StockBook) throws -> Bool {
        let told = figures
        let before = reply.lines.count
        try post(movement, &book)
        figures = told
        return reply.lines.count > before
    }

    /// What the event with an id did is undone; each of its movements once.
    private mutating func reverse(
        event id: String, own: String?, _ kept: CapturedEvent, _ tally: inout CaptureTally,
        _ book: inout StockBook
    ) throws {
        var wrong = try book.movements(ofEvent: id)
        if wrong.isEmpty, let own { wrong = try book.movements(ofEvent: own) }
        for movement in wrong where try book.reversal(of: movement.event) == nil {
            var reversal = Movement(
                event: StockEventID("declared:" + movement.event.rawValue), kind: .reverse, product: movement.product,
                quantity: movement.quantity, occurredAt: now, recordedAt: now)
            reversal.lot = movement.lot
            reversal.serial = movement.serial
            reversal.reverses = movement.event
            reversal.device = "epcis"
            reversal.reason = "error declaration"
            if try isPosted(reversal, &book) { tally.reversed += 1 }
        }
        if wrong.isEmpty { tally.waiting += 1 }
    }

    /// Too warm or too cold in a place that the catalogue knows.
    private mutating func take(
        _ measured: EPCISMapping.Measured, _ tally: inout CaptureTally, _ book: inout StockBook
    ) throws {
        guard try book.place(measured.place) != nil, measured.from < measured.to else { return }
        let figures = figures
        try excursion(
            StockRequest(
                .excursion,
                [
                    .place: measured.place.rawValue, .from: measured.from.rfc3339, .to: measured.to.rfc3339,
                    .celsiusMin: "\(measured.celsius.lowerBound)", .celsiusMax: "\(measured.celsius.upperBound)",
                ]), &book)
        self.figures = figures
        tally.measured += 1
    }
}

/// What came of a document's events.
struct CaptureTally {
    var known = 0
    var posted = 0
    var reversed = 0
    var measured = 0
    var waiting = 0

    func figures(events: Int) -> [(name: String, value: Int)] {
        let all = [
            ("already_recorded", known), ("posted", posted), ("reversed", reversed), ("temperatures", measured),
            ("waiting", waiting),
        ]
        return [(name: "events", value: events)] + all.filter { $0.1 > 0 }.map { (name: $0.0, value: $0.1) }
    }
}
