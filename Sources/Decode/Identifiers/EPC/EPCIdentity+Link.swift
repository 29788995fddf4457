extension EPCIdentity {
    /// The GS1 Digital Link at GS1's resolver; nil for families that GS1 has no keys for.
    public var digitalLink: String? { DigitalLink.text(of: elements) }

    /// From GS1 elements, a key and its serial.
    ///
    /// - Parameter companyDigits: how many digits the company prefix has, 6 to 12: keys do not say it, and an EPC needs
    ///   it.
    /// - Throws: `syntax` when there is no key that an EPC has, `checkDigit` when its check digit does not fit, the
    ///   field that breaks a rule.
    public init(elements: [GS1Element], companyDigits: Int) throws(EPCProblem) {
        guard (6...12).contains(companyDigits) else { throw .company }
        func value(_ name: String) -> String? { elements.first { $0.identifier == name }?.value }
        for (name, family, digits) in Self.keys {
            guard let key = value(name) else { continue }
            let bytes = Array(key.utf8)
            guard bytes.count >= max(digits, companyDigits), bytes.prefix(digits).allSatisfy(Ascii.isDigit) else {
                throw .syntax
            }
            if digits > 0, CheckDigit.of(bytes[..<(digits - 1)]) != bytes[digits - 1] { throw .checkDigit }
            let rest = digits > 0 ? String(decoding: bytes[digits...], as: UTF8.self) : ""
            let body = digits > 0 ? Array(bytes[..<(digits - 1)]) : bytes
            switch family {
            case .sgtin:
                let (family, serial) = Self.item(value)
                try self.init(family, indicated: body, companyDigits, serial: serial)
            case .itip:
                guard let pieces = ShortText(bytes[14...])?.number, rest.utf8.count == 4 else { throw .syntax }
                try self.init(
                    .itip, indicated: body, companyDigits, serial: value("21") ?? "", piece: UInt8(pieces / 100),
                    total: UInt8(pieces % 100))
            case .sscc: try self.init(.sscc, indicated: body, companyDigits, serial: "")
            case .sgln: try self.init(.sgln, plain: body, companyDigits, serial: value("254") ?? "0")
            case .grai: try self.init(.grai, plain: Array(body.dropFirst()), companyDigits, serial: rest)
            case .cpi: try self.init(.cpi, plain: body, companyDigits, serial: value("8011") ?? "")
            default: try self.init(family, plain: body, companyDigits, serial: rest)
            }
            return
        }
        throw .syntax
    }

    /// Keys, what they become, and how many digits they have up to the check digit (0: no check digit). The finest
    /// first: a GTIN may stand beside another key.
    private static let keys: [(name: String, family: EPCFamily, digits: Int)] = [
        ("8006", .itip, 14), ("01", .sgtin, 14), ("00", .sscc, 18), ("414", .sgln, 13), ("417", .pgln, 13),
        ("8003", .grai, 14), ("8004", .giai, 0), ("8018", .gsrn, 18), ("8017", .gsrnp, 18), ("253", .gdti, 13),
        ("8010", .cpi, 0), ("255", .sgcn, 13), ("401", .ginc, 0), ("402", .gsin, 17),
    ]

    /// What a GTIN is with what stands beside it.
    private static func item(_ value: (String) -> String?) -> (EPCFamily, String) {
        if let serial = value("21") { return (.sgtin, serial) }
        if let serial = value("235") { return (.upui, serial) }
        if let lot = value("10") { return (.lgtin, lot) }
        return (.sgtin, "")
    }

    /// The first digit (indicator, extension) goes to the front of the reference.
    private init(
        _ family: EPCFamily, indicated body: [UInt8], _ companyDigits: Int, serial: String, piece: UInt8 = 0,
        total: UInt8 = 0
    ) throws(EPCProblem) {
        let company = body[1...].prefix(companyDigits)
        let reference = [body[0]] + body[(1 + companyDigits)...]
        guard let serial = ShortText(serial.utf8), let company = ShortText(company),
            let reference = ShortText(reference)
        else { throw .serial }
        try self.init(
            family, company: company, reference: reference, serial: serial, piece: piece, total: total)
    }

    private init(
        _ family: EPCFamily, plain body: [UInt8], _ companyDigits: Int, serial: String
    ) throws(EPCProblem) {
        guard let company = ShortText(body.prefix(companyDigits)),
            let reference = ShortText(body.dropFirst(companyDigits)), let serial = ShortText(serial.utf8)
        else { throw .reference }
        try self.init(family, company: company, reference: reference, serial: serial)
    }
}
