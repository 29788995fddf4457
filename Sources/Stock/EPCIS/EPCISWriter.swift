public import Model

/// Writes documents.
public enum EPCISWriter {
    /// An event of a document.
    public enum Item: Sendable {
        /// Of this ledger.
        case own(EPCISEvent)
        /// As another system wrote it, with its document's `@context`, or nil for the standard's own.
        case captured(EPCISValue, context: EPCISValue?)
    }

    /// A document of own events, each with its hash as its id.
    public static func document(
        _ events: [EPCISEvent], createdAt: Instant, canonical: @escaping EPCISHash.Canonical
    ) -> [UInt8] {
        document(items: events.map(Item.own), createdAt: createdAt, canonical: canonical)
    }

    /// A document of events: own ones have their hash as their id, captured ones stay as they were; the names that
    /// their document gave to namespaces go with them.
    ///
    /// - Parameters:
    ///   - createdAt: when the document was written.
    ///   - canonical: how EPC URIs and Digital Links are brought to one form.
    /// - Complexity: O(n) in the events.
    public static func document(
        items: [Item], createdAt: Instant, canonical: @escaping EPCISHash.Canonical
    ) -> [UInt8] {
        let own = EPCISValue.object([.init(name: "vigie", value: .text(EPCISEvent.namespace))])
        let standard = EPCISValue.text("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld")
        let hash = EPCISHash(context: .list([own]), canonical: canonical)
        let head = EPCISValue.object([
            .init(name: "@context", value: .list([standard, own])),
            .init(name: "type", value: .text("EPCISDocument")), .init(name: "schemaVersion", value: .text("2.0")),
            .init(name: "creationDate", value: .text(createdAt.rfc3339)),
        ])
        var bytes = Array(head.json.dropLast()) + Array(",\"epcisBody\":{\"eventList\":[".utf8)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch item {
            case .own(let event):
                var json = JSONWriter()
                event.write(&json, identifier: identifier(event, hash))
                bytes += json.bytes
            case .captured(let event, let context):
                bytes += written(event, context).json
            }
        }
        return bytes + Array("]}}".utf8)
    }

    private static func written(_ event: EPCISValue, _ context: EPCISValue?) -> EPCISValue {
        guard let context else { return event }
        return .object([.init(name: "@context", value: context)] + event.without("@context").members)
    }

    /// The id of an event: declared wrong it keeps the one that it had.
    public static func identifier(_ event: EPCISEvent, _ hash: EPCISHash) -> String? {
        var json = JSONWriter()
        event.write(&json, identifier: nil)
        return EPCISValue(json: json.bytes).map(hash.identifier)
    }
}
