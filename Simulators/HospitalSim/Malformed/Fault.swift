internal import SimKit

/// What can be wrong with a message.
enum Fault: String, CaseIterable, Sendable {
    case cut, flipped, noise, empty, oversized, trailing
    case wrongType = "wrong-type"
    case duplicateKey = "duplicate-key"
    case notFinite = "not-finite"
    case deep
    case longString = "long-string"
    case invalidUTF8 = "invalid-utf8"
    case control
    case wrongUnit = "wrong-unit"
    case missingKey = "missing-key"
    case topic

    func apply(to message: inout MalformedMessage, number: Int, _ random: inout SeededRandom) {
        switch self {
        case .cut: message.payload.removeLast(min(message.payload.count, 1 + random.below(message.payload.count + 1)))
        case .flipped:
            for _ in 0...random.below(4) { Bytes.flip(&message.payload, &random) }
        case .noise: Bytes.overwrite(&message.payload, &random)
        case .empty: message.payload = [[], Array(" \n".utf8), [0]][number % 3]
        // Over the bound of a message with many reads, and over that of one read.
        case .oversized:
            let count = number == 0 ? 262_145 : 8_193 + random.below(4_000)
            while !message.payload.isEmpty, message.payload.count < count { message.payload += message.payload }
        case .trailing: message.payload += random.pick(["}", "]", ",", "\0", "{\"a\":1}", "x"]).utf8
        case .topic: spoilTopic(&message.topic, number, &random)
        default: spoilValue(&message.payload, &random)
        }
    }

    /// A value of the JSON; in bytes of another kind the same text at any place.
    private func spoilValue(_ payload: inout [UInt8], _ random: inout SeededRandom) {
        let members = JSONMembers.all(in: payload)
        let numbers = members.filter { JSONMembers.isNumber(payload[$0.value]) }
        let usesNumbers = self == .notFinite || self == .wrongUnit
        let candidates = usesNumbers && !numbers.isEmpty ? numbers : members
        guard !candidates.isEmpty else {
            let place = random.below(payload.count + 1)
            payload.insert(contentsOf: replacement(of: [], &random), at: place)
            return
        }
        let member = random.pick(candidates)
        switch self {
        case .duplicateKey:
            payload.insert(
                contentsOf: payload[member.key.lowerBound..<member.value.upperBound] + [0x2C], at: member.key.lowerBound
            )
        case .missingKey:
            // The key's text changes; what it was is missing.
            payload.insert(UInt8(ascii: "_"), at: member.key.lowerBound + 1)
        default:
            payload.replaceSubrange(member.value, with: replacement(of: Array(payload[member.value]), &random))
        }
    }

    /// What stands in a value's place.
    private func replacement(of value: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        switch self {
        case .notFinite:
            return Array(
                random.pick([
                    "NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e-400", "1e999", "99999999999999999999",
                ])
                .utf8)
        case .deep:
            let depth = random.pick([9, 64, 2_000])
            return Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        case .longString:
            return [quote] + Array(repeating: UInt8(ascii: "x"), count: random.pick([257, 1_024, 7_000])) + [quote]
        case .invalidUTF8:
            return [quote]
                + random.pick([[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]]) + [quote]
        case .control:
            return [quote, UInt8(ascii: "a")]
                + random.pick([[0], [0x1B], [0x0A], [0x7F], [0xE2, 0x80, 0xAE], [0xC2, 0x85]]) + [quote]
        case .wrongUnit:
            // Thousandths for wholes, seconds for milliseconds, the sign turned, centi for deci.
            let text = String(decoding: value, as: UTF8.self)
            return Array(
                random.pick([text + "000", "-" + text, String(text.dropLast(3)) + "0", text + "e3", text + "e-3"]).utf8)
        default:
            return Array(
                random.pick(["null", "true", "[]", "{}", "\"\"", "\"x\"", "7", "-0.5", "[null]", "{\"a\":[]}"]).utf8)
        }
    }

    private func spoilTopic(_ topic: inout [UInt8], _ number: Int, _ random: inout SeededRandom) {
        switch number % 3 {
        case 0:
            topic = Array(topic.split(separator: UInt8(ascii: "/")).dropLast().joined(separator: [UInt8(ascii: "/")]))
        case 1: topic += random.pick([[0], [0x07], [0xFF], [0xE2, 0x80, 0xAE]])
        default: topic += Array(repeating: UInt8(ascii: "t"), count: 513)
        }
    }
}

/// Damage that asks for no structure.
private enum Bytes {
    static func flip(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
    }

    static func overwrite(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let start = random.below(bytes.count)
        for place in start..<min(bytes.count, start + 8) { bytes[place] = UInt8(random.below(256)) }
    }
}
