import Foundation
import Model
import Testing

@testable import Decode

/// The numbers of French pharmacies, and IFA's published vectors.
@Suite struct PharmacyCodeTests {
    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    private func detail(_ scanned: ScannedCode, _ name: ScannedCode.Detail) -> String? {
        scanned.details.first { $0.detail == name }?.value
    }

    @Test func aPresentationHoweverItIsScanned() {
        let long = scan("3400912345676")
        #expect(long.scheme == .cip13 && long.isValid && long.product == "3400912345676", "\(long.problems)")
        #expect(long.gtin == "03400912345676" && detail(long, .cip7) == "1234567")
        let pack = scan("]d2010340091234567617280900" + "10L7\u{1D}21X1")
        #expect(pack.scheme == .gs1 && pack.gtin == long.gtin && pack.expiry == "2028-09-30")
        #expect(detail(pack, .cip13) == "3400912345676" && detail(pack, .cip7) == "1234567")
        let old = scan("CIP 1234567")
        #expect(old.scheme == .cip7 && old.isValid && old.productKey == long.productKey)
        #expect(scan("]E03400912345676").scheme == .cip13 && scan("03400912345676").scheme == .gs1)
        #expect(scan("3400912345677").problems.map(\.text) == ["check_digit"])
    }

    @Test func aCIP7IsNeverRefusedForItsKey() {
        for number in 2_000_000..<2_000_200 {
            let scanned = scan("\(number)")
            #expect(scanned.scheme == .cip7 && scanned.isValid)
            let isKey = PharmacyCode.isKey(Array("\(number)".utf8))
            #expect(scanned.problems.contains { $0.kind == .keyUnsure } == !isKey)
            #expect(scanned.gtin.map(CheckDigit.isRight) == true)
        }
    }

    @Test(arguments: [
        ("3400812345677", ScannedCode.Scheme.ucd13), ("9123456", .ucd7), ("3401012345672", .acl13),
        ("ACL 7123456", .acl7), ("LPP 2123456", .lpp), ("1123456", .lpp), ("LPP:21A3456", .lpp),
        ("UCD7 9123456", .ucd7),
        ("cip13:3400912345676", .cip13),
    ])
    func otherNumbers(code: String, scheme: ScannedCode.Scheme) {
        let scanned = scan(code)
        #expect(scanned.scheme == scheme, "\(scanned.scheme) \(scanned.problems)")
        #expect(scanned.isValid)
    }

    @Test(arguments: ["CIP 123", "LPP 12345678", "CIP 3400812345677", "PZN 12"])
    func numbersOfAWrongKind(code: String) {
        #expect(!scan(code).isValid)
    }

    @Test func sevenDigitsOfNoSeriesAreNothing() {
        let wrong = (6_000_000..<6_000_011).filter { !PharmacyCode.isKey(Array("\($0)".utf8)) }
        #expect(wrong.count >= 9)
        for number in wrong { #expect(scan("\(number)").scheme == .unknown) }
    }

    /// The base of medicines: every CIP13 is right and contains its CIP7; no CIP7 is refused.
    @Test func realPresentations() throws {
        guard let folder = Samples.folder else {
            print("skipped: no shared data of presentations")
            return
        }
        let file = folder.deletingLastPathComponent().appendingPathComponent("data/stock/bdpm-cip-sample.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 400)
        for line in lines {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            let (old, long) = (scan("CIP" + columns[1]), scan(String(columns[6])))
            #expect(old.isValid && long.isValid && long.scheme == .cip13)
            #expect(old.gtin == long.gtin && detail(long, .cip7) == String(columns[1]))
        }
    }

    /// | rows of `ppn-csharp` | why they do not apply |
    /// |---|---|
    /// | the empty envelope that the source calls valid | it says nothing: refused |
    /// | a serial with `{(char)0x03}` | the source's notation; read with that byte |
    @Test func numbersInTheirEnvelope() throws {
        guard let rows = try VectorRow.read("gs1-vectors.tsv", { $0.hasPrefix("ppn-csharp") }) else { return }
        #expect(rows.count == 25)
        for row in rows where row.input != "{Prefix}{Suffix}" {
            let code = row.input.replacing("{Prefix}", with: "[)>\u{1E}06\u{1D}")
                .replacing("{Suffix}", with: "\u{1E}\u{4}").replacing("{(char)0x03}", with: "\u{3}")
            let scanned = scan(code)
            #expect(scanned.scheme == .ppn && scanned.isValid == row.isValid, "\(row.input) \(scanned.problems)")
            guard row.isValid, row.output.contains("new PpnBarcode") else { continue }
            #expect(scanned.product == row.between("<PpnProductCode>(\"", "\""), "\(row.input)")
            #expect(scanned.lot == row.between("BatchNumber = \"", "\""), "\(row.input)")
            #expect(scanned.serial == row.between("SerialNumber = \"", "\""), "\(row.input)")
            #expect((scanned.expiry == "2020-12-20") == row.output.contains("ExpirationDate"), "\(row.input)")
        }
    }
}
