import FoundationEssentials
import Model
import Pipeline
import Report

typealias StockField = StockRequest.Field

/// Asks for a change of the stock, and shows what came of it.
enum StockChange {
    static func print(
        _ verb: StockRequest.Verb, _ fields: [(StockField, String?)], _ common: QueryOptions, file: String? = nil
    ) throws {
        try common.show(perform(verb, fields, common, file: file))
    }

    /// Asks for a change and gives what came of it.
    static func perform(
        _ verb: StockRequest.Verb, _ fields: [(StockField, String?)], _ common: QueryOptions, file: String? = nil
    ) throws -> StockChangeAnswer {
        var given: [StockField: String] = [:]
        for (field, value) in fields { given[field] = value }
        let text = try file.map(read)
        let reply = try AdminClient.perform(
            .stock(StockRequest(verb, given, file: file, text: text)), folder: common.folder)
        return answer(verb, reply)
    }

    private static func read(_ path: String) throws(VigieError) -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw VigieError(.noInput, "cannot be read", place: path, remedy: "Check the path and its permissions")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VigieError(.badData, "is not UTF-8", place: path, remedy: "Save it as UTF-8")
        }
        return text
    }

    private static func answer(_ verb: StockRequest.Verb, _ reply: AdminReply) -> StockChangeAnswer {
        var answer = StockChangeAnswer(
            ChangeAnswer(
                verb: verb.rawValue, subject: reply.subject, figures: reply.figures.map { ($0.name, $0.value) }))
        guard let stock = reply.stock else { return answer }
        answer.lines = stock.lines.map { line in
            StockChangeAnswer.Line(
                event: line.event, kind: line.kind, product: line.product, lot: line.lot, serial: line.serial,
                expiry: line.expiry ?? "", from: line.from ?? "", to: line.to ?? "", quantity: line.quantity)
        }
        answer.refusals = stock.refusals.map {
            StockChangeAnswer.Refusal(
                place: $0.place, lot: $0.lot, quantity: $0.quantity, obstacle: $0.obstacle, expiry: $0.expiry ?? "")
        }
        answer.changes = stock.changes.map {
            StockChangeAnswer.Change(
                product: $0.product, lot: $0.lot, place: $0.place, at: Instant(milliseconds: $0.at), before: $0.before,
                now: $0.now)
        }
        answer.changeCount = stock.changeCount
        answer.cases = stock.cases.map {
            StockChangeAnswer.Case(
                id: $0.id, kind: $0.kind, state: $0.state, quantity: $0.quantity, owner: $0.owner)
        }
        answer.lots = stock.lots.map {
            StockChangeAnswer.Lot(product: $0.product, lot: $0.lot, status: $0.status, minutes: $0.minutes)
        }
        return answer
    }
}
