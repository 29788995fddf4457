import Testing

/// The tree against the rules of the design: imports, lengths, words.
@Suite struct LayoutTests {
    @Test func everyFileKeepsTheRules() throws {
        let files = try PackageTree().files()
        #expect(files.contains { $0.path == "Sources/Model/Ids.swift" }, "the tree was not found")
        let violations = files.flatMap { LayoutChecker.check(path: $0.path, text: $0.text) }
        for rule in LayoutRule.allCases {
            let broken = violations.filter { $0.rule == rule }
            let isKept = broken.isEmpty
            #expect(isKept, "\(rule.rawValue):\n\(broken.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test func theTreeKeepsTheRules() throws {
        let tree = try PackageTree()
        let counts = try tree.files().filter { $0.path.hasSuffix(".swift") }.map { LayoutChecker.lineCount($0.text) }
        let violations = LayoutChecker.checkTree(
            topLevel: try tree.topLevel, tracked: tree.tracked(), lineCounts: counts)
        #expect(violations.isEmpty, "\(violations.map(\.description).joined(separator: "\n"))")
    }
}
