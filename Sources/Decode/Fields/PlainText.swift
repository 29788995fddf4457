/// A fast answer for the common case of texts: printable ASCII and nothing else.
enum PlainText {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Whether all bytes are from 0x20 to 0x7E; eight at a time.
    static func isPrintableASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(text)
        let count = raw.count
        guard count >= 8 else {
            if count >= 4 {
                // Two halves that overlap.
                let head = raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
                let tail = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
                return marks(UInt64(head) | UInt64(tail) << 32) & tops == 0
            }
            for byte in raw where byte &- 0x20 >= 0x5F { return false }
            return true
        }
        var special: UInt64 = 0
        var position = 0
        while position + 8 <= count {
            special |= marks(raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        // The last eight bytes again, for what is left.
        special |= marks(raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        return special & tops == 0
    }

    /// The top bit of some byte is set when a byte is below 0x20, is 0x7F, or is above; see ``JSONScanner``.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let deletes = word ^ (ones &* 0x7F)
        return word | ((word &- (ones &* 0x20)) & ~word) | ((deletes &- ones) & ~deletes)
    }
}

/// Whether bytes are a word.
@inline(__always)
func isText(_ text: UnsafeBufferPointer<UInt8>?, _ word: StaticString) -> Bool {
    guard let text, text.count == word.utf8CodeUnitCount else { return false }
    return hasPrefix(text, word)
}

/// Whether bytes begin with a word; eight at a time.
@inline(__always)
func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard text.count >= count else { return false }
    guard count >= 8 else {
        for index in 0..<count where text[index] != word.utf8Start[index] { return false }
        return true
    }
    let (raw, wanted) = (UnsafeRawBufferPointer(text), UnsafeRawPointer(word.utf8Start))
    var position = 0
    while position < count {
        // The last eight overlap those before them.
        let at = min(position, count &- 8)
        guard
            raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                == wanted.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        else { return false }
        position &+= 8
    }
    return true
}
