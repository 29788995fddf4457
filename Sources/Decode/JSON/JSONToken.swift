/// One step of a tape: a value, or the key before it.
struct JSONToken {
    enum Kind: UInt8 {
        case object, array, key, string, number, yes, no, null
    }

    var kind: Kind
    /// A string whose escapes were resolved: its bytes lie in the tape's texts, not in the payload.
    var isResolved = false
    /// A number without fraction and exponent.
    var isInteger = false
    /// First byte, without the quote.
    var start: UInt32
    /// Bytes of a scalar; members of an object; elements of an array.
    var count: UInt32
    /// Index of the token after this value.
    var next: UInt32
    /// The first eight bytes of a key, as ``KeyHead``.
    var head: UInt64 = 0

    static let empty = JSONToken(kind: .null, start: 0, count: 0, next: 0)
}
