/// A JSON value as a document has it: members in their order, numbers as they were written.
public indirect enum EPCISValue: Sendable, Hashable {
    case null
    case flag(Bool)
    /// As written; well-formed.
    case number(String)
    case text(String)
    case list([EPCISValue])
    case object([Member])

    /// A name and its value.
    public struct Member: Sendable, Hashable {
        public let name: String
        public let value: EPCISValue
    }

    /// Bytes of a document at most.
    public static let bytesMax = 64 << 20
    /// Levels of lists and objects at most.
    public static let depthMax = 32

    /// Reads a whole JSON text (RFC 8259).
    ///
    /// - Returns: nil when it is none, too long or too deep.
    /// - Complexity: O(n).
    public init?(json: [UInt8]) {
        guard json.count <= Self.bytesMax else { return nil }
        var reader = JSONReader(bytes: json)
        guard let value = reader.value(depth: 0), reader.isAtEnd() else { return nil }
        self = value
    }

    /// The first member of a name; nil when there is none, or this is no object.
    public subscript(name: String) -> EPCISValue? { members.first { $0.name == name }?.value }

    /// The members of an object, else none.
    public var members: [Member] {
        if case .object(let members) = self { return members }
        return []
    }

    /// The values of a list, else none.
    public var values: [EPCISValue] {
        if case .list(let values) = self { return values }
        return []
    }

    /// A text.
    public var string: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// A number.
    public var double: Double? {
        if case .number(let text) = self { return Double(text) }
        return nil
    }

    /// The texts of a list, or the one text that stands for it.
    public var strings: [String] { string.map { [$0] } ?? values.compactMap(\.string) }
}

/// A reader of JSON that keeps what was written.
private struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.count
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func value(depth: Int) -> EPCISValue? {
        skipSpace()
        guard position < bytes.count, depth < EPCISValue.depthMax else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""): return text().map(EPCISValue.text)
        case UInt8(ascii: "t"): return word("true") ? .flag(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .flag(false) : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual("\(word)".utf8) else { return false }
        position = end
        return true
    }

    private mutating func object(depth: Int) -> EPCISValue? {
        position += 1
        var members: [EPCISValue.Member] = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard let name = text(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
            members.append(.init(name: name, value: value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func list(depth: Int) -> EPCISValue? {
        position += 1
        var values: [EPCISValue] = []
        if take(UInt8(ascii: "]")) { return .list([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .list(values) : nil
    }

    private mutating func number() -> EPCISValue? {
        let start = position
        let signs: [UInt8] = Array("+-.eE".utf8)
        while position < bytes.count, bytes[position] &- 0x30 <= 9 || signs.contains(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || first &- 0x30 <= 9,
            let value = Double(text), value.isFinite
        else { return nil }
        return .number(text)
    }

    private mutating func text() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into text: inout [UInt8]) -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            guard var code = hex4() else { return false }
            if code >> 10 == 0x36 {
                // A surrogate and its second half.
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { return false }
                position += 2
                guard let low = hex4(), low >> 10 == 0x37 else { return false }
                code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
            }
            guard let scalar = Unicode.Scalar(code) else { return false }
            text += Array(String(Character(scalar)).utf8)
        default: return false
        }
        return true
    }

    private mutating func hex4() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        return UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    }
}
