import SimKit
import Testing

@testable import Accuracy

@Suite struct ReferenceTests {
    @Test func aFigureWorseByMoreThanFivePercentIsADrift() throws {
        let folder = try TemporaryFolder.make("accuracy-tests")
        defer { TemporaryFolder.remove(folder) }
        let old = [Figure.metres("a", "w", "f", 2), .percent("b", "w", "f", 90), .metres("c", "w", "f", .infinity)]
        try TemporaryFolder.write(Reference.text(old), to: folder + "/reference.json")
        let reference = try Reference.read(folder + "/reference.json")
        #expect(reference.figures == ["a": 2, "b": 90])
        #expect(reference.drifts([.metres("a", "w", "f", 2.09), .percent("b", "w", "f", 86)]).isEmpty)
        #expect(reference.drifts([.metres("a", "w", "f", 1), .percent("b", "w", "f", 99)]).isEmpty)
        #expect(reference.drifts([.metres("a", "w", "f", 2.2), .percent("b", "w", "f", 85)]).count == 2)
        #expect(reference.drifts([.metres("a", "w", "f", .infinity)]).count == 1)
        #expect(reference.drifts([.metres("new", "w", "f", 5)]).isEmpty)
    }

    @Test func aFileOfAnotherKindIsRefused() throws {
        let folder = try TemporaryFolder.make("accuracy-tests")
        defer { TemporaryFolder.remove(folder) }
        try TemporaryFolder.write(#"{"schema":"other/1","figures":{}}"#, to: folder + "/a.json")
        #expect(throws: (any Error).self) { try Reference.read(folder + "/a.json") }
        #expect(throws: (any Error).self) { try Reference.read(folder + "/none.json") }
    }

    @Test func theTableSaysWhatHolds() {
        let text = FigureTable.text([
            .metres("a", "office", "median", 1.5, must: 1.6, baseline: 3.2),
            .metres("b", "office", "p90", .infinity, must: 3),
        ])
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains("1.50 m  <= 1.60 m  holds"))
        #expect(lines[1].contains("3.20 m"))
        #expect(lines[2].contains("MISSED"))
        #expect(!lines[2].contains("office"))
    }
}
