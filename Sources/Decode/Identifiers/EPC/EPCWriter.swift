/// Fields → bits (Tag Data Standard 1.13, sections 14.3 and 14.6).
enum EPCWriter {
    /// - Throws: the field that the scheme cannot hold.
    static func bits(_ identity: EPCIdentity, _ scheme: EPCScheme, _ filter: UInt8) throws(EPCProblem) -> EPCBits {
        let layout = scheme.layout
        var bits = EPCBits()
        bits.append(UInt64(scheme.rawValue), bits: 8)
        guard UInt64(filter) < 1 << UInt64(layout.filterBits) else { throw .filter }
        bits.append(UInt64(filter), bits: layout.filterBits)
        var companyBits = 0
        switch layout.family.owner {
        case .companyPrefix:
            let partition = 12 - identity.company.count
            companyBits = EPCPartition.companyBits(partition)
            bits.append(UInt64(partition), bits: 3)
            bits.append(try number(identity.company, .company), bits: companyBits)
        case .manager: bits.append(try number(identity.company, .company), bits: 28)
        case .cage: append(cage: identity.company, bitsEach: layout.family == .adi ? 6 : 8, to: &bits)
        }
        try append(reference: identity, layout, companyBits, to: &bits)
        if layout.family == .itip {
            bits.append(UInt64(identity.piece), bits: 7)
            bits.append(UInt64(identity.total), bits: 7)
        }
        try append(serial: identity.serial, layout.serial, to: &bits)
        return bits.padded(to: layout.bits)
    }

    private static func number(_ text: ShortText, _ problem: EPCProblem) throws(EPCProblem) -> UInt64 {
        guard let number = text.number else { throw problem }
        return number
    }

    private static func append(
        reference identity: EPCIdentity, _ layout: EPCScheme.Layout, _ companyBits: Int, to bits: inout EPCBits
    ) throws(EPCProblem) {
        let text = identity.reference
        switch layout.reference {
        case .none: break
        case .number(let total, let digits, let pads):
            let field = total - companyBits
            let value = pads ? (text.isEmpty ? 0 : text.number) : text.plainNumber
            guard let value, value < 1 << UInt64(field) else { throw .reference }
            let left = digits - (companyBits == 0 ? 0 : identity.company.count)
            guard left >= 19 || value < EPCPartition.power(left) else { throw .reference }
            bits.append(value, bits: field)
        case .text7(let total, let characters):
            let count = characters - identity.company.count
            append(text7: text, characters: count, to: &bits)
            bits.append(0, bits: total - companyBits - 7 * count)
        case .terminated6: append(terminated6: text, to: &bits)
        }
    }

    private static func append(
        serial text: ShortText, _ coding: EPCScheme.SerialCoding, to bits: inout EPCBits
    ) throws(EPCProblem) {
        switch coding {
        case .none: break
        case .integer(let field):
            guard let value = text.plainNumber, value < 1 << UInt64(field) else { throw .serial }
            bits.append(value, bits: field)
        case .numeral(let field):
            guard let value = text.number, text.count < 19 else { throw .serial }
            let marked = value + EPCPartition.power(text.count)
            guard marked < 1 << UInt64(field) else { throw .serial }
            bits.append(marked, bits: field)
        case .text7(let characters):
            guard text.count <= characters else { throw .serial }
            append(text7: text, characters: characters, to: &bits)
        case .terminated6: append(terminated6: text, to: &bits)
        }
    }

    private static func append(text7 text: ShortText, characters: Int, to bits: inout EPCBits) {
        for position in 0..<characters { bits.append(position < text.count ? UInt64(text[position]) : 0, bits: 7) }
    }

    private static func append(terminated6 text: ShortText, to bits: inout EPCBits) {
        for position in 0..<text.count { bits.append(SixBits.code(text[position]), bits: 6) }
        bits.append(0, bits: 6)
    }

    private static func append(cage text: ShortText, bitsEach: Int, to bits: inout EPCBits) {
        for position in (text.count - 6)..<text.count {
            let byte = position < 0 ? Ascii.space : text[position]
            bits.append(bitsEach == 6 ? SixBits.code(byte) : UInt64(byte), bits: bitsEach)
        }
    }
}
