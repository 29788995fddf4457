import Model

/// Reads JSON (RFC 8259) with the place of each fault. `NaN`, `Infinity` and `-Infinity` are read as numbers that are
/// not finite, so that the feature with such a coordinate can be named.
///
/// Own code because the coordinates of a large site are a million numbers: this takes a fifth of a second where a
/// decoder into a generic tree takes several, and it knows line and column.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The document in some bytes.
    ///
    /// - Throws: what is wrong, with line and column; also for a repeated key, nesting deeper than
    ///   ``Limits/siteJSONDepthMax`` and anything after the end.
    /// - Complexity: O(n).
    static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONFault> in
            var parser = JSONParser(bytes: buffer)
            do throws(JSONFault) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private mutating func document() throws(JSONFault) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw fault("the text is UTF-16, not UTF-8")
        }
        skipSpace()
        guard position < bytes.count else { throw fault("the file is empty") }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw fault("there is more after the end of the document") }
        return value
    }

    private func fault(_ what: String, at place: Int? = nil) -> JSONFault {
        let end = min(place ?? position, bytes.count)
        var (line, column) = (1, 1)
        for byte in bytes[..<end] {
            column += 1
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) }
        }
        return JSONFault(line: line, column: column, what: what)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONFault) -> JSONValue {
        guard position < bytes.count else { throw fault("the file ends inside a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("expected a value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: letters) else { throw fault("expected a value") }
        position += letters.count
        return value
    }

    private mutating func enter() throws(JSONFault) {
        depth += 1
        guard depth <= Limits.siteJSONDepthMax else { throw fault("nested deeper than \(Limits.siteJSONDepthMax)") }
        position += 1
        skipSpace()
    }

    private mutating func array() throws(JSONFault) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        if !skip("]") {
            repeat {
                skipSpace()
                elements.append(try value())
                skipSpace()
            } while skip(",")
            guard skip("]") else { throw fault("expected , or ]") }
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func object() throws(JSONFault) -> JSONValue {
        try enter()
        var members: [JSONValue.Member] = []
        // Objects are small; only large ones pay for a set.
        var keys: Set<String> = []
        if !skip("}") {
            repeat {
                skipSpace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    throw fault("expected a key in quotes")
                }
                let start = position
                let key = try string()
                if members.count == 16 { keys = Set(members.map(\.key)) }
                let isRepeated = members.count < 16 ? members.contains { $0.key == key } : keys.contains(key)
                guard !isRepeated else { throw fault("a key appears twice in one object", at: start) }
                if members.count >= 16 { keys.insert(key) }
                skipSpace()
                guard skip(":") else { throw fault("expected : after a key") }
                skipSpace()
                members.append(JSONValue.Member(key: key, value: try value()))
                skipSpace()
            } while skip(",")
            guard skip("}") else { throw fault("expected , or }") }
        }
        depth -= 1
        return .object(members)
    }
}

extension JSONParser {
    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        let isNegative = skip("-")
        if isNegative, position < bytes.count, bytes[position] == UInt8(ascii: "I") {
            _ = try word("Infinity", .null)
            return .number(-.infinity)
        }
        var mantissa: UInt64 = 0
        var digits = 0
        let whole = digitRun(&mantissa, &digits)
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
            throw fault("not a number", at: start)
        }
        var decimals = 0
        if skip(".") {
            decimals = digitRun(&mantissa, &digits)
            guard decimals > 0 else { throw fault("not a number", at: start) }
        }
        var hasExponent = false
        if skip("e") || skip("E") {
            hasExponent = true
            if !skip("+") { _ = skip("-") }
            var (ignored, count) = (UInt64(0), 0)
            guard digitRun(&ignored, &count) > 0 else { throw fault("not a number", at: start) }
        }
        // Exact: both fit a Double's 53 bits, so the division rounds once (Clinger's fast path).
        if !hasExponent, digits <= 15 {
            let value = Double(mantissa) / JSONParser.powersOfTen[decimals]
            return .number(isNegative ? -value : value)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text) else { throw fault("not a number", at: start) }
        return .number(value)
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Reads digits; their number, and their value as far as it fits.
    private mutating func digitRun(_ mantissa: inout UInt64, _ digits: inout Int) -> Int {
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            digits += 1
            position += 1
        }
        return position - start
    }

    private mutating func string() throws(JSONFault) -> String {
        let start = position
        position += 1
        let first = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            guard bytes[position] >= 0x20 else { throw fault("a control character in a text") }
            position += 1
        }
        var unescaped = Array(bytes[first..<position])
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { throw fault("a control character in a text") }
            if bytes[position] == UInt8(ascii: "\\") {
                unescaped.append(contentsOf: String(try escape()).utf8)
            } else {
                unescaped.append(bytes[position])
                position += 1
            }
        }
        guard skip("\"") else { throw fault("a text without its closing quote", at: start) }
        guard let text = String(validating: unescaped, as: UTF8.self) else {
            throw fault("a text that is not valid UTF-8", at: start)
        }
        return text
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        let start = position
        position += 1
        guard position < bytes.count else { throw fault("the file ends inside a text") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault("an unknown escape in a text", at: start)
        }
        let high = try hexadecimal(start)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, skip("\\"), skip("u") else { throw fault("half a surrogate pair", at: start) }
        let low = try hexadecimal(start)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw fault("half a surrogate pair", at: start) }
        return scalar
    }

    private mutating func hexadecimal(_ start: Int) throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw fault("expected four hexadecimal digits after \\u", at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
