/// A text to be recognised. Its bytes are there for as long as it is read.
struct ScannedText {
    /// As it was given.
    let code: String
    /// What scanners send before the data (ISO/IEC 15424), when they do.
    let symbology: Symbology?
    /// Without white space around it and without the symbology identifier.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether white space stood behind the bytes. In HIBC a space can be the check character.
    let hadSpace: Bool
    /// The year around which short dates lie.
    let year: Int

    /// The two characters behind `]`: the symbology and its modifier.
    struct Symbology: Equatable {
        let letter: UInt8
        let modifier: UInt8

        init(_ letter: UInt8, _ modifier: UInt8) {
            self.letter = letter
            self.modifier = modifier
        }

        /// As text: `d2`.
        init(_ name: StaticString) {
            self.init(name.utf8Start[0], name.utf8Start[1])
        }

        var name: String {
            String(unsafeUninitializedCapacity: 2) { buffer in
                buffer[0] = letter
                buffer[1] = modifier
                return 2
            }
        }
    }

    init(_ code: String, _ all: UnsafeBufferPointer<UInt8>, year: Int) {
        self.code = code
        self.year = year
        let (symbology, range, hadSpace) = Self.bounds(all)
        self.symbology = symbology
        self.hadSpace = hadSpace
        bytes = UnsafeBufferPointer(rebasing: all[range])
    }

    /// What stands before the data, where the data lie, and whether a space stands behind them.
    @inline(__always)
    static func bounds(_ all: UnsafeBufferPointer<UInt8>) -> (Symbology?, Range<Int>, hadSpace: Bool) {
        var start = 0
        while start < all.count, Ascii.isJSONSpace(all[start]) { start += 1 }
        var end = all.count
        while end > start, Ascii.isJSONSpace(all[end - 1]) { end -= 1 }
        let hadSpace = end < all.count && all[end] == Ascii.space
        let isMarked =
            end - start >= 3 && all[start] == Ascii.closeBracket && Self.isLetter(all[start + 1])
            && (Ascii.isDigit(all[start + 2]) || Self.isLetter(all[start + 2]))
        guard isMarked else { return (nil, start..<end, hadSpace) }
        return (Symbology(all[start + 1], all[start + 2]), (start + 3)..<end, hadSpace)
    }

    /// The bytes as text; allocates.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The bits of a text of hex digits alone; nil for others and for more than EPC memory holds.
    var bits: EPCBits? {
        guard !bytes.isEmpty, bytes.count * 4 <= EPCBits.bitsMax, bytes.allSatisfy(Hex.isDigit) else { return nil }
        return EPCBits(hex: text)
    }

    /// Whether the bytes begin with a prefix that is given in lower case and may come in any.
    func begins(_ prefix: StaticString) -> Bool { CanonicalTag.rest(of: bytes, after: prefix) != nil }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
