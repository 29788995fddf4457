/// Bits → fields (Tag Data Standard 1.13, sections 14.4 and 14.6).
enum EPCFieldReader {
    static func read(
        _ bits: EPCBits, _ scheme: EPCScheme
    ) throws(EPCProblem) -> (identity: EPCIdentity, filter: UInt8) {
        let layout = scheme.layout
        guard bits.count >= layout.bits else { throw .tooShort }
        var reader = EPCBitReader(bits)
        _ = try reader.take(8)
        let filter = UInt8(truncatingIfNeeded: try reader.take(layout.filterBits))
        var company = ShortText()
        var companyBits = 0
        switch layout.family.owner {
        case .companyPrefix:
            let partition = Int(try reader.take(3))
            guard partition < 7 else { throw .partition }
            companyBits = EPCPartition.companyBits(partition)
            let digits = EPCPartition.companyDigits(partition)
            let number = try reader.take(companyBits)
            guard number < EPCPartition.power(digits) else { throw .company }
            company = ShortText(number: number, digits: digits)
        case .manager: company = ShortText(number: try reader.take(28))
        case .cage: company = try cage(&reader, bitsEach: layout.family == .adi ? 6 : 8)
        }
        let reference = try reference(layout, company, companyBits, &reader)
        var pieces: [UInt64] = [0, 0]
        if layout.family == .itip { pieces = [try reader.take(7), try reader.take(7)] }
        guard pieces[0] < 100, pieces[1] < 100 else { throw .reference }
        let serial = try serial(layout, &reader)
        if serial.isEmpty, layout.family.serial != .absent { throw .serial }
        try reader.expectZeros()
        let identity = try EPCIdentity(
            layout.family, company: company, reference: reference, serial: serial, piece: UInt8(pieces[0]),
            total: UInt8(pieces[1]))
        return (identity, filter)
    }

    private static func reference(
        _ layout: EPCScheme.Layout, _ company: ShortText, _ companyBits: Int, _ reader: inout EPCBitReader
    ) throws(EPCProblem) -> ShortText {
        switch layout.reference {
        case .none: return ShortText()
        case .number(let bits, let digits, let pads):
            let left = digits - (companyBits == 0 ? 0 : company.count)
            let number = try reader.take(bits - companyBits)
            guard left >= 19 || number < EPCPartition.power(left) else { throw .reference }
            return left == 0 ? ShortText() : ShortText(number: number, digits: pads ? left : 1)
        case .text7(let bits, let characters):
            let field = bits - companyBits
            let count = characters - company.count
            let text = try text7(characters: count, &reader)
            let rest = field - 7 * count
            guard try reader.take(rest) == 0 else { throw .padding }
            return text
        case .terminated6: return try terminated6(&reader)
        }
    }

    private static func serial(
        _ layout: EPCScheme.Layout, _ reader: inout EPCBitReader
    ) throws(EPCProblem) -> ShortText {
        switch layout.serial {
        case .none: return ShortText()
        case .integer(let bits): return ShortText(number: try reader.take(bits))
        case .numeral(let bits):
            let text = ShortText(number: try reader.take(bits))
            guard text.count > 1, text[0] == Ascii.zero + 1 else { throw .serial }
            var digits = ShortText()
            for position in 1..<text.count { digits.append(text[position]) }
            return digits
        case .text7(let characters): return try text7(characters: characters, &reader)
        case .terminated6: return try terminated6(&reader)
        }
    }

    /// Seven bits a character up to the first zero; zeros from there on.
    private static func text7(characters: Int, _ reader: inout EPCBitReader) throws(EPCProblem) -> ShortText {
        var text = ShortText()
        var isOver = false
        for _ in 0..<characters {
            let byte = UInt8(truncatingIfNeeded: try reader.take(7))
            if byte == 0 {
                isOver = true
            } else {
                guard !isOver else { throw .padding }
                guard GS1Characters.isSet82(byte) else { throw .character }
                text.append(byte)
            }
        }
        return text
    }

    /// Six bits a character up to six zeros.
    private static func terminated6(_ reader: inout EPCBitReader) throws(EPCProblem) -> ShortText {
        var text = ShortText()
        while true {
            let code = UInt8(truncatingIfNeeded: try reader.take(6))
            if code == 0 { return text }
            let byte = SixBits.byte(code)
            guard GS1Characters.isSet39(byte), text.count < ShortText.capacity else { throw .character }
            text.append(byte)
        }
    }

    /// Six characters, with a space before a code of five.
    private static func cage(_ reader: inout EPCBitReader, bitsEach: Int) throws(EPCProblem) -> ShortText {
        var text = ShortText()
        for position in 0..<6 {
            let code = UInt8(truncatingIfNeeded: try reader.take(bitsEach))
            let byte = bitsEach == 6 ? SixBits.byte(code) : code
            if position == 0, byte == Ascii.space { continue }
            guard byte > 0x20, byte < 0x7F else { throw .company }
            text.append(byte)
        }
        return text
    }
}

/// ASCII from space to underscore in six bits: the lowest six of the character.
enum SixBits {
    static func byte(_ code: UInt8) -> UInt8 { code < 0x20 ? code | 0x40 : code }
    static func code(_ byte: UInt8) -> UInt64 { UInt64(byte & 0x3F) }
}
