import Model

/// Fields that the dialects of readers, positions and vehicles share.
extension JSONDocument {
    /// Whether this is an array without elements: most dialects keep alive with one.
    func isEmptyArray(_ value: Value) -> Bool { kind(value) == .array && count(value) == 0 }

    func array(_ object: Value, _ key: JSONKey) throws(Refusal) -> Value? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .array else { throw Refusal(.wrongType, key) }
        return value
    }

    /// A text that is there and not empty.
    func filledString(_ object: Value, _ key: JSONKey) throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        guard let text = try string(object, key), !text.isEmpty else { return nil }
        return text
    }

    /// Whether a member is this text.
    func isText(_ object: Value, _ key: JSONKey, _ word: StaticString) -> Bool {
        guard let value = member(object, key), kind(value) == .string else { return false }
        return Decode.isText(text(value), word)
    }

    /// A number whose negative values mean "not known"; above the range it is refused.
    func numberUnlessNegative(_ object: Value, _ key: JSONKey, max: Double) throws(Refusal) -> Double {
        guard let number = try number(object, key), number >= 0 else { return .nan }
        guard number <= max else { throw Refusal(.outOfRange, key) }
        return number
    }

    /// Three (or two) numbers of an array as a position in metres, each times a factor; false when it holds none.
    func readMetres(
        _ array: Value, _ key: JSONKey, times factor: Double = 1, into observation: inout Observation
    ) throws(Refusal) {
        guard kind(array) == .array, (2...3).contains(count(array)) else { throw Refusal(.wrongType, key) }
        var element = first(array)
        observation.xMetres = try coordinate(element, key) * factor
        element = after(element)
        observation.yMetres = try coordinate(element, key) * factor
        if count(array) == 3 { observation.zMetres = try coordinate(after(element), key) * factor }
    }

    /// An element as a coordinate.
    func coordinate(_ value: Value, _ key: JSONKey) throws(Refusal) -> Double {
        guard kind(value) == .number else { throw Refusal(.wrongType, key) }
        guard let number = JSONNumber.double(text(value)) else { throw Refusal(.notFinite, key) }
        guard Limits.positionMetresRange.contains(number) else { throw Refusal(.outOfRange, key) }
        return number
    }
}

extension DecodedBatch {
    /// The tag of a read of EPC memory. A short EPC in a registry looks like another kind of id and is kept there in
    /// lower case: that is its second id.
    mutating func setEPC(_ range: ByteRange, of observation: inout Observation) {
        observation.tag = range
        observation.tagKind = .epc
        guard range.count < 24 else { return }
        let start = bytes.count
        for index in range.range { bytes.append(Hex.lower(bytes[index])) }
        observation.alternateTag = ByteRange(offset: start, count: bytes.count - start)
    }

    /// The canonical form of an id as the tag of a ready-made position.
    mutating func setTag(
        _ text: UnsafeBufferPointer<UInt8>, of observation: inout Observation
    ) throws(Refusal) {
        (observation.tag, observation.tagKind) = try CanonicalTag.append(text, to: &bytes)
        if observation.tagKind == .other { observation.tagKind = .position }
    }

    /// A level's name as its provider gives it.
    mutating func setLevel(
        _ text: UnsafeBufferPointer<UInt8>, of observation: inout Observation
    ) throws(Refusal) {
        guard !text.isEmpty else { return }
        guard text.count <= Limits.tagBytesMax, IdentifierText.isClean(text) else {
            throw Refusal(.badIdentifier, "level")
        }
        observation.level = intern(text)
    }

    /// Two texts with a slash between them.
    mutating func appendPair(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, _ field: StaticString
    ) throws(Refusal) -> ByteRange {
        guard !first.isEmpty, !second.isEmpty, first.count + second.count < Limits.tagBytesMax,
            IdentifierText.isClean(first), IdentifierText.isClean(second)
        else { throw Refusal(.badIdentifier, field) }
        let start = bytes.count
        bytes.append(contentsOf: first)
        bytes.append(Ascii.slash)
        bytes.append(contentsOf: second)
        return ByteRange(offset: start, count: bytes.count - start)
    }
}

extension MessageScope {
    /// Sets the reader to a provider's fixed name.
    mutating func setReader(named word: StaticString, in decoded: inout DecodedBatch) throws(Refusal) {
        try setReader(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount), in: &decoded)
    }

    /// Sets the reader to a text that already lies in the arena; the prefix is put before a copy of it.
    mutating func setReader(_ range: ByteRange, in decoded: inout DecodedBatch) throws(Refusal) {
        guard !readerPrefix.isEmpty else {
            reader = range
            return
        }
        guard Int(range.count) + readerPrefix.count <= Limits.readerBytesMax else {
            throw Refusal(.badIdentifier, "reader")
        }
        let start = decoded.bytes.count
        decoded.bytes.append(contentsOf: readerPrefix)
        for index in range.range { decoded.bytes.append(decoded.bytes[index]) }
        reader = ByteRange(offset: start, count: decoded.bytes.count - start)
    }
}
