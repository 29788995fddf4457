import Model

/// Bare numbers: GTINs and those of French pharmacies.
enum NumberReading {
    /// - Parameters:
    ///   - isEAN13: the scanner said that it is one.
    ///   - isMarked: the scanner said what it is.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, isEAN13: Bool, isMarked: Bool) -> CodeReading? {
        guard isEAN13 ? bytes.count == 13 : !isMarked else { return nil }
        for byte in bytes where !Ascii.isDigit(byte) { return nil }
        switch bytes.count {
        case 7: return seven(bytes)
        case 8, 12, 13, 14:
            guard CheckDigit.isRight(bytes) else { return nil }
            var reading = CodeReading(.gs1)
            let number = CodeReading.number(bytes, bytes.count)
            reading.gtinNumber = number
            if bytes.count == 13, let scheme = scheme(number) {
                reading.scheme = scheme
                reading.product = ByteRange(offset: 0, count: 13)
            }
            return reading
        default: return nil
        }
    }

    /// By the first five digits of thirteen.
    private static func scheme(_ number: UInt64) -> ScannedCode.Scheme? {
        switch number / 100_000_000 {
        case 34_009: .cip13
        case 34_008: .ucd13
        case 34_010...34_019: .acl13
        default: nil
        }
    }

    /// The older numbers: see ``PharmacyCode``.
    private static func seven(_ bytes: UnsafeBufferPointer<UInt8>) -> CodeReading? {
        var reading = CodeReading(.lpp)
        reading.product = ByteRange(offset: 0, count: 7)
        switch bytes[0] &- Ascii.zero {
        case 1: break
        case 2...5:
            reading.scheme = .cip7
            let body = 3_400_900_000_000 + CodeReading.number(bytes, 7) * 10
            reading.gtinNumber = body + CheckDigit.of(number: body)
        case 9: reading.scheme = .ucd7
        default:
            guard PharmacyCode.isKey(bytes) else { return nil }
            reading.scheme = .acl7
        }
        return reading
    }
}
