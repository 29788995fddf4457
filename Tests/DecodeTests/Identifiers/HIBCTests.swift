import Model
import Testing

@testable import Decode

/// HIBC, ISBT 128 and IFA codes; all of them invented.
@Suite struct DeviceCodeTests {
    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    private func detail(_ scanned: ScannedCode, _ name: ScannedCode.Detail) -> String? {
        scanned.details.first { $0.detail == name }?.value
    }

    /// A line with its check character.
    private func checked(_ line: String) -> String {
        for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
        where HIBCCharacters.isChecked(Array((line + "\(sign)").utf8)) {
            return line + "\(sign)"
        }
        return line
    }

    @Test func aSupplierWithAllThatTheStandardHas() {
        let code = checked("+H77SPUMP3000/$$901200328093010X7/S00-1".replacing("-", with: "") + "/16D20260115/Q24")
        let scanned = scan(code)
        #expect(scanned.scheme == .hibc && scanned.isValid, "\(code) \(scanned.problems)")
        #expect(scanned.product == "PUMP300" && detail(scanned, .labeler) == "H77S")
        #expect(scanned.productKey == "H77SPUMP3000" && detail(scanned, .unitOfMeasure) == "0")
        #expect(scanned.lot == "10X7" && scanned.serial == "001" && scanned.expiry == "2028-09-30")
        #expect(detail(scanned, .production) == "2026-01-15" && scanned.quantity == 24 && scanned.tag == nil)
    }

    @Test(arguments: [
        ("0227", "2027-02-28", true), ("1228", "2028-12-31", true), ("2022928", "2028-02-29", false),
        ("3280930", "2028-09-30", false), ("428093007", "2028-09-30", false), ("528366", "2028-12-31", false),
        ("62836623", "2028-12-31", false), ("7", nil, false), ("", nil, false),
    ])
    func everyFormatOfAnExpiry(date: String, expiry: String?, isMonth: Bool) {
        let scanned = scan(checked("+H77SPUMP3001/$$\(date)LOT9"))
        #expect(scanned.isValid && scanned.lot == "LOT9" && scanned.expiry == expiry, "\(scanned.problems)")
        #expect(scanned.problems.map(\.text) == (isMonth ? ["no_day expiry"] : []))
    }

    @Test func aPrimaryAndASecondaryLineAtOnce() {
        let primary = checked("+H77SPUMP3001")
        let link = String(primary.suffix(1))
        let both = scan(primary + checked("+$$0928A7" + link))
        #expect(both.isValid && both.lot == "A7" && both.expiry == "2028-09-30" && both.product == "PUMP300")
        let other = scan(primary + checked("+$$0928A7" + (link == "Q" ? "R" : "Q")))
        #expect(other.problems.map(\.text) == ["value link", "no_day expiry"])
        let alone = scan(checked("+$$+7" + "S99" + link))
        #expect(alone.isValid && alone.serial == "S99" && alone.product == nil)
    }

    @Test func aSpaceAsCheckCharacterIsNoWhiteSpace() throws {
        var number = 0
        while !checked("+H77S\(number)1").hasSuffix(" ") { number += 1 }
        let code = checked("+H77S\(number)1")
        #expect(scan(code).isValid && scan(code + "\n").isValid && scan("]A0" + code).isValid)
        #expect(!scan(String(code.dropLast())).isValid)
    }

    @Test(arguments: [
        ("+H77SPUMP3000/$$13281A", "date expiry"), ("+H77SPUMP3000/X1", "unknown_identifier X1"),
        ("+H77SPUMP3000/$$8A", "value quantity"), ("+H77SPUMP3000/16D20261301", "date production"),
        ("+H77SPUMP300X", "value product"), ("+H77", "length product"),
        ("+H77SPUMP3000/$$528366LOT/14D2028", "date expiry"),
    ])
    func whatIsWrong(line: String, problem: String) {
        let scanned = scan(checked(line))
        #expect(scanned.scheme == .hibc && !scanned.isValid)
        #expect(scanned.problems.contains { $0.text == problem }, "\(scanned.problems)")
    }

    @Test func everyWrongCharacterIsFound() {
        let code = Array(checked("+H77SPUMP3000/$$3280930LOT9").utf8)
        for position in 1..<code.count {
            var wrong = code
            wrong[position] = wrong[position] == Ascii.nine ? Ascii.zero : Ascii.nine
            #expect(!scan(String(decoding: wrong, as: UTF8.self)).isValid, "position \(position)")
        }
    }

    @Test func hospitalsLabels() {
        let scanned = scan(checked("+/AC1234567/Q77A"))
        #expect(scanned.scheme == .hibcPAS && scanned.isValid && scanned.serial == "77A")
        #expect(scanned.elements == [.init("C", "1234567"), .init("Q", "77A")])
        #expect(detail(scanned, .pasWhere) == "A")
        let long = scan(checked("+/1EZ12ABCD"))
        #expect(long.problems.map(\.text) == ["missing 2"] && long.elements == [.init("Z12", "ABCD")])
        #expect(!scan(checked("+/A")).isValid && !scan("+/AC12345").isValid)
    }

    @Test func bloodAndTissue() {
        let scanned = scan("=/B1234XYZ100T0474=,000025=B99971312345600=>028366=}026001&,1ABCDEFGHIJKLMNOPQR")
        #expect(scanned.scheme == .isbt128 && scanned.isValid, "\(scanned.problems)")
        #expect(scanned.product == "B1234XYZ100T0474" && scanned.expiry == "2028-12-31" && scanned.serial == "000025")
        #expect(detail(scanned, .donation) == "B99971312345600" && detail(scanned, .production) == "2026-01-01")
        #expect(scanned.lot == "ABCDEFGHIJKLMNOPQR")
        #expect(scan("=>027366").problems.map(\.text) == ["date =>"])
        #expect(scan("&>0270312359").expiry == "2027-01-31" && !scan("&>0270312459").isValid)
        #expect(scan("=>0273").problems.map(\.text) == ["length =>"])
    }

    @Test func pharmacyProductNumbers() {
        // PZN 02345677.
        let number = scan("PZN-02345677")
        #expect(number.scheme == .pzn && number.isValid, "\(number.problems)")
        let long = number.productKey ?? ""
        let code = "[)>\u{1E}06\u{1D}9N\(long)\u{1D}1TL-7\u{1D}SX9\u{1D}D280900\u{1E}\u{4}"
        let scanned = scan(code)
        #expect(scanned.scheme == .ppn && scanned.isValid && scanned.problems.map(\.text) == ["day_zero D"])
        #expect(scanned.product == long && detail(scanned, .pzn) == "02345677" && scanned.expiry == "2028-09-30")
        #expect(scanned.lot == "L-7" && scanned.serial == "X9")
        #expect(scan("-02345677").isValid && scan("-2345677").product == "02345677" && !scan("-02345678").isValid)
        #expect(scan(String(code.dropLast())).problems.map(\.text) == ["syntax"])
    }
}
