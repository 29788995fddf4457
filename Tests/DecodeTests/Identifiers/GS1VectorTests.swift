import Foundation
import Model
import Testing

@testable import Decode

/// The published vectors of GS1 element strings, which lie beside the project and not in it.
///
/// What does not apply, and why:
///
/// | rows | why |
/// |---|---|
/// | `message->scandata:*` | writing of barcodes, which Vigie does not do |
/// | `biip:*`, `*-csharp:*`, `doc-example` | in `LibraryVectorTests` and `PharmacyCodeTests` |
/// | `linter:gcppos1`, `gcppos2` | need GS1's list of company prefixes; their form (four digits) is checked |
/// | `linter:pieceoftotal` of other than four digits | no identifier has them |
/// | `linter:couponcode`, `couponposoffer` | no vectors; North American coupons are read as text |
/// | links that the source calls valid and invalid | an option of the source decides; read here |
/// | one link whose scheme is `HtTp` | passed over by the test's own sorting of rows |
/// | links with an unknown identifier 89 | an option of the source; unknown identifiers are a problem here |
/// | `validateAIrepeats` with 89 | the same |
/// | `scandata` of `]Q1`, `]d1`, `]J0` | any text: another scheme's, or nobody's |
@Suite struct GS1VectorTests {
    private struct Row {
        var kind: String
        var input: String
        var isValid: Bool
        var output: String
        var note: String
    }

    private func rows(_ file: String, _ isWanted: (String) -> Bool) throws -> [Row]? {
        guard let folder = Samples.folder else {
            print("skipped: no shared samples for \(file)")
            return nil
        }
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: true).compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard !line.hasPrefix("#"), columns.count > 5, isWanted(columns[0]) else { return nil }
            return Row(
                kind: columns[0], input: unescaped(columns[1]), isValid: columns[2] == "valid",
                output: unescaped(columns[3]), note: columns[5])
        }
    }

    private func unescaped(_ text: String) -> String {
        text.replacing("\\x1D", with: "\u{1D}").replacing("\\\\", with: "\\")
    }

    /// The source writes separators, one at the front, as `^`.
    private func message(_ elements: [GS1Element]) -> String {
        "^" + String(decoding: ElementString.message(elements), as: UTF8.self).replacing("\u{1D}", with: "^")
    }

    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    @Test func bracketedElements() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0 == "gs1-bracketed->fnc1" }) else { return }
        #expect(rows.count == 27)
        for row in rows {
            let scanned = scan(row.input)
            #expect((scanned.scheme == .gs1 && scanned.isValid) == row.isValid, "\(row.input) \(scanned.problems)")
            guard row.isValid else { continue }
            let elements = scanned.elements.map { GS1Element($0.identifier, $0.value) }
            #expect(message(elements) == row.output, "\(row.input)")
        }
    }

    @Test func separatedElements() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0 == "gs1-fnc1(^)-message" }) else { return }
        #expect(rows.count == 79)
        for row in rows {
            let text = row.input.replacing("^", with: "\u{1D}")
            let scanned = scan(text.isEmpty ? "]C1" : text)
            #expect((scanned.scheme == .gs1 && scanned.isValid) == row.isValid, "\(row.input) \(scanned.problems)")
        }
    }

    @Test func rulesOfSingleElements() throws {
        let kinds = ["gs1-bracketed-linter", "gs1-bracketed-errmarkup"]
        guard let rows = try rows("gs1-vectors.tsv", { kinds.contains($0) }) else { return }
        #expect(rows.count == 47)
        for row in rows {
            let scanned = scan(row.input)
            #expect((scanned.scheme == .gs1 && scanned.isValid) == row.isValid, "\(row.input) \(scanned.problems)")
        }
    }

    @Test func rulesOfElementsTogether() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0.hasPrefix("gs1-association") }) else { return }
        #expect(rows.count == 77)
        let kinds: [String: ScannedCode.Kind] = [
            "validateAIrepeats": .repeated, "validateAImutex": .excluded, "validateAIrequisites": .missing,
            "validateDigSigRequiresSerialisedKey": .missing,
        ]
        for row in rows where !row.input.contains("(89)") {
            let kind = try #require(kinds[String(row.kind.split(separator: ":")[1])])
            let elements = try #require(ElementString.bracketed(Array(row.input.utf8)))
            var problems = GS1Validation.problems(among: elements).filter { $0.kind == kind }
            if row.kind.hasSuffix("Key") { problems.removeAll { $0.place != "8030" } }
            #expect(problems.isEmpty == row.isValid, "\(row.kind) \(row.input) \(problems)")
        }
    }

    @Test func scannedData() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0.hasPrefix("scandata") }) else { return }
        #expect(rows.count == 54)
        for row in rows {
            let isText = ["]Q1", "]d1", "]J0"].contains(String(row.input.prefix(3)))
            if isText, !row.output.lowercased().hasPrefix("https://") { continue }
            // A scheme in mixed case is carried, but is no link.
            if row.output.hasPrefix("HtTp") { continue }
            let scanned = scan(row.input)
            #expect((scanned.scheme == .gs1 && scanned.isValid) == row.isValid, "\(row.input) \(scanned.problems)")
        }
    }

    @Test func links() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0 == "digital-link->message" }) else { return }
        #expect(rows.count == 118)
        let doubtful = Dictionary(grouping: rows, by: \.input).filter { Set($0.value.map(\.isValid)).count > 1 }
        for row in rows {
            let link = DigitalLink(row.input)
            if doubtful[row.input] != nil {
                #expect(link != nil || row.input.contains("89="), "\(row.input)")
                continue
            }
            #expect((link?.isValid ?? false) == row.isValid, "\(row.input) \(link?.problems ?? [])")
            if row.isValid, let link { #expect(message(link.elements) == row.output, "\(row.input)") }
        }
    }

    @Test func elementsAsLinks() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0 == "bracketed->digital-link" }) else { return }
        #expect(rows.count == 22)
        for row in rows where !row.input.contains("(89)") {
            let elements = try #require(ElementString.bracketed(Array(row.input.utf8)))
            let isCanonical = row.output.hasPrefix(DigitalLink.canonicalStem)
            let stem = isCanonical ? DigitalLink.canonicalStem : "https://example.com"
            #expect(DigitalLink.text(of: elements, stem: stem) == (row.isValid ? row.output : nil), "\(row.input)")
        }
    }

    @Test func checkDigits() throws {
        guard let rows = try rows("gs1-vectors.tsv", { $0.hasPrefix("check-digit") }) else { return }
        for row in rows { #expect(CheckDigit.isRight(row.input) == row.isValid, "\(row.input)") }
    }

    /// A source's rule, as a component of an identifier.
    private static let rules: [String: ApplicationIdentifier.Component] = {
        func component(
            _ alphabet: ApplicationIdentifier.Alphabet, _ min: Int, _ max: Int, _ rules: ElementRule...
        ) -> ApplicationIdentifier.Component {
            .init(alphabet: alphabet, min: min, max: max, rules: rules)
        }
        return [
            "cset39": component(.set39, 0, 200), "cset64": component(.set64, 0, 200, .padding),
            "cset82": component(.set82, 0, 200), "csetnumeric": component(.digits, 0, 200),
            "csum": component(.digits, 1, 200, .check), "csumalpha": component(.set82, 1, 200, .letters),
            "hasnondigit": component(.set82, 1, 200, .nondigit), "hh": component(.digits, 2, 2, .hour),
            "hhmi": component(.digits, 4, 4, .clock), "mi": component(.digits, 2, 2, .minute),
            "ss": component(.digits, 2, 2, .second), "hyphen": component(.set82, 1, 200, .hyphen),
            "iso5218": component(.digits, 1, 1, .sex), "iso3166": component(.digits, 3, 3, .country),
            "iso3166999": component(.digits, 3, 3, .country999), "iso4217": component(.digits, 3, 3, .currency),
            "iso3166alpha2": component(.set82, 2, 2, .countryletters),
            "latitude": component(.digits, 10, 10, .latitude), "longitude": component(.digits, 10, 10, .longitude),
            "mediatype": component(.digits, 2, 2, .media), "nonzero": component(.digits, 1, 200, .nonzero),
            "nozeroprefix": component(.digits, 0, 200, .plain), "packagetype": component(.set82, 1, 200, .package),
            "pcenc": component(.set82, 0, 200, .escapes), "pieceoftotal": component(.digits, 4, 4, .pieces),
            "posinseqslash": component(.set82, 1, 200, .sequence), "winding": component(.digits, 1, 1, .winding),
            "yesno": component(.digits, 1, 1, .flag), "yymmd0": component(.digits, 6, 6, .date0),
            "yymmdd": component(.digits, 6, 6, .date), "yyyymmd0": component(.digits, 8, 8, .longdate0),
            "yyyymmdd": component(.digits, 8, 8, .longdate), "zero": component(.digits, 1, 200, .zero),
            "iban": component(.set82, 1, 200, .iban), "importeridx": component(.set82, 1, 200, .importer),
        ]
    }()

    @Test(arguments: ["gs1-vectors.tsv", "gs1-linter-vectors.tsv"])
    func everyRule(file: String) throws {
        guard let rows = try rows(file, { $0.hasPrefix("linter:") }) else { return }
        var tried = 0
        var wrong: [String] = []
        for row in rows {
            let name = String(row.kind.dropFirst("linter:".count))
            if name.hasPrefix("gcppos") { continue }
            if name == "pieceoftotal", row.input.utf8.count != 4, row.isValid { continue }
            guard let component = Self.rules[name] else {
                wrong.append("no rule \(name)")
                continue
            }
            tried += 1
            let identifier = ApplicationIdentifier(name: "99", components: [component])
            let parts = identifier.structure(Array(row.input.utf8))
            let problems = (parts ?? []).flatMap { part in
                component.rules.compactMap { rule in Array(part).withUnsafeBufferPointer(rule.problem) }.filter {
                    !$0.isRemark
                }
            }
            if (parts != nil && problems.isEmpty) != row.isValid { wrong.append("\(row.kind) '\(row.input)'") }
        }
        #expect(tried > 600)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(40))")
    }
}
