/// Finds the top-level members of one JSON object in one line, without building a tree: what millions of track lines
/// need. Nested values are passed over, and what merely looks like a member inside a string or a nested object is none.
enum JSONLineScanner {
    /// A member's value; the bytes are those of the line.
    enum Value {
        /// Between the quotes, as written: escapes are still in it.
        case text(UnsafeBufferPointer<UInt8>, hasEscapes: Bool)
        case number(Double)
        /// `null`: as good as absent.
        case null
        /// `true`, `false`, an object or an array.
        case other
    }

    /// A longer line is no line of a track.
    static let lineBytesMax = 65_536
    /// Deeper nesting is refused.
    static let depthMax = 32

    /// Visits each member of the line's object in order; of a key that comes twice both, so that the last one holds.
    ///
    /// - Returns: whether the line was one whole object and nothing else. What was visited before a fault was found
    ///   must then be thrown away.
    /// - Complexity: O(n) in the line.
    static func scan(
        _ line: UnsafeBufferPointer<UInt8>, _ visit: (_ key: UnsafeBufferPointer<UInt8>, _ value: Value) -> Void
    ) -> Bool {
        guard line.count <= lineBytesMax else { return false }
        var cursor = JSONCursor(bytes: line)
        guard cursor.skip(UInt8(ascii: "{")) else { return false }
        if !cursor.skip(UInt8(ascii: "}")) {
            repeat {
                guard let key = cursor.string(), cursor.skip(UInt8(ascii: ":")), let value = cursor.value() else {
                    return false
                }
                visit(key.bytes, value)
            } while cursor.skip(UInt8(ascii: ","))
            guard cursor.skip(UInt8(ascii: "}")) else { return false }
        }
        return cursor.isAtEnd
    }

    /// A text value without its escapes; nil when an escape is none, or is half of a surrogate pair.
    static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> String? {
        var plain: [UInt8] = []
        var position = 0
        var waiting: UInt32?
        while position < text.count {
            let byte = text[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                guard waiting == nil else { return nil }
                plain.append(byte)
                continue
            }
            guard position < text.count else { return nil }
            let kind = text[position]
            position += 1
            guard kind == UInt8(ascii: "u") else {
                guard waiting == nil, let character = short(kind) else { return nil }
                plain.append(character)
                continue
            }
            guard let unit = hex(text, position) else { return nil }
            position += 4
            if let high = waiting {
                guard (0xDC00...0xDFFF).contains(unit) else { return nil }
                waiting = nil
                guard append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00), to: &plain) else { return nil }
            } else if (0xD800...0xDBFF).contains(unit) {
                waiting = unit
            } else {
                guard append(unit, to: &plain) else { return nil }
            }
        }
        return waiting == nil ? String(decoding: plain, as: UTF8.self) : nil
    }

    private static func append(_ code: UInt32, to bytes: inout [UInt8]) -> Bool {
        guard let scalar = Unicode.Scalar(code) else { return false }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return true
    }

    private static func short(_ kind: UInt8) -> UInt8? {
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        default: nil
        }
    }

    private static func hex(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[start..<start + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
