import Model

/// The one pass over a JSON text.
///
/// A value of registers: nothing takes its address, so the loop keeps its members out of memory. What is rare (escapes,
/// exponents, failures) is in functions of their own that get copies. Behind the text lie zeros, which are neither
/// letters, digits nor space, so every loop ends there; who stops at a zero asks whether it is the end.
struct JSONScanner {
    let base: UnsafePointer<UInt8>
    let end: Int
    var at: Int
    let tokens: UnsafeMutablePointer<JSONToken>
    var used = 0
    /// The token of the innermost open container; -1 outside.
    private var container = -1
    private var depth = 0
    private var isObject = false
    /// The members or elements of the container so far.
    private var count: UInt32 = 0
    /// Which of 64 classes the heads of its keys fall into: a key of a new class is new.
    private var classes: UInt64 = 0

    init(
        base: UnsafePointer<UInt8>, end: Int, at: Int, tokens: UnsafeMutablePointer<JSONToken>
    ) {
        self.base = base
        self.end = end
        self.at = at
        self.tokens = tokens
    }

    /// Reads the whole text: one value and nothing after it but white space, unless more is allowed.
    ///
    /// - Returns: the position behind it.
    static func scan(_ start: JSONScanner, allowsMore: Bool, _ slow: inout Slow) throws(Refusal) -> Int {
        var scanner = start
        scanner.skipSpace()
        values: while true {
            if scanner.isObject {
                guard scanner.byte == Ascii.quote else { throw scanner.malformed("a key is not a string") }
                let key = if let plain = scanner.readKeyText() { plain } else { try scanner.slowKey(&slow) }
                let index = scanner.used
                scanner.add(key)
                try scanner.readColon()
                let mark = KeyHead.mark(key.head, key.count)
                if scanner.classes & mark != 0, scanner.count < JSONScanner.keysCompared {
                    try slow.refuseDuplicate(scanner.texts, of: index, in: scanner.container)
                }
                scanner.classes |= mark
            }
            switch scanner.byte {
            case Ascii.quote: try scanner.readString(&slow)
            case Ascii.minus, Ascii.zero...Ascii.nine: try scanner.readNumber()
            case Ascii.openBrace, Ascii.openBracket:
                try scanner.open()
                if scanner.byte != scanner.closing { continue values }
                scanner.close()
            default: try scanner.readLiteral()
            }
            // A value is complete, and perhaps what is around it.
            while true {
                scanner.skipSpace()
                guard scanner.container >= 0 else { break values }
                scanner.count &+= 1
                if scanner.byte == Ascii.comma {
                    scanner.at &+= 1
                    scanner.skipSpace()
                    continue values
                }
                guard scanner.byte == scanner.closing else { throw scanner.notClosed() }
                if scanner.isObject, scanner.count > JSONScanner.keysCompared {
                    try slow.refuseDuplicates(scanner.texts, of: scanner.container, count: Int(scanner.count))
                }
                scanner.close()
            }
        }
        guard allowsMore || scanner.at == scanner.end else { throw scanner.malformed("bytes after the value") }
        return scanner.at
    }

    @inline(__always)
    var byte: UInt8 { base[at] }

    /// What the comparison of keys reads.
    @inline(__always)
    private var texts: Slow.Keys { Slow.Keys(base: base, tokens: tokens) }

    @inline(__always)
    private var closing: UInt8 { isObject ? Ascii.closeBrace : Ascii.closeBracket }

    /// Opens the container that begins here and moves to what is inside.
    @inline(__always)
    private mutating func open() throws(Refusal) {
        guard depth < Limits.jsonDepthMax else { throw Refusal(.tooDeep, "nested deeper than 8") }
        if container >= 0 {
            tokens[container].count = count
            tokens[container].head = classes
        }
        isObject = byte == Ascii.openBrace
        let parent = UInt32(truncatingIfNeeded: container)
        let index = used
        add(
            JSONToken(kind: isObject ? .object : .array, start: UInt32(truncatingIfNeeded: at), count: 0, next: parent))
        container = index
        depth &+= 1
        count = 0
        classes = 0
        at &+= 1
        skipSpace()
    }

    /// Closes the innermost container at its last byte.
    @inline(__always)
    private mutating func close() {
        at &+= 1
        depth &-= 1
        let parent = Int(Int32(bitPattern: tokens[container].next))
        tokens[container].count = count
        tokens[container].head = classes
        tokens[container].next = UInt32(truncatingIfNeeded: used)
        container = parent
        guard parent >= 0 else { return }
        isObject = tokens[parent].kind == .object
        count = tokens[parent].count
        classes = tokens[parent].head
    }

    /// Reads a key's text at its quote: seven letters or fewer, which is most keys, give their end and their head in
    /// one word.
    @inline(__always)
    private mutating func readKeyText() -> JSONToken? {
        let start = at &+ 1
        let word = self.word(at: start)
        let marks = JSONScanner.marks(word)
        var last = start &+ marks.trailingZeroBitCount / 8
        var head = word
        if marks != 0 {
            head &= ((marks & (0 &- marks)) >> 7) &- 1
        } else {
            last = JSONScanner.plainEnd(base, from: start &+ 8)
        }
        guard base[last] == Ascii.quote, last &- start <= Limits.jsonStringBytesMax else { return nil }
        at = last &+ 1
        return JSONToken(
            kind: .key, start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: last &- start),
            next: UInt32(truncatingIfNeeded: used &+ 1), head: head)
    }

    /// A key with escapes, letters that are not ASCII, or something wrong.
    @inline(__always)
    private mutating func slowKey(_ slow: inout Slow) throws(Refusal) -> JSONToken {
        let token = try slow.string(base, at: at, .key, used)
        at = slow.behind
        return token
    }

    /// Reads the colon behind a key and moves to the value.
    @inline(__always)
    private mutating func readColon() throws(Refusal) {
        if byte != Ascii.colon {
            skipSpace()
            guard byte == Ascii.colon else { throw malformed("no colon after a key") }
        }
        at &+= 1
        skipSpace()
    }

    @inline(__always)
    private mutating func readString(_ slow: inout Slow) throws(Refusal) {
        let start = at &+ 1
        let last = JSONScanner.plainEnd(base, from: start)
        let length = last &- start
        if base[last] == Ascii.quote, length <= Limits.jsonStringBytesMax {
            add(
                JSONToken(
                    kind: .string, start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: length),
                    next: UInt32(truncatingIfNeeded: used &+ 1)))
            at = last &+ 1
        } else {
            add(try slow.string(base, at: at, .string, used))
            at = slow.behind
        }
    }

    /// There is room: ``JSONTape/load(_:)`` has made it for as many values as the text's bytes can hold.
    @inline(__always)
    mutating func add(_ token: JSONToken) {
        tokens[used] = token
        used &+= 1
    }

    @inline(__always)
    mutating func skipSpace() {
        while byte <= Ascii.space, Ascii.isJSONSpace(byte) { at &+= 1 }
    }

    // MARK: Failures

    private func notClosed() -> Refusal {
        at < end ? malformed() : Refusal(.malformedJSON, "the text ends inside an object or array")
    }

    /// What programs print for a number that is none: `NaN`, `nan`, `Infinity`, `inf`, with or without a sign.
    func isNotFinite(at start: Int) -> Bool {
        let word = (base[start] | 0x20, base[start &+ 1] | 0x20, base[start &+ 2] | 0x20)
        return word == (UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "n"))
            || word == (UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f"))
    }

    /// Not JSON; or not even text, which tells an engineer more.
    @inline(never)
    func malformed(_ detail: StaticString = "not JSON") -> Refusal {
        if at < end, byte >= 0x80, !UTF8Check.isValid(UnsafeBufferPointer(start: base, count: end)) {
            return Refusal(.invalidUTF8, "the payload is not UTF-8")
        }
        return Refusal(.malformedJSON, detail)
    }
}
