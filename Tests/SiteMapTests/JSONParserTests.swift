import Testing

@testable import SiteMap

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func aDocumentBecomesATree() throws {
        let value = try parse(
            "\u{FEFF} {\"a\": [1, -2.5, 1e3, 0.1], \"b\": null, \"c\": {\"d\": true, \"e\": false}}\n")
        #expect(value["a"] == .array([.number(1), .number(-2.5), .number(1000), .number(0.1)]))
        #expect(value["b"] == .null)
        #expect(value["c"]?["d"] == .bool(true))
        #expect(value["none"] == nil)
    }

    @Test func escapesAreResolved() throws {
        #expect(try parse(#""a\"\\\/\b\f\n\r\té\u00e9\ud83d\ude91""#) == .string("a\"\\/\u{8}\u{C}\n\r\té\u{e9}🚑"))
    }

    @Test func numbersAreRoundedAsDoublesAre() throws {
        var random = Seeded(3)
        for _ in 0..<20_000 {
            let number = Double.random(in: -180...180, using: &random)
            #expect(try parse("\(number)") == .number(number))
            let short = (number * 1e7).rounded() / 1e7
            #expect(try parse("\(short)") == .number(short))
        }
        #expect(try parse("1e400") == .number(.infinity))
        #expect(try parse("-Infinity") == .number(-.infinity))
        guard case .number(let number) = try parse("NaN") else { throw JSONFault(line: 0, column: 0, what: "") }
        #expect(number.isNaN)
    }

    @Test(arguments: [
        ("", "empty"), ("  \n", "empty"), ("{", "key in quotes"), ("[1,]", "expected a value"), ("[1 2]", ", or ]"),
        ("{\"a\" 1}", "expected :"), ("{\"a\":1,\"a\":2}", "twice"), ("01", "not a number"), ("1.", "not a number"),
        ("-", "not a number"), ("1e", "not a number"), ("\"abc", "closing quote"), ("\"a\nb\"", "control character"),
        ("\"\\x\"", "unknown escape"), ("\"\\ud800\"", "surrogate"), ("\"\\u12\"", "hexadecimal"), ("tru", "a value"),
        ("{} {}", "after the end"), ("<html>", "expected a value"),
    ])
    func aFaultIsNamed(text: String, what: String) {
        let fault = #expect(throws: JSONFault.self) { try parse(text) }
        #expect(fault?.what.contains(what) == true, "\(String(describing: fault))")
    }

    @Test func aFaultHasLineAndColumn() {
        let fault = #expect(throws: JSONFault.self) { try parse("{\n  \"a\": 1,\n  \"b\": x\n}") }
        #expect(fault?.line == 3 && fault?.column == 8)
    }

    @Test func depthBytesAndKeysHaveLimits() throws {
        #expect(throws: JSONFault.self) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONFault.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONFault.self) { try JSONParser.parse([0xFF, 0xFE, 0x7B, 0]) }
        let many = (0..<5000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(try parse("{\(many)}")["k4999"] == .number(4999))
        #expect(throws: JSONFault.self) { try parse("{\(many),\"k17\":0}") }
    }
}
