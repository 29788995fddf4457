import Decode
import Testing

/// Codes of Tag Data Standard 2, written here bit by bit as its section 14.5 says.
@Suite struct EPCPlusTests {
    /// Bits of numbers with their widths.
    private func bits(_ fields: [(value: UInt64, width: Int)]) throws -> EPCBits {
        var text = fields.map { field in
            let binary = String(field.value, radix: 2)
            return String(repeating: "0", count: field.width - binary.count) + binary
        }.joined()
        while text.count % 16 != 0 { text += "0" }
        let digits = Array(text)
        let hex = stride(from: 0, to: digits.count, by: 4).map {
            String(Int(String(digits[$0..<($0 + 4)]), radix: 2) ?? 0, radix: 16)
        }
        return try #require(EPCBits(hex: hex.joined()))
    }

    private func digits(_ text: String) -> [(value: UInt64, width: Int)] {
        text.map { (UInt64(String($0)) ?? 0, 4) }
    }

    private func characters(_ text: String) -> [(value: UInt64, width: Int)] { text.utf8.map { (UInt64($0), 7) } }

    private func read(_ fields: [(value: UInt64, width: Int)]) throws -> String {
        let plus = try EPCPlus(bits(fields))
        return "\(plus.name) \(plus.filter) " + plus.elements.map { "(\($0.identifier))\($0.value)" }.joined()
    }

    @Test func everyCodingOfASerial() throws {
        let key: [(value: UInt64, width: Int)] = [(0xF7, 8), (0, 1), (3, 3)] + digits("09520123456788")
        let start = "SGTIN+ 3 (01)09520123456788(21)"
        #expect(try read(key + [(0, 3), (4, 5), (77, 14)]) == start + "0077")
        #expect(try read(key + [(1, 3), (3, 5), (0xAB7, 12)]) == start + "AB7")
        #expect(try read(key + [(2, 3), (3, 5), (0xAB7, 12)]) == start + "ab7")
        #expect(try read(key + [(3, 3), (4, 5), (0, 6), (26, 6), (52, 6), (63, 6)]) == start + "Aa0_")
        #expect(try read(key + [(4, 3), (4, 5)] + characters("a/%9")) == start + "a/%9")
        // Code 40: three characters in 16 bits, padded.
        let group: UInt64 = 1600 * 1 + 40 * 27 + 30 + 1
        #expect(try read(key + [(5, 3), (4, 5), (group, 16), (1600 * 26 + 1, 16)]) == start + "A-0Z")
    }

    @Test func everyKey() throws {
        let date: [(value: UInt64, width: Int)] = [(4, 4), (27, 7), (3, 4), (0, 5)]
        #expect(
            try read([(0xFB, 8), (1, 4)] + date + digits("09520123456788") + [(0, 3), (1, 5), (7, 4)])
                == "DSGTIN+ 1 (01)09520123456788(21)7(17)270300")
        #expect(try read([(0xF9, 8), (0, 4)] + digits("095201234567891235")) == "SSCC+ 0 (00)095201234567891235")
        #expect(
            try read([(0xF6, 8), (2, 4)] + digits("4012345000092") + [(4, 3), (2, 5)] + characters("P7"))
                == "GDTI+ 2 (253)4012345000092P7")
        #expect(
            try read([(0xF8, 8), (2, 4)] + digits("4012345000092") + [(5, 4), (4711, 17)])
                == "SGCN+ 2 (255)401234500009204711")
        #expect(try read([(0xFA, 8), (0, 4)] + digits("401234577") + [(15, 4)]) == "GIAI+ 0 (8004)401234577")
        #expect(
            try read([(0xFA, 8), (0, 4)] + digits("4012345") + [(14, 4), (4, 3), (2, 5)] + characters("A-"))
                == "GIAI+ 0 (8004)4012345A-")
        #expect(
            try read(
                [(0xF0, 8), (0, 4)] + digits("4012345") + [(14, 4), (4, 3), (2, 5)] + characters("AB") + [
                    (2, 4), (12, 7),
                ])
                == "CPI+ 0 (8010)4012345AB(8011)12")
        // What follows, a web address here, is not read.
        #expect(
            try read([(0xEF, 8), (0, 4)] + digits("095201234567891235") + [(0x2B, 7)])
                == "SSCC++ 0 (00)095201234567891235")
    }

    @Test func brokenOnes() throws {
        #expect(throws: EPCProblem.reference) { try read([(0xF9, 8), (0, 4)] + Array(repeating: (12, 4), count: 18)) }
        #expect(throws: EPCProblem.tooShort) { try read([(0xF9, 8), (0, 4)] + digits("0952")) }
        #expect(throws: EPCProblem.padding) { try read([(0xF9, 8), (0, 4)] + digits("095201234567891235") + [(1, 4)]) }
        #expect(throws: EPCProblem.serial) {
            try read([(0xF7, 8), (0, 4)] + digits("09520123456788") + [(7, 3), (1, 5), (7, 4)])
        }
        #expect(throws: EPCProblem.header) { try read([(0x30, 8), (0, 88)]) }
    }
}
