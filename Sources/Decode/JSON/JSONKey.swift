import Model

/// The name of a member, as a literal: its head, length and class are worked out by the compiler, so that a search
/// compares words.
struct JSONKey: ExpressibleByStringLiteral {
    let text: StaticString
    /// As in ``KeyHead``.
    let head: UInt64
    let mark: UInt64

    @inline(__always)
    init(stringLiteral text: StaticString) { self.init(text) }

    @inline(__always)
    init(_ text: StaticString) {
        self.text = text
        head = KeyHead.of(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        mark = KeyHead.mark(head, UInt32(truncatingIfNeeded: text.utf8CodeUnitCount))
    }

    @inline(__always)
    var count: UInt32 { UInt32(truncatingIfNeeded: text.utf8CodeUnitCount) }
}

extension Refusal {
    /// A refusal because of a member.
    @_disfavoredOverload
    init(_ reason: RejectionReason, _ key: JSONKey) { self.init(reason, key.text) }
}
