import Model

/// HIBC of suppliers (LIC): `+`, the labeler, its product code, the unit of measure; and secondary data behind a slash,
/// in a code of their own, or in further lines that a scanner sends at once (ANSI/HIBC 2.6). `+/` is HIBC of hospitals,
/// `++` a Basic UDI-DI.
struct HIBCCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        var bytes = text.bytes[...]
        // Code 39 shows its start and stop signs.
        let star = UInt8(ascii: "*")
        if bytes.count > 2, bytes.first == star, bytes.last == star { bytes = bytes.dropFirst().dropLast() }
        guard bytes.first == Ascii.plus, bytes.count >= 2 else { return nil }
        var line = Array(bytes)
        // The check character may be a space, which was taken for white space around the code.
        if text.hadSpace, !HIBCCharacters.isChecked(line), HIBCLines(line).last.map(HIBCCharacters.isChecked) != true {
            let spaced = line + [Ascii.space]
            if HIBCLines(spaced).last.map(HIBCCharacters.isChecked) == true { line = spaced }
        }
        if line[1] == Ascii.plus { return basic(text, line) }
        if line[1] == Ascii.slash, line.count > 2 { return HIBCHospital.read(text, line) }
        return supplier(text, line)
    }

    private func supplier(_ text: ScannedText, _ code: [UInt8]) -> ScannedCode {
        var found = ScannedCode(text.code, .hibc)
        guard code.allSatisfy({ HIBCCharacters.value($0) != nil }) else {
            found.add(.characters)
            return found
        }
        code.withUnsafeBufferPointer { bytes in
            var data = HIBCData(bytes, year: text.year)
            read(code, into: &found, &data)
            fill(&found, data)
        }
        return found
    }

    private func read(_ code: [UInt8], into found: inout ScannedCode, _ data: inout HIBCData) {
        var check: UInt8?
        for (index, line) in HIBCLines(code).enumerated() {
            if !HIBCCharacters.isChecked(line) { found.add(.checkDigit) }
            let body = line.dropFirst().dropLast()
            let isPrimary =
                index == 0 && body.first.map { HIBCCharacters.isAlphanumeric($0) && !Ascii.isDigit($0) } == true
            if isPrimary {
                let segments = body.split(separator: Ascii.slash, omittingEmptySubsequences: false)
                fill(&found, primary: segments[0])
                for segment in segments.dropFirst() where !data.read(segment.indices) {
                    found.add(.unknownIdentifier, String(decoding: segment.prefix(3), as: UTF8.self))
                }
                check = line.last
            } else {
                // A link character, the check character of the primary code, stands before the check character.
                if let check, body.last != check { found.add(.value, "link") }
                if body.isEmpty || !data.read(body.dropLast().indices) { found.add(.syntax) }
            }
        }
    }

    private func fill(_ found: inout ScannedCode, primary: ArraySlice<UInt8>) {
        // Labeler, 1 to 18 characters, the unit of measure.
        guard (6...23).contains(primary.count), primary.allSatisfy(HIBCCharacters.isAlphanumeric),
            let unit = primary.last
        else { return found.add(primary.count > 23 || primary.count < 6 ? .length : .characters, "product") }
        if !Ascii.isDigit(unit) { found.add(.value, "product") }
        let labeler = String(decoding: primary.prefix(4), as: UTF8.self)
        found.product = String(decoding: primary.dropFirst(4).dropLast(), as: UTF8.self)
        found.add(.labeler, labeler)
        found.add(.unitOfMeasure, String(decoding: [unit], as: UTF8.self))
        found.add(.deviceIdentifier, String(decoding: primary, as: UTF8.self))
    }

    private func fill(_ found: inout ScannedCode, _ data: HIBCData) {
        found.lot = data.text(data.lot)
        found.serial = data.text(data.serial)
        found.expiry = data.expiry?.text
        found.quantity = data.quantity
        found.add(.production, data.production?.text)
        found.add(.expiryHour, data.expiryHour.map(String.init))
        for problem in data.problems { found.add(problem.kind, problem.place) }
    }

    /// `++`, labeler, model, two check characters over all before them, as a GS1 model number has them.
    private func basic(_ text: ScannedText, _ code: [UInt8]) -> ScannedCode {
        var found = ScannedCode(text.code, .hibc)
        guard (9...25).contains(code.count), code.dropFirst(2).allSatisfy(HIBCCharacters.isAlphanumeric) else {
            found.add(code.count > 25 || code.count < 9 ? .length : .characters)
            return found
        }
        if !code.withUnsafeBufferPointer(CheckCharacters.isRight) { found.add(.checkDigit) }
        found.add(.labeler, String(decoding: code[2..<6], as: UTF8.self))
        found.product = String(decoding: code[6..<(code.count - 2)], as: UTF8.self)
        found.add(.basicUDI, String(decoding: code, as: UTF8.self))
        return found
    }
}
