/// Breaks text at spaces.
enum Wrapped {
    /// Lines of at most `width` columns, a longer word on a line of its own; one line when there is no width.
    ///
    /// French puts spaces inside quotation marks and before some signs; there is no break at those.
    static func lines(_ text: String, width: Int?) -> [String] {
        guard let width, width > 20 else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in words(text) {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        return lines
    }

    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isOpen = false
        for piece in text.split(separator: " ") {
            if let last = words.last, isOpen || ["»", ":", ";", "»,", "».", "→"].contains(piece) {
                words[words.count - 1] = last + " " + piece
            } else {
                words.append(String(piece))
            }
            isOpen = piece.hasSuffix("«") || piece == "→"
        }
        return words
    }
}
