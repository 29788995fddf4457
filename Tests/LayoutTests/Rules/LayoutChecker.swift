/// The rules over one file's text, and over the whole tree.
enum LayoutChecker {
    /// What one file breaks.
    ///
    /// - Parameter path: from the top of the package.
    static func check(path: String, text: String) -> [Violation] {
        var violations = machinePaths(path, text)
        guard path.hasSuffix(".swift") else {
            return violations
                + brokerLoops(path, text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
        let source = SwiftSource(text)
        let codeLines = source.codeLines
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        violations += ImportRules.check(path, codeLines)
        violations += lengths(path, lines)
        violations += FunctionRules.check(path, source.code)
        violations += words(path, codeLines)
        violations += brokerLoops(path, codeLines)
        violations += leftovers(path, source.comments)
        violations += SQLRules.check(path, source.literals)
        if path.hasPrefix("Sources/") { violations += DocumentationRules.check(path, lines, codeLines) }
        return violations
    }

    /// What only the whole tree can break.
    ///
    /// - Parameters:
    ///   - topLevel: the names in the package's folder.
    ///   - tracked: the names that the repository keeps; empty when there is no repository.
    ///   - lineCounts: of all Swift files.
    static func checkTree(topLevel: [String], tracked: [String], lineCounts: [Int]) -> [Violation] {
        var violations: [Violation] = []
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "Simulators", "Deploy", "README.md", "CHANGELOG.md", "LICENSE",
        ]
        // Written by the package manager, and not kept.
        let generated: Set<String> = ["Package.resolved"]
        for name in topLevel.sorted()
        where !name.hasPrefix(".") && !allowed.contains(name) && !generated.contains(name) {
            violations.append(Violation(path: name, line: 0, rule: .topLevelEntry, detail: "not a part of the layout"))
        }
        for name in tracked where name == "Package.resolved" || name.hasPrefix(".build/") {
            violations.append(
                Violation(path: name, line: 0, rule: .trackedArtefact, detail: "is kept by the repository"))
        }
        let sorted = lineCounts.sorted()
        if !sorted.isEmpty, sorted[sorted.count / 2] > LayoutLimits.medianFileLines {
            violations.append(
                Violation(
                    path: "Sources, Simulators, Tests", line: 0, rule: .medianFileLength,
                    detail: "half of the files are over \(sorted[sorted.count / 2]) lines"))
        }
        return violations
    }

    /// Lines of a text; a last line end does not start another one.
    static func lineCount(_ text: String) -> Int {
        let ends = text.utf8.count { $0 == UInt8(ascii: "\n") }
        return text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? ends : ends + 1
    }

    private static func lengths(_ path: String, _ lines: [String]) -> [Violation] {
        var violations: [Violation] = []
        let count = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        if count > LayoutLimits.fileLines {
            violations.append(Violation(path: path, line: 0, rule: .fileTooLong, detail: "\(count) lines"))
        }
        for (index, line) in lines.enumerated() where line.count > LayoutLimits.lineColumns {
            violations.append(
                Violation(path: path, line: index + 1, rule: .lineTooLong, detail: "\(line.count) columns"))
        }
        return violations
    }

    private static func words(_ path: String, _ codeLines: [String]) -> [Violation] {
        var violations: [Violation] = []
        guard mentions(codeLines, ["try!", "fatalError("]) else { return [] }
        for (index, line) in codeLines.enumerated() {
            if line.contains("try!") {
                violations.append(Violation(path: path, line: index + 1, rule: .forcedTry, detail: "a forced try"))
            }
            if line.contains("fatalError(") {
                violations.append(
                    Violation(
                        path: path, line: index + 1, rule: .processEnd, detail: "ends the process without a remedy"))
            }
        }
        return violations
    }

    /// Whether any line may hold one of some words: one search in the whole text, since a search in each line costs
    /// more to begin than to do.
    private static func mentions(_ lines: [String], _ words: [String]) -> Bool {
        let text = lines.joined(separator: "\n")
        return words.contains { text.contains($0) }
    }

    /// The library's own loops acknowledge before we have committed.
    private static func brokerLoops(_ path: String, _ lines: [String]) -> [Violation] {
        let forbidden = ["mosquitto_loop(", "mosquitto_loop_start", "mosquitto_loop_forever"]
        var violations: [Violation] = []
        guard mentions(lines, forbidden) else { return [] }
        for (index, line) in lines.enumerated() {
            for call in forbidden where line.contains(call) {
                violations.append(Violation(path: path, line: index + 1, rule: .brokerLoop, detail: call))
            }
        }
        return violations
    }

    private static func leftovers(_ path: String, _ comments: [SwiftSource.Comment]) -> [Violation] {
        var violations: [Violation] = []
        for comment in comments {
            for word in ["FIXME", "TODO", "XXX"] where comment.text.contains(word) {
                violations.append(Violation(path: path, line: comment.line, rule: .leftover, detail: word))
            }
        }
        return violations
    }

    /// Absolute paths of the machine that something was written on.
    private static func machinePaths(_ path: String, _ text: String) -> [Violation] {
        let roots = ["work", "root", "home"].map { Array("/\($0)/".utf8) }
        let bytes = Array(text.utf8)
        var violations: [Violation] = []
        var line = 1
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "/"), let root = roots.first(where: { bytes[index...].starts(with: $0) }) else {
                continue
            }
            // Inside a longer path or an address it is no root.
            let before = index == 0 ? " " : Character(Unicode.Scalar(bytes[index - 1]))
            if before.isLetter || before.isNumber || "._-~}$)".contains(before) { continue }
            violations.append(
                Violation(path: path, line: line, rule: .machinePath, detail: String(decoding: root, as: UTF8.self)))
        }
        return violations
    }
}
