/// The lines of an HIBC text: a primary code and secondary ones that a scanner sends at once, each beginning with `+`.
///
/// A plus can also be a check or link character, or stand in `$+` and `$$+`; a new line begins only where the one
/// before ends with its check character.
struct HIBCLines: Sequence {
    private var lines: [ArraySlice<UInt8>] = []

    init(_ text: [UInt8]) {
        var rest = text[...]
        while let end = Self.end(of: rest, isFirst: lines.isEmpty) {
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        lines.append(rest)
    }

    var last: ArraySlice<UInt8>? { lines.last }

    func makeIterator() -> some IteratorProtocol<ArraySlice<UInt8>> { lines.makeIterator() }

    /// Where the next line begins; nil when there is one line only.
    private static func end(of text: ArraySlice<UInt8>, isFirst: Bool) -> Int? {
        // A primary code is letters and digits up to its check character; behind a slash it goes on to the end.
        let start = text.startIndex + 1
        guard start < text.endIndex else { return nil }
        let isPrimary = isFirst && HIBCCharacters.isAlphanumeric(text[start]) && !Ascii.isDigit(text[start])
        if isPrimary {
            guard let stop = text[start...].firstIndex(where: { !HIBCCharacters.isAlphanumeric($0) }) else {
                return nil
            }
            // The check character is what stands here, or the last before it.
            let next = text[stop] == Ascii.plus && !follows(stop, Ascii.plus, text) ? stop : stop + 1
            return next < text.endIndex && text[next] == Ascii.plus && next + 1 < text.endIndex ? next : nil
        }
        var position = start
        while position < text.endIndex, text[position] == Ascii.dollar || text[position] == Ascii.plus { position += 1 }
        while let next = text[position...].firstIndex(of: Ascii.plus) {
            if next + 1 < text.endIndex, HIBCCharacters.isChecked(text[..<next]) { return next }
            position = next + 1
        }
        return nil
    }

    private static func follows(_ position: Int, _ byte: UInt8, _ text: ArraySlice<UInt8>) -> Bool {
        position + 1 < text.endIndex && text[position + 1] == byte
    }
}
