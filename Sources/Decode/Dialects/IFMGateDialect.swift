import Model

/// ifm RFID gates: an array of passages, one per tag.
///
/// Facts from the maker's instructions: the gate is `gateID`, a number; `EPC` hex; `timestamp` has an offset without a
/// colon; no strength. `direction` tells IN or OUT: a passage is a read at the gate, the side comes from where the tag
/// is seen next.
enum IFMGateDialect: DialectReader {
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        return document.has(value, "gateID") && document.has(value, "EPC")
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try? scope.setReader(scope.topic, in: &decoded)
        let scope = scope
        try document.walk(document.root, scope, &decoded) { value, decoded in
            decoded.add(scope) { (decoded) throws(Refusal) in try passage(document, value, scope, &decoded) }
        }
    }

    private static func passage(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ messageScope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "a passage is not an object") }
        guard let gate = document.member(value, "gateID") else { throw Refusal(.missingField, "gateID") }
        guard document.kind(gate) == .number || document.kind(gate) == .string else {
            throw Refusal(.wrongType, "gateID")
        }
        var scope = messageScope
        try scope.setReader(document.text(gate), in: &decoded)
        var observation = scope.observation()
        guard let hex = try document.filledString(value, "EPC") else { throw Refusal(.missingField, "EPC") }
        decoded.setEPC(try EPCText.append(hex: hex, field: "EPC", to: &decoded.bytes), of: &observation)
        let device = try document.date(value, "timestamp")
        try scope.setTime(device, of: &observation)
        let number = try document.integer(value, "eventID", in: 0...Int64.max)
        guard number != nil || device != nil else { return observation }
        var key = PacketKey()
        key.add(field: observation.reader, of: decoded.bytes)
        key.add(field: observation.tag, of: decoded.bytes)
        key.add(number: number ?? -1)
        key.add(number: device?.milliseconds ?? 0)
        observation.packet = key.value
        return observation
    }
}
