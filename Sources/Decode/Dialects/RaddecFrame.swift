import Model

/// The binary form of a raddec.
///
/// Source: `lib/raddec.js` of github.com/reelyactive/raddec, all big-endian: `10`, the length (2 bytes, all of it), the
/// transmitter's type (1) and id, the number of receivers (1, lower four bits), per receiver the strength (1; 0 is −127
/// dBm), the number of decodings (1), the type (1) and the id; then properties: `F0` a time (6 bytes, epoch
/// milliseconds), `F1` packets (their number, then each with its length); last the sum of all bytes before, modulo 256.
enum RaddecFrame {
    private static let lowestRSSI = -127
    private static let timestamp: UInt8 = 0xF0
    private static let packets: UInt8 = 0xF1

    /// Whether the bytes are a frame whose length and sum are right.
    static func isWhole(_ frame: some FrameBytes) -> Bool {
        guard frame.count >= 12, frame[0] == 0x10, Int(frame.bigEndian16(1)) == frame.count else { return false }
        var sum: UInt8 = 0
        for index in 0..<(frame.count - 1) { sum &+= frame[index] }
        return sum == frame[frame.count - 1]
    }

    /// Reads a frame that is whole.
    static func read(
        _ frame: some FrameBytes, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let end = frame.count - 1
        let cut = Refusal(.wrongType, "the raddec ends inside a receiver")
        let transmitter = try identifier(frame, at: 3, end)
        var position = transmitter.upperBound
        guard position < end else { throw cut }
        let receivers = Int(frame[position] & 0x0F)
        position += 1
        guard receivers > 0 else { throw Refusal(.missingField, "no receiver") }
        let first = position
        for _ in 0..<receivers {
            guard position + 3 <= end else { throw cut }
            position = frame[position + 2] == 0 ? position + 3 : try identifier(frame, at: position + 2, end).upperBound
        }
        let properties = properties(frame, position, end)
        position = first
        for _ in 0..<receivers {
            let rssi = Int(frame[position]) + lowestRSSI
            let receiver =
                frame[position + 2] == 0
                ? (position + 3)..<(position + 3) : try identifier(frame, at: position + 2, end)
            position = receiver.upperBound
            let messageScope = scope
            decoded.add(messageScope) { (decoded) throws(Refusal) in
                var scope = messageScope
                let start = decoded.bytes.count
                if !receiver.isEmpty {
                    decoded.bytes.append(contentsOf: scope.readerPrefix)
                    for index in receiver { Hex.appendLower(frame[index], to: &decoded.bytes) }
                    scope.reader = ByteRange(offset: start, count: decoded.bytes.count - start)
                }
                var observation = scope.observation()
                guard Limits.rssiDBmRange.contains(Double(rssi)) else { throw Refusal(.outOfRange, "rssi") }
                observation.rssiDBm = Float(rssi)
                try scope.setTime(properties.time, of: &observation)
                try write(frame, transmitter, properties.packets, scope, &observation, &decoded)
                return observation
            }
        }
    }

    /// The bytes of an id whose type stands before it.
    private static func identifier(_ frame: some FrameBytes, at index: Int, _ end: Int) throws(Refusal) -> Range<Int> {
        let length: Int
        switch frame[index] {
        case 1: length = 8
        case 2, 3: length = 6
        case 4, 5: length = 12
        default: throw Refusal(.badIdentifier, "a type of id that is not known")
        }
        guard index + 1 + length <= end else { throw Refusal(.wrongType, "the raddec ends inside an id") }
        return (index + 1)..<(index + 1 + length)
    }

    /// A time and where the packets are; an unknown property ends the walk.
    private static func properties(
        _ frame: some FrameBytes, _ start: Int, _ end: Int
    ) -> (time: Instant?, packets: Range<Int>) {
        var time: Instant?
        var found = 0..<0
        var position = start
        while position < end {
            switch frame[position] {
            case timestamp:
                guard position + 7 <= end else { return (time, found) }
                let milliseconds = Int64(frame.address(position + 1))
                if (1_000_000_000_000...253_402_300_799_999).contains(milliseconds) {
                    time = Instant(milliseconds: milliseconds)
                }
                position += 7
            case packets:
                guard position + 2 <= end else { return (time, found) }
                let count = Int(frame[position + 1])
                let first = position + 2
                position = first
                for _ in 0..<count {
                    guard position < end, position + 1 + Int(frame[position]) <= end else { return (time, found) }
                    position += 1 + Int(frame[position])
                }
                found = first..<position
            default: return (time, found)
            }
        }
        return (time, found)
    }

    private static func write(
        _ frame: some FrameBytes, _ transmitter: Range<Int>, _ packets: Range<Int>, _ scope: MessageScope,
        _ observation: inout Observation, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let type = Int64(frame[transmitter.lowerBound - 1])
        guard type == RaddecDialect.IdentifierType.eui48 || type == RaddecDialect.IdentifierType.random48 else {
            let start = decoded.bytes.count
            let isEPC = type == RaddecDialect.IdentifierType.epc96
            let isEUI = type == RaddecDialect.IdentifierType.eui64
            for index in transmitter {
                if isEUI {
                    Hex.appendLower(frame[index], to: &decoded.bytes)
                } else {
                    Hex.appendUpper(frame[index], to: &decoded.bytes)
                }
            }
            observation.tag = ByteRange(offset: start, count: decoded.bytes.count - start)
            observation.tagKind = isEPC ? .epc : isEUI ? .loraWAN : .other
            return
        }
        let hint: BLEAddress.Hint = type == RaddecDialect.IdentifierType.random48 ? .isRandom : .isPublic
        var advert = Advert(address: BLEAddress(frame.address(transmitter.lowerBound), hint))
        var position = packets.lowerBound
        while position < packets.upperBound {
            let next = position + 1 + Int(frame[position])
            if next - position > 9 { advert.read(FrameSlice(frame, (position + 9)..<next)) }
            position = next
        }
        let objection = advert.write(&observation, scope, &decoded.bytes)
        guard objection == .none else { throw objection.refusal }
    }
}
