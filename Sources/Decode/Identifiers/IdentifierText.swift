import Model

/// What the text of any identifier must hold to.
enum IdentifierText {
    /// Whether the bytes (well-formed UTF-8) hold no control characters (C0, DEL, C1), line or paragraph separators,
    /// bidirectional controls or byte order marks: two ids that look the same must be the same.
    ///
    /// The set of ``Printable``, as UTF-8.
    static func isClean(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if PlainText.isPrintableASCII(text) { return true }
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte < 0x20 || byte == 0x7F { return false }
            if byte >= 0x80, isUnsafe(text, at: position) { return false }
            position += 1
        }
        return true
    }

    /// The unsafe scalars above ASCII: U+0080–009F, 061C, 200E–200F, 2028–202E, 2066–2069, FEFF.
    private static func isUnsafe(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let second = position + 1 < text.count ? text[position + 1] : 0
        let third = position + 2 < text.count ? text[position + 2] : 0
        switch (text[position], second) {
        case (0xC2, 0x80...0x9F), (0xD8, 0x9C): return true
        case (0xE2, 0x80): return (0x8E...0x8F).contains(third) || (0xA8...0xAE).contains(third)
        case (0xE2, 0x81): return (0xA6...0xA9).contains(third)
        case (0xEF, 0xBB): return third == 0xBF
        default: return false
        }
    }

    /// Whether the bytes match `[A-Za-z0-9_.-]{1,64}`, as identifiers in our own topics do.
    static func isTopicIdentifier(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= Limits.topicIdentifierBytesMax else { return false }
        return text.allSatisfy { byte in
            let letter = (byte | 0x20) &- UInt8(ascii: "a")
            return letter < 26 || Ascii.isDigit(byte) || byte == Ascii.underscore || byte == Ascii.dot
                || byte == Ascii.minus
        }
    }
}
