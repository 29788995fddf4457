import Model

/// Reads valid codes of the commonest forms where they lie, in one pass and without an allocation: GS1 element strings
/// in all their forms, GTINs, the numbers of French pharmacies, Digital Links, HIBC of suppliers, EPCs of 96 bits.
///
/// It says nothing that ``CodeRecogniser`` would not say; what it does not settle (anything with a problem, and the
/// rarer forms) is the recogniser's.
public enum CodeReader {
    /// Reads a code.
    ///
    /// - Parameters:
    ///   - bytes: as the scanner sent them; the places in the answer count from their first.
    ///   - year: of the scan; dates with two digits for the year lie around it.
    /// - Returns: nil when the code is not valid, or is in another form.
    /// - Complexity: O(n) in the bytes.
    public static func read(_ bytes: UnsafeBufferPointer<UInt8>, year: Int) -> CodeReading? {
        let (symbology, range, _) = ScannedText.bounds(bytes)
        guard range.count <= CodeRecogniser.codeBytesMax, let first = range.first.map({ bytes[$0] }) else { return nil }
        let inner = UnsafeBufferPointer(rebasing: bytes[range])
        guard var reading = read(inner, first, symbology, year) else { return nil }
        if range.lowerBound > 0 { reading.move(by: range.lowerBound) }
        return reading
    }

    @inline(__always)
    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ first: UInt8, _ symbology: ScannedText.Symbology?, _ year: Int
    ) -> CodeReading? {
        let isLink = first | 0x20 == UInt8(ascii: "h")
        if let symbology, ElementStringCode.isElements(symbology), !isLink {
            return ElementReading.read(bytes, .separated, year)
        }
        switch first {
        case Ascii.plus: return HIBCReading.read(bytes, year)
        case UInt8(ascii: "h"), UInt8(ascii: "H"): return LinkReading.read(bytes, year)
        case UInt8(ascii: "("):
            return symbology == nil ? ElementReading.read(bytes, .bracketed, year) : nil
        case ElementString.separator:
            return symbology == nil ? ElementReading.read(bytes, .separated, year) : nil
        case Ascii.zero...Ascii.nine: return digits(bytes, symbology, year)
        default: return nil
        }
    }

    /// What begins with a digit.
    private static func digits(
        _ bytes: UnsafeBufferPointer<UInt8>, _ symbology: ScannedText.Symbology?, _ year: Int
    ) -> CodeReading? {
        if symbology == nil, bytes.count > 14, bytes.contains(ElementString.separator) {
            return ElementReading.read(bytes, .separated, year)
        }
        // EPCs begin with 2C to 41, keys in element strings with 00 or 01.
        if bytes.count >= 16, EPCScheme.mayBegin(bytes) { return EPCReading.read(bytes) }
        if bytes.count <= 14 {
            return NumberReading.read(bytes, isEAN13: symbology == .init("E0"), isMarked: symbology != nil)
        }
        guard symbology == nil, bytes[0] == Ascii.zero, bytes[1] &- Ascii.zero <= 1 else { return nil }
        return ElementReading.read(bytes, .separated, year)
    }
}

extension CodeReading {
    /// Counts all places from an earlier byte.
    fileprivate mutating func move(by count: Int) {
        let count = UInt32(truncatingIfNeeded: count)
        product.offset += count
        deviceIdentifier.offset += count
        lot.offset += count
        serial.offset += count
    }
}
