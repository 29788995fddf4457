import Model

/// A web address with a GS1 key in its path.
struct DigitalLinkCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard let link = DigitalLink(text.text) else { return nil }
        var found = ScannedCode(text.code, .gs1)
        found.fill(link.elements, year: text.year)
        for problem in link.problems { found.add(problem.kind, problem.place) }
        found.digitalLink = link.canonical
        found.add(.elementString, link.elements.map { "(\($0.identifier))\($0.value)" }.joined())
        return found
    }
}

extension ScannedCode {
    /// What GS1 elements say of product, lot, dates, serial and quantity.
    mutating func fill(_ elements: [GS1Element], year: Int) {
        self.elements += elements.map { ($0.identifier, $0.value) }
        for element in elements {
            switch element.identifier {
            case "01": gtin = element.value
            case "02" where gtin == nil: gtin = element.value
            case "8006", "8026": gtin = gtin ?? String(element.value.prefix(14))
            case "10": lot = element.value
            case "17": expiry = GS1Date.text(element.value, year: year)
            case "7003" where expiry == nil: expiry = GS1Date.text(element.value, year: year)
            case "21", "235", "254", "8011": serial = element.value
            case "30", "37": quantity = Int(element.value)
            case "15": add(.bestBefore, GS1Date.text(element.value, year: year))
            case "11": add(.production, GS1Date.text(element.value, year: year))
            default: break
            }
        }
    }
}
