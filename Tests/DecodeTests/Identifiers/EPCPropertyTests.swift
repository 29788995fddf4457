import Decode
import Model
import Testing

/// Random EPCs of every scheme: what was written is what is read.
@Suite struct EPCPropertyTests {
    static let seed: UInt64 = 20_261_201

    @Test(arguments: EPCScheme.allCases)
    func whatIsWrittenIsRead(scheme: EPCScheme) throws {
        var random = SplitMix(seed: Self.seed + UInt64(scheme.rawValue))
        for round in 0..<60 {
            let comment: Comment = "\(scheme.name), round \(round), seed \(Self.seed)"
            let tag = try RandomEPC.tag(scheme, &random)
            if let count = scheme.bitCount { #expect(tag.bits.count == count, comment) }
            #expect(try EPCTag(tag.bits) == tag, comment)
            #expect(try EPCTag(#require(EPCBits(hex: tag.bits.hex))) == tag, comment)
            #expect(try EPCTag(#require(EPCBits(hex: tag.bits.wordHex.lowercased()))) == tag, comment)
            #expect(try EPCTag(uri: tag.uri) == tag, comment)
            #expect(try EPCIdentity(uri: tag.identity.uri) == tag.identity, comment)
            #expect(try EPCRawURI.read(EPCRawURI.text(tag.bits)).bits == tag.bits, comment)
            let elements = tag.identity.elements
            if !elements.isEmpty {
                let digits = tag.identity.company.count
                #expect(try EPCIdentity(elements: elements, companyDigits: digits) == tag.identity, comment)
                let link = try #require(tag.identity.digitalLink)
                let read = try #require(DigitalLink(link), comment)
                #expect(read.elements == elements && read.problems.isEmpty, comment)
                #expect(read.canonical == link, comment)
            }
        }
    }

    @Test func theNumbersAreThoseOfTheTexts() throws {
        var random = SplitMix(seed: Self.seed)
        var known = 0
        for round in 0..<3_000 {
            var bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Half of them are sound, a quarter sound with one bit changed.
            let scheme = EPCScheme.allCases[round % EPCScheme.allCases.count]
            if round % 4 != 0 {
                bytes[0] = scheme.rawValue
                if round % 4 < 3 { bytes = try RandomEPC.bytes(RandomEPC.tag(scheme, &random).bits) }
                if round % 4 == 2, bytes.count == 12 {
                    bytes[Int.random(in: 1..<12, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            let numbers = bytes.withUnsafeBytes { EPCNumbers($0) }
            let tag = try? EPCTag(#require(bytes.withUnsafeBytes { EPCBits(bytes: $0) }))
            guard let tag, tag.scheme.bitCount == 96, tag.scheme != .usdod96 else {
                #expect(numbers == nil, "round \(round), seed \(Self.seed), \(bytes)")
                continue
            }
            known += 1
            #expect(numbers?.tag == tag, "round \(round), seed \(Self.seed), \(bytes)")
        }
        #expect(known > 600)
    }

    @Test func randomBitsAndTextsNeverStopTheLine() {
        var random = SplitMix(seed: Self.seed + 1)
        let pieces = [
            "urn:epc:", "id:", "tag:", "raw:", "idpat:", "class:", "sgtin", "sgtin-96", "adi-var", "itip-110", ":", ".",
            "0614141", "3", "*", "%2F", "%", "96", ".x30", "https://a/", "01/", "09520123456788", "?", "&", "=", "21/",
            "é", "\u{0}",
        ]
        for round in 0..<900 {
            var bytes = (0..<Int.random(in: 1...62, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            bytes[0] = EPCScheme.allCases[round % EPCScheme.allCases.count].rawValue
            if let bits = bytes.withUnsafeBytes({ EPCBits(bytes: $0) }), let tag = try? EPCTag(bits) {
                // What is accepted is canonical: the bits are those that the fields are written in.
                let hex = bits.hex
                #expect(hex.hasPrefix(tag.bits.hex.dropLast()), "round \(round), seed \(Self.seed + 1)")
            }
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            _ = try? EPCTag(uri: text)
            _ = try? EPCIdentity(uri: text)
            _ = try? EPCRawURI.read(text)
            _ = DigitalLink(text)
            _ = CodeRecogniser.read(text, year: 2026)
        }
    }
}

/// Random fields within the rules of each scheme.
enum RandomEPC {
    static func tag(_ scheme: EPCScheme, _ random: inout SplitMix) throws -> EPCTag {
        let company: ShortText
        var digits = 0
        switch scheme {
        case .gid96: company = number(1 << 28, &random)
        case .usdod96, .adiVar: company = text(cage, Int.random(in: 5...6, using: &random), &random)
        default:
            digits = Int.random(in: 6...12, using: &random)
            company = text(Array("0123456789"), digits, &random)
        }
        // A piece of none, or beyond the total, can be written but is no GS1 key.
        let total: UInt8 = scheme.family == .itip ? .random(in: 1...99, using: &random) : 0
        let identity = try EPCIdentity(
            scheme.family, company: company, reference: reference(scheme, digits, &random),
            serial: serial(scheme, &random), piece: total > 0 ? .random(in: 1...total, using: &random) : 0,
            total: total)
        let filters: [EPCScheme: UInt8] = [.gid96: 0, .usdod96: 15, .adiVar: 63]
        return try EPCTag(
            identity, scheme: scheme, filter: .random(in: 0...(filters[scheme] ?? 7), using: &random))
    }

    static func bytes(_ bits: EPCBits) -> [UInt8] {
        let hex = Array(bits.wordHex)
        return stride(from: 0, to: hex.count, by: 2).map { UInt8(String(hex[$0...($0 + 1)]), radix: 16) ?? 0 }
    }

    private static let decimal = Array("0123456789")
    private static let cage = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    private static let set39 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/")
    private static let set82 = Array(
        "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")

    private static func reference(_ scheme: EPCScheme, _ company: Int, _ random: inout SplitMix) -> ShortText {
        switch scheme {
        case .sgtin96, .sgtin198, .itip110, .itip212: return text(decimal, 13 - company, &random)
        case .sscc96, .gsrn96, .gsrnp96: return text(decimal, 17 - company, &random)
        case .giai96: return number(1 << [42, 45, 48, 52, 55, 58, 62][12 - company], &random)
        case .giai202: return text(set82, .random(in: 1...(30 - company), using: &random), &random)
        case .cpi96:
            let limit = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000][12 - company]
            return number(UInt64(limit), &random)
        case .cpiVar: return text(set39 + ["#"], .random(in: 1...(30 - company), using: &random), &random)
        case .gid96: return number(1 << 24, &random)
        case .usdod96: return ShortText()
        case .adiVar: return text(set39, .random(in: 0...32, using: &random), &random)
        default: return text(decimal, 12 - company, &random)
        }
    }

    private static func serial(_ scheme: EPCScheme, _ random: inout SplitMix) -> ShortText {
        switch scheme {
        case .sgtin96, .grai96, .itip110: return number(1 << 38, &random)
        case .sgln96, .gdti96: return number(1 << 41, &random)
        case .gid96, .usdod96: return number(1 << 36, &random)
        // A serial of 0 can be written but is no GS1 element.
        case .cpi96: return ShortText("\(UInt64.random(in: 1..<(1 << 31), using: &random))".utf8) ?? ShortText()
        case .cpiVar:
            return ShortText("\(UInt64.random(in: 1..<1_000_000_000_000, using: &random))".utf8) ?? ShortText()
        case .sgcn96: return text(decimal, .random(in: 1...12, using: &random), &random)
        case .gdti113: return text(decimal, .random(in: 1...17, using: &random), &random)
        case .gdti174: return text(set82, .random(in: 1...17, using: &random), &random)
        case .grai170: return text(set82, .random(in: 1...16, using: &random), &random)
        case .sgtin198, .sgln195, .itip212: return text(set82, .random(in: 1...20, using: &random), &random)
        case .adiVar:
            let body = text(set39, .random(in: 1...29, using: &random), &random).string
            return ShortText(((Bool.random(using: &random) ? "#" : "") + body).utf8) ?? ShortText()
        default: return ShortText()
        }
    }

    private static func text(_ letters: [Character], _ count: Int, _ random: inout SplitMix) -> ShortText {
        ShortText(String((0..<count).map { _ in letters.randomElement(using: &random) ?? "0" }).utf8) ?? ShortText()
    }

    /// Below a limit, of any magnitude.
    private static func number(_ limit: UInt64, _ random: inout SplitMix) -> ShortText {
        let value = UInt64.random(in: 0..<limit, using: &random) >> UInt64.random(in: 0..<40, using: &random)
        return ShortText(String(value % limit).utf8) ?? ShortText()
    }
}
