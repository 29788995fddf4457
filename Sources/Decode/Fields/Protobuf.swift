import Model

/// Walks the fields of a protobuf message without a schema.
///
/// Source: protobuf.dev, "Encoding". Fields of unknown numbers are passed over; groups, numbers 0 and lengths beyond
/// the end are not protobuf.
struct Protobuf {
    /// A field's value; 32 and 64 bits come as whole numbers, little-endian.
    enum Value {
        case number(UInt64)
        case bytes(UnsafeBufferPointer<UInt8>)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The next field; nil at the end.
    mutating func next() throws(Refusal) -> (field: UInt64, value: Value)? {
        guard position < bytes.count else { return nil }
        let tag = try varint()
        let field = tag >> 3
        guard field > 0 else { throw Protobuf.broken }
        switch tag & 7 {
        case 0: return (field, .number(try varint()))
        case 1: return (field, .number(try fixed(8)))
        case 2:
            let length = try varint()
            guard length <= UInt64(bytes.count - position) else { throw Protobuf.broken }
            let start = position
            position += Int(length)
            return (field, .bytes(UnsafeBufferPointer(rebasing: bytes[start..<position])))
        case 5: return (field, .number(try fixed(4)))
        default: throw Protobuf.broken
        }
    }

    private static var broken: Refusal { Refusal(.wrongType, "not a protobuf message") }

    private mutating func varint() throws(Refusal) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Protobuf.broken
    }

    private mutating func fixed(_ count: Int) throws(Refusal) -> UInt64 {
        guard bytes.count - position >= count else { throw Protobuf.broken }
        var value: UInt64 = 0
        for offset in 0..<count { value |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
        position += count
        return value
    }
}

extension Protobuf.Value {
    /// The value when it is a number; nil otherwise.
    var number: UInt64? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The value when it is bytes; nil otherwise.
    var bytes: UnsafeBufferPointer<UInt8>? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }
}
