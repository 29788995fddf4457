import Model

/// Scans for the stock, `vigie/v1/<site>/scans/<station>` (DESIGN 5.2): one object, or each object of an array.
///
/// `code` may have the group separator, as its escape; `quantity` may also be a count of packs that a station sends as
/// text. A cabinet that sees its contents sends `"action":"sweep"` with `codes`, a box of empty bins `"action":"empty"`
/// with `codes` or one `code`. What a scan means is for the stock to say: the catalogue is not known here.
enum ScanReading {
    static func read(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        switch document.kind(document.root) {
        case .object: decoded.scans.append(try element(document, document.root, scope, decoded))
        case .array:
            var value = document.first(document.root)
            for _ in 0..<document.count(document.root) {
                do throws(Refusal) {
                    decoded.scans.append(try element(document, value, scope, decoded))
                } catch {
                    decoded.refuse(error, scope)
                }
                value = document.after(value)
            }
        default: throw Refusal(.wrongType, "neither an object nor an array")
        }
    }

    private static func element(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ scope: MessageScope, _ decoded: DecodedBatch
    ) throws(Refusal) -> StockScan {
        guard document.kind(object) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        let device = try document.date(object, "at")
        guard device != nil || !scope.header.flags.contains(.receiveTimeUnknown) else {
            throw Refusal(.badTime, "neither the device nor the capture gives a time")
        }
        let received = scope.header.flags.contains(.receiveTimeUnknown) ? device : scope.header.receivedAt
        var scan = StockScan(
            station: decoded.text(scope.reader), occurredAt: device ?? scope.header.receivedAt,
            receivedAt: received ?? scope.header.receivedAt, position: .start, payload: Array(scope.payload))
        scan.message = scope.index
        scan.hasTime = device != nil
        scan.id = try text(document, object, "id")
        scan.code = try text(document, object, "code", allowsSeparator: true)
        scan.action = try text(document, object, "action")
        scan.quantity = try document.integer(object, "quantity", in: Int64.min...Int64.max)
        scan.from = try text(document, object, "from")
        scan.to = try text(document, object, "to")
        scan.by = try text(document, object, "by")
        scan.patient = try text(document, object, "patient")
        scan.procedure = try text(document, object, "procedure")
        scan.reason = try text(document, object, "reason")
        scan.reverses = try text(document, object, "reverses")
        if let codes = try document.array(object, "codes") {
            var value = document.first(codes)
            for _ in 0..<document.count(codes) {
                guard document.kind(value) == .string else { throw Refusal(.wrongType, "codes") }
                scan.codes.append(String(decoding: document.text(value), as: UTF8.self))
                value = document.after(value)
            }
        }
        guard !scan.action.isEmpty else { throw Refusal(.missingField, "action") }
        let needsNoCode =
            scan.action == "reverse" || scan.action == "sweep" || (scan.action == "empty" && !scan.codes.isEmpty)
        guard !scan.code.isEmpty || needsNoCode else { throw Refusal(.missingField, "code") }
        return scan
    }

    private static func text(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ key: JSONKey, allowsSeparator: Bool = false
    ) throws(Refusal) -> String {
        guard let text = try document.string(object, key) else { return "" }
        let isClean = allowsSeparator || IdentifierText.isClean(text) || text.isEmpty
        guard isClean else { throw Refusal(.badIdentifier, key) }
        return String(decoding: text, as: UTF8.self)
    }
}
