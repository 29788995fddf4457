import Foundation
import Model
import Testing

@testable import Decode

/// The inputs of other libraries' tests among the published vectors, which lie beside the project and not in it.
///
/// What does not apply, and why:
///
/// | rows | why |
/// |---|---|
/// | `biip`: `*_nonnumeric_value`, `*_wrong_length` | an error is demanded; the column says valid for the call |
/// | `biip`: `*price_weight*` | four digits within a price of one country's shops |
/// | `biip`: `test_extract_fails_*` | the column holds the identifier alone |
/// | `biip`: `test_symbology:*` | prefixes before no data |
/// | `biip`: with `\|` | an option of the library names another separator |
/// | `biip`: `425261`, `157035381410375177` | UPC-E and SSCC without any mark |
/// | `biip`: GTIN-8 filled to 12 digits | may be a MAC address: believed with its check digit |
/// | `biip`: `15210526…`, `10…`, `7230…` | no key in front: not believed without a prefix; read with it |
/// | `biip`: `8003…1022085952` | its check digit is wrong |
/// | `biip`: `4324…9999`, `4325…9999` | an hour 99, which the dictionary's rule does not know |
/// | `biip`: qualifiers in another order | can be read here, and mean the same |
/// | `swiftgs1` | no check digits, cuts what is too long, dates against the rule (the source's own note) |
/// | `gs1-csharp`: `40x`, `41x`, `25x`, `20BL` | letters where digits and check digits must be |
/// | `doc-example`: `0110123467041728…` | its check digit is wrong |
/// | `doc-example`: `]C10104…` | printed without its separators |
/// | `gs1-128-csharp` | several codes in one text, in the source's notation |
/// | `ean-csharp`: 14 digits | called too long; a GTIN-14 is read as one |
@Suite struct LibraryVectorTests {
    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    /// Without a mark only a key is believed: as a scanner sends it.
    private func marked(_ text: String) -> ScannedCode { scan("]d2" + text) }

    @Test func elementStringsOfBiip() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0.hasPrefix("biip:test_gs1_element_strings") })
        else { return }
        var tried = 0
        let wrong = ["800307071324001022085952", "43240701029999", "43250701029999"]
        for row in rows where !row.kind.contains("extract_fails") && !wrong.contains(row.input) {
            tried += 1
            let scanned = marked(row.input)
            #expect(scanned.isValid == row.isValid, "\(row.kind) \(row.input) \(scanned.problems)")
        }
        #expect(tried == 65)
    }

    @Test func messagesOfBiip() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0.hasPrefix("biip:test_gs1_messages") }) else {
            return
        }
        var tried = 0
        let wrong = "800307071324001022085952"
        for row in rows
        where !row.input.contains("|") && row.input != wrong && !row.kind.contains("not_starting_with_parenthesis") {
            tried += 1
            let scanned = row.input.hasPrefix("(") ? scan(row.input) : marked(row.input)
            #expect(scanned.isValid == row.isValid, "\(row.kind) \(row.input) \(scanned.problems)")
            // The elements in brackets, where the source gives them.
            guard row.isValid, let start = row.output.firstIndex(of: "'"), row.output.hasSuffix("'"),
                row.output[start...].hasPrefix("'("), !row.kind.contains("separator_char")
            else { continue }
            let expected = row.output[row.output.index(after: start)...].dropLast()
            let elements = scanned.elements.map { "(\($0.identifier))\($0.value)" }.joined()
            #expect(elements == expected, "\(row.input)")
        }
        #expect(tried == 38)
    }

    @Test func linksOfBiip() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0.hasPrefix("biip:test_gs1_digital_link") }) else {
            return
        }
        for row in rows {
            let link = DigitalLink(row.input)
            // Qualifiers in another order than the standard's can be read here (a sender's slip, and no other meaning).
            let isShuffled =
                row.output.contains("as qualifier, got '22'") || row.output.contains("as qualifier, got '10'")
            if !isShuffled { #expect((link?.isValid ?? false) == row.isValid, "\(row.input)") }
        }
        #expect(rows.count == 36)
    }

    @Test func whatBiipTellsApart() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0 == "biip:test_parse:test_parse" }) else { return }
        let unmarked: Set<String> = ["425261", "157035381410375177"]
        for row in rows where !unmarked.contains(row.input) {
            let scanned = scan(row.input)
            // The source's column says that it answers, not that the check digit is right.
            let isWrong = row.output.contains("gtin_error=\"Invalid") || row.output.contains("sscc_error=\"Invalid")
            let hasGTIN = row.output.contains(" gtin=Gtin(")
            if hasGTIN { #expect(scanned.isValid && scanned.gtin != nil, "\(row.input) \(scanned.problems)") }
            if isWrong { #expect(scanned.scheme != .gs1 || !scanned.isValid, "\(row.input)") }
        }
        #expect(rows.count == 21)
    }

    @Test func checkDigitsOfBiip() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0.hasSuffix(":test_gs1_standard_check_digit") })
        else {
            return
        }
        #expect(rows.count == 6)
        for row in rows { #expect(CheckDigit.isRight(row.input + row.output), "\(row.input)") }
        guard let sscc = try VectorRow.read("gs1-vectors.tsv", { $0 == "biip:test_sscc:test_as_hri" }) else { return }
        for row in sscc { #expect(scan("00" + row.input).isValid, "\(row.input)") }
        guard let gtins = try VectorRow.read("gs1-vectors.tsv", { $0.hasPrefix("biip:test_parse:test_parse_gtin") })
        else { return }
        for row in gtins where row.input.utf8.count != 12 || CheckDigit.isRight(row.input) {
            #expect(scan(row.input).gtin?.hasSuffix(row.input) == true, "\(row.input)")
        }
    }

    @Test func barcodesOfTheParserBuilder() throws {
        let kinds = ["gs1-csharp", "ean-csharp", "doc-example"]
        guard
            let rows = try VectorRow.read(
                "gs1-vectors.tsv", { kind in kinds.contains { kind.hasPrefix($0) } })
        else { return }
        var tried = 0
        for row in rows {
            if ["40x", "41x", "25x"].contains(where: row.output.contains) { continue }
            if row.input.contains("20BL") || row.input.hasPrefix("0110123467041728") { continue }
            if row.note == "NB source strips FNC1 from display" || row.note == "ProductCode Too long" { continue }
            tried += 1
            let scanned =
                row.input.first.map { "]\u{1D}(".contains($0) || row.input.count <= 14 } == true
                ? scan(row.input) : marked(row.input)
            let isValid = scanned.scheme == .gs1 && scanned.isValid
            #expect(isValid == row.isValid, "\(row.kind) \(row.input) \(row.note) \(scanned.problems)")
            guard row.isValid, let lot = row.between("BatchNumber = \"", "\"") else { continue }
            #expect(scanned.lot == lot, "\(row.input)")
        }
        #expect(tried > 40)
    }
}
