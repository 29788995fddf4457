/// A Swift file split into code, comments and string literals, line numbers kept.
///
/// A scanner, not a parser: it knows strings (raw, multi-line, interpolated) and comments (nested), which is what a
/// rule about text needs to be right. Code inside an interpolation counts as code.
struct SwiftSource {
    struct Literal {
        /// Of its opening quote, from 1.
        var line: Int
        /// As written, interpolations as `\(…)`.
        var text: String
        var isInterpolated: Bool
    }

    struct Comment {
        var line: Int
        var text: String
    }

    /// The code with comments and the content of literals blanked out; as long as the file.
    private(set) var code: [UInt8] = []
    private(set) var literals: [Literal] = []
    private(set) var comments: [Comment] = []
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
        scanCode(isInterpolation: false)
    }

    /// The code line by line, without line ends.
    var codeLines: [String] {
        code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func looksAt(_ text: StaticString) -> Bool {
        bytes[position...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func take(blank: Bool = false) {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") { line += 1 }
        code.append(blank && byte != UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte)
        position += 1
    }

    private mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while let byte = peek() {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                scanLineComment()
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                scanBlockComment()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"), let hashes = hashesBeforeQuote() {
                scanLiteral(hashes: hashes)
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if isInterpolation, depth == 0 { return }
                    depth -= 1
                }
                take()
            }
        }
    }

    private mutating func scanLineComment() {
        let (start, first) = (position, line)
        while let byte = peek(), byte != UInt8(ascii: "\n") { take(blank: true) }
        comments.append(Comment(line: first, text: String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    private mutating func scanBlockComment() {
        let (start, first) = (position, line)
        var depth = 0
        while position < bytes.count {
            if looksAt("/*") {
                depth += 1
                take(blank: true)
            } else if looksAt("*/") {
                depth -= 1
                take(blank: true)
            }
            take(blank: true)
            if depth == 0 { break }
        }
        comments.append(Comment(line: first, text: String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    /// How many `#` stand before a quote here; nil when no literal starts here.
    private func hashesBeforeQuote() -> Int? {
        var hashes = 0
        while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
        return peek(hashes) == UInt8(ascii: "\"") ? hashes : nil
    }

    private mutating func scanLiteral(hashes: Int) {
        let first = line
        for _ in 0..<hashes { take() }
        let quotes = looksAt("\"\"\"") ? 3 : 1
        for _ in 0..<quotes { take() }
        let closing =
            Array(repeating: UInt8(ascii: "\""), count: quotes) + Array(repeating: UInt8(ascii: "#"), count: hashes)
        let escape = [UInt8(ascii: "\\")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
        var text: [UInt8] = []
        var isInterpolated = false
        while let byte = peek() {
            if byte == UInt8(ascii: "\""), bytes[position...].starts(with: closing) {
                for _ in closing { take() }
                break
            }
            if quotes == 1, byte == UInt8(ascii: "\n") { break }
            guard byte == UInt8(ascii: "\\"), bytes[position...].starts(with: escape) else {
                text.append(byte)
                take(blank: true)
                continue
            }
            for _ in escape { take(blank: true) }
            if peek() == UInt8(ascii: "(") {
                isInterpolated = true
                text += Array("\\(…)".utf8)
                take()
                scanCode(isInterpolation: true)
                if position < bytes.count { take() }
            } else if let escaped = peek() {
                text += [UInt8(ascii: "\\"), escaped]
                take(blank: true)
            }
        }
        literals.append(
            Literal(line: first, text: String(decoding: text, as: UTF8.self), isInterpolated: isInterpolated))
    }
}
