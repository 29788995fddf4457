/// `%` escapes of URIs (RFC 3986).
enum PercentEncoding {
    /// The bytes meant; nil when an escape is broken.
    static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var open = 0
        var high: UInt8 = 0
        for byte in text {
            if open == 0, byte == UInt8(ascii: "%") {
                open = 2
            } else if open > 0 {
                let value = Hex.value(byte)
                guard value < 16 else { return nil }
                if open == 2 { high = value } else { bytes.append(high << 4 | value) }
                open -= 1
            } else {
                bytes.append(byte)
            }
        }
        return open == 0 ? bytes : nil
    }

    /// Letters, digits and `-._~`, which need no escape.
    @inline(__always)
    static func isUnreserved(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || Ascii.isDigit(byte) || byte == Ascii.minus || byte == Ascii.dot
            || byte == Ascii.underscore || byte == UInt8(ascii: "~")
    }

    /// Everything but letters, digits and `-._~` as escapes.
    static func encoded(_ text: some Sequence<UInt8>) -> String {
        var bytes: [UInt8] = []
        for byte in text {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                Hex.appendUpper(byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
