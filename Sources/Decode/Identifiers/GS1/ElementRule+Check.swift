import Model

extension ElementRule {
    /// What a component breaks; nil when it holds, or when nobody can tell without the world's lists.
    ///
    /// The bytes have the length and the characters that the component announces.
    func problem(_ text: UnsafeBufferPointer<UInt8>) -> ScannedCode.Kind? {
        switch self {
        case .check: return CheckDigit.isRight(text) ? nil : .checkDigit
        // The form of a company prefix: four digits.
        case .prefix1: return Self.areDigits(text, 0..<4) ? nil : .value
        case .prefix2: return Self.areDigits(text, 1..<5) ? nil : .value
        case .date0, .date, .longdate0, .longdate: return dateProblem(text)
        case .letters: return CheckCharacters.isRight(text) ? nil : .checkDigit
        default: return isRight(text) ? nil : .value
        }
    }

    private static func areDigits(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        text.count >= range.upperBound && text[range].allSatisfy(Ascii.isDigit)
    }

    private func isRight(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        func number(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + Int(text[$1] &- Ascii.zero) }
        }
        switch self {
        case .hour: return number(0..<2) < 24
        case .minute, .second: return number(0..<2) < 60
        case .clock: return number(0..<2) < 24 && number(2..<4) < 60
        case .flag: return text[0] <= Ascii.zero + 1
        case .hyphen: return text.allSatisfy { $0 == Ascii.minus }
        case .nonzero: return text.contains { $0 != Ascii.zero }
        case .zero: return text.allSatisfy { $0 == Ascii.zero }
        case .winding: return [0, 1, 9].contains(number(0..<1))
        case .sex: return [0, 1, 2, 9].contains(number(0..<1))
        case .media:
            let medium = number(0..<2)
            return (1...10).contains(medium) || medium >= 80
        case .pieces:
            let half = text.count / 2
            return number(0..<half) > 0 && number(0..<half) <= number(half..<text.count)
        case .plain: return text.first != Ascii.zero
        case .padding:
            let signs = text.count { $0 == Ascii.equals }
            return signs == 0
                || (signs <= 2 && text.count % 3 == 0 && text.suffix(signs).allSatisfy { $0 == Ascii.equals })
        case .nondigit: return text.contains { !Ascii.isDigit($0) }
        case .escapes: return PercentEncoding.decoded(text) != nil
        case .country: return WorldCodes.countries.contains(String(decoding: text, as: UTF8.self))
        case .country999:
            let code = String(decoding: text, as: UTF8.self)
            return code == "999" || WorldCodes.countries.contains(code)
        case .countryletters: return WorldCodes.countryLetters.contains(String(decoding: text, as: UTF8.self))
        case .currency: return WorldCodes.currencies.contains(String(decoding: text, as: UTF8.self))
        case .package: return WorldCodes.packages.contains(String(decoding: text, as: UTF8.self))
        case .latitude: return number(0..<text.count) <= 1_800_000_000
        case .longitude: return number(0..<text.count) <= 3_600_000_000
        case .sequence: return isSequence(text)
        case .importer:
            return text.count == 1 && text.allSatisfy { GS1Characters.isSet64($0) && $0 != Ascii.equals }
        case .iban: return CheckCharacters.isBankAccount(text)
        default: return true
        }
    }

    /// `1/3`: a position and a count, one digit each.
    private func isSequence(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let parts = text.split(separator: Ascii.slash, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let numbers = parts.compactMap { part in ShortText(part)?.plainNumber }
        return numbers.count == 2 && numbers[0] > 0 && numbers[0] <= numbers[1]
    }

    /// Dates of six or eight digits.
    private func dateProblem(_ text: UnsafeBufferPointer<UInt8>) -> ScannedCode.Kind? {
        guard text.count >= 6 else { return .date }
        let start = text.count - 4
        var year = 0
        for byte in text[..<start] { year = year * 10 + Int(byte &- Ascii.zero) }
        let month = GS1Date.two(text, start)
        let day = GS1Date.two(text, start + 2)
        guard (1...12).contains(month) else { return .date }
        if day == 0 { return self == .date0 || self == .longdate0 ? .dayZero : .date }
        // Two digits of a year: 00 is 2000, a leap year.
        return day <= GS1Date.days(month: month, year: year) ? nil : .date
    }
}

/// Check characters that are no digit of modulo 10.
enum CheckCharacters {
    /// The two at the end of a global model number: a sum with prime weights from the right, modulo 1021, in base 32.
    static func isRight(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 2, text.allSatisfy(GS1Characters.isSet82) else { return false }
        var sum = 0
        for (byte, weight) in zip(text.dropLast(2).reversed(), primes) {
            sum += (value82(byte) ?? 0) * weight
        }
        sum %= 1021
        let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
        return text.count <= primes.count + 2 && text[text.count - 2] == letters[sum >> 5]
            && text[text.count - 1] == letters[sum & 31]
    }

    /// As many primes as a text may have characters before its check characters.
    private static let primes: [Int] = {
        var primes: [Int] = []
        var number = 2
        while primes.count < 97 {
            if primes.allSatisfy({ number % $0 != 0 }) { primes.append(number) }
            number += 1
        }
        return primes
    }()

    /// A character's place in set 82, in the order of ASCII.
    private static func value82(_ byte: UInt8) -> Int? {
        GS1Characters.isSet82(byte) ? (0x21..<byte).count(where: GS1Characters.isSet82) : nil
    }

    /// ISO 13616: the remainder 1 of 97.
    static func isBankAccount(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > 10, WorldCodes.countryLetters.contains(String(decoding: text[..<2], as: UTF8.self)),
            text[2..<4].allSatisfy(Ascii.isDigit)
        else { return false }
        var rest = 0
        for byte in Array(text[4...]) + text[..<4] {
            switch byte {
            case Ascii.zero...Ascii.nine: rest = (rest * 10 + Int(byte &- Ascii.zero)) % 97
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                rest = (rest * 100 + Int(byte &- UInt8(ascii: "A")) + 10) % 97
            default: return false
            }
        }
        return rest == 1
    }
}
