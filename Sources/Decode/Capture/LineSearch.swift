/// Finds what matters in a line, eight bytes at a time.
///
/// Source of the tests for a zero byte: "Bit Twiddling Hacks", S. E. Anderson; H. S. Warren, "Hacker's Delight", 6-1.
enum LineSearch {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Where the next quote, backslash or control character is; the line's length when there is none.
    static func stringMark(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(line)
        var position = start
        while position + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            // Of these marks the lowest is exact, and only that one is used.
            let marks =
                (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
                    | ((word &- (ones &* 0x20)) & ~word)) & tops
            if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < raw.count {
            let byte = raw[position]
            if byte == Ascii.quote || byte == Ascii.backslash || byte < 0x20 { return position }
            position += 1
        }
        return raw.count
    }

    /// The position behind the object or array that begins at `start`; nil when the line ends inside it.
    ///
    /// Brackets are counted without a look at their kind: the decoder reads the text again.
    static func endOfContainer(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let raw = UnsafeRawBufferPointer(line)
        var nesting = Nesting()
        var position = start
        while position + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            var marks = structure(word)
            while marks != 0 {
                let at = position + marks.trailingZeroBitCount / 8
                marks &= marks &- 1
                if nesting.isClosed(by: raw[at], at: at) { return at + 1 }
            }
            position += 8
        }
        while position < raw.count {
            if nesting.isClosed(by: raw[position], at: position) { return position + 1 }
            position += 1
        }
        return nil
    }

    /// The top bit of each byte that is a quote, a backslash or a bracket of either kind; exact for every byte.
    @inline(__always)
    private static func structure(_ word: UInt64) -> UInt64 {
        // `{` and `[`, `}` and `]` differ in this bit alone; a backslash becomes a bar, as a bar itself is: harmless.
        let folded = word | (ones &* 0x20)
        return zeros(folded ^ (ones &* 0x7B)) | zeros(folded ^ (ones &* 0x7D)) | zeros(folded ^ (ones &* 0x7C))
            | zeros(word ^ (ones &* 0x22))
    }

    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        let low = ~tops
        return ~(((word & low) &+ low) | word | low)
    }

    /// How deep a position is, and whether it is in a string.
    private struct Nesting {
        private var depth = 0
        private var isInString = false
        /// The byte behind a backslash in a string, which means nothing; -1 when there is none.
        private var escaped = -1

        @inline(__always)
        mutating func isClosed(by byte: UInt8, at position: Int) -> Bool {
            if isInString {
                guard position != escaped else { return false }
                if byte == Ascii.quote { isInString = false }
                if byte == Ascii.backslash { escaped = position + 1 }
                return false
            }
            switch byte {
            case Ascii.quote: isInString = true
            case Ascii.openBrace, Ascii.openBracket: depth += 1
            case Ascii.closeBrace, Ascii.closeBracket:
                depth -= 1
                return depth == 0
            default: break
            }
            return false
        }
    }
}
