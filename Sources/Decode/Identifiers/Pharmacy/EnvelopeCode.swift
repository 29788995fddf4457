import Model

/// Data identifiers in their envelope (ISO/IEC 15434, format 06), as IFA's securPharm codes have them: `[)>`, RS, `06`,
/// fields with GS before each, RS, EOT.
struct EnvelopeCode: CodeScheme {
    private static let head: [UInt8] = Array("[)>\u{1E}06\u{1D}".utf8)
    private static let tail: [UInt8] = [0x1E, 0x04]
    /// Bytes of a lot or serial at most.
    private static let textBytesMax = 20

    func read(_ text: ScannedText) -> ScannedCode? {
        guard text.bytes.starts(with: "[)>".utf8) else { return nil }
        var found = ScannedCode(text.code, .ppn)
        let bytes = Array(text.bytes)
        guard bytes.starts(with: Self.head), bytes.suffix(2).elementsEqual(Self.tail),
            bytes.count > Self.head.count + Self.tail.count
        else {
            found.add(.syntax)
            return found
        }
        for field in bytes[Self.head.count..<(bytes.count - 2)].split(
            separator: ElementString.separator, omittingEmptySubsequences: false)
        {
            guard let name = Self.names.first(where: { field.starts(with: $0.utf8) }) else {
                found.add(
                    .unknownIdentifier,
                    field.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                        ? String(decoding: field.prefix(3), as: UTF8.self) : "")
                continue
            }
            let data = field.dropFirst(name.utf8.count)
            found.elements.append(.init(name, String(decoding: data, as: UTF8.self)))
            read(name, data, into: &found, year: text.year)
        }
        if found.gtin != nil, found.product != nil { found.add(.excluded, "8P") }
        if found.gtin == nil, found.product == nil { found.add(.missing, "9N") }
        found.fillFrenchNumbers()
        return found
    }

    /// The identifiers that IFA uses; the longer before those that they begin with.
    private static let names = ["16D", "27Q", "9N", "1T", "8P", "D", "S", "Q"]

    private func read(_ name: String, _ data: ArraySlice<UInt8>, into found: inout ScannedCode, year: Int) {
        let value = String(decoding: data, as: UTF8.self)
        switch name {
        case "9N":
            guard data.count >= 4 else { return found.add(.length, name) }
            guard PPN.isRight(data) else { return found.add(.checkDigit, name) }
            found.product = value
            found.add(.deviceIdentifier, value)
            if value.hasPrefix("11"), value.utf8.count == 12 { found.add(.pzn, String(value.dropFirst(2).prefix(8))) }
        case "8P":
            guard data.count <= 14, data.allSatisfy(Ascii.isDigit) else { return found.add(.length, name) }
            let zeros = String(repeating: "0", count: 14 - data.count)
            found.gtin = zeros + value
            if !CheckDigit.isRight(value) { found.add(.checkDigit, name) }
        case "1T", "S":
            guard (1...Self.textBytesMax).contains(data.count) else { return found.add(.length, name) }
            guard data.allSatisfy(GS1Characters.isSet82) else { return found.add(.characters, name) }
            if name == "S" { found.serial = value } else { found.lot = value }
        case "D":
            found.expiry = data.count == 6 ? GS1Date.text(value, year: year) : nil
            if found.expiry == nil { found.add(.date, name) }
            if value.hasSuffix("00"), found.expiry != nil { found.add(.dayZero, name) }
        case "16D":
            let digits = data.allSatisfy(Ascii.isDigit) && data.count == 8
            let made =
                digits
                ? GS1Date.text(
                    year: HIBCData.number(data.prefix(4)), month: HIBCData.number(data.dropFirst(4).prefix(2)),
                    day: HIBCData.number(data.suffix(2))) : nil
            if made == nil { found.add(.date, name) }
            found.add(.production, made)
        default:
            guard data.count <= 8, data.allSatisfy(Ascii.isDigit), !data.isEmpty else {
                return found.add(.value, name)
            }
            found.quantity = HIBCData.number(data)
        }
    }
}

/// The check digits of IFA's numbers.
enum PPN {
    /// The last two digits of a Pharmacy Product Number: the bytes before them with weights from 2, modulo 97 (IFA,
    /// specification of the PPN code).
    static func isRight(_ number: ArraySlice<UInt8>) -> Bool {
        guard number.count >= 4, number.allSatisfy(HIBCCharacters.isAlphanumeric),
            number.suffix(2).allSatisfy(Ascii.isDigit)
        else { return false }
        var sum = 0
        for (index, byte) in number.dropLast(2).enumerated() { sum += Int(byte) * (index + 2) }
        return sum % 97 == HIBCData.number(number.suffix(2))
    }

    /// The last digit of a PZN of seven or eight digits: those before with weights that end at its length less one,
    /// modulo 11; ten is given to none.
    static func isPZN(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 7 || digits.count == 8, digits.allSatisfy(Ascii.isDigit) else { return false }
        let first = digits.count == 8 ? 1 : 2
        var sum = 0
        for (index, byte) in digits.dropLast().enumerated() { sum += Int(byte &- Ascii.zero) * (index + first) }
        return sum % 11 == HIBCData.number(digits.suffix(1))
    }
}
