import Model

/// Minew BLE gateways, BINARY-LONG: one frame with all that was heard.
///
/// Layout as reelyActive's barnowl-minew reads it, all big-endian: `BB 01`, the frame's length (4 bytes, all of it),
/// the gateway's address (6), the number of tags (2); per tag its address (6) and the number of its packets (2); per
/// packet its length (1), the AD structures, flags (1; 0x06: the address is random) and the strength in dBm (1,
/// signed); last `DD`. No clock: the receive time holds. The packets of a tag are one observation with the mean of
/// their strengths, their frames merged. Some transports hand the frame on as hex text.
enum MinewBinaryDialect: DialectReader {
    private static let headLength = 14
    private static let randomFlags: UInt8 = 0x06

    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
        if isFrame(RawFrame(bytes: payload)) { return true }
        guard hasPrefix(payload, "BB01") || hasPrefix(payload, "bb01"), let text = HexFrame(payload) else {
            return false
        }
        return isFrame(text)
    }

    private static func isFrame(_ frame: some FrameBytes) -> Bool {
        guard frame.count > headLength, frame[0] == 0xBB, frame[1] == 0x01 else { return false }
        return Int(frame.bigEndian16(2)) << 16 | Int(frame.bigEndian16(4)) == frame.count
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        guard !scope.payload.isEmpty else { throw Refusal(.emptyPayload, "payload") }
        let raw = RawFrame(bytes: scope.payload)
        if isFrame(raw) {
            try read(raw, &scope, &decoded)
        } else if let text = HexFrame(scope.payload), isFrame(text) {
            try read(text, &scope, &decoded)
        } else {
            throw Refusal(.wrongType, "not a BINARY-LONG frame")
        }
        return true
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.wrongType, "not a BINARY-LONG frame")
    }

    private static func read(
        _ frame: some FrameBytes, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try scope.setReader(BLEAddress(frame.address(6), .unknown), in: &decoded)
        let count = Int(frame.bigEndian16(12))
        guard count <= Limits.batchElementsMax else { throw Refusal(.tooLarge, "more than 4096 elements") }
        decoded.health.append(scope.health(.heartbeat))
        var position = headLength
        for _ in 0..<count { try readTag(frame, &position, scope, &decoded) }
        guard position == frame.count - 1, frame[position] == 0xDD else {
            throw Refusal(.wrongType, "the frame does not end with its tags")
        }
    }

    /// A tag that runs past the frame's end takes the rest of the message with it.
    private static func readTag(
        _ frame: some FrameBytes, _ position: inout Int, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let end = frame.count - 1
        let cut = Refusal(.wrongType, "the frame ends inside a tag")
        guard position + 8 <= end else { throw cut }
        let value = frame.address(position)
        let packets = Int(frame.bigEndian16(position + 6))
        position += 8
        var isRandom = false
        var sum = 0
        let first = position
        for _ in 0..<packets {
            guard position < end, position + Int(frame[position]) + 3 <= end else { throw cut }
            position += Int(frame[position]) + 3
            isRandom = isRandom || frame[position - 2] & randomFlags != 0
            sum += Int(Int8(bitPattern: frame[position - 1]))
        }
        decoded.addAdvert(scope) { (decoded) throws(Refusal) in
            guard packets > 0 else { throw Refusal(.missingField, "a tag without packets") }
            var observation = scope.observation()
            let rssi = Double(sum) / Double(packets)
            guard Limits.rssiDBmRange.contains(rssi) else { throw Refusal(.outOfRange, "rssi") }
            observation.rssiDBm = Float(rssi)
            var advert = Advert(address: BLEAddress(value, isRandom ? .isRandom : .isPublic))
            var packet = first
            for _ in 0..<packets {
                let length = Int(frame[packet])
                advert.read(FrameSlice(frame, (packet + 1)..<(packet + 1 + length)))
                packet += length + 3
            }
            try scope.setTime(nil, of: &observation)
            return (observation, advert)
        }
    }
}
