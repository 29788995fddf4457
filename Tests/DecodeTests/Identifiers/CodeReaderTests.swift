import Model
import Testing

@testable import Decode

/// The reader without allocations says what the recogniser says, or leaves it to it.
@Suite struct CodeReaderTests {
    private static let year = 2026

    /// What both say, in one form.
    private struct Said: Equatable, CustomStringConvertible {
        var scheme: ScannedCode.Scheme
        var gtin: String?
        var product: String?
        var key: String?
        var lot: String?
        var serial: String?
        var expiry: String?
        var quantity: Int?

        init(_ scanned: ScannedCode) {
            scheme = scanned.scheme
            gtin = scanned.gtin
            product = scanned.product
            key = scanned.productKey
            lot = scanned.lot
            serial = scanned.serial
            expiry = scanned.expiry
            quantity = scanned.quantity
        }

        init(_ reading: CodeReading, _ bytes: UnsafeBufferPointer<UInt8>) {
            scheme = reading.scheme
            gtin = reading.gtin
            product = CodeReading.text(reading.product, bytes)
            key =
                scheme == .lpp
                ? nil : gtin ?? CodeReading.text(reading.deviceIdentifier, bytes) ?? product
            lot = CodeReading.text(reading.lot, bytes)
            serial = reading.serialText(bytes)
            expiry = reading.expiry?.description
            quantity = reading.quantity
        }

        var description: String {
            "\(scheme) \(gtin ?? "-") \(product ?? "-") \(key ?? "-") \(lot ?? "-") \(serial ?? "-") "
                + "\(expiry ?? "-") \(quantity ?? -1)"
        }
    }

    private func reading(_ code: String) -> Said? {
        let bytes = Array(code.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            CodeReader.read(bytes, year: Self.year).map { Said($0, bytes) }
        }
    }

    /// Nil, or the same as the recogniser; never a valid reading of an invalid code.
    @discardableResult
    private func check(_ code: String, _ place: SourceLocation = #_sourceLocation) -> Bool {
        guard let said = reading(code) else { return false }
        let scanned = CodeRecogniser.read(code, year: Self.year)
        #expect(scanned.isValid && Said(scanned) == said, "\(code.debugDescription): \(said)", sourceLocation: place)
        return true
    }

    private static let samples = [
        "]d2010952012345678817270331" + "10A42\u{1D}21X7", "0109520123456788172703311" + "0A42\u{1D}21X7",
        "(01)09520123456788(17)270331(10)A42(21)X7", "]d2010340091234567617280900" + "10L7\u{1D}21123456789012",
        "\u{1D}0109520123456788" + "1727033110A42", "]C10109520123456788\u{1D}17270331\u{1D}10A42\u{1D}",
        "0109520123456788", "00095201234567890122", "9520123456788", "09520123456788", "614141007349",
        "]E09520123456788", "3400912345676", "3400812345677", "3401012345672", "3123456", "9123456", "1234567",
        "https://id.gs1.org/01/09520123456788/10/A42/21/X7?17=270331", "HTTP://shop.example/a/b/01/09520123456788",
        "https://id.gs1.org/01/09520123456788/21/X7?17=270331&linkType=gs1:pip&30=12#top",
        "https://id.gs1.org/414/9520123456788/254/12", "3034257BF468D480000003EF", "3034257bf468d480000003ef",
        "3174257BF4499602D2000000", "3274257BF4607B0000000000", "35100003039000000000007B",
        "+A99912345/$$52001510X3G", "+J123AQ3451/$$3231231BC34567/S4012/16D20220115E", "  3400912345676 ",
    ]

    @Test func theCommonestFormsAreReadAtOnce() {
        let read = Self.samples.filter { check($0) }
        let left = Self.samples.filter { !read.contains($0) }
        // One HIBC has a wrong check character: that is the recogniser's to tell.
        #expect(left.allSatisfy { !CodeRecogniser.read($0, year: Self.year).isValid }, "\(left)")
        #expect(read.count >= 25)
    }

    @Test func aHIBCWithItsCheckCharacter() throws {
        for body in [
            "+A99912345/$$52001510X3", "+H77SPUMP3000/$$3280930LOT9/S001/16D20260115", "+A12341/$$+L9",
        ] {
            let signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.$/+%"
            let code = try #require(
                signs.map { body + String($0) }.first { CodeRecogniser.read($0, year: Self.year).isValid }, "\(body)")
            #expect(check(code), "\(code)")
        }
    }

    @Test func everyPublishedVectorIsReadAlikeOrLeft() throws {
        var tried = 0
        var read = 0
        for file in ["gs1-vectors.tsv", "hibc-vectors.tsv"] {
            for row in try VectorRow.read(file, { _ in true }) ?? [] {
                for text in [row.input, "]d2" + row.input, row.output] {
                    tried += 1
                    if check(text) { read += 1 }
                }
            }
        }
        #expect(tried == 0 || read > 500, "\(read) of \(tried)")
    }

    @Test func spoiltCodesAreNeverReadOtherwise() {
        let seed: UInt64 = 20_261_125
        var random = SplitMix(seed: seed)
        let signs = Array("0123456789ABCDEFGHXZa+-. $/%()&?;=#\u{1D}]\\*".utf8)
        for round in 0..<8000 {
            var bytes = Array(Self.samples[Int(random.next() % UInt64(Self.samples.count))].utf8)
            for _ in 0...Int(random.next() % 3) {
                let position = Int(random.next() % UInt64(bytes.count))
                let sign = signs[Int(random.next() % UInt64(signs.count))]
                switch random.next() % 3 {
                case 0: bytes[position] = sign
                case 1: bytes.insert(sign, at: position)
                default: if bytes.count > 1 { bytes.remove(at: position) }
                }
            }
            let code = String(decoding: bytes, as: UTF8.self)
            guard let said = reading(code) else { continue }
            let scanned = CodeRecogniser.read(code, year: Self.year)
            #expect(
                scanned.isValid && Said(scanned) == said, "round \(round), seed \(seed): \(code.debugDescription)")
        }
    }

    @Test func nothingIsReadOfNothing() {
        for code in ["", " ", "]d2", "+", "++", "https://", "(", "(01)", "\u{1D}", String(repeating: "1", count: 3000)]
        {
            #expect(reading(code) == nil, "\(code)")
        }
    }
}
