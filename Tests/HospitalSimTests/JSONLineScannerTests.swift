import SimKit
import Testing

@testable import HospitalSim

@Suite struct JSONLineScannerTests {
    /// The members named `unit`, as written; nil when the line was refused.
    static func units(_ line: String) -> [String]? { units(Array(line.utf8)) }

    static func units(_ line: [UInt8]) -> [String]? {
        line.withUnsafeBufferPointer { bytes in
            var found: [String] = []
            let isWhole = JSONLineScanner.scan(bytes) { key, value in
                guard key.elementsEqual("unit".utf8) else { return }
                switch value {
                case .text(let text, _): found.append(String(decoding: text, as: UTF8.self))
                case .number(let number): found.append("\(number)")
                case .null: found.append("null")
                case .other: found.append("other")
                }
            }
            return isWhole ? found : nil
        }
    }

    @Test(arguments: [
        (#"{"unit":"A"}"#, ["A"]), (" { \"unit\" : \"A\" }\r", ["A"]), ("{}", []),
        (#"{"note":"\",\"unit\":\"X","unit":"A"}"#, ["A"]), (#"{"note":"\\","unit":"A"}"#, ["A"]),
        (#"{"a":{"unit":"X","b":[{"unit":"}"}]},"unit":"A"}"#, ["A"]), (#"{"a":["unit","]"],"unit":"A"}"#, ["A"]),
        (#"{"unit":"X","unit":"A"}"#, ["X", "A"]), (#"{"units":"X","uni":"Y","Unit":"Z"}"#, []),
        (#"{"unit":""}"#, [""]), (#"{"unit":null}"#, ["null"]), (#"{"unit":true}"#, ["other"]),
        (#"{"unit":{"unit":"X"}}"#, ["other"]), (#"{"unit":"é€"}"#, ["é€"]),
    ])
    func topLevelMembersAreFound(line: String, expected: [String]) {
        #expect(Self.units(line) == expected)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "null", #""unit""#, #"{"unit"}"#, #"{"unit":}"#, #"{"unit":"A""#, #"{"unit":"A}"#,
        #"{"unit":"A\"}"#, #"{"unit":"A"}}"#, #"{"unit":"A"} {}"#, #"{"unit":"A",}"#, #"{,"unit":"A"}"#,
        #"{"unit":"A" "level":"L"}"#, #"{unit:"A"}"#, #"{'unit':'A'}"#, #"{"unit":[}"#, #"{"unit":[}]}"#,
        #"{"unit":{]}"#, #"{"unit":nul}"#, #"{"unit":nulL}"#, "{\"unit\":\"A\nB\"}", "{\"unit\":\"A\u{0}\"}",
        #"{"unit":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"#,
    ])
    func brokenLineIsRefused(line: String) {
        #expect(Self.units(line) == nil)
    }

    @Test(arguments: [
        ("0", 0), ("-0.5", -0.5), ("12.34", 12.34), ("1e3", 1000), ("1E-2", 0.01), ("0.1", 0.1),
        ("123456789012345", 123_456_789_012_345), ("12345678901234567890", 12_345_678_901_234_567_168),
        ("0.000000000000000000012", 1.2e-20), ("-2.5e+2", -250),
    ])
    func numbersAreExact(text: String, expected: Double) {
        #expect(Self.units("{\"unit\":\(text)}") == ["\(expected)"])
        #expect(Self.units("{\"unit\":\(text) ,\"a\":1}") == ["\(expected)"])
    }

    @Test(arguments: [
        "-", "+1", ".5", "3.", "1..2", "1.2.3", "--1", "1-1", "1e", "1e999", "e5", "NaN", "Infinity", "-Infinity",
        "0x10", "1_000", "1,2",
    ])
    func numberThatIsNoneIsRefused(text: String) {
        #expect(Self.units("{\"unit\":\(text)}") == nil)
    }

    @Test func lineBeyondTheLimitIsRefused() {
        let frame = #"{"unit":"A","note":""}"#.utf8.count
        let most = String(repeating: "x", count: JSONLineScanner.lineBytesMax - frame)
        #expect(Self.units(#"{"unit":"A","note":"\#(most)"}"#) == ["A"])
        #expect(Self.units(#"{"unit":"A","note":"\#(most)x"}"#) == nil)
    }

    @Test func noBeginningOfALineIsALine() {
        let line = Array(#"{"at":"x","a":[1,{"b":"}"}],"unit":"A\"","confidence":0.25,"z":null}"#.utf8)
        #expect(Self.units(line) == [#"A\""#])
        for count in 0..<line.count { #expect(Self.units(Array(line[..<count])) == nil, "\(count) bytes") }
    }

    @Test func damagedLinesAreReadOrRefusedButNeverMoreThanTheLine() {
        let seed: UInt64 = 20
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)
        let line = Array(#"{"unit":"A\u00e9","a":[1,{"b":"}"}],"confidence":-0.25e1,"z":null,"t":true}"#.utf8)
        var refused = 0
        for _ in 0..<20_000 {
            var damaged = line
            for _ in 0...random.below(3) {
                let place = random.below(damaged.count)
                switch random.below(3) {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: random.below(256))
                case 1: damaged.remove(at: place)
                default: damaged.insert(random.pick(Array(#"{}[]",:\-.e0"#.utf8)), at: place)
                }
            }
            guard let units = Self.units(damaged) else {
                refused += 1
                continue
            }
            #expect(units.allSatisfy { $0.utf8.count <= 3 * damaged.count })
        }
        #expect(refused > 1000)
    }

    @Test(arguments: [
        (#"a\"\\\/\b\f\n\r\tz"#, "a\"\\/\u{8}\u{c}\n\r\tz"), (#"\u0041\u00E9\u20ac"#, "A\u{e9}\u{20ac}"),
        (#"\ud83d\ude80"#, "\u{1F680}"), ("plain", "plain"), ("", ""),
    ])
    func escapesAreTakenOut(text: String, expected: String) {
        #expect(Self.unescaped(text) == expected)
    }

    @Test(arguments: [
        #"\"#, #"\x"#, #"\u"#, #"\u00"#, #"\u00g0"#, #"\ud83d"#, #"\ud83dx"#, #"\ud83d\n"#, #"\ud83d\u0041"#,
        #"\ude80"#,
    ])
    func brokenEscapeIsNoText(text: String) {
        #expect(Self.unescaped(text) == nil)
    }

    static func unescaped(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { JSONLineScanner.unescaped($0) }
    }
}
