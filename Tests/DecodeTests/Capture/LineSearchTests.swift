import Testing

@testable import Decode

/// The searches by eight bytes against the same by one.
@Suite struct LineSearchTests {
    static let seed: UInt64 = 20_261_122

    private func forRandomLines(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
        var random = SplitMix(seed: Self.seed)
        let bytes = Array("{}[]\"\\|_:,ab".utf8) + [0x00, 0x01, 0x02, 0x1F, 0x7F, 0x80, 0xDB, 0xFD, 0xFF]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &random)
            let line = (0..<count).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let start = Int.random(in: 0...count, using: &random)
            line.withUnsafeBufferPointer { body($0, start) }
        }
    }

    @Test func marksOfStrings() {
        forRandomLines { line, start in
            let expected = line[start...].firstIndex { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 } ?? line.count
            #expect(LineSearch.stringMark(line, from: start) == expected, "\(Array(line)), seed \(Self.seed)")
        }
    }

    @Test func endsOfContainers() {
        var found = 0
        forRandomLines { line, start in
            let expected = end(line, start)
            #expect(LineSearch.endOfContainer(line, from: start) == expected, "\(Array(line)), seed \(Self.seed)")
            if expected != nil { found += 1 }
        }
        #expect(found > 1000)
    }

    private func end(_ line: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var depth = 0
        var isInString = false
        var position = start
        while position < line.count {
            let byte = line[position]
            position += 1
            if isInString {
                if byte == 0x5C { position += 1 }
                if byte == 0x22 { isInString = false }
                continue
            }
            if byte == 0x22 { isInString = true }
            if byte == 0x7B || byte == 0x5B { depth += 1 }
            if byte == 0x7D || byte == 0x5D {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return nil
    }
}
