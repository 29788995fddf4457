import Model

/// Fields that one make writes in several ways: numbers in strings or with their unit, clocks that were never set.
extension JSONDocument {
    /// What a device's clock counts since 1970.
    enum Epoch {
        case seconds, milliseconds
    }

    /// A number, or a decimal number in a string.
    func decimal(_ object: Value, _ key: JSONKey) throws(Refusal) -> Double? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .string else { return try number(object, key) }
        guard let number = JSONNumber.stated(text(value)) else { throw Refusal(.wrongType, key) }
        return number
    }

    /// A decimal inside a range of its unit.
    func decimal(_ object: Value, _ key: JSONKey, in range: ClosedRange<Double>) throws(Refusal) -> Double? {
        guard let number = try decimal(object, key) else { return nil }
        guard range.contains(number) else { throw Refusal(.outOfRange, key) }
        return number
    }

    /// A number, or one at the beginning of a string that goes on with its unit (`3000mV`); nil when there is neither.
    func measure(_ object: Value, _ key: JSONKey) -> Double? {
        guard let value = member(object, key) else { return nil }
        switch kind(value) {
        case .number: return JSONNumber.double(text(value))
        case .string:
            let text = text(value)
            let isPart: (UInt8) -> Bool = { Ascii.isDigit($0) || $0 == Ascii.dot || $0 == Ascii.minus }
            let end = text.firstIndex { !isPart($0) } ?? text.count
            return JSONNumber.stated(UnsafeBufferPointer(rebasing: text[..<end]))
        default: return nil
        }
    }

    /// A strength in dBm, which must be there.
    func neededRSSI(_ object: Value, _ key: JSONKey = "rssi") throws(Refusal) -> Float {
        guard let rssi = try decimal(object, key, in: Limits.rssiDBmRange) else { throw Refusal(.missingField, key) }
        return Float(rssi)
    }

    /// Relative humidity in percent.
    func humidity(_ object: Value, _ key: JSONKey) throws(Refusal) -> Float {
        guard let value = try decimal(object, key) else { return .nan }
        let percent = Humidity.percent(value)
        guard !percent.isNaN else { throw Refusal(.outOfRange, key) }
        return percent
    }

    /// A time in epoch seconds or milliseconds, with or without a fraction.
    ///
    /// A clock before 9 September 2001 (10⁹ s) was never set since the device started, and tells nothing: nil.
    func epoch(_ object: Value, _ key: JSONKey, _ unit: Epoch) throws(Refusal) -> Instant? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .number else { throw Refusal(.wrongType, key) }
        guard let number = JSONNumber.double(text(value)) else { throw Refusal(.badTime, key) }
        let milliseconds = unit == .seconds ? (number * 1000).rounded() : number
        guard (0...253_402_300_799_999).contains(milliseconds) else { throw Refusal(.badTime, key) }
        return milliseconds < 1e12 ? nil : Instant(milliseconds: Int64(milliseconds))
    }

    /// Bytes in hex; nil when the member is absent or empty.
    func hex(_ object: Value, _ key: JSONKey) throws(Refusal) -> HexFrame? {
        guard let text = try string(object, key), !text.isEmpty else { return nil }
        guard let frame = HexFrame(text) else { throw Refusal(.wrongType, key) }
        return frame
    }

    /// Three axes in thousandths of the earth's acceleration, out of numbers in a unit of `scale` of them; nil when one
    /// is missing.
    func acceleration(
        _ object: Value, _ x: JSONKey, _ y: JSONKey, _ z: JSONKey, scale: Double
    ) -> SIMD3<Int16>? {
        guard let x = measure(object, x), let y = measure(object, y), let z = measure(object, z) else { return nil }
        func milliG(_ value: Double) -> Int16 {
            Int16(min(max((value * scale).rounded(), Double(Int16.min)), Double(Int16.max)))
        }
        return SIMD3(milliG(x), milliG(y), milliG(z))
    }
}

/// Walks the elements of an array, or the one value that stands where an array may.
extension JSONDocument {
    func forEach(_ value: Value, _ body: (Value) -> Void) {
        guard kind(value) == .array else {
            body(value)
            return
        }
        var element = first(value)
        for _ in 0..<count(value) {
            body(element)
            element = after(element)
        }
    }
}
