import Model

/// A web address with a GS1 key in its path.
struct DigitalLinkCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard text.begins("http"), let link = DigitalLink(text.text) else { return nil }
        var found = ScannedCode(text.code, .gs1)
        found.fill(link.elements, year: text.year)
        for problem in link.problems { found.add(problem.kind, problem.place) }
        found.digitalLink = link.canonical
        return found
    }
}

extension ScannedCode {
    /// What GS1 elements say of product, lot, dates, serial and quantity.
    mutating func fill(_ elements: [GS1Element], year: Int) {
        self.elements.reserveCapacity(self.elements.count + elements.count)
        for element in elements {
            var value = element.value
            value.withUTF8 { data in
                fill(ElementTable.code(element.identifier.utf8), data, element.value, year: year)
            }
            self.elements.append(Element(element.identifier, element.value))
        }
        fillFrenchNumbers()
    }

    /// What one element says. Its data is given as bytes and as text.
    mutating func fill(
        _ code: ElementTable.Code, _ data: UnsafeBufferPointer<UInt8>, _ value: String, year: Int
    ) {
        switch code {
        case 01: gtin = value
        case 02 where gtin == nil: gtin = value
        case 10: lot = value
        case 11: add(.production, GS1Date.text(data, year: year))
        case 15: add(.bestBefore, GS1Date.text(data, year: year))
        case 17: expiry = GS1Date.text(data, year: year)
        // 7003
        case 1100 + 7003 where expiry == nil: expiry = GS1Date.text(data, year: year)
        // 21, 235, 254, 8011
        case 21, 100 + 235, 100 + 254, 1100 + 8011: serial = value
        case 30, 37: quantity = Int(value)
        // 710, the German number
        case 100 + 710: add(.pzn, value)
        // 8006, 8026: a GTIN before the pieces
        case 1100 + 8006, 1100 + 8026: gtin = gtin ?? String(value.prefix(14))
        default: break
        }
    }

    /// The French numbers that a GTIN is made of.
    mutating func fillFrenchNumbers() {
        guard let gtin, gtin.utf8.count == 14, gtin.hasPrefix("03400") else { return }
        let digits = gtin.utf8
        switch digits[digits.index(digits.startIndex, offsetBy: 5)] {
        case UInt8(ascii: "9"):
            add(.cip13, String(gtin.dropFirst()))
            add(.cip7, String(gtin.dropFirst(6).prefix(7)))
        case UInt8(ascii: "8"): add(.ucd13, String(gtin.dropFirst()))
        default: break
        }
    }
}
