import Model

/// Element strings without a copy.
enum ElementReading {
    enum Form { case separated, bracketed }

    /// Nil when anything is wrong with it.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ form: Form, _ year: Int) -> CodeReading? {
        let table = ElementTable.shared
        return withUnsafeTemporaryAllocation(
            of: ElementReader.Part.self, capacity: ElementReader.partsMax(bytes.count)
        ) { parts in
            let count =
                form == .bracketed
                ? ElementReader.bracketed(bytes, table, into: parts)
                : ElementReader.separated(bytes, table, into: parts)
            guard count > 0 else { return nil }
            return reading(UnsafeMutableBufferPointer(rebasing: parts[..<count]), bytes, table, year)
        }
    }

    private static func reading(
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ table: ElementTable, _ year: Int
    ) -> CodeReading? {
        var isSound = true
        var reading = CodeReading(.gs1)
        for part in parts {
            guard part.entry >= 0, !part.isEscaped else { return nil }
            let data = UnsafeBufferPointer(rebasing: bytes[part.range])
            table.check(table.entries[Int(part.entry)], data) { if !$0.isRemark { isSound = false } }
            guard isSound else { return nil }
            reading.take(part.code, data, Int(part.start), year)
        }
        table.check(among: parts, bytes) { kind, _ in if !kind.isRemark { isSound = false } }
        return isSound ? reading : nil
    }
}

extension CodeReading {
    /// What one element says, as ``ScannedCode/fill(_:_:_:year:)`` does with texts.
    @inline(__always)
    mutating func take(_ code: ElementTable.Code, _ data: UnsafeBufferPointer<UInt8>, _ start: Int, _ year: Int) {
        var place: ByteRange { ByteRange(offset: start, count: data.count) }
        switch code {
        case 01: gtinNumber = Self.number(data, 14)
        case 02 where gtinNumber == nil: gtinNumber = Self.number(data, 14)
        case 10: lot = place
        case 17: expiry = CodeDate(data, around: year)?.calendarDay
        // 7003
        case 1100 + 7003 where expiry == nil: expiry = CodeDate(data, around: year)?.calendarDay
        // 21, 235, 254, 8011
        case 21, 100 + 235, 100 + 254, 1100 + 8011: serial = place
        case 30, 37: quantity = Int(Self.number(data, data.count))
        // 8006, 8026: a GTIN before the pieces
        case 1100 + 8006, 1100 + 8026: gtinNumber = gtinNumber ?? Self.number(data, 14)
        default: break
        }
    }

    /// The value of the first digits.
    @inline(__always)
    static func number(_ digits: UnsafeBufferPointer<UInt8>, _ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for position in 0..<min(count, digits.count) { value = value &* 10 &+ UInt64(digits[position] &- Ascii.zero) }
        return value
    }
}
