import Model

/// Reads MessagePack values one after the other, without copies.
///
/// Source: github.com/msgpack/msgpack, `spec.md`. Lengths beyond the end, the byte C1 and nesting deeper than
/// ``Limits/jsonDepthMax`` are refused; what is not asked for is passed over.
struct MessagePack {
    /// What a value begins with.
    enum Head {
        case map(Int)
        case array(Int)
        /// A string or bytes.
        case bytes(UnsafeBufferPointer<UInt8>)
        /// Numbers, booleans, nil and extensions: nothing that gateways need.
        case other
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next value's head; its elements follow it.
    mutating func next() throws(Refusal) -> Head {
        guard position < bytes.count else { throw MessagePack.broken }
        let byte = bytes[position]
        position += 1
        switch byte {
        case 0x00...0x7F, 0xC0, 0xC2, 0xC3, 0xE0...0xFF: return .other
        case 0x80...0x8F: return .map(Int(byte & 15))
        case 0x90...0x9F: return .array(Int(byte & 15))
        case 0xA0...0xBF: return try content(Int(byte & 31))
        case 0xC4, 0xD9: return try content(try length(1))
        case 0xC5, 0xDA: return try content(try length(2))
        case 0xC6, 0xDB: return try content(try length(4))
        case 0xC7: return try skip(try length(1) + 1)
        case 0xC8: return try skip(try length(2) + 1)
        case 0xC9: return try skip(try length(4) + 1)
        case 0xCC, 0xD0: return try skip(1)
        case 0xCD, 0xD1, 0xD4: return try skip(2)
        case 0xCA, 0xCE, 0xD2: return try skip(4)
        case 0xCB, 0xCF, 0xD3: return try skip(8)
        case 0xD5: return try skip(3)
        case 0xD6: return try skip(5)
        case 0xD7: return try skip(9)
        case 0xD8: return try skip(17)
        case 0xDC: return .array(try length(2))
        case 0xDD: return .array(try length(4))
        case 0xDE: return .map(try length(2))
        case 0xDF: return .map(try length(4))
        default: throw MessagePack.broken
        }
    }

    /// Passes over one value and all that is in it.
    mutating func skipValue(depth: Int = 1) throws(Refusal) {
        guard depth <= Limits.jsonDepthMax else { throw Refusal(.tooDeep, "nested deeper than 8") }
        switch try next() {
        case .bytes, .other: return
        case .array(let count):
            for _ in 0..<count { try skipValue(depth: depth + 1) }
        case .map(let count):
            for _ in 0..<count {
                try skipValue(depth: depth + 1)
                try skipValue(depth: depth + 1)
            }
        }
    }

    private static var broken: Refusal { Refusal(.wrongType, "not MessagePack") }

    private mutating func length(_ count: Int) throws(Refusal) -> Int {
        guard bytes.count - position >= count else { throw MessagePack.broken }
        var value = 0
        for offset in 0..<count { value = value << 8 | Int(bytes[position + offset]) }
        position += count
        return value
    }

    private mutating func content(_ count: Int) throws(Refusal) -> Head {
        guard bytes.count - position >= count else { throw MessagePack.broken }
        let start = position
        position += count
        return .bytes(UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }

    private mutating func skip(_ count: Int) throws(Refusal) -> Head {
        guard bytes.count - position >= count else { throw MessagePack.broken }
        position += count
        return .other
    }
}
