import Model

/// Radio decodings ("raddec") of reelyActive's Pareto Anywhere, as JSON or in their binary form, raw or as hex text.
///
/// Source: github.com/reelyactive/raddec. A transmitter, heard by receivers, each with the mean of its strengths: one
/// observation per receiver. Types of ids: 1 EUI-64, 2 EUI-48, 3 random 48 bits, 4 TID-96, 5 EPC-96. `packets` are BLE
/// packets in hex: two bytes of header, the address (least significant byte first), the AD structures. `timestamp` in
/// epoch milliseconds.
enum RaddecDialect: DialectReader {
    enum IdentifierType {
        static let eui64: Int64 = 1
        static let eui48: Int64 = 2
        static let random48: Int64 = 3
        static let tid96: Int64 = 4
        static let epc96: Int64 = 5
    }

    /// An object or a first element with `transmitterId` and `rssiSignature`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        return document.has(value, "transmitterId") && document.has(value, "rssiSignature")
    }

    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
        if RaddecFrame.isWhole(RawFrame(bytes: payload)) { return true }
        guard payload.first == UInt8(ascii: "1"), let text = HexFrame(payload) else { return false }
        return RaddecFrame.isWhole(text)
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        let raw = RawFrame(bytes: scope.payload)
        if RaddecFrame.isWhole(raw) {
            try RaddecFrame.read(raw, &scope, &decoded)
            return true
        }
        if let text = HexFrame(scope.payload), RaddecFrame.isWhole(text) {
            try RaddecFrame.read(text, &scope, &decoded)
            return true
        }
        let first = scope.payload.first { !Ascii.isJSONSpace($0) }
        guard first == nil || first == Ascii.openBrace || first == Ascii.openBracket else {
            throw Refusal(.wrongType, "neither JSON nor a whole raddec")
        }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = messageScope
        try document.refuseTooMany(document.root)
        if document.kind(document.root) == .array, document.count(document.root) == 0 {
            decoded.health.append(scope.health(.heartbeat))
        }
        document.forEach(document.root) { value in
            do throws(Refusal) {
                try raddec(document, value, scope, &decoded)
            } catch {
                decoded.refuse(error, scope)
            }
        }
    }

    private static func raddec(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        guard let id = try document.string(value, "transmitterId") else {
            throw Refusal(.missingField, "transmitterId")
        }
        let type = try document.integer(value, "transmitterIdType", in: 0...255) ?? 0
        guard let signature = document.member(value, "rssiSignature"), document.kind(signature) == .array,
            document.count(signature) > 0
        else { throw Refusal(.missingField, "rssiSignature") }
        try document.refuseTooMany(signature)
        let time = try document.epoch(value, "timestamp", .milliseconds)
        let packets = document.member(value, "packets")
        document.forEach(signature) { entry in
            decoded.add(scope) { (decoded) throws(Refusal) in
                guard document.kind(entry) == .object else { throw Refusal(.wrongType, "rssiSignature") }
                var scope = scope
                guard let receiver = try document.string(entry, "receiverId") else {
                    throw Refusal(.missingField, "receiverId")
                }
                try scope.setReader(addressOrName: receiver, in: &decoded)
                var observation = scope.observation()
                observation.rssiDBm = try document.neededRSSI(entry)
                observation.antenna = UInt16(try document.integer(entry, "receiverAntenna", in: 0...65_535) ?? 0)
                try scope.setTime(time, of: &observation)
                guard type == IdentifierType.eui48 || type == IdentifierType.random48 else {
                    try writeOther(id, type, &observation, &decoded)
                    return observation
                }
                let hint: BLEAddress.Hint = type == IdentifierType.random48 ? .isRandom : .isPublic
                guard let address = BLEAddress(id, hint) else { throw Refusal(.badIdentifier, "transmitterId") }
                var advert = Advert(address: address)
                if let packets { document.forEach(packets) { readPacket(document, $0, &advert) } }
                let objection = advert.write(&observation, scope, &decoded.bytes)
                guard objection == .none else { throw objection.refusal }
                return observation
            }
        }
    }

    private static func readPacket(_ document: JSONDocument, _ value: JSONDocument.Value, _ advert: inout Advert) {
        guard document.kind(value) == .string, let frame = HexFrame(document.text(value)), frame.count > 8 else {
            return
        }
        advert.read(FrameSlice(frame, 8..<frame.count))
    }

    /// EPCs, TIDs, EUI-64 and what is unknown.
    private static func writeOther(
        _ id: UnsafeBufferPointer<UInt8>, _ type: Int64, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        switch type {
        case IdentifierType.epc96, IdentifierType.tid96:
            observation.tag = try EPCText.append(hex: id, field: "transmitterId", to: &decoded.bytes)
            observation.tagKind = type == IdentifierType.epc96 ? .epc : .other
        default: (observation.tag, observation.tagKind) = try CanonicalTag.append(id, to: &decoded.bytes)
        }
    }
}
