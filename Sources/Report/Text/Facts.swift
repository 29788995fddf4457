import Model

/// Lines of a name and what it says, the second column aligned.
public struct Facts: Sendable {
    private var lines: [(name: Phrase, value: String)] = []
    private let widthMin: Int

    /// - Parameter widthMin: columns of the names at least, the gap included.
    public init(widthMin: Int = 0) { self.widthMin = widthMin }

    /// Adds a line.
    public mutating func add(_ name: Phrase, _ value: String) { lines.append((name, value)) }

    /// The lines, each ended; control and bidi characters are replaced.
    ///
    /// - Parameter wrapped: values that do not fit the terminal go on below.
    public func text(_ style: TextStyle, wrapped: Bool = false) -> String {
        let names = lines.map { $0.name(style.language) }
        let width = names.reduce(widthMin) { max($0, DisplayWidth.of($1) + 2) }
        var text = ""
        for (name, line) in zip(names, lines) {
            text += Printable.clean(name) + String(repeating: " ", count: width - DisplayWidth.of(name))
            let columns = wrapped ? style.widthColumns.map { $0 - width } : nil
            let pieces = Wrapped.lines(Printable.clean(line.value), width: columns)
            text += pieces.joined(separator: "\n" + String(repeating: " ", count: width)) + "\n"
        }
        return text
    }
}
