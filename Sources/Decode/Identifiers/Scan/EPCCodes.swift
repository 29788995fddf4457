import Model

/// `urn:epc:…`: pure identities, classes, patterns, tag and raw URIs.
struct EPCURICode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard text.begins("urn:"), let body = EPCURI.body(text.text) else { return nil }
        do throws(EPCProblem) {
            switch body[0] {
            case "tag":
                var found = ScannedCode(text.code, .epc)
                found.fill(try EPCTag(uri: text.text), year: text.year)
                return found
            case "raw":
                let (bits, identifier) = try EPCRawURI.read(text.text)
                return MemoryCode.read(bits, familyIdentifier: identifier, text)
            default:
                var found = ScannedCode(text.code, .epc)
                found.fill(try EPCIdentity(uri: text.text), year: text.year)
                return found
            }
        } catch {
            var found = ScannedCode(text.code, .epc)
            found.tell(error)
            return found
        }
    }
}

/// Hex that is an EPC of a known scheme.
struct EPCHexCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        guard text.bytes.count >= 16, EPCScheme.mayBegin(text.bytes), let bits = text.bits, let tag = try? EPCTag(bits)
        else { return nil }
        var found = ScannedCode(text.code, .epc)
        found.fill(tag, year: text.year)
        return found
    }
}

/// Hex that is another content of a tag: a chip's identity, a code of Tag Data Standard 2, memory with its control
/// word, text, or something of the user's own. Opaque, and usable as it is.
struct MemoryCode: CodeScheme {
    func read(_ text: ScannedText) -> ScannedCode? {
        // Shorter EPCs exist, but nothing in their text says so below eight digits.
        guard let bits = text.bits, bits.count >= 32, bits.count % 8 == 0 else { return nil }
        return Self.read(bits, familyIdentifier: nil, text)
    }

    static func read(_ bits: EPCBits, familyIdentifier: UInt8?, _ text: ScannedText) -> ScannedCode? {
        if let familyIdentifier { return family(familyIdentifier, bits, text) }
        if let tag = try? EPCTag(bits) {
            var found = ScannedCode(text.code, .epc)
            found.fill(tag, year: text.year)
            return found
        }
        if let bank = EPCBank(bits), let found = read(bank, text) { return found }
        if let found = plus(bits, text) { return found }
        var found = ScannedCode(text.code, .opaque)
        if let chip = ChipIdentity.tid(bits) {
            found.scheme = .tid
            found.add(.chipDesigner, chip.designer)
            found.add(.chipModel, chip.model)
        } else if let content = printable(bits) {
            found.add(.text, content)
        } else {
            do throws(EPCProblem) {
                _ = try EPCTag(bits)
            } catch {
                // A known header before wrong fields is a broken EPC; an unknown one is somebody's own code.
                if error != .header, bits.count >= 64 {
                    found.scheme = .epc
                    found.tell(error)
                    found.add(.epcScheme, EPCScheme(rawValue: bits.header)?.name)
                }
            }
        }
        found.fill(bits)
        return found
    }

    /// Memory with its control word: an EPC, or a code of an ISO family.
    private static func read(_ bank: EPCBank, _ text: ScannedText) -> ScannedCode? {
        var found: ScannedCode
        if let identifier = bank.familyIdentifier {
            // Other content can look like a control word by chance: one of the registered families, or nothing.
            guard (0xA1...0xA8).contains(identifier) || identifier == 0xC2 else { return nil }
            found = family(identifier, bank.bits, text)
        } else if let tag = try? EPCTag(bank.bits) {
            found = ScannedCode(text.code, .epc)
            found.fill(tag, year: text.year)
        } else {
            return nil
        }
        found.add(.protocolControl, String(bank.protocolControl, radix: 16, uppercase: true))
        return found
    }

    private static func family(_ identifier: UInt8, _ bits: EPCBits, _ text: ScannedText) -> ScannedCode {
        var found = ScannedCode(text.code, .iso17367)
        found.add(.familyIdentifier, String(identifier, radix: 16, uppercase: true))
        found.fill(bits)
        return found
    }

    /// The `+` schemes; only their name where the data cannot be read.
    private static func plus(_ bits: EPCBits, _ text: ScannedText) -> ScannedCode? {
        guard bits.count >= 80, let name = EPCPlus.name(header: bits.header) else { return nil }
        guard let plus = try? EPCPlus(bits) else { return nil }
        var found = ScannedCode(text.code, .epc)
        found.add(.epcScheme, name)
        found.add(.filter, "\(plus.filter)")
        found.fill(plus.elements, year: text.year)
        found.digitalLink = DigitalLink.text(of: plus.elements)
        for element in plus.elements { found.problems += GS1Validation.problems(of: element) }
        found.fill(bits)
        return found
    }

    /// Printable ASCII with spaces or zeros behind it; nil when there is something else.
    private static func printable(_ bits: EPCBits) -> String? {
        var bytes = stride(from: 0, to: bits.count, by: 8).map { UInt8(bits.value(at: $0, bits: 8)) }
        while let last = bytes.last, last == 0 || last == Ascii.space { bytes.removeLast() }
        guard bytes.count >= 4, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ScannedCode {
    mutating func fill(_ tag: EPCTag, year: Int) {
        tagURI = tag.uri
        let hex = tag.bits.wordHex
        self.tag = hex.utf8.count >= 24 ? TagID(hex) : nil
        tagKind = self.tag == nil ? nil : .epc
        // The id of a text with more zeros behind its EPC is that text.
        if let (id, kind) = TagIdentifier.canonical(code), kind == .epc { (self.tag, tagKind) = (id, kind) }
        add(.epcScheme, tag.scheme.name)
        if tag.scheme.layout.filterBits > 0 { add(.filter, "\(tag.filter)") }
        fill(tag.identity, year: year)
        fill(tag.bits)
    }

    mutating func fill(_ identity: EPCIdentity, year: Int) {
        pureIdentity = identity.uri
        add(identity.family.owner == .cage ? .cage : .companyPrefix, identity.company.string)
        add(.reference, identity.reference.string)
        fill(identity.elements, year: year)
        if identity.family != .lgtin, !identity.serial.isEmpty { serial = identity.serial.string }
        digitalLink = identity.digitalLink
    }

    mutating func fill(_ bits: EPCBits) {
        add(.hex, bits.hex)
        add(.bits, "\(bits.count)")
    }

    /// A problem of an EPC as one of a code.
    mutating func tell(_ problem: EPCProblem) {
        switch problem {
        case .header: add(.unknownHeader)
        case .tooShort: add(.tooShort)
        case .partition: add(.partition)
        case .padding: add(.padding)
        case .syntax, .scheme: add(.syntax)
        case .character: add(.characters)
        case .checkDigit: add(.checkDigit)
        case .company, .reference, .serial, .filter: add(.value, problem.rawValue)
        }
    }
}
