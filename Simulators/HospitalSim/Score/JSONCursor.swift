/// A place in a line of JSON, and the steps over what stands there.
struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Only white space is left.
    var isAtEnd: Bool {
        mutating get {
            skipBlank()
            return position == bytes.count
        }
    }

    private mutating func skipBlank() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0D, 0x0A: position += 1
            default: return
            }
        }
    }

    /// Steps over white space and one character, if it is this one.
    mutating func skip(_ character: UInt8) -> Bool {
        skipBlank()
        guard position < bytes.count, bytes[position] == character else { return false }
        position += 1
        return true
    }

    /// A string's bytes between its quotes; nil when there is none, or it has no end.
    mutating func string() -> (bytes: UnsafeBufferPointer<UInt8>, hasEscapes: Bool)? {
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (slice(start, position - 1), hasEscapes)
            }
            // A control character must be escaped (RFC 8259, part 7).
            guard byte >= 0x20 else { return nil }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        return nil
    }

    /// Any value; nil when there is none.
    mutating func value() -> JSONLineScanner.Value? {
        skipBlank()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            guard let text = string() else { return nil }
            return .text(text.bytes, hasEscapes: text.hasEscapes)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested() ? .other : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        case UInt8(ascii: "t"): return word("true") ? .other : nil
        case UInt8(ascii: "f"): return word("false") ? .other : nil
        default: return number().map { .number($0) }
        }
    }

    private func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    private mutating func word(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count,
            bytes[position..<position + count].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
        else { return false }
        position += count
        return true
    }

    /// Steps over an object or array: brackets must pair, what is between them is not looked at closely.
    private mutating func skipNested() -> Bool {
        // One bit for each open bracket: 1 is a brace.
        var open: UInt64 = 0
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < JSONLineScanner.depthMax else { return false }
                open = open << 1 | (bytes[position] == UInt8(ascii: "{") ? 1 : 0)
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open & 1 == (bytes[position] == UInt8(ascii: "}") ? 1 : 0) else { return false }
                open >>= 1
                depth -= 1
                if depth == 0 {
                    position += 1
                    return true
                }
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                continue
            default: break
            }
            position += 1
        }
        return false
    }

    /// A finite number. Up to 15 digits without an exponent are exact by one division; the rest goes the slow way.
    private mutating func number() -> Double? {
        let start = position
        var mantissa = 0
        var digits = 0
        var decimals = 0
        var hasPoint = false
        var isPlain = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if digits <= 15 { mantissa = mantissa * 10 + Int(bytes[position] - UInt8(ascii: "0")) }
                if hasPoint { decimals += 1 }
            case UInt8(ascii: "."):
                guard !hasPoint, digits > 0 else { return nil }
                hasPoint = true
            case UInt8(ascii: "-"):
                if position != start { isPlain = false }
            case UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"): isPlain = false
            default: return number(start, mantissa, digits: digits, decimals: decimals, isPlain, hasPoint)
            }
            position += 1
        }
        return number(start, mantissa, digits: digits, decimals: decimals, isPlain, hasPoint)
    }

    private func number(
        _ start: Int, _ mantissa: Int, digits: Int, decimals: Int, _ isPlain: Bool, _ hasPoint: Bool
    ) -> Double? {
        guard digits > 0, !hasPoint || decimals > 0 || !isPlain else { return nil }
        if isPlain, digits <= 15 {
            let value = Double(mantissa) / JSONCursor.powersOfTen[decimals]
            return bytes[start] == UInt8(ascii: "-") ? -value : value
        }
        guard bytes[start] != UInt8(ascii: "+"),
            let value = Double(String(decoding: slice(start, position), as: UTF8.self))
        else { return nil }
        return value.isFinite ? value : nil
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
