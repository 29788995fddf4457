import Model

/// Terso cabinets (Jetstream): what is in a cabinet, as a whole.
///
/// Facts from the vendor's pages ("ObjectEvent"): `Observe` lists the EPCs that are there, `Device` is the cabinet,
/// `EventTime` its clock and `ReceivedTime` the cloud's; `EventId` is one per event. Each EPC is a read without a
/// strength; that others are missing from the list means that they are gone, which reads alone cannot say. Other
/// events tell that the cabinet lives.
enum TersoDialect: DialectReader {
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        return document.has(root, "EventId") && document.has(root, "Device") && document.has(root, "Type")
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        guard let device = try document.filledString(root, "Device") else { throw Refusal(.missingField, "Device") }
        try scope.setReader(device, in: &decoded)
        let time = try document.date(root, "EventTime")
        guard let seen = try document.array(root, "Observe"), document.count(seen) > 0 else {
            decoded.health.append(scope.health(.heartbeat, device: time))
            return
        }
        try document.refuseTooMany(seen)
        let event = try document.filledString(root, "EventId")
        let scope = scope
        document.forEach(seen) { value in
            decoded.add(scope) { (decoded) throws(Refusal) in
                guard document.kind(value) == .string else { throw Refusal(.wrongType, "Observe") }
                var observation = scope.observation()
                let hex = document.text(value)
                decoded.setEPC(try EPCText.append(hex: hex, field: "Observe", to: &decoded.bytes), of: &observation)
                try scope.setTime(time, of: &observation)
                guard let event else { return observation }
                var key = PacketKey()
                key.add(field: event)
                key.add(field: observation.tag, of: decoded.bytes)
                observation.packet = key.value
                return observation
            }
        }
    }
}
