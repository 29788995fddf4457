import Decode
public import Model
import Stock
public import Store

/// The ledger as an EPCIS 2.0 document.
public enum EPCISExport {
    /// Movements of one document at most.
    public static let movementsMax = 1_000_000

    /// Movements that happened in a span, oldest first; what was reversed is told, and then declared never to have
    /// happened. Events that were captured are told as they came, and not a second time as movements.
    ///
    /// - Parameters:
    ///   - from: nil from the first on.
    ///   - to: nil to the last; not included.
    ///   - offsetMinutes: of the site's zone, east of Greenwich.
    /// - Complexity: O(n) in the movements.
    public static func document(
        _ reader: StoreReader, from: Instant?, to: Instant?, createdAt: Instant, offsetMinutes: Int
    ) throws(VigieError) -> [UInt8] {
        var filter = MovementFilter()
        filter.from = from
        filter.to = to
        let rows = try reader.movements(filter, limit: movementsMax).reversed()
        let captured = try reader.capturedEvents(from: from, to: to)
        // The ids under which captured events, and movements of ours that came back in them, are in the ledger.
        var known: Set<String> = []
        var declared: Set<String> = []
        var items: [(at: Instant, item: EPCISWriter.Item)] = []
        for event in captured {
            guard let value = EPCISValue(json: Array(event.json.utf8)) else { continue }
            let context = event.context.isEmpty ? nil : EPCISValue(json: Array(event.context.utf8))
            items.append((event.occurredAt, .captured(value, context: context)))
            for id in [event.id, value["vigie:event"]?.string].compactMap({ $0 }) {
                known.insert(id)
                if event.isError { declared.insert(id) }
            }
        }
        let mapping = EPCISMapping(offsetMinutes: offsetMinutes, canonical: canonical)
        var reversedAt: [StockEventID: Instant] = [:]
        for row in rows {
            if let event = row.movement.reverses { reversedAt[event] = row.movement.recordedAt }
        }
        for row in rows {
            let movement = row.movement
            // Of several things in one event each has the event's id and a number.
            let id = movement.event.rawValue.split(separator: "#").first.map(String.init) ?? ""
            let isCaptured = known.contains(id)
            if !isCaptured, let event = mapping.event(movement) { items.append((movement.occurredAt, .own(event))) }
            guard row.isReversed, !(isCaptured && declared.contains(id)) else { continue }
            let at = reversedAt[movement.event] ?? movement.recordedAt
            if let event = mapping.event(movement, reversedAt: at) { items.append((movement.occurredAt, .own(event))) }
        }
        let ordered = items.enumerated().sorted { left, right in
            (left.element.at.milliseconds, left.offset) < (right.element.at.milliseconds, right.offset)
        }
        return EPCISWriter.document(items: ordered.map(\.element.item), createdAt: createdAt, canonical: canonical)
            + [UInt8(ascii: "\n")]
    }

    /// One form for an EPC's URI and for every link to the same key.
    @Sendable
    static func canonical(_ text: String) -> String? {
        if let identity = try? EPCIdentity(uri: text) { return identity.digitalLink }
        return DigitalLink(text)?.canonical
    }
}
