import Decode
public import Model
import Stock
public import Store

/// The ledger as an EPCIS 2.0 document.
public enum EPCISExport {
    /// Movements of one document at most.
    public static let movementsMax = 1_000_000

    /// Movements that happened in a span, oldest first; what was reversed is told, and then declared never to have
    /// happened.
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
        let mapping = EPCISMapping(offsetMinutes: offsetMinutes, canonical: canonical)
        var reversedAt: [StockEventID: Instant] = [:]
        for row in rows {
            if let event = row.movement.reverses { reversedAt[event] = row.movement.recordedAt }
        }
        var events: [EPCISEvent] = []
        for row in rows {
            guard let event = mapping.event(row.movement) else { continue }
            events.append(event)
            guard row.isReversed else { continue }
            let at = reversedAt[row.movement.event] ?? row.movement.recordedAt
            if let declared = mapping.event(row.movement, reversedAt: at) { events.append(declared) }
        }
        return EPCISWriter.document(events, createdAt: createdAt, canonical: canonical) + [UInt8(ascii: "\n")]
    }

    /// One form for an EPC's URI and for every link to the same key.
    @Sendable
    static func canonical(_ text: String) -> String? {
        if let identity = try? EPCIdentity(uri: text) { return identity.digitalLink }
        return DigitalLink(text)?.canonical
    }
}
