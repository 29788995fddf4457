import Glibc

/// How a text answer is laid out.
public struct TextStyle: Sendable {
    public var language: Language
    /// Columns of the terminal; nil when the text does not go to one, and then nothing is cut.
    public var widthColumns: Int?
    /// Colour only ever repeats what a word says.
    public var hasColour: Bool
    /// At most so many rows of the long tables of reports; nil shows all.
    public var rowsMax: Int?

    public init(
        language: Language = .english, widthColumns: Int? = nil, hasColour: Bool = false, rowsMax: Int? = nil
    ) {
        self.language = language
        self.widthColumns = widthColumns
        self.hasColour = hasColour
        self.rowsMax = rowsMax
    }

    /// The style for standard output: cut and coloured only on a terminal, without colour when `NO_COLOR` is set and
    /// not empty (no-color.org) or `TERM` is `dumb`.
    ///
    /// - Parameter language: nil takes the locale's.
    public static func standardOutput(language: Language?, environment: [String: String]) -> TextStyle {
        var style = TextStyle(language: language ?? .of(environment: environment))
        guard isatty(STDOUT_FILENO) == 1 else { return style }
        var size = winsize()
        let isSized = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        style.widthColumns = isSized ? Int(size.ws_col) : 80
        style.hasColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return style
    }
}

/// What a piece of text is, for its colour.
enum Tone: Sendable {
    case plain, heading, good, warning, bad, faint

    func paint(_ text: String, _ style: TextStyle) -> String {
        guard style.hasColour, !text.isEmpty else { return text }
        switch self {
        case .plain: return text
        case .heading: return "\u{1B}[1m" + text + "\u{1B}[0m"
        case .good: return "\u{1B}[32m" + text + "\u{1B}[0m"
        case .warning: return "\u{1B}[33m" + text + "\u{1B}[0m"
        case .bad: return "\u{1B}[31m" + text + "\u{1B}[0m"
        case .faint: return "\u{1B}[2m" + text + "\u{1B}[0m"
        }
    }
}
