import Model

/// GS1 element strings and GTINs, with the symbology identifier before them or without.
struct ElementStringCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        if let symbology = text.symbology { return read(text, symbology) }
        if text.bytes.first == UInt8(ascii: "("), text.bytes.dropFirst().first.map(Ascii.isDigit) == true {
            guard let elements = ElementString.bracketed(text.bytes) else { return broken(text, .syntax) }
            return scanned(text, elements)
        }
        if text.bytes.contains(ElementString.separator) {
            return ElementString.separated(text.bytes).map { scanned(text, $0) }
        }
        if let gtin = gtin(text.bytes, text) { return gtin }
        // Without any mark, only what begins with a key whose check digit fits is believed.
        guard let elements = ElementString.separated(text.bytes), ["00", "01"].contains(elements[0].identifier),
            elements.allSatisfy({ GS1Validation.problems(of: $0).allSatisfy(\.kind.isRemark) })
        else { return nil }
        return scanned(text, elements)
    }

    /// By the identifier that scanners send before the data (ISO/IEC 15424).
    private func read(_ text: ScannedText, _ symbology: String) -> ScannedCode? {
        switch symbology {
        case "C1", "e0", "d2", "Q3", "J1":
            // GS1-128, DataBar and composites, Data Matrix, QR, DotCode.
            guard let elements = ElementString.separated(text.bytes) else { return broken(text, .syntax) }
            return scanned(text, elements)
        case "E0", "E4":
            // EAN and UPC; a composite part may follow.
            let halves = text.bytes.split(separator: UInt8(ascii: "|"), maxSplits: 1)
            let digits = halves.first.map(Array.init) ?? []
            guard digits.count == (symbology == "E0" ? 13 : 8), digits.allSatisfy(Ascii.isDigit) else {
                return broken(text, .length, "01")
            }
            var elements = [Self.element(gtin: digits)]
            if halves.count > 1 {
                guard halves[1].starts(with: Array("]e0".utf8)),
                    let rest = ElementString.separated(halves[1].dropFirst(3))
                else { return broken(text, .syntax) }
                elements += rest
            }
            return scanned(text, elements)
        default: return nil
        }
    }

    /// 8, 12, 13 or 14 digits.
    private func gtin(_ bytes: [UInt8], _ text: ScannedText) -> ScannedCode? {
        guard [8, 12, 13, 14].contains(bytes.count), bytes.allSatisfy(Ascii.isDigit) else { return nil }
        // Eight and twelve digits can be a tag's hex or an address as well.
        let isRight = CheckDigit.of(bytes.dropLast()) == bytes.last
        guard isRight || bytes.count >= 13 else { return nil }
        return scanned(text, [Self.element(gtin: bytes)])
    }

    private static func element(gtin digits: [UInt8]) -> GS1Element {
        let zeros = String(repeating: "0", count: 14 - digits.count)
        return GS1Element("01", zeros + String(decoding: digits, as: UTF8.self))
    }

    private func scanned(_ text: ScannedText, _ elements: [GS1Element]) -> ScannedCode {
        var found = ScannedCode(text.code, .gs1)
        for problem in elements.flatMap(GS1Validation.problems(of:)) + GS1Validation.problems(among: elements) {
            found.add(problem.kind, problem.place)
        }
        found.fill(elements, year: text.year)
        if found.isValid { found.digitalLink = DigitalLink.text(of: elements) }
        found.add(.elementString, elements.map { "(\($0.identifier))\($0.value)" }.joined())
        return found
    }

    private func broken(_ text: ScannedText, _ kind: ScannedCode.Kind, _ place: String = "") -> ScannedCode {
        var found = ScannedCode(text.code, .gs1)
        found.add(kind, place)
        return found
    }
}
