import Model

/// The keys that a dialect knows, with numbers below 32; zero is all that it does not know.
protocol KeyField: RawRepresentable, Comparable, Sendable where RawValue == UInt8 {
    static var other: Self { get }

    /// The field of a key.
    static func named(_ key: JSONCursor.Key) -> Self
}

extension KeyField {
    @inline(__always)
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Which key came after which: a device writes its keys in the same order every time, so most keys are known by
/// comparing sixteen bytes with those that stood there last time. What is not as it was is read letter by letter; what
/// is remembered makes no difference to what is read.
struct KeyMemory<Field: KeyField>: Sendable {
    /// A key with the quote and the colon behind it.
    struct Entry: Sendable {
        // At first no text fits.
        var head: UInt64 = 1
        var headMask: UInt64 = 0
        var tail: UInt64 = 0
        var tailMask: UInt64 = 0
        /// From the quote before the key to the value.
        var length = 0
        var field = Field.other
    }

    typealias Entries = UnsafeMutablePointer<Entry>

    /// How many fields a dialect may know, ``KeyField/other`` among them.
    static var fieldsMax: Int { 32 }
    /// By the number of the field before, for two kinds of objects.
    private var entries: [Entry] = []

    /// Gives the entries, those of the second kind behind those of the first; their memory is taken once.
    @inline(__always)
    mutating func withEntries<Value>(_ body: (Entries) -> Value) -> Value? {
        if entries.isEmpty { fill() }
        return entries.withUnsafeMutableBufferPointer { $0.baseAddress.map(body) }
    }

    @inline(never)
    private mutating func fill() { entries = Array(repeating: Entry(), count: 2 * KeyMemory.fieldsMax) }
}

extension JSONCursor {
    /// What a key that was read letter by letter is.
    private struct FoundKey<Field> {
        /// Where its value begins; nil when there is no plain key.
        let value: UnsafeRawPointer?
        let field: Field
        /// Its class among the keys that are not known.
        let mark: UInt64
    }

    /// Reads a key, which may be the one that came here last time, with its colon, and moves to the value.
    ///
    /// - Parameters:
    ///   - previous: the field before; it gets the new one.
    ///   - keys: those of the object so far.
    /// - Returns: false when there is no plain key, or it was there before.
    @inline(__always)
    mutating func key<Field: KeyField>(
        _ previous: inout Field, _ keys: inout JSONKeySet, _ memory: KeyMemory<Field>.Entries
    ) -> Bool {
        guard isAtQuote() else { return false }
        let entry = memory + Int(previous.rawValue & 31)
        if word(1) & entry.pointee.headMask == entry.pointee.head,
            word(9) & entry.pointee.tailMask == entry.pointee.tail
        {
            at += entry.pointee.length
            if byte <= Ascii.space { skipSpace() }
            previous = entry.pointee.field
            return keys.insert(previous.rawValue)
        }
        let found = JSONCursor.findKey(at, entry)
        guard let value = found.value else { return false }
        at = value
        previous = found.field
        return found.field == .other ? keys.insert(other: found.mark) : keys.insert(found.field.rawValue)
    }

    /// Reads the key that begins at a quote, and notes it when it is known.
    @inline(never)
    private static func findKey<Field: KeyField>(
        _ start: UnsafeRawPointer, _ entry: UnsafeMutablePointer<KeyMemory<Field>.Entry>
    ) -> FoundKey<Field> {
        var cursor = JSONCursor(start)
        guard let key = cursor.key() else { return FoundKey(value: nil, field: .other, mark: 0) }
        let field = Field.named(key)
        if field != .other { JSONCursor(start).remember(field, key.count, entry) }
        return FoundKey(value: cursor.at, field: field, mark: field == .other ? key.mark : 0)
    }

    @inline(__always)
    private func remember<Field>(
        _ field: Field, _ count: Int, _ entry: UnsafeMutablePointer<KeyMemory<Field>.Entry>
    ) {
        guard count <= 14, word(count + 2) & 0xFF == UInt64(Ascii.colon) else { return }
        // The key's letters, the quote and the colon.
        let bits = UInt64(8 * (count + 2))
        let headMask: UInt64 = bits >= 64 ? .max : (1 << bits) - 1
        let tailMask: UInt64 = bits > 64 ? .max >> (128 - bits) : 0
        entry.pointee = KeyMemory<Field>.Entry(
            head: word(1) & headMask, headMask: headMask, tail: word(9) & tailMask, tailMask: tailMask,
            length: count + 3, field: field)
    }
}
