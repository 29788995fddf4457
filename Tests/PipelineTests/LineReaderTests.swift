import Model
import SimKit
import Testing

@testable import Pipeline

@Suite("Reading lines of a file")
struct LineReaderTests {
    private func lines(_ text: String, max: Int = 1000) throws -> [String] {
        let folder = try TemporaryFolder.make("vigie-lines")
        defer { TemporaryFolder.remove(folder) }
        try TemporaryFolder.write(text, to: folder + "/f")
        var reader = try LineReader(path: folder + "/f", lineBytesMax: max)
        var lines: [String] = []
        try reader.forEachLine { line throws(VigieError) in lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    @Test func ends() throws {
        #expect(try lines("a\nb\r\n\nc") == ["a", "b", "", "c"])
        #expect(try lines("") == [])
        #expect(try lines("\n") == [""])
    }

    @Test("a line over the limit comes cut to one byte more, once, and the next one is whole")
    func tooLong() throws {
        let long = String(repeating: "x", count: 5_000_000)
        let read = try lines("a\n" + long + "\nb\n", max: 1_100_000)
        #expect(read.count == 3)
        #expect(read.first == "a" && read.last == "b")
        #expect(read[1].utf8.count > 1_100_000)
    }

    @Test("lines across the buffer's edge are whole")
    func acrossBuffers() throws {
        let text = (0..<60_000).map { "line \($0) " + String(repeating: "y", count: $0 % 50) }
        #expect(try lines(text.joined(separator: "\n"), max: 10_000) == text)
    }

    @Test("a missing file and a folder are told apart from reading errors")
    func missing() throws {
        let error = #expect(throws: VigieError.self) { try lines0("/nowhere/at/all") }
        #expect(error?.code == .noInput)
        let folder = #expect(throws: VigieError.self) { try lines0("/tmp") }
        #expect(folder?.code == .noInput)
    }

    private func lines0(_ path: String) throws {
        var reader = try LineReader(path: path, lineBytesMax: 10)
        try reader.forEachLine { _ throws(VigieError) in }
    }
}
