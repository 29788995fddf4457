import Model

/// HIBC of hospitals (Provider Applications Standard): `+/`, a flag that says what the label is on, and one or more
/// fields, each with a flag that says what it tells; `+/1` and `+/2` are the halves of a long one.
///
/// Flags have one character, or three when they begin with Z.
enum HIBCHospital {
    static func read(_ text: ScannedText, _ code: [UInt8]) -> ScannedCode {
        var found = ScannedCode(text.code, .hibcPAS)
        guard code.allSatisfy({ HIBCCharacters.value($0) != nil }) else {
            found.add(.characters)
            return found
        }
        if !HIBCCharacters.isChecked(code) { found.add(.checkDigit) }
        var body = code.dropFirst(2).dropLast()
        if let half = body.first, half == Ascii.zero + 1 || half == Ascii.zero + 2 {
            body.removeFirst()
            if half == Ascii.zero + 2 {
                // The second half: the rest of the data, and the check character of the first.
                found.add(.missing, "1")
                found.add(.text, String(decoding: body.dropLast(), as: UTF8.self))
                return found
            }
            found.add(.missing, "2")
        }
        guard let location = flag(&body) else {
            found.add(.syntax)
            return found
        }
        found.add(.pasWhere, location)
        for segment in body.split(separator: Ascii.slash, omittingEmptySubsequences: false) {
            var data = segment
            guard let what = flag(&data), !data.isEmpty, data.count <= 15 else {
                found.add(.syntax)
                return found
            }
            let value = String(decoding: data, as: UTF8.self)
            found.add(.pasWhat, what)
            found.elements.append(.init(what, value))
            switch what {
            // Products that are given, implanted or supplied, and blood; the maker's serial.
            case "F", "G", "H", "K": found.product = value
            case "Q": found.serial = value
            default: break
            }
        }
        return found
    }

    private static func flag(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let first = rest.first, HIBCCharacters.isAlphanumeric(first), !Ascii.isDigit(first) else { return nil }
        let count = first == UInt8(ascii: "Z") ? 3 : 1
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }
}
