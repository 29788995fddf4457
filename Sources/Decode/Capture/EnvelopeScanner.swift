import Model

/// The members of an envelope, found without reading what is inside the payload: that is the decoder's work.
struct EnvelopeScanner {
    /// Where a member's value is. Small, for seven of them are carried along.
    struct Value {
        private var start: Int32 = 0
        private var end: Int32 = 0
        var isString = false
        var hasEscapes = false
        var isPresent = false

        /// A string's bytes without quotes, or any other value's text.
        var range: Range<Int> {
            get { Int(start)..<Int(end) }
            set {
                (start, end) = (
                    Int32(truncatingIfNeeded: newValue.lowerBound), Int32(truncatingIfNeeded: newValue.upperBound)
                )
            }
        }

        init(range: Range<Int> = 0..<0, isString: Bool = false) {
            self.isString = isString
            self.range = range
        }
    }

    /// The members that count.
    enum Member {
        case tst, topic, payload, payloadBase64, qos, retain, mid

        static func named(_ key: UnsafeBufferPointer<UInt8>) -> Member? {
            switch key.count {
            case 3: isText(key, "tst") ? .tst : isText(key, "qos") ? .qos : isText(key, "mid") ? .mid : nil
            case 5: isText(key, "topic") ? .topic : nil
            case 6: isText(key, "retain") ? .retain : nil
            case 7: isText(key, "payload") ? .payload : nil
            case 14: isText(key, "payload_base64") ? .payloadBase64 : nil
            default: nil
            }
        }
    }

    let line: UnsafeBufferPointer<UInt8>
    var position = 0
    private(set) var tst = Value()
    private(set) var topic = Value()
    private(set) var payload = Value()
    private(set) var payloadBase64 = Value()
    private(set) var qos = Value()
    private(set) var retain = Value()
    private(set) var mid = Value()

    init(line: UnsafeBufferPointer<UInt8>) {
        self.line = line
    }

    /// Reads an object's members to its end. The texts of numbers and words are not checked here.
    mutating func scan() throws(Refusal) {
        position = 1
        skipSpace()
        if next == Ascii.closeBrace {
            position += 1
        } else {
            repeat {
                skipSpace()
                try readMember()
                skipSpace()
            } while skip(Ascii.comma)
            guard skip(Ascii.closeBrace) else { throw Refusal(.malformedJSON, "the envelope is not JSON") }
        }
        skipSpace()
        guard position == line.count else { throw Refusal(.malformedJSON, "bytes after the envelope") }
    }

    private var next: UInt8? { position < line.count ? line[position] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func skipSpace() {
        while position < line.count, Ascii.isJSONSpace(line[position]) { position += 1 }
    }

    private mutating func readMember() throws(Refusal) {
        guard next == Ascii.quote else { throw Refusal(.malformedJSON, "the envelope is not JSON") }
        let key = try readString()
        skipSpace()
        guard skip(Ascii.colon) else { throw Refusal(.malformedJSON, "the envelope is not JSON") }
        skipSpace()
        let value = try readValue()
        let member = try name(of: key)
        switch member {
        case .tst: try set(&tst, value)
        case .topic: try set(&topic, value)
        case .payload: try set(&payload, value)
        case .payloadBase64: try set(&payloadBase64, value)
        case .qos: try set(&qos, value)
        case .retain: try set(&retain, value)
        case .mid: try set(&mid, value)
        case nil: break
        }
    }

    private func set(_ member: inout Value, _ value: Value) throws(Refusal) {
        guard !member.isPresent else { throw Refusal(.duplicateKey, "a key comes twice in the envelope") }
        member = value
        member.isPresent = true
    }

    private func name(of key: Value) throws(Refusal) -> Member? {
        let text = UnsafeBufferPointer(rebasing: line[key.range])
        guard key.hasEscapes else { return Member.named(text) }
        var resolved: [UInt8] = []
        try EnvelopeScanner.resolve(text, into: &resolved)
        return resolved.withUnsafeBufferPointer { Member.named($0) }
    }

    private mutating func readString() throws(Refusal) -> Value {
        position += 1
        let start = position
        var value = Value(isString: true)
        while position < line.count {
            position = LineSearch.stringMark(line, from: position)
            guard position < line.count else { break }
            let byte = line[position]
            if byte == Ascii.quote {
                value.range = start..<position
                position += 1
                return value
            }
            guard byte == Ascii.backslash else {
                throw Refusal(.controlCharacter, "a control character in the envelope")
            }
            value.hasEscapes = true
            position += 2
        }
        throw Refusal(.malformedJSON, "the line ends inside a string")
    }

    private mutating func readValue() throws(Refusal) -> Value {
        let start = position
        switch next {
        case Ascii.quote: return try readString()
        case Ascii.openBrace, Ascii.openBracket: try skipContainer()
        default:
            while position < line.count, !isEnd(line[position]) { position += 1 }
            guard position > start else { throw Refusal(.malformedJSON, "the envelope is not JSON") }
        }
        return Value(range: start..<position)
    }

    @inline(__always)
    private func isEnd(_ byte: UInt8) -> Bool {
        byte == Ascii.comma || byte == Ascii.closeBrace || byte == Ascii.closeBracket || Ascii.isJSONSpace(byte)
    }

    /// Moves behind an object or array by counting brackets outside strings.
    private mutating func skipContainer() throws(Refusal) {
        guard let end = LineSearch.endOfContainer(line, from: position) else {
            throw Refusal(.malformedJSON, "the line ends inside a value")
        }
        position = end
    }

    /// Resolves a string's escapes. Control characters may come as escapes: a payload may be any bytes.
    static func resolve(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) throws(Refusal) {
        var position = 0
        while position < text.count {
            if text[position] == Ascii.backslash {
                JSONEscape.append(try JSONEscape.read(text, &position), to: &bytes)
            } else {
                bytes.append(text[position])
                position += 1
            }
        }
    }
}
