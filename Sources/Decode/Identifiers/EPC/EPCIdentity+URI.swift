extension EPCIdentity {
    /// The pure identity URI, `urn:epc:id:…`; `urn:epc:class:…` for a batch, `urn:epc:idpat:…` for a pattern.
    ///
    /// Tag Data Standard 1.13 section 6.3 and 8.
    public var uri: String {
        let space = isPattern ? "idpat" : family.space
        return "urn:epc:" + space + ":" + family.rawValue + ":" + fields
    }

    /// The fields as URIs write them, with dots between.
    var fields: String {
        var text: [UInt8] = []
        EPCURI.append(company, to: &text)
        if family.reference != .absent {
            text.append(Ascii.dot)
            EPCURI.append(reference, to: &text)
        }
        if family == .itip {
            for number in [piece, total] {
                text.append(Ascii.dot)
                text.append(Ascii.zero &+ number / 10)
                text.append(Ascii.zero &+ number % 10)
            }
        }
        if family.serial != .absent {
            text.append(Ascii.dot)
            if serial.isEmpty { text.append(UInt8(ascii: "*")) } else { EPCURI.append(serial, to: &text) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads `urn:epc:id:…`, `urn:epc:class:…`, or `urn:epc:idpat:…` whose only wildcard is the serial.
    ///
    /// - Throws: `syntax` when it is no such URI; which field breaks its rule.
    public init(uri: String) throws(EPCProblem) {
        guard let body = EPCURI.body(uri), let space = body.first else { throw .syntax }
        let isPattern = space == "idpat"
        guard body.count == 3, let family = EPCFamily(rawValue: body[1]) else { throw .syntax }
        guard isPattern || space == family.space else { throw .syntax }
        self = try EPCIdentity(family, fields: body[2], isPattern: isPattern)
    }

    /// From the fields of a URI, `company.reference.serial`.
    init(_ family: EPCFamily, fields: String, isPattern: Bool) throws(EPCProblem) {
        let hasReference = family.reference != .absent
        let hasSerial = family.serial != .absent
        let count = 1 + (hasReference ? 1 : 0) + (family == .itip ? 2 : 0) + (hasSerial ? 1 : 0)
        // A serial or an asset's reference may hold dots; it is the last field.
        let parts = fields.split(separator: ".", maxSplits: count - 1, omittingEmptySubsequences: false)
        guard parts.count == count else { throw .syntax }
        var next = 1
        let company = try EPCURI.text(parts[0])
        var reference = ShortText()
        if hasReference {
            reference = try EPCURI.text(parts[next])
            next += 1
        }
        var numbers: [UInt8] = [0, 0]
        if family == .itip {
            for index in 0..<2 {
                let text = try EPCURI.text(parts[next])
                guard text.count == 2, let number = text.number else { throw .reference }
                numbers[index] = UInt8(number)
                next += 1
            }
        }
        var serial = ShortText()
        if hasSerial, !(isPattern && parts[next] == "*") {
            serial = try EPCURI.text(parts[next])
            if serial.isEmpty { throw .serial }
        }
        guard isPattern == (hasSerial && serial.isEmpty) else { throw .syntax }
        try self.init(
            family, company: company, reference: reference, serial: serial, piece: numbers[0], total: numbers[1])
    }
}

/// The text of `urn:epc:` URIs.
enum EPCURI {
    /// What stands behind `urn:epc:`, cut at the first two colons; nil when the text does not begin so. The `urn` and
    /// `epc` may come in any case (RFC 8141), the rest as it is defined.
    static func body(_ uri: String) -> [String]? {
        let parts = uri.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0].lowercased() == "urn", parts[1].lowercased() == "epc" else { return nil }
        return Array(parts[2...])
    }

    /// Appends a field, with `%` escapes where the grammar wants them.
    static func append(_ field: ShortText, to text: inout [UInt8]) {
        for position in 0..<field.count {
            let byte = field[position]
            switch byte {
            // " # % & / < > ?
            case 0x22, 0x23, 0x25, 0x26, 0x2F, 0x3C, 0x3E, 0x3F:
                text.append(UInt8(ascii: "%"))
                Hex.appendUpper(byte, to: &text)
            default: text.append(byte)
            }
        }
    }

    /// A field without its escapes.
    /// - Throws: `character` when an escape is broken or something is not printable ASCII; `syntax` when it is longer
    ///   than any field.
    static func text(_ field: Substring) throws(EPCProblem) -> ShortText {
        guard let bytes = PercentEncoding.decoded(field.utf8) else { throw .character }
        guard bytes.count <= ShortText.capacity else { throw .syntax }
        guard let text = ShortText(bytes) else { throw .character }
        return text
    }
}
