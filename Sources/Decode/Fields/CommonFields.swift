import Model

/// Fields that several dialects have, with their ranges.
extension JSONDocument {
    func rssi(_ object: Value, _ key: JSONKey) throws(Refusal) -> Float {
        Float(try number(object, key, in: Limits.rssiDBmRange) ?? .nan)
    }

    func percent(_ object: Value, _ key: JSONKey) throws(Refusal) -> Float {
        Float(try number(object, key, in: 0...100) ?? .nan)
    }

    func celsius(_ object: Value, _ key: JSONKey) throws(Refusal) -> Float {
        Float(try number(object, key, in: Limits.temperatureCelsiusRange) ?? .nan)
    }

    func distance(_ object: Value, _ key: JSONKey) throws(Refusal) -> Float {
        Float(try number(object, key, in: Limits.distanceMetresRange) ?? .nan)
    }

    /// A date and time with a zone.
    func date(_ object: Value, _ key: JSONKey) throws(Refusal) -> Instant? {
        guard let text = try string(object, key) else { return nil }
        guard let instant = Instant.parse(text) else { throw Refusal(.badTime, key) }
        return instant
    }

    /// Refuses arrays that are too long; anything else than an array is one element.
    func refuseTooMany(_ value: Value) throws(Refusal) {
        guard kind(value) == .array, count(value) > Limits.batchElementsMax else { return }
        throw Refusal(.tooLarge, "more than 4096 elements")
    }
}
