/// One step of a tape: a value, or the key before it.
struct JSONToken {
    /// What a token is; a number instead of an enumeration, so that it comes out of the bits without a check.
    struct Kind: Equatable {
        let rawValue: UInt8

        @inline(__always)
        init(rawValue: UInt8) { self.rawValue = rawValue }

        static var object: Kind { Kind(rawValue: 0) }
        static var array: Kind { Kind(rawValue: 1) }
        static var key: Kind { Kind(rawValue: 2) }
        static var string: Kind { Kind(rawValue: 3) }
        static var number: Kind { Kind(rawValue: 4) }
        static var yes: Kind { Kind(rawValue: 5) }
        static var no: Kind { Kind(rawValue: 6) }
        static var null: Kind { Kind(rawValue: 7) }
    }

    /// The kind in the lowest byte, then a bit each: one store writes them.
    private var bits: UInt32
    /// First byte, without the quote.
    var start: UInt32
    /// Bytes of a scalar; members of an object; elements of an array.
    var count: UInt32
    /// Index of the token after this value. Of a container that is still open: the one around it.
    var next: UInt32
    /// Of a key: its ``KeyHead``. Of an object: the classes of its keys' heads, ``KeyHead/mark(_:_:)``. Of a number:
    /// the bits of its double where the pass over the text made it, else those of a NaN.
    var head: UInt64

    @inline(__always)
    init(kind: Kind, isInteger: Bool = false, start: UInt32, count: UInt32, next: UInt32, head: UInt64 = 0) {
        bits = UInt32(kind.rawValue) | (isInteger ? JSONToken.integer : 0)
        self.start = start
        self.count = count
        self.next = next
        self.head = head
    }

    private static let resolved: UInt32 = 1 << 8
    private static let integer: UInt32 = 1 << 9

    @inline(__always)
    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: bits)) }

    /// A string whose escapes were resolved: its bytes lie in the tape's texts, not in the payload.
    @inline(__always)
    var isResolved: Bool {
        get { bits & JSONToken.resolved != 0 }
        set { bits = newValue ? bits | JSONToken.resolved : bits & ~JSONToken.resolved }
    }

    /// A number without fraction and exponent.
    @inline(__always)
    var isInteger: Bool { bits & JSONToken.integer != 0 }

    static let empty = JSONToken(kind: .null, start: 0, count: 0, next: 0)
}

/// The first eight bytes of a key in one word, filled up with zeros: most keys are told apart by it and their length.
enum KeyHead {
    @inline(__always)
    static func of(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var head: UInt64 = 0
        for index in 0..<min(text.count, 8) { head |= UInt64(text[index]) << (8 * UInt64(index)) }
        return head
    }

    /// Which of 64 classes a key falls into, as one bit: the top bits of a product spread the difference.
    @inline(__always)
    static func mark(_ head: UInt64, _ count: UInt32) -> UInt64 {
        1 << (((head ^ UInt64(count)) &* 0x9e37_79b9_7f4a_7c15) >> 58)
    }
}
