/// A topic's levels, from the left or from the right, without copies.
struct TopicLevels {
    private var rest: UnsafeBufferPointer<UInt8>
    private var isEmpty = false

    init(_ topic: UnsafeBufferPointer<UInt8>) {
        rest = topic
    }

    /// The next level from the left; nil when there is none left.
    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        guard !isEmpty else { return nil }
        guard let slash = rest.firstIndex(of: Ascii.slash) else {
            isEmpty = true
            return rest
        }
        let level = UnsafeBufferPointer(rebasing: rest[..<slash])
        rest = UnsafeBufferPointer(rebasing: rest[(slash + 1)...])
        return level
    }

    /// The next level from the right; nil when there is none left.
    mutating func last() -> UnsafeBufferPointer<UInt8>? {
        guard !isEmpty else { return nil }
        guard let slash = rest.lastIndex(of: Ascii.slash) else {
            isEmpty = true
            return rest
        }
        let level = UnsafeBufferPointer(rebasing: rest[(slash + 1)...])
        rest = UnsafeBufferPointer(rebasing: rest[..<slash])
        return level
    }

    /// Whether no level is left.
    var isAtEnd: Bool { isEmpty }
}

/// Whether bytes are a word.
@inline(__always)
func isText(_ text: UnsafeBufferPointer<UInt8>?, _ word: StaticString) -> Bool {
    guard let text, text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where text[index] != word.utf8Start[index] { return false }
    return true
}
