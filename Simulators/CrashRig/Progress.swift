import Glibc

/// What a person sees while the rig works, on standard error: one line that changes when a terminal looks, else a line
/// every ten seconds.
struct Progress {
    private let isTerminal = isatty(2) == 1
    private var shownAt: Int64 = 0
    private var width = 0

    static func say(_ text: String) { write(text + "\n") }

    /// Counts the time to the first showing from here.
    mutating func begin(_ milliseconds: Int64) { shownAt = milliseconds }

    /// Shows a text if it is time.
    mutating func show(_ milliseconds: Int64, _ text: () -> String) {
        guard milliseconds - shownAt >= (isTerminal ? 200 : 10_000) else { return }
        shownAt = milliseconds
        let line = text()
        guard isTerminal else { return Progress.say(line) }
        Progress.write("\r" + line + String(repeating: " ", count: max(0, width - line.count)))
        width = line.count
    }

    /// Takes the changing line away.
    mutating func clear() {
        guard isTerminal, width > 0 else { return }
        Progress.write("\r" + String(repeating: " ", count: width) + "\r")
        width = 0
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }
}
