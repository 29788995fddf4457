import Model
import Testing

@testable import Decode

/// GS1 element strings, GTINs, their dates and their rules.
@Suite struct ElementStringTests {
    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    private func detail(_ scanned: ScannedCode, _ name: ScannedCode.Detail) -> String? {
        scanned.details.first { $0.detail == name }?.value
    }

    @Test(arguments: [
        "(01)09520123456788(17)270331(10)A42(21)X-7", "0109520123456788172703311" + "0A42\u{1D}21X-7",
        "]d2010952012345678817270331" + "10A42\u{1D}21X-7", "\u{1D}0109520123456788" + "1727033110A42\u{1D}21X-7",
        "]C10109520123456788\u{1D}17270331\u{1D}10A42\u{1D}21X-7\u{1D}",
    ])
    func onePackHoweverItIsScanned(code: String) {
        let scanned = scan(code)
        #expect(scanned.scheme == .gs1 && scanned.problems.isEmpty)
        #expect(scanned.elements.map(\.identifier) == ["01", "17", "10", "21"])
        #expect(scanned.gtin == "09520123456788" && scanned.lot == "A42" && scanned.serial == "X-7")
        #expect(scanned.expiry == "2027-03-31" && scanned.tag == nil)
        #expect(scanned.digitalLink == "https://id.gs1.org/01/09520123456788/10/A42/21/X-7?17=270331")
    }

    @Test func theSymbologyIsKept() {
        #expect(detail(scan("]d20109520123456788"), .symbology) == "d2")
        #expect(detail(scan("]E09520123456788"), .symbology) == "E0")
        #expect(scan("]E09520123456788").gtin == "09520123456788")
        // A code of another scheme in a code for any text.
        #expect(scan("]Q1https://id.gs1.org/01/09520123456788").gtin == "09520123456788")
        #expect(scan("]C03034257BF468D480000003EF").tagURI == "urn:epc:tag:sgtin-96:1.0614141.107346.1007")
    }

    @Test(arguments: [
        ("9520123456788", "09520123456788"), ("09520123456788", "09520123456788"), ("95201233", nil),
        ("95201234", nil), ("614141007349", "00614141007349"),
    ])
    func gtinsWithoutAnIdentifier(code: String, gtin: String?) {
        let scanned = scan(code)
        #expect(scanned.gtin == gtin)
        #expect((scanned.scheme == .gs1) == (gtin != nil))
    }

    @Test(arguments: [
        ("(01)09520123456789", "check_digit 01"), ("(01)0952012345678", "length 01"),
        ("(01)0952012345678A", "characters 01"), ("(17)271331(01)09520123456788", "date 17"),
        ("(11)270230(01)09520123456788", "date 11"), ("(10)ä(01)09520123456788", "characters 10"),
        ("(05)1", "unknown_identifier 05"), ("(10", "syntax"), ("]C1", "syntax"), ("]d205", "syntax"),
        ("(01)09520123456788(10)A(10)B", "repeated 10"), ("(01)09520123456788(02)09520123456788(37)2", "excluded 01"),
        ("(422)000(01)09520123456788", "value 422"), ("9520123456780", "check_digit 01"),
        ("(8013)1987654Ad4X4bL5ttr2310c2L", "check_digit 8013"),
    ])
    func whatIsWrong(code: String, problem: String) {
        let scanned = scan(code)
        #expect(scanned.scheme == .gs1 && !scanned.isValid)
        #expect(scanned.problems.first?.text == problem)
    }

    @Test func aScanOfTheStockNeedsNoLink() {
        let code = "]d20109520123456788172703311" + "0A42\u{1D}21X-7"
        var whole = scan(code)
        let short = CodeRecogniser.read(code, year: 2026, withLink: false)
        #expect(whole.digitalLink != nil && short.digitalLink == nil)
        whole.digitalLink = nil
        #expect(whole == short)
    }

    @Test func remarksLeaveACodeValid() {
        // What a batch belongs to may be in another code on the box.
        let part = scan("(10)A42")
        #expect(part.isValid && part.problems.map(\.text) == ["missing 10"] && part.lot == "A42")
        let month = scan("(01)09520123456788(17)280200")
        #expect(month.isValid && month.expiry == "2028-02-29" && month.problems.map(\.text) == ["day_zero 17"])
    }

    @Test(arguments: [
        ("760101", 2026, "2076-01-01"), ("770101", 2026, "1977-01-01"), ("000101", 2049, "2000-01-01"),
        ("000229", 2060, "2100-02-28"), ("250101", 1999, "2025-01-01"), ("990101", 2026, "1999-01-01"),
        ("270200", 2026, "2027-02-28"), ("271301", 2026, nil), ("27010", 2026, nil), ("2701x1", 2026, nil),
    ])
    func theCenturySlides(text: String, year: Int, expected: String?) {
        // 2100 is no leap year: its 29 February is no day.
        let date = text == "000229" ? GS1Date.text("000228", year: year) : GS1Date.text(text, year: year)
        #expect(date == expected)
        if text == "000229" { #expect(GS1Date.text(text, year: year) == nil) }
    }

    @Test func theTableOfIdentifiersIsWhole() {
        let all = ApplicationIdentifier.all
        #expect(all.count > 500)
        #expect(Set(all.map(\.name)).count == all.count)
        for identifier in all {
            #expect(ApplicationIdentifier.named(identifier.name)?.name == identifier.name)
            #expect(!identifier.components.isEmpty && (1...90).contains(identifier.lengthMax), "\(identifier.name)")
            for name in (identifier.qualifiers ?? []).joined() {
                #expect(ApplicationIdentifier.named(name) != nil, "\(identifier.name) \(name)")
            }
        }
        // No rule's name is misspelt: each is used but one (dates of eight digits all have a day), and none is dropped.
        let rules = Set(all.flatMap { $0.components.flatMap(\.rules) })
        #expect(rules.union([.longdate0]) == Set(ElementRule.allCases))
        let columns = ApplicationIdentifier.table.split(separator: "\n").map { $0.split(separator: " ")[1] }
        let written = columns.reduce(0) { $0 + $1.count { $0 == ":" } }
        let read = ApplicationIdentifier.table.split(separator: "\n").reduce(0) { sum, line in
            let first = line.prefix { $0 != " " && $0 != "," && $0 != "-" }
            let rules = ApplicationIdentifier.named(first)?.components.flatMap(\.rules) ?? []
            return sum + rules.count
        }
        #expect(written == read)
    }

    /// Random data for every identifier: what is written in either way is what is read.
    @Test func whatIsWrittenIsRead() {
        let seed: UInt64 = 20_261_203
        var random = SplitMix(seed: seed)
        for round in 0..<400 {
            var elements: [GS1Element] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                guard let identifier = ApplicationIdentifier.all.randomElement(using: &random) else { continue }
                elements.append(GS1Element(identifier.name, data(identifier, &random)))
            }
            let brackets = elements.map { "(\($0.identifier))" + $0.value.replacing("(", with: "\\(") }.joined()
            #expect(ElementString.bracketed(Array(brackets.utf8)) == elements, "round \(round), seed \(seed)")
            let message = ElementString.message(elements)
            #expect(ElementString.separated(message) == elements, "round \(round), seed \(seed)")
            // The link that is written from bytes is the one that elements give.
            let scanned = scan(brackets)
            if scanned.isValid {
                #expect(scanned.digitalLink == DigitalLink.text(of: elements), "round \(round), seed \(seed)")
            }
        }
    }

    private func data(_ identifier: ApplicationIdentifier, _ random: inout SplitMix) -> String {
        var text = ""
        for component in identifier.components {
            let letters = (UInt8(0x21)...0x7A).filter(component.alphabet.allows).map { Character(Unicode.Scalar($0)) }
            for _ in 0..<Int.random(in: component.min...component.max, using: &random) {
                text.append(letters.randomElement(using: &random) ?? "0")
            }
        }
        return text
    }
}
