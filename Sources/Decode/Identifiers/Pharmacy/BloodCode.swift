import Model

/// ISBT 128 (ICCBBA): data structures for blood, tissues and cells, each behind two characters that name it; a compound
/// code holds several (ISBT 128 Standard Technical Specification, chapters 2 and 3). Years have three digits.
struct BloodCode: CodeScheme {
    /// What a structure is.
    private enum Structure {
        /// Donation identification number: 13 characters and two flags.
        case donation
        /// The code of a product: of blood, of a processor, of a container's maker.
        case product
        /// Three digits of the year, three of the day, and four of hour and minute in some.
        case expiry, collection, production
        case lot, serial
        /// Something that Vigie has no use for.
        case other
    }

    func read(_ text: ScannedText) -> ScannedCode? {
        var rest = text.bytes[...]
        guard let first = rest.first, first == Ascii.equals || first == Self.and, rest.count > 2,
            Self.structure(rest) != nil
        else { return nil }
        var found = ScannedCode(text.code, .isbt128)
        while !rest.isEmpty {
            guard let (name, count, structure) = Self.structure(rest) else {
                found.add(.unknownIdentifier, Self.place(rest))
                return found
            }
            let place = String(decoding: rest.prefix(name), as: UTF8.self)
            rest = rest.dropFirst(name)
            guard rest.count >= count else {
                found.add(.length, place)
                return found
            }
            let data = rest.prefix(count)
            rest = rest.dropFirst(count)
            guard data.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                found.add(.characters, place)
                return found
            }
            found.elements.append(.init(place, String(decoding: data, as: UTF8.self)))
            fill(&found, structure, Array(data), place)
        }
        return found
    }

    private func fill(_ found: inout ScannedCode, _ structure: Structure, _ data: [UInt8], _ place: String) {
        let value = String(decoding: data, as: UTF8.self)
        switch structure {
        case .donation: found.add(.donation, value)
        case .product:
            found.product = value
            found.add(.deviceIdentifier, value)
        case .lot: found.lot = value
        case .serial: found.serial = value
        case .expiry, .collection, .production:
            guard data.allSatisfy(Ascii.isDigit), let date = Self.date(data) else { return found.add(.date, place) }
            if structure == .expiry {
                found.expiry = date
                if data.count == 10 { found.add(.expiryHour, "\(HIBCData.number(data[6..<8]))") }
            } else {
                found.add(.production, date)
            }
        case .other: break
        }
    }

    private static func date(_ digits: [UInt8]) -> String? {
        if digits.count == 10, HIBCData.number(digits[6..<8]) > 23 { return nil }
        return GS1Date.text(
            year: 2000 + HIBCData.number(digits[0..<3]), dayOfYear: HIBCData.number(digits[3..<6]))
    }

    private static let and = UInt8(ascii: "&")

    private static func place(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        rest.prefix(2).allSatisfy { $0 > 0x20 && $0 < 0x7F } ? String(decoding: rest.prefix(2), as: UTF8.self) : ""
    }

    /// The structure at the beginning: how many bytes name it, how many its data have.
    private static func structure(
        _ rest: Slice<UnsafeBufferPointer<UInt8>>
    ) -> (name: Int, count: Int, structure: Structure)? {
        guard rest.count > 2 else { return nil }
        let second = rest[rest.startIndex + 1]
        if rest[rest.startIndex] == Ascii.equals {
            // A letter or digit is the first of the donation's number itself.
            if HIBCCharacters.isAlphanumeric(second) { return (1, 15, .donation) }
            return equals[second].map { (2, $0.0, $0.1) }
        }
        guard rest[rest.startIndex] == and else { return nil }
        if second == Ascii.comma, rest[rest.startIndex + 2] == Ascii.zero + 1 { return (3, 18, .lot) }
        return ands[second].map { (2, $0.0, $0.1) }
    }

    /// Behind `=`.
    private static let equals: [UInt8: (Int, Structure)] = [
        UInt8(ascii: "%"): (4, .other), UInt8(ascii: "<"): (8, .product), UInt8(ascii: ">"): (6, .expiry),
        UInt8(ascii: "*"): (6, .collection), UInt8(ascii: "}"): (6, .production), UInt8(ascii: "/"): (16, .product),
        UInt8(ascii: ")"): (10, .product), UInt8(ascii: ","): (6, .serial), UInt8(ascii: "\\"): (6, .other),
        UInt8(ascii: "{"): (18, .other), UInt8(ascii: "+"): (5, .other), UInt8(ascii: "#"): (6, .other),
        UInt8(ascii: "'"): (11, .other), UInt8(ascii: "-"): (10, .other), UInt8(ascii: "$"): (9, .other),
        UInt8(ascii: "["): (18, .other), UInt8(ascii: "\""): (18, .other), UInt8(ascii: ";"): (21, .other),
    ]

    /// Behind `&`.
    private static let ands: [UInt8: (Int, Structure)] = [
        UInt8(ascii: ">"): (10, .expiry), UInt8(ascii: "*"): (10, .collection), UInt8(ascii: "}"): (10, .production),
        UInt8(ascii: ")"): (10, .lot), UInt8(ascii: "("): (5, .other), UInt8(ascii: "{"): (18, .other),
        UInt8(ascii: "\\"): (18, .other), UInt8(ascii: "\""): (18, .other), UInt8(ascii: "+"): (10, .other),
    ]
}
