import Foundation
import Model
import Testing

@testable import Report

/// What `scan` prints.
@Suite struct ScanAnswerTests {
    private func pack() -> ScannedCode {
        var scanned = ScannedCode("(01)09520123456788(17)270300(10)A\u{202E}42", .gs1)
        scanned.gtin = "09520123456788"
        scanned.lot = "A\u{202E}42"
        scanned.expiry = "2027-03-31"
        scanned.quantity = 1200
        scanned.elements = [
            .init("01", "09520123456788"), .init("17", "270300"), .init("10", "A42"), .init("10", "B"),
        ]
        scanned.digitalLink = "https://id.gs1.org/01/09520123456788/10/A42"
        scanned.add(.dayZero, "17")
        scanned.add(.bestBefore, "2026-12-31")
        return scanned
    }

    @Test func theJSONHasWhatIsThereAndNothingElse() throws {
        let answer = ScanAnswer(pack())
        let document = Data(answer.json)
        #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
        let text = String(decoding: document, as: UTF8.self)
        #expect(text.hasPrefix(#"{"schema":"vigie.scan/1","code":"(01)09520123456788(17)270300(10)A"#))
        #expect(text.contains(#""scheme":"gs1","valid":true,"problems":["day_zero 17"],"gtin":"09520123456788","lot""#))
        // Of two batches the first; slashes stay.
        #expect(text.contains(#""elements":{"01":"09520123456788","17":"270300","10":"A42"}"#))
        #expect(text.contains(#""digital_link":"https://id.gs1.org/01/"#))
        #expect(!text.contains("serial") && !text.contains("tag_uri") && !text.contains("null"))
        let nothing = Data(ScanAnswer(ScannedCode("?", .unknown)).json)
        #expect(try SchemaValidator.shipped(for: nothing).problems(nothing) == [])
    }

    @Test func everySchemeAndDetailFitsTheSchema() throws {
        var scanned = ScannedCode("", .epc)
        for detail in ScannedCode.Detail.allCases { scanned.add(detail, "1") }
        for scheme in ScannedCode.Scheme.allCases {
            scanned.scheme = scheme
            let document = Data(ScanAnswer(scanned).json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
        }
    }

    @Test func theTextNamesEveryFact() {
        let english = ScanAnswer(pack()).text(TextStyle())
        #expect(english.hasPrefix("GS1 code: valid\n  day 00 is the last of the month (17)\nGTIN "))
        #expect(english.contains("best before") && english.contains("2026-12-31") && !english.contains("\u{202E}"))
        let french = ScanAnswer(pack()).text(TextStyle(language: .french))
        #expect(french.hasPrefix("code GS1 : valide\n  le jour 00 est le dernier du mois (17)\n"))
        #expect(french.contains("péremption"))
    }

    @Test func everyWordIsThereInBothLanguages() {
        let alike: Set<String> = [
            "bits", "UUID", "major", "minor", "instance", "lot", "GTIN", "CIP13", "CIP7", "UCD13", "PZN",
        ]
        let phrases =
            ScannedCode.Scheme.allCases.map(ScanWords.scheme) + ScannedCode.Kind.allCases.map(ScanWords.problem)
            + ScannedCode.Detail.allCases.map(ScanWords.detail)
            + ["public", "local", "random_static", "public_or_random_static"].map(ScanWords.value)
        for phrase in phrases {
            #expect(!phrase.english.isEmpty && !phrase.french.isEmpty)
            #expect(alike.contains(phrase.english) == (phrase.english == phrase.french), "\(phrase)")
        }
        #expect(ScanWords.value("public_or_random_static").french == "publique ou aléatoire, fixe")
    }
}
