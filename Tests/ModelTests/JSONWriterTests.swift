import Foundation
import Model
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return writer.text
    }

    @Test func commasStandBetweenAndNowhereElse() {
        let text = text { writer in
            writer.object { writer in
                writer.member("a", 1)
                writer.object("b") { _ in }
                writer.array("c") { writer in
                    writer.integer(1)
                    writer.string("x")
                    writer.object { $0.member("d", true) }
                    writer.array { _ in }
                    writer.number(2.5, decimals: 1)
                }
                writer.null("e")
                writer.key("from data")
                writer.string("v")
                writer.member("f", "z")
            }
            writer.newline()
            writer.object { _ in }
        }
        #expect(
            text == #"{"a":1,"b":{},"c":[1,"x",{"d":true},[],2.5],"e":null,"from data":"v","f":"z"}"# + "\n{}")
    }

    @Test func whatIsAbsentIsLeftOut() {
        let text = text { writer in
            writer.object { writer in
                writer.member("a", nil as String?)
                writer.member("b", nil as Int?)
                writer.member("c", nil as Instant?)
                writer.member("d", nil, decimals: 2)
                writer.member("e", Double.nan, decimals: 2)
                writer.member("f", -Double.infinity, decimals: 2)
                writer.member("g", false)
            }
        }
        #expect(text == #"{"g":false}"#)
    }

    @Test(arguments: [
        (0.0, 2, "0"), (-0.0, 2, "0"), (1.005, 2, "1"), (1.115, 1, "1.1"), (0.05, 1, "0.1"), (-0.05, 1, "-0.1"),
        (-0.04, 1, "0"),
        (2.5, 0, "3"), (-2.5, 0, "-3"), (12.340, 3, "12.34"), (918.70000000000005, 2, "918.7"),
        (1e14, 2, "100000000000000"),
        (0.000_000_001, 9, "0.000000001"), (-67.53, 2, "-67.53"), (100, 3, "100"), (99.999, 2, "100"),
        (5.05, 2, "5.05"),
    ])
    func numbersAreRoundedAndHaveNoTrailingZeros(value: Double, decimals: Int, expected: String) {
        #expect(text { $0.number(value, decimals: decimals) } == expected)
    }

    @Test func numbersThatAreNotFiniteAreNullInArrays() {
        #expect(text { writer in writer.array { $0.number(.nan, decimals: 2) } } == "[null]")
    }

    @Test func randomNumbersAreWithinHalfAStep() {
        var random = SplitMix(seed: 8)
        for _ in 0..<20_000 {
            let decimals = Int.random(in: 0...9, using: &random)
            let value =
                Double.random(in: -1...1, using: &random)
                * [1.0, 1e3, 1e6, 1e12, 1e17][Int.random(in: 0...4, using: &random)]
            let written = text { $0.number(value, decimals: decimals) }
            guard let back = Double(written) else { return #expect(Bool(false), "\(written), seed 8") }
            let step = [1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9][decimals]
            if abs(back - value) > step * 0.500001 + abs(value) * 1e-15 {
                Issue.record("\(value) as \(written), seed 8")
            }
        }
    }

    @Test func integersOfAllSizes() {
        #expect(
            text { writer in writer.array { for value in [0, -1, .max, .min] { $0.integer(value) } } }
                == "[0,-1,9223372036854775807,-9223372036854775808]")
    }

    @Test func stringsAreEscapedAndSlashesAreNot() {
        #expect(
            text { $0.string("a/b \"c\" \\ \n\r\t\u{0}\u{1F}\u{7F} é 😀") }
                == #""a/b \"c\" \\ \n\r\t\u0000\u001f\u007f é 😀""#)
    }

    @Test func randomStringsComeBackThroughAnotherReader() throws {
        var random = SplitMix(seed: 9)
        for _ in 0..<2000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let value =
                    Bool.random(using: &random)
                    ? UInt32.random(in: 0...0x7F, using: &random) : .random(in: 0...0x10_FFFF, using: &random)
                if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
            }
            let string = String(scalars)
            let written = text { $0.object { $0.member("s", string) } }
            let back = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String]
            #expect(back?["s"].map { Array($0.unicodeScalars) } == Array(string.unicodeScalars), "\(written), seed 9")
        }
    }

    @Test func timesAreInUTCWithMilliseconds() {
        #expect(
            text { $0.object { $0.member("at", Instant(milliseconds: 1_795_300_494_123)) } }
                == #"{"at":"2026-11-21T22:34:54.123Z"}"#)
    }

    @Test func aWriterIsUsedAgain() {
        var writer = JSONWriter()
        writer.object { $0.member("a", 1) }
        writer.removeAll()
        writer.object { $0.member("b", 2) }
        #expect(writer.text == #"{"b":2}"#)
    }

    @Test func bytesAsAString() {
        let text = text { writer in
            Array("é\"".utf8).withUnsafeBufferPointer { bytes in writer.object { $0.member("s", bytes: bytes) } }
        }
        #expect(text == #"{"s":"é\""}"#)
    }
}
