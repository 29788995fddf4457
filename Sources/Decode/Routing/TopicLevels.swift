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
        var slash = 0
        while slash < rest.count, rest[slash] != Ascii.slash { slash += 1 }
        guard slash < rest.count else {
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
        var slash = rest.count - 1
        while slash >= 0, rest[slash] != Ascii.slash { slash -= 1 }
        guard slash >= 0 else {
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
