import Model

/// Device times that are no text: seconds, milliseconds or microseconds since 1970.
extension JSONDocument {
    /// Epoch milliseconds up to the year 9999.
    private static let epochMillisecondsRange = 0.0...253_402_300_799_999.0

    func epochSeconds(_ object: Value, _ key: StaticString) throws(Refusal) -> Instant? {
        try epoch(object, key, millisecondsPerUnit: 1000)
    }

    func epochMilliseconds(_ object: Value, _ key: StaticString) throws(Refusal) -> Instant? {
        try epoch(object, key, millisecondsPerUnit: 1)
    }

    func epochMicroseconds(_ object: Value, _ key: StaticString) throws(Refusal) -> Instant? {
        try epoch(object, key, millisecondsPerUnit: 0.001)
    }

    /// A date as text, or a number of epoch milliseconds.
    func dateOrEpochMilliseconds(_ object: Value, _ key: StaticString) throws(Refusal) -> Instant? {
        guard let value = member(object, key) else { return nil }
        return kind(value) == .number ? try epochMilliseconds(object, key) : try date(object, key)
    }

    /// What is finer than a millisecond is cut off, as in texts. A double near 1.7e9 s is good to a quarter of a
    /// microsecond: so that .378 s does not become 377 ms, a whole one is added before.
    private func epoch(
        _ object: Value, _ key: StaticString, millisecondsPerUnit: Double
    ) throws(Refusal) -> Instant? {
        guard let number = try number(object, key) else { return nil }
        let milliseconds = number * millisecondsPerUnit
        guard JSONDocument.epochMillisecondsRange.contains(milliseconds) else { throw Refusal(.badTime, key) }
        return Instant(milliseconds: Int64((milliseconds + 0.001).rounded(.down)))
    }
}
