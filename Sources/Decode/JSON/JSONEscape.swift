import Model

/// Escapes in JSON strings (RFC 8259, part 7).
enum JSONEscape {
    /// Reads one escape at its backslash and moves behind it.
    ///
    /// - Throws: `malformed_json` for one that does not exist, `invalid_utf8` for half of a surrogate pair.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) throws(Refusal) -> UInt32 {
        guard position + 1 < bytes.count else { throw Refusal(.malformedJSON, "the text ends inside an escape") }
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case Ascii.quote, Ascii.backslash, Ascii.slash: return UInt32(letter)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): break
        default: throw Refusal(.malformedJSON, "an escape that JSON does not have")
        }
        let first = try unit(bytes, &position)
        guard (0xD800...0xDFFF).contains(first) else { return first }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == Ascii.backslash,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw Refusal(.invalidUTF8, "half of a surrogate pair") }
        position += 2
        let second = try unit(bytes, &position)
        guard (0xDC00...0xDFFF).contains(second) else { throw Refusal(.invalidUTF8, "half of a surrogate pair") }
        return 0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) throws(Refusal) -> UInt32 {
        guard position + 4 <= bytes.count else { throw Refusal(.malformedJSON, "the text ends inside an escape") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit = Hex.value(bytes[position])
            guard digit < 16 else { throw Refusal(.malformedJSON, "an escape that JSON does not have") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Appends a scalar as UTF-8.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F)) }
        switch scalar {
        case 0..<0x80:
            bytes.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(tail(0))
        case 0x800..<0x1_0000:
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        default:
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(tail(12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        }
    }
}
