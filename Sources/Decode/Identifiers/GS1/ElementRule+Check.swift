import Model

extension ElementRule {
    /// What a component breaks; nil when it holds, or when nobody can tell without the world's lists.
    ///
    /// The bytes have the length and the characters that the component announces.
    func problem(_ text: [UInt8]) -> ScannedCode.Kind? {
        switch self {
        case .check: return text.count > 1 && CheckDigit.of(text.dropLast()) == text.last ? nil : .checkDigit
        case .date0, .date, .longdate0, .longdate: return dateProblem(text)
        case .letters: return CheckCharacters.isRight(text) ? nil : .checkDigit
        default: return isRight(text) ? nil : .value
        }
    }

    private func isRight(_ text: [UInt8]) -> Bool {
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
        case .prefix1: return text.count >= 4 && text[..<4].allSatisfy(Ascii.isDigit)
        case .prefix2: return text.count >= 5 && text[1..<5].allSatisfy(Ascii.isDigit)
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
    private func isSequence(_ text: [UInt8]) -> Bool {
        let parts = text.split(separator: Ascii.slash, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let numbers = parts.compactMap { part in ShortText(part)?.plainNumber }
        return numbers.count == 2 && numbers[0] > 0 && numbers[0] <= numbers[1]
    }

    /// Dates of six or eight digits.
    private func dateProblem(_ text: [UInt8]) -> ScannedCode.Kind? {
        let digits = text.map { Int($0 &- Ascii.zero) }
        let start = digits.count - 4
        let year = digits[..<start].reduce(0) { $0 * 10 + $1 }
        let month = digits[start] * 10 + digits[start + 1]
        let day = digits[start + 2] * 10 + digits[start + 3]
        let allowsZero = self == .date0 || self == .longdate0
        guard (1...12).contains(month) else { return .date }
        if day == 0 { return allowsZero ? .dayZero : .date }
        // Two digits of a year: 00 is 2000, a leap year.
        return day <= GS1Date.days(month: month, year: year) ? nil : .date
    }
}

/// Dates of GS1 elements.
enum GS1Date {
    static func days(month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// `2027-03-31` of `270331`; day 00 is the month's last.
    ///
    /// The century is the one that puts the year between 49 years before and 50 after `year` (General Specifications,
    /// section 7.12). Nil when it is no date.
    static func text(_ value: String, year: Int) -> String? {
        let digits = value.utf8.prefix(6).map { Int($0 &- Ascii.zero) }
        guard digits.count == 6, digits.allSatisfy((0...9).contains) else { return nil }
        let short = digits[0] * 10 + digits[1]
        var full = year / 100 * 100 + short
        if full - year >= 51 { full -= 100 } else if full - year <= -50 { full += 100 }
        let month = digits[2] * 10 + digits[3]
        guard (1...12).contains(month) else { return nil }
        let last = days(month: month, year: full)
        let day = digits[4] * 10 + digits[5]
        guard day <= last else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(full)-\(two(month))-\(two(day == 0 ? last : day))"
    }
}

/// Check characters that are no digit of modulo 10.
enum CheckCharacters {
    /// The two at the end of a global model number: a sum with prime weights from the right, modulo 1021, in base 32.
    static func isRight(_ text: [UInt8]) -> Bool {
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
    static func isBankAccount(_ text: [UInt8]) -> Bool {
        guard text.count > 10, WorldCodes.countryLetters.contains(String(decoding: text[..<2], as: UTF8.self)),
            text[2..<4].allSatisfy(Ascii.isDigit)
        else { return false }
        var rest = 0
        for byte in text[4...] + text[..<4] {
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
