import Glibc
import Model

extension VigieError {
    /// The error for a terminal: clean line by line, so that a list of problems keeps its lines.
    var printable: String {
        description.split(separator: "\n", omittingEmptySubsequences: false).map { Printable.clean(String($0)) }
            .joined(separator: "\n")
    }
}

/// One line that is written over itself while work goes on; nothing when no terminal looks.
struct ProgressLine {
    private let label: String

    init(_ label: String) {
        self.label = label
    }

    func show(done: Int, total: Int) {
        Output.progress(
            total > 0 ? "\(label) \(min(100, done * 100 / total)) %" : "\(label) \(done / 1_000_000) MB")
    }

    func end() { Output.progress("") }
}
