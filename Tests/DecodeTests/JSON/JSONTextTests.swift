import Model
import Testing

@testable import Decode

/// What the reader of JSON makes of a text: nil when it accepts it.
func refusal(of bytes: [UInt8]) -> RejectionReason? {
    var tape = JSONTape()
    return bytes.withUnsafeBufferPointer { bytes in
        do throws(Refusal) {
            tape.load(bytes)
            try tape.next()
            return nil
        } catch {
            return error.reason
        }
    }
}

func refusal(of text: String) -> RejectionReason? { refusal(of: Array(text.utf8)) }

@Suite struct JSONTextTests {
    @Test(arguments: [
        "{}", "[]", " [ ] ", "\t{\r\n}\n", "null", "true", "false", "0", "-0", "10.5", "-1.5e-3", "1E+2", "0e0",
        "1e308",
        #""""#, #""\"\\\/ é 😀 \u00e9 \ud83d\ude00""#, #"{"a":[1,{"b":null}],"":2}"#, #"[1 , 2 ,[ ] , { } ]"#,
        #"{"rssi@1m":-64,"x":918.70000000000005}"#, "[[[[[[[[1]]]]]]]]", "1e-400", "\"\u{7F}\"",
    ])
    func acceptsWhatRFC8259Allows(text: String) {
        #expect(refusal(of: text) == nil)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
        "{\"a\":1",
        "{1:2}", "{'a':1}", "01", "-01", "-", "1.", ".5", "1e", "1e+", "+1", "0x10", "1.5.2", "tru", "nulll", "True",
        "\"a",
        "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "{}{}", "[] x", "1 1", "{]", "[}", "[1}", "{\"a\":1]",
        "\u{FEFF}{}",
        "// x\n{}", "--1",
    ])
    func refusesWhatIsNotJSON(text: String) {
        #expect(refusal(of: text) == .malformedJSON)
    }

    @Test(arguments: ["NaN", "[NaN]", "nan", "Infinity", "-Infinity", "[-inf]", "-NaN", "1e999", "[-1e999]", "1e400"])
    func refusesNumbersThatAreNotFinite(text: String) {
        #expect(refusal(of: text) == .notFinite)
    }

    @Test(arguments: [
        "\"a\u{0}\"", "\"\n\"", "\"\t\"", #""\u0000""#, #""\u001f""#, #""\n""#, #""\t""#, #""\b""#, #"{"a\r":1}"#,
        "{\"\u{1}\":1}",
    ])
    func refusesControlCharactersRawAndEscaped(text: String) {
        #expect(refusal(of: text) == .controlCharacter)
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xC1, 0xBF, 0x22], [0x22, 0xE0, 0x80, 0x80, 0x22],
        [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF0, 0x80, 0x80, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xE2, 0x82, 0x22], [0xFF], [0x5B, 0xFE, 0x5D],
        [0x22, 0x5C, 0x22, 0xFF, 0x22], [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82],
    ])
    func refusesBytesThatAreNotUTF8(bytes: [UInt8]) {
        #expect(refusal(of: bytes) == .invalidUTF8)
    }

    @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#])
    func refusesHalfASurrogatePair(text: String) {
        #expect(refusal(of: text) == .invalidUTF8)
    }

    @Test func depthOfEightIsTheLimit() {
        #expect(refusal(of: String(repeating: "[", count: 8) + String(repeating: "]", count: 8)) == nil)
        #expect(refusal(of: String(repeating: "[", count: 9) + String(repeating: "]", count: 9)) == .tooDeep)
        #expect(refusal(of: String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep)
        #expect(refusal(of: String(repeating: "[", count: 100_000)) == .tooDeep)
    }

    @Test func stringsOf256BytesAreTheLimit() {
        func text(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(refusal(of: "\"\(text(256))\"") == nil)
        #expect(refusal(of: "\"\(text(257))\"") == .stringTooLong)
        #expect(refusal(of: "{\"\(text(257))\":1}") == .stringTooLong)
        // Escapes count as they are written.
        #expect(refusal(of: "\"" + String(repeating: #"\u0041"#, count: 43) + "\"") == .stringTooLong)
        #expect(refusal(of: "\"" + String(repeating: #"\u0041"#, count: 42) + "\"") == nil)
    }

    @Test func numbersOf40CharactersAreTheLimit() {
        #expect(refusal(of: String(repeating: "1", count: 40)) == nil)
        #expect(refusal(of: String(repeating: "1", count: 41)) == .outOfRange)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"b":{"c":1,"c":1}}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":1}"#,
        #"[{"tag":1,"x":[{}],"tag":1}]"#,
    ])
    func refusesAKeyThatComesTwice(text: String) {
        #expect(refusal(of: text) == .duplicateKey)
    }

    @Test func aKeyMayComeAgainInAnotherObject() {
        #expect(refusal(of: #"[{"a":1},{"a":1,"b":{"a":1}}]"#) == nil)
    }

    @Test(arguments: [2, 31, 32, 33, 34, 64, 65, 1000, 5000])
    func findsTheDuplicateAmongManyKeys(count: Int) {
        func object(_ keys: [String]) -> String { "{" + keys.map { "\"\($0)\":[0]" }.joined(separator: ",") + "}" }
        let keys = (0..<count).map { "key-\($0)" }
        #expect(refusal(of: object(keys)) == nil)
        for place in [0, count / 2, count - 1] {
            #expect(refusal(of: object(keys + [keys[place]])) == .duplicateKey)
        }
        var escaped = keys
        escaped.insert(#"\u006bey-0"#, at: count / 2)
        #expect(refusal(of: object(escaped)) == .duplicateKey)
    }

    @Test func aTapeIsUsedAgainForSmallerAndLargerTexts() {
        var tape = JSONTape()
        for count in [1, 2000, 3, 5000, 1] {
            let text = Array(("[" + Array(repeating: #""a\u0062""#, count: count).joined(separator: ",") + "]").utf8)
            text.withUnsafeBufferPointer { bytes in
                tape.load(bytes)
                #expect(throws: Never.self) { try tape.next() }
                #expect(tape.isAtEnd)
                tape.withDocument { document in
                    #expect(document.count(document.root) == count)
                    #expect(document.text(document.first(document.root)).elementsEqual("ab".utf8))
                }
            }
        }
    }

    @Test(arguments: ["{}[1] 2", "{\"a\":1}{\"a\":1}", "1 2\n3"]) func textsOneAfterTheOtherAreReadInTurn(text: String)
    {
        var tape = JSONTape()
        var text = text
        text.withUTF8 { tape.load($0) }
        var kinds: [JSONToken.Kind] = []
        while !tape.isAtEnd {
            do throws(Refusal) {
                try tape.next(allowsMore: true)
            } catch {
                Issue.record("\(error.reason) in \(text)")
                return
            }
            kinds.append(tape.withDocument { $0.kind($0.root) })
        }
        let expected: [JSONToken.Kind] =
            text.first == "1"
            ? [.number, .number, .number] : text.contains("2") ? [.object, .array, .number] : [.object, .object]
        #expect(kinds == expected)
    }

    /// A text that ends where a word of eight bytes would go on: what lies behind it, of an earlier and longer text,
    /// must not be read as its part.
    @Test func nothingIsReadBehindTheText() {
        var tape = JSONTape()
        for (long, short) in [
            ("[12345678]", "[123"), (#"{"abcdefgh":1}"#, #"{"abc"#), ("[true]", "[tr"), (#""abcdefgh""#, #""abc"#),
            ("[1.25]", "[1."), ("[1e55]", "[1e"),
        ] {
            Array(long.utf8).withUnsafeBufferPointer { tape.load($0) }
            #expect(throws: Never.self) { try tape.next() }
            Array(short.utf8).withUnsafeBufferPointer { tape.load($0) }
            #expect(throws: Refusal.self) { try tape.next() }
        }
    }

    /// What a member's search takes from the key alone: letters beyond the eighth, classes that collide, keys that
    /// begin alike.
    @Test func membersAreFoundByTheirWholeName() {
        let text = #"{"a":1,"ab":2,"timestamp":3,"timestamq":4,"timestam":5,"":6,"\u0061b\u0063":7,"none":null}"#
        var tape = JSONTape()
        Array(text.utf8).withUnsafeBufferPointer { tape.load($0) }
        #expect(throws: Never.self) { try tape.next() }
        tape.withDocument { document in
            func value(_ key: JSONKey) -> Double? { document.member(0, key).flatMap { document.double($0) } }
            #expect(value("a") == 1)
            #expect(value("ab") == 2)
            #expect(value("timestamp") == 3)
            #expect(value("timestamq") == 4)
            #expect(value("timestam") == 5)
            #expect(value("") == 6)
            #expect(value("abc") == 7)
            #expect(value("none") == nil)
            for absent: JSONKey in ["b", "timestamps", "timestamr", "A", "abcd"] { #expect(value(absent) == nil) }
        }
    }

    @Test func numbersAreWhatTheirTextSays() {
        for text in [
            "0", "-0", "7", "-67.5", "9007199254740992", "9007199254740993", "123456789012345678", "0.1", "-0.001",
            "918.70000000000005", "1e3", "12345678901234567890", "0.000000000000000000000000000000000001",
        ] {
            var tape = JSONTape()
            Array(text.utf8).withUnsafeBufferPointer { tape.load($0) }
            #expect(throws: Never.self) { try tape.next() }
            tape.withDocument { document in
                #expect(document.double(0) == Double(text), "\(text)")
                #expect(document.double(0)?.sign == Double(text)?.sign, "\(text)")
                let whole = Int64(text) ?? Double(text).flatMap { $0 == $0.rounded() ? Int64(exactly: $0) : nil }
                if abs(Double(text) ?? 0) < 9e15 { #expect(document.wholeNumber(0) == whole, "\(text)") }
            }
        }
    }
}
