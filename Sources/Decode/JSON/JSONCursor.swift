import Model

/// Walks a JSON text once, without a tape, for the dialects whose messages come by the thousand.
///
/// It reads plain texts only: strings of ASCII without escapes, numbers without exponents, and no nesting but what its
/// user opens. At anything else, also at what is wrong, it gives nil: the message is then left to ``JSONTape``, which
/// is the reference for what is read and what is refused, and why. So a reader on a cursor must take nothing that the
/// tape would refuse, keys that come twice included (``JSONKeySet``).
///
/// A value of one register: it stays in locals, and every loop ends at the zeros that ``JSONTape/load(_:)`` puts behind
/// the text.
struct JSONCursor {
    var at: UnsafeRawPointer

    @inline(__always)
    init(_ at: UnsafeRawPointer) { self.at = at }

    @inline(__always)
    var byte: UInt8 { at.load(as: UInt8.self) }

    /// Eight bytes from an offset on, the first in the lowest bits.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 { JSONCursor.word(at + offset) }

    @inline(__always)
    private static func word(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    mutating func skip(_ count: Int) { at += count }

    @inline(__always)
    mutating func skipSpace() {
        while byte <= Ascii.space, Ascii.isJSONSpace(byte) { at += 1 }
    }

    /// Moves behind a byte and the space around it; false when another stands here.
    @inline(__always)
    mutating func take(_ expected: UInt8) -> Bool {
        if byte != expected {
            skipSpace()
            guard byte == expected else { return false }
        }
        at += 1
        if byte <= Ascii.space { skipSpace() }
        return true
    }

    /// What stands behind a member or an element, which is passed: a comma, or the closing byte with the space behind
    /// it.
    @inline(__always)
    mutating func separator() -> UInt8 {
        if byte == Ascii.comma {
            at += 1
            return Ascii.comma
        }
        skipSpace()
        let found = byte
        at += 1
        if byte <= Ascii.space { skipSpace() }
        return found
    }

    /// Moves over space to a quote; false when another byte stands there.
    @inline(__always)
    mutating func isAtQuote() -> Bool {
        if byte == Ascii.quote { return true }
        skipSpace()
        return byte == Ascii.quote
    }

    // MARK: Keys

    /// A key of at most 15 letters in two words, filled up with zeros; of a longer one the first sixteen letters,
    /// whose last one keeps it apart from all shorter ones.
    struct Key {
        let head: UInt64
        let tail: UInt64
        /// Its letters.
        let count: Int

        /// Which of 64 classes it falls into, as one bit.
        var mark: UInt64 { KeyHead.mark(head ^ (tail &* 0xd6e8_feb8_6659_fd93), 0) }
    }

    /// Reads a key and its colon and moves to the value.
    @inline(__always)
    mutating func key() -> Key? {
        guard byte == Ascii.quote else { return nil }
        let start = at + 1
        var head = JSONCursor.word(start)
        var tail: UInt64 = 0
        var end: UnsafeRawPointer
        let marks = JSONScanner.marks(head)
        if marks != 0 {
            end = start + marks.trailingZeroBitCount / 8
            head &= JSONCursor.below(marks)
        } else {
            tail = JSONCursor.word(start + 8)
            let marks = JSONScanner.marks(tail)
            if marks != 0 {
                end = start + 8 + marks.trailingZeroBitCount / 8
                tail &= JSONCursor.below(marks)
            } else {
                end = JSONCursor.plainEnd(start + 16)
                guard end - start <= Limits.jsonStringBytesMax else { return nil }
            }
        }
        guard end.load(as: UInt8.self) == Ascii.quote else { return nil }
        at = end + 1
        return take(Ascii.colon) ? Key(head: head, tail: tail, count: end - start) : nil
    }

    /// The bytes below the lowest mark.
    @inline(__always)
    private static func below(_ marks: UInt64) -> UInt64 { ((marks & (0 &- marks)) >> 7) &- 1 }

    // MARK: Strings

    /// Reads a string; nil also for one with escapes or letters beyond ASCII.
    @inline(__always)
    mutating func string() -> UnsafeBufferPointer<UInt8>? {
        guard byte == Ascii.quote else { return nil }
        let start = at + 1
        let end = JSONCursor.plainEnd(start)
        guard end.load(as: UInt8.self) == Ascii.quote, end - start <= Limits.jsonStringBytesMax else { return nil }
        at = end + 1
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: end - start)
    }

    /// The text between quotes so many bytes apart, without moving there; nil when no quote stands at its end. What is
    /// between is not looked at.
    @inline(__always)
    func quoted(_ count: Int) -> UnsafeBufferPointer<UInt8>? {
        guard byte == Ascii.quote, (at + 1 + count).load(as: UInt8.self) == Ascii.quote else { return nil }
        return UnsafeBufferPointer(start: (at + 1).assumingMemoryBound(to: UInt8.self), count: count)
    }

    @inline(__always)
    private static func plainEnd(_ start: UnsafeRawPointer) -> UnsafeRawPointer {
        var place = start
        while true {
            let marks = JSONScanner.marks(word(place))
            if marks != 0 { return place + marks.trailingZeroBitCount / 8 }
            place += 8
        }
    }

    // MARK: Other values

    /// Whether a number begins here.
    @inline(__always)
    var isNumber: Bool { byte == Ascii.minus || Ascii.isDigit(byte) }

    /// Passes `null`, `true` or `false`.
    ///
    /// - Returns: whether it is `null`; nil when it is none of them.
    @inline(__always)
    mutating func literal() -> Bool? {
        let letters = UInt32(truncatingIfNeeded: word(0))
        if letters == 0x6C6C_756E || letters == 0x6575_7274 {
            at += 4
            return letters == 0x6C6C_756E
        }
        guard letters == 0x736C_6166, (at + 4).load(as: UInt8.self) == Ascii.lowerE else { return nil }
        at += 5
        return false
    }
}

extension JSONCursor.Key {
    /// A key as a literal of at most 15 letters; the compiler works the words out. Keys are compared by their heads,
    /// which makes one search in a few steps of all the cases of a switch, and then by their tails.
    struct Name: ExpressibleByStringLiteral {
        let head: UInt64
        let tail: UInt64

        @inline(__always)
        init(stringLiteral text: StaticString) {
            let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            head = KeyHead.of(bytes)
            var tail: UInt64 = 0
            if bytes.count > 8 {
                for index in 8..<min(bytes.count, 16) { tail |= UInt64(bytes[index]) << (8 * UInt64(index - 8)) }
            }
            self.tail = tail
        }

        @inline(__always)
        static func ~= (name: Name, head: UInt64) -> Bool { name.head == head }
    }
}

/// The keys of one object so far: the known ones by their number, the others by a class of 64.
struct JSONKeySet {
    private var known: UInt64 = 0
    private var others: UInt64 = 0

    @inline(__always)
    init() {}

    /// False when the key was there before. Numbers are below 64.
    @inline(__always)
    mutating func insert(_ number: UInt8) -> Bool {
        let bit: UInt64 = 1 &<< UInt64(number)
        guard known & bit == 0 else { return false }
        known |= bit
        return true
    }

    /// False when a key of this class was there before.
    @inline(__always)
    mutating func insert(other mark: UInt64) -> Bool {
        guard others & mark == 0 else { return false }
        others |= mark
        return true
    }
}
