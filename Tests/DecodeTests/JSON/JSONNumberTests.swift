import Testing

@testable import Decode

@Suite struct JSONNumberTests {
    private func double(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { JSONNumber.double($0) }
    }

    private func integer(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { JSONNumber.integer($0) }
    }

    @Test(arguments: [
        "0", "-0", "1", "-67.5", "918.70000000000005", "1.3400000000000001", "9007199254740993", "0.1", "1e22", "1e23",
        "123456789012345678901234567890", "2.2250738585072014e-308", "5e-324", "1.7976931348623157e308", "0.000001e-10",
        "7450580596923828125e-27", "179.99999999999997", "-0.0000000000000000000000000000000000001", "8.5e+3",
    ])
    func doublesAreTheNearestOnes(text: String) {
        #expect(double(text) == Double(text))
        #expect(double(text)?.sign == Double(text)?.sign)
    }

    @Test func randomDecimalsAreTheNearestDoubles() {
        var random = SplitMix(seed: 11)
        for _ in 0..<20_000 {
            var text = Bool.random(using: &random) ? "-" : ""
            text += String(UInt64.random(in: 0...(1 << UInt64.random(in: 1...60, using: &random)), using: &random))
            if Bool.random(using: &random) { text += "." + String(UInt32.random(in: 0...UInt32.max, using: &random)) }
            if Bool.random(using: &random) { text += "e" + String(Int.random(in: -30...30, using: &random)) }
            #expect(double(text) == Double(text), "\(text), seed 11")
        }
    }

    @Test func wholeNumbers() {
        #expect(integer("0") == 0)
        #expect(integer("-12") == -12)
        #expect(integer("9223372036854775807") == .max)
        #expect(integer("9223372036854775808") == nil)
        #expect(integer("99999999999999999999") == nil)
        #expect(integer("12.0") == 12)
        #expect(integer("1e3") == 1000)
        #expect(integer("12.5") == nil)
        #expect(integer("1e300") == nil)
    }

    @Test func numbersInStrings() {
        func stated(_ text: String) -> Double? {
            var text = text
            return text.withUTF8 { JSONNumber.stated($0) }
        }
        #expect(stated("-71") == -71)
        #expect(stated("3.25") == 3.25)
        for text in [
            "", "-", "1.", ".5", "1e3", " 1", "1 ", "+1", "0x1", "nan", "1.2.3", "--1",
            String(repeating: "1", count: 41),
        ] {
            #expect(stated(text) == nil, "\(text)")
        }
    }
}
