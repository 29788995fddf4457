import Model

/// EPCs of 96 bits in hex, as readers send them.
enum EPCReading {
    /// Nil when it is not such an EPC.
    static func read(_ hex: UnsafeBufferPointer<UInt8>) -> CodeReading? {
        guard hex.count == 24 else { return nil }
        var first: UInt64 = 0
        var last: UInt64 = 0
        var wrong: UInt8 = 0
        for position in 0..<16 {
            let value = Hex.value(hex[position])
            wrong |= value
            first = first << 4 | UInt64(value & 15)
        }
        for position in 16..<24 {
            let value = Hex.value(hex[position])
            wrong |= value
            last = last << 4 | UInt64(value & 15)
        }
        guard wrong < 16, let numbers = EPCNumbers(first, last << 32) else { return nil }
        var reading = CodeReading(.epc)
        switch numbers.scheme {
        case .sgtin96: reading.gtinNumber = gtin(numbers)
        // The digits of its serial may begin with zeros.
        case .sgcn96: return nil
        default: break
        }
        if numbers.scheme.layout.serial != .none { reading.serialNumber = numbers.serial }
        return reading
    }

    /// Indicator, company, item, check digit.
    private static func gtin(_ numbers: EPCNumbers) -> UInt64 {
        let power = EPCPartition.power(Int(numbers.referenceDigits) - 1)
        let indicator = numbers.reference / power
        let item = numbers.reference % power
        let body = (indicator * 1_000_000_000_000 + numbers.company * power + item) * 10
        return body + CheckDigit.of(number: body)
    }
}
