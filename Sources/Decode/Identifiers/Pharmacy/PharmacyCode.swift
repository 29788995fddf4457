import Model

/// The numbers of French pharmacies (CIP, UCD, ACL, LPP) and the German one (PZN).
///
/// 13 digits are a GTIN of France (340) as well: 34009 is a presentation, 34008 a dispensing unit, 3401 another health
/// product. Of the older seven digits only the series and a weak key tell; a word before them (`CIP`, `UCD`, `ACL`,
/// `LPP`, `PZN`) settles it.
struct PharmacyCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        let bytes = text.bytes
        guard let first = bytes.first, bytes.count <= 24 else { return nil }
        if let named = named(text) { return named }
        // A PZN in Code 39 has a minus before it.
        if first == Ascii.minus, bytes.count == 8 || bytes.count == 9, bytes[1...].allSatisfy(Ascii.isDigit) {
            return pzn(text, Array(bytes[1...]))
        }
        guard text.symbology.map({ $0 == .init("E0") || $0.letter != UInt8(ascii: "E") }) ?? true,
            bytes.count == 13 || bytes.count == 7, bytes.allSatisfy(Ascii.isDigit)
        else { return nil }
        return bytes.count == 13 ? thirteen(text, Array(bytes)) : seven(text, Array(bytes))
    }

    /// A word, perhaps a separator, and the number.
    private func named(_ text: ScannedText) -> ScannedCode? {
        let words: [StaticString] = ["cip", "ucd", "acl", "lpp", "pzn"]
        guard let word = words.first(where: text.begins) else { return nil }
        var digits = Array(text.bytes[3...])
        // `CIP13 3400…` and `CIP7 …` name the length as well.
        for length in ["13", "7"] {
            let rest = digits.dropFirst(length.utf8.count)
            guard digits.starts(with: length.utf8), let sign = rest.first, Self.isSeparator(sign) else { continue }
            digits = Array(rest)
        }
        digits = Array(digits.drop(while: Self.isSeparator))
        guard !digits.isEmpty, digits.allSatisfy({ HIBCCharacters.isAlphanumeric($0) }) else { return nil }
        switch "\(word)" {
        case "pzn": return pzn(text, digits)
        case "lpp": return lpp(text, digits)
        default:
            guard digits.count == 7 || digits.count == 13, digits.allSatisfy(Ascii.isDigit) else {
                return broken(text, "\(word)" == "cip" ? .cip7 : "\(word)" == "ucd" ? .ucd7 : .acl7, .length)
            }
            if digits.count == 13 {
                guard let found = thirteen(text, digits), found.scheme.rawValue.hasPrefix("\(word)") else {
                    return broken(text, "\(word)" == "cip" ? .cip13 : "\(word)" == "ucd" ? .ucd13 : .acl13, .value)
                }
                return found
            }
            return "\(word)" == "cip" ? cip7(text, digits) : old(text, digits, "\(word)" == "ucd" ? .ucd7 : .acl7)
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == Ascii.space || byte == Ascii.colon || byte == Ascii.minus || byte == Ascii.dot
    }

    // MARK: 13 digits

    private func thirteen(_ text: ScannedText, _ digits: [UInt8]) -> ScannedCode? {
        let scheme: ScannedCode.Scheme
        if digits.starts(with: "34009".utf8) {
            scheme = .cip13
        } else if digits.starts(with: "34008".utf8) {
            scheme = .ucd13
        } else if digits.starts(with: "3401".utf8) {
            scheme = .acl13
        } else {
            return nil
        }
        var found = ScannedCode(text.code, scheme)
        fill(&found, digits)
        if !digits.withUnsafeBufferPointer(CheckDigit.isRight) { found.add(.checkDigit) }
        if found.isValid, let gtin = found.gtin { found.digitalLink = DigitalLink.canonicalStem + "/01/" + gtin }
        return found
    }

    /// What 13 digits say: the product, its GTIN, the older number within.
    private func fill(_ found: inout ScannedCode, _ digits: [UInt8]) {
        let number = String(decoding: digits, as: UTF8.self)
        found.product = found.product ?? number
        found.gtin = "0" + number
        found.fillFrenchNumbers()
    }

    // MARK: Seven digits

    /// By the series: 1 is the list of reimbursed devices, 2 to 5 presentations, 9 dispensing units; the rest are
    /// health products, believed when their key fits.
    private func seven(_ text: ScannedText, _ digits: [UInt8]) -> ScannedCode? {
        switch digits[0] {
        case UInt8(ascii: "1"): return lpp(text, digits)
        case UInt8(ascii: "2")...UInt8(ascii: "5"):
            var found = cip7(text, digits)
            found.add(.ambiguous, "lpp")
            return found
        case UInt8(ascii: "9"): return old(text, digits, .ucd7)
        default: return Self.isKey(digits) ? old(text, digits, .acl7) : nil
        }
    }

    private func cip7(_ text: ScannedText, _ digits: [UInt8]) -> ScannedCode {
        var found = ScannedCode(text.code, .cip7)
        found.product = String(decoding: digits, as: UTF8.self)
        var long = Array("34009".utf8) + digits
        long.append(CheckDigit.of(long))
        fill(&found, long)
        // It holds for three of five real ones: never a reason to refuse.
        if !Self.isKey(digits) { found.add(.keyUnsure) }
        if let gtin = found.gtin { found.digitalLink = DigitalLink.canonicalStem + "/01/" + gtin }
        return found
    }

    private func old(_ text: ScannedText, _ digits: [UInt8], _ scheme: ScannedCode.Scheme) -> ScannedCode {
        var found = ScannedCode(text.code, scheme)
        found.product = String(decoding: digits, as: UTF8.self)
        if !Self.isKey(digits) { found.add(.keyUnsure) }
        return found
    }

    /// Six digits with weights 2 to 7, modulo 11; ten is given to none.
    static func isKey(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
        var sum = 0
        for (index, byte) in digits.dropLast().enumerated() { sum += Int(byte &- Ascii.zero) * (index + 2) }
        return digits.last.map { sum % 11 == Int($0 &- Ascii.zero) } ?? false
    }

    // MARK: Others

    /// Seven digits, a few of them letters; there is no key.
    private func lpp(_ text: ScannedText, _ digits: [UInt8]) -> ScannedCode {
        guard digits.count == 7 else { return broken(text, .lpp, .length) }
        var found = ScannedCode(text.code, .lpp)
        found.product = String(decoding: digits, as: UTF8.self)
        // It names a kind of device, not one maker's: no identifier of a product.
        if !text.begins("lpp") { found.add(.ambiguous, "cip7") }
        return found
    }

    private func pzn(_ text: ScannedText, _ digits: [UInt8]) -> ScannedCode {
        guard digits.count == 7 || digits.count == 8, digits.allSatisfy(Ascii.isDigit) else {
            return broken(text, .pzn, .length)
        }
        var found = ScannedCode(text.code, .pzn)
        let number = (digits.count == 7 ? "0" : "") + String(decoding: digits, as: UTF8.self)
        found.product = number
        found.add(.pzn, number)
        // The number of the same product in IFA's code.
        var long = Array(("11" + number).utf8)
        var sum = 0
        for (index, byte) in long.enumerated() { sum += Int(byte) * (index + 2) }
        long += [Ascii.zero + UInt8(sum % 97 / 10), Ascii.zero + UInt8(sum % 97 % 10)]
        found.add(.deviceIdentifier, String(decoding: long, as: UTF8.self))
        if !PPN.isPZN(digits[...]) { found.add(.checkDigit) }
        return found
    }

    private func broken(
        _ text: ScannedText, _ scheme: ScannedCode.Scheme, _ kind: ScannedCode.Kind
    ) -> ScannedCode {
        var found = ScannedCode(text.code, scheme)
        found.add(kind)
        return found
    }
}
