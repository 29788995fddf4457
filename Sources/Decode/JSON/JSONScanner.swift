import Model

/// The one pass over a JSON text. Every read is behind a comparison with the end.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int
    var position = 0
    var texts: [UInt8] = []
    var scratch: [UInt32] = []
    var used = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        end = bytes.count
    }

    typealias Tokens = UnsafeMutableBufferPointer<JSONToken>

    /// Reads the whole text: one value and nothing after it but white space, unless more is allowed.
    mutating func scan(into tokens: Tokens, allowsMore: Bool) throws(Refusal) {
        skipSpace()
        try readValue(tokens, depth: 0)
        skipSpace()
        guard allowsMore || position == end else { throw malformed("bytes after the value") }
    }

    /// Reads a value inside `depth` containers. Recursion ends at ``Limits/jsonDepthMax``.
    private mutating func readValue(_ tokens: Tokens, depth: Int) throws(Refusal) {
        guard position < end else { throw Refusal(.malformedJSON, "the text ends before its value") }
        switch bytes[position] {
        case Ascii.quote: try readString(.string, tokens)
        case Ascii.minus, Ascii.zero...Ascii.nine: try readNumber(tokens)
        case Ascii.openBrace: try readObject(tokens, depth: depth + 1)
        case Ascii.openBracket: try readArray(tokens, depth: depth + 1)
        default: try readLiteral(tokens)
        }
    }

    private mutating func readObject(_ tokens: Tokens, depth: Int) throws(Refusal) {
        let index = try open(.object, tokens, depth: depth)
        var count: UInt32 = 0
        // Which of 64 classes the hashes of the keys so far fall into: a key of a new class is new.
        var classes: UInt64 = 0
        if !skip(Ascii.closeBrace) {
            repeat {
                skipSpace()
                try readKey(tokens, of: index, count: count, classes: &classes)
                try readValue(tokens, depth: depth)
                count += 1
                skipSpace()
            } while skip(Ascii.comma)
            guard skip(Ascii.closeBrace) else { throw notClosed() }
        }
        tokens[index].count = count
        tokens[index].next = UInt32(used)
        if count > JSONScanner.keysCompared { try refuseDuplicates(tokens, of: index) }
    }

    private mutating func readArray(_ tokens: Tokens, depth: Int) throws(Refusal) {
        let index = try open(.array, tokens, depth: depth)
        var count: UInt32 = 0
        if !skip(Ascii.closeBracket) {
            repeat {
                skipSpace()
                try readValue(tokens, depth: depth)
                count += 1
                skipSpace()
            } while skip(Ascii.comma)
            guard skip(Ascii.closeBracket) else { throw notClosed() }
        }
        tokens[index].count = count
        tokens[index].next = UInt32(used)
    }

    private mutating func open(_ kind: JSONToken.Kind, _ tokens: Tokens, depth: Int) throws(Refusal) -> Int {
        guard depth <= Limits.jsonDepthMax else { throw Refusal(.tooDeep, "nested deeper than 8") }
        let index = try add(JSONToken(kind: kind, start: UInt32(position), count: 0, next: 0), tokens)
        position += 1
        skipSpace()
        return index
    }

    @inline(__always)
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func notClosed() -> Refusal {
        position < end ? malformed() : Refusal(.malformedJSON, "the text ends inside an object or array")
    }

    @inline(__always)
    mutating func add(_ token: JSONToken, _ tokens: Tokens) throws(Refusal) -> Int {
        guard used < tokens.count else { throw Refusal(.tooLarge, "more values than its bytes can hold") }
        let index = used
        tokens[index] = token
        used += 1
        return index
    }

    @inline(__always)
    mutating func skipSpace() {
        guard position < end, bytes[position] <= Ascii.space else { return }
        while position < end, Ascii.isJSONSpace(bytes[position]) { position += 1 }
    }

    // MARK: Scalars

    private mutating func readLiteral(_ tokens: Tokens) throws(Refusal) {
        let kind: JSONToken.Kind
        let length: Int
        if has("true") {
            kind = .yes
            length = 4
        } else if has("false") {
            kind = .no
            length = 5
        } else if has("null") {
            kind = .null
            length = 4
        } else {
            throw isNotFinite(at: position) ? Refusal(.notFinite, "NaN or Infinity") : malformed()
        }
        let index = try add(JSONToken(kind: kind, start: UInt32(position), count: UInt32(length), next: 0), tokens)
        tokens[index].next = UInt32(used)
        position += length
    }

    private mutating func readNumber(_ tokens: Tokens) throws(Refusal) {
        let start = position
        if bytes[position] == Ascii.minus { position += 1 }
        guard position < end, Ascii.isDigit(bytes[position]) else {
            throw isNotFinite(at: position) ? Refusal(.notFinite, "NaN or Infinity") : malformed()
        }
        if bytes[position] == Ascii.zero {
            position += 1
        } else {
            skipDigits()
        }
        var isInteger = true
        if position < end, bytes[position] == Ascii.dot {
            isInteger = false
            position += 1
            try needDigits()
        }
        var hasExponent = false
        if position < end, bytes[position] == Ascii.lowerE || bytes[position] == Ascii.upperE {
            hasExponent = true
            position += 1
            if position < end, bytes[position] == Ascii.plus || bytes[position] == Ascii.minus { position += 1 }
            try needDigits()
        }
        if position < end, Ascii.isDigit(bytes[position]) {
            throw Refusal(.malformedJSON, "a number with a leading zero")
        }
        let count = position - start
        guard count <= Limits.jsonNumberBytesMax else {
            throw Refusal(.outOfRange, "a number longer than 40 characters")
        }
        if hasExponent, JSONNumber.double(UnsafeBufferPointer(rebasing: bytes[start..<position])) == nil {
            throw Refusal(.notFinite, "a number beyond a double's range")
        }
        var token = JSONToken(kind: .number, start: UInt32(start), count: UInt32(count), next: UInt32(used + 1))
        token.isInteger = isInteger && !hasExponent
        _ = try add(token, tokens)
    }

    @inline(__always)
    private mutating func skipDigits() {
        while position < end, Ascii.isDigit(bytes[position]) { position += 1 }
    }

    @inline(__always)
    private mutating func needDigits() throws(Refusal) {
        guard position < end, Ascii.isDigit(bytes[position]) else { throw malformed() }
        skipDigits()
    }

    // MARK: Failures

    private func has(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        return true
    }

    /// What programs print for a number that is none: `NaN`, `nan`, `Infinity`, `inf`, with or without a sign.
    private func isNotFinite(at start: Int) -> Bool {
        guard end - start >= 3 else { return false }
        let word = (bytes[start] | 0x20, bytes[start + 1] | 0x20, bytes[start + 2] | 0x20)
        return word == (UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "n"))
            || word == (UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f"))
    }

    /// Not JSON; or not even text, which tells an engineer more.
    @inline(never)
    func malformed(_ detail: StaticString = "not JSON") -> Refusal {
        if position < end, bytes[position] >= 0x80, !UTF8Check.isValid(bytes) {
            return Refusal(.invalidUTF8, "the payload is not UTF-8")
        }
        return Refusal(.malformedJSON, detail)
    }
}
