import Model

/// The values of a tape, while the bytes behind it stand still. Values are indices of tokens.
struct JSONDocument {
    let bytes: UnsafeBufferPointer<UInt8>
    let texts: UnsafeBufferPointer<UInt8>
    let tokens: UnsafeBufferPointer<JSONToken>

    /// A value's token.
    typealias Value = Int

    /// The whole text.
    var root: Value { 0 }

    @inline(__always)
    func kind(_ value: Value) -> JSONToken.Kind { tokens[value].kind }

    /// The bytes of a string, key or number.
    @inline(__always)
    func text(_ value: Value) -> UnsafeBufferPointer<UInt8> {
        let token = tokens[value]
        guard let source = (token.isResolved ? texts : bytes).baseAddress else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(start: source + Int(token.start), count: Int(token.count))
    }

    /// A number's double; nil when it is not finite.
    @inline(__always)
    func double(_ value: Value) -> Double? {
        let made = Double(bitPattern: tokens[value].head)
        return made.isNaN ? JSONNumber.double(text(value)) : made
    }

    /// A whole number; nil when it has a fraction that is not zero or does not fit.
    @inline(__always)
    func wholeNumber(_ value: Value) -> Int64? {
        let token = tokens[value]
        let made = Double(bitPattern: token.head)
        // Made doubles are exact up to 2^53.
        guard token.isInteger, !made.isNaN else { return JSONNumber.integer(text(value)) }
        return Int64(made)
    }

    /// The value of an object's member; nil when it is absent or null, or when this is no object.
    ///
    /// - Complexity: O(k) in the members of the object; O(1) for most that are absent.
    @inline(__always)
    func member(_ object: Value, _ key: JSONKey) -> Value? {
        // Of a class that none of its keys is of: most members that are asked for are not there.
        guard tokens[object].kind == .object, tokens[object].head & key.mark != 0 else { return nil }
        return find(object, key)
    }

    private func find(_ object: Value, _ key: JSONKey) -> Value? {
        guard let tokens = tokens.baseAddress else { return nil }
        let last = Int(tokens[object].next)
        var at = object &+ 1
        while at < last {
            if tokens[at].head == key.head, tokens[at].count == key.count, key.count <= 8 || isKey(tokens[at], key.text)
            {
                return tokens[at &+ 1].kind == .null ? nil : at &+ 1
            }
            at = Int(tokens[at &+ 1].next)
        }
        return nil
    }

    /// Compares names of more than eight letters, whose heads are the same, by words from their ends.
    private func isKey(_ token: JSONToken, _ key: StaticString) -> Bool {
        guard let source = (token.isResolved ? texts : bytes).baseAddress else { return false }
        let text = UnsafeRawPointer(source + Int(token.start))
        let name = UnsafeRawPointer(key.utf8Start)
        var end = Int(token.count)
        while end > 8 {
            let at = end - 8
            guard
                text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    == name.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            else { return false }
            end = at
        }
        return true
    }

    /// The number of an object's members or an array's elements.
    func count(_ container: Value) -> Int { Int(tokens[container].count) }

    /// The first element of an array; meaningless when it is empty.
    func first(_ array: Value) -> Value { array + 1 }

    /// The text itself when it is an object, or its first element when that is one.
    var firstObject: Value? {
        if kind(root) == .object { return root }
        guard kind(root) == .array, count(root) > 0, kind(first(root)) == .object else { return nil }
        return first(root)
    }

    /// Whether an object has a member that is not null.
    func has(_ object: Value, _ key: JSONKey) -> Bool { member(object, key) != nil }

    /// The element after this one.
    func after(_ element: Value) -> Value { Int(tokens[element].next) }
}

/// Fields of an object by type: absent and null are nil, another type is `wrong_type` with the field's name.
extension JSONDocument {
    func string(_ object: Value, _ key: JSONKey) throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .string else { throw Refusal(.wrongType, key) }
        return text(value)
    }

    func number(_ object: Value, _ key: JSONKey) throws(Refusal) -> Double? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .number else { throw Refusal(.wrongType, key) }
        guard let number = double(value) else { throw Refusal(.notFinite, key) }
        return number
    }

    /// A number inside a range of its unit.
    func number(_ object: Value, _ key: JSONKey, in range: ClosedRange<Double>) throws(Refusal) -> Double? {
        guard let number = try number(object, key) else { return nil }
        guard range.contains(number) else { throw Refusal(.outOfRange, key) }
        return number
    }

    func integer(_ object: Value, _ key: JSONKey, in range: ClosedRange<Int64>) throws(Refusal) -> Int64? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .number else { throw Refusal(.wrongType, key) }
        guard let number = wholeNumber(value) else {
            let isWhole = double(value).map { $0 == $0.rounded() } ?? false
            throw Refusal(isWhole ? .outOfRange : .wrongType, key)
        }
        guard range.contains(number) else { throw Refusal(.outOfRange, key) }
        return number
    }

    func bool(_ object: Value, _ key: JSONKey) throws(Refusal) -> Bool? {
        guard let value = member(object, key) else { return nil }
        switch kind(value) {
        case .yes: return true
        case .no: return false
        default: throw Refusal(.wrongType, key)
        }
    }

    func object(_ object: Value, _ key: JSONKey) throws(Refusal) -> Value? {
        guard let value = member(object, key) else { return nil }
        guard kind(value) == .object else { throw Refusal(.wrongType, key) }
        return value
    }
}
