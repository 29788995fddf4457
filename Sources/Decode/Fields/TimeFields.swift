import Model

/// Device times that come in two forms, or in microseconds.
extension JSONDocument {
    /// Epoch microseconds; what is finer than a millisecond is cut off. As with other epochs, a clock before
    /// 9 September 2001 was never set, and tells nothing: nil.
    func epochMicroseconds(_ object: Value, _ key: JSONKey) throws(Refusal) -> Instant? {
        guard let number = try number(object, key) else { return nil }
        let milliseconds = (number / 1000).rounded(.down)
        guard (0...253_402_300_799_999).contains(milliseconds) else { throw Refusal(.badTime, key) }
        return milliseconds < 1e12 ? nil : Instant(milliseconds: Int64(milliseconds))
    }

    /// A date as text, or a number of epoch milliseconds.
    func dateOrEpochMilliseconds(_ object: Value, _ key: JSONKey) throws(Refusal) -> Instant? {
        guard let value = member(object, key) else { return nil }
        return kind(value) == .number ? try epoch(object, key, .milliseconds) : try date(object, key)
    }
}
