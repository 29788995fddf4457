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
        let slash = TopicLevels.lastSlash(rest)
        guard slash >= 0 else {
            isEmpty = true
            return rest
        }
        let level = UnsafeBufferPointer(rebasing: rest[(slash + 1)...])
        rest = UnsafeBufferPointer(rebasing: rest[..<slash])
        return level
    }

    /// Where the last slash is; -1 where there is none. Eight bytes at a time, with marks that are exact in every byte.
    @inline(__always)
    private static func lastSlash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let raw = UnsafeRawBufferPointer(text)
        let sevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var end = text.count
        while end >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self))
            let slashes = word ^ 0x2F2F_2F2F_2F2F_2F2F
            let marks = ~(((slashes & sevens) &+ sevens) | slashes | sevens)
            if marks != 0 { return end - 1 - marks.leadingZeroBitCount / 8 }
            end -= 8
        }
        while end > 0 {
            end -= 1
            if text[end] == Ascii.slash { return end }
        }
        return -1
    }

    /// The last one of two levels that follow a prefix; nil when not exactly two do.
    @inline(__always)
    static func second(_ topic: UnsafeBufferPointer<UInt8>, after prefix: StaticString) -> UnsafeBufferPointer<UInt8>? {
        let start = prefix.utf8CodeUnitCount
        let slash = lastSlash(topic)
        guard slash >= start &+ 8, hasPrefix(topic, prefix) else { return nil }
        // No slash before it: the last eight bytes are looked at again.
        var at = start
        while at &+ 8 <= slash {
            if hasSlash(topic, at) { return nil }
            at &+= 8
        }
        return hasSlash(topic, slash &- 8) ? nil : UnsafeBufferPointer(rebasing: topic[(slash &+ 1)...])
    }

    /// Whether one of eight bytes is a slash.
    @inline(__always)
    private static func hasSlash(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        let word = HexWords.load(text, at: position) ^ 0x2F2F_2F2F_2F2F_2F2F
        return (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
    }

    /// Whether no level is left.
    var isAtEnd: Bool { isEmpty }
}
