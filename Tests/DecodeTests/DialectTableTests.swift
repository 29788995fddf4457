import Foundation
import Testing

@testable import Decode

/// The page beside the dialects has a row for each, in the order in which they are asked.
@Suite struct DialectTableTests {
    @Test func thePageHasARowForEachDialect() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Decode/Dialects/README.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let rows = lines.filter { $0.hasPrefix("| `") }
        #expect(rows.map { String($0.split(separator: "`")[1]) } == Dialect.allCases.map(\.rawValue))
        for row in rows { #expect(row.split(separator: "|").count == 6, "\(row)") }
    }
}
