/// Writes JSON into a byte array: keys in the order of the calls, no white space, slashes not escaped, numbers that
/// are not finite as absent members. The one writer of decoded lines, tracks, answers and reports, so that the same
/// content gives the same bytes.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// `{ … }` as an array element, a member's value or the whole document.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose("{", "}", body)
    }

    /// `[ … ]` as an array element, a member's value or the whole document.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose("[", "]", body)
    }

    public mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        enclose("{", "}", body)
    }

    public mutating func array(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        enclose("[", "]", body)
    }

    private mutating func enclose(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    /// A key that comes from data; use the overloads with a value for fixed keys.
    public mutating func key(_ key: String) {
        separate()
        var key = key
        key.withUTF8 { appendQuoted($0) }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func member(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        self.key(key)
        string(value)
    }

    public mutating func member(_ key: StaticString, bytes value: UnsafeBufferPointer<UInt8>) {
        self.key(key)
        separate()
        appendQuoted(value)
    }

    public mutating func member(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        self.key(key)
        integer(value)
    }

    public mutating func member(_ key: StaticString, _ value: Bool) {
        self.key(key)
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func member(_ key: StaticString, _ value: Instant?) {
        guard let value else { return }
        self.key(key)
        separate()
        bytes.append(UInt8(ascii: "\""))
        value.appendRFC3339(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A number rounded to `decimals` digits; left out when it is nil, NaN or infinite.
    public mutating func member(_ key: StaticString, _ value: Double?, decimals: Int) {
        guard let value, value.isFinite else { return }
        self.key(key)
        number(value, decimals: decimals)
    }

    /// A member whose value is `null`.
    public mutating func null(_ key: StaticString) {
        self.key(key)
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A text as an array element, or as the value after ``key(_:)``.
    public mutating func string(_ value: String) {
        separate()
        var value = value
        value.withUTF8 { appendQuoted($0) }
    }

    /// A whole number as an array element, or as the value after ``key(_:)``.
    public mutating func integer(_ value: Int) {
        separate()
        appendInteger(value)
    }

    /// A number rounded half away from zero to `decimals` digits (0…9), trailing zeros cut; `null` when not finite.
    public mutating func number(_ value: Double, decimals: Int) {
        separate()
        guard value.isFinite, abs(value) < 1e15 else {
            bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
            return
        }
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        guard abs(value) < 9e18 / Double(scale) else {
            bytes.append(contentsOf: "\(value)".utf8)
            return
        }
        var scaled = Int((value * Double(scale)).rounded(.toNearestOrAwayFromZero))
        if scaled < 0 {
            bytes.append(UInt8(ascii: "-"))
            scaled = -scaled
        }
        appendInteger(scaled / scale)
        var fraction = scaled % scale
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        while fraction > 0 {
            scale /= 10
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / scale))
            fraction %= scale
        }
    }

    /// Ends a line of NDJSON.
    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func appendInteger(_ value: Int) {
        var magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u00".utf8)
                for nibble in [byte >> 4, byte & 15] {
                    bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
                }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
