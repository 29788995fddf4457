import Model

// Strings and keys: the fast way for plain ASCII, eight bytes at a time; the slow way for escapes.

extension JSONScanner {
    /// Objects with at most this many keys compare each new key with the earlier ones of its hash class; larger
    /// ones sort their keys when they close.
    static let keysCompared: UInt32 = 32

    /// Reads a string and adds it as a token.
    @inline(__always)
    mutating func readString(_ kind: JSONToken.Kind, _ tokens: Tokens) throws(Refusal) {
        position += 1
        let start = position
        var token = JSONToken(kind: kind, start: UInt32(start), count: 0, next: UInt32(used + 1))
        if try skipPlain() {
            token.count = UInt32(position - start)
        } else {
            token.isResolved = true
            token.start = UInt32(texts.count)
            try resolve(from: start)
            token.count = UInt32(texts.count) - token.start
        }
        guard position - start <= Limits.jsonStringBytesMax else {
            throw Refusal(
                .stringTooLong, kind == .key ? "a key longer than 256 bytes" : "a string longer than 256 bytes")
        }
        position += 1
        _ = try add(token, tokens)
    }

    /// Reads a key with its colon, and refuses one that the object has already.
    ///
    /// - Parameters:
    ///   - count: the object's members so far.
    ///   - classes: which classes of hashes their keys fall into.
    @inline(__always)
    mutating func readKey(
        _ tokens: Tokens, of object: Int, count: UInt32, classes: inout UInt64
    ) throws(Refusal) {
        guard position < end, bytes[position] == Ascii.quote else { throw malformed("a key is not a string") }
        let index = used
        try readString(.key, tokens)
        skipSpace()
        guard position < end, bytes[position] == Ascii.colon else { throw malformed("no colon after a key") }
        position += 1
        skipSpace()
        let key = tokens[index]
        let isNearEnd = key.isResolved || Int(key.start) + 8 > end
        let head =
            isNearEnd
            ? withText(key) { KeyHead.of($0) } : KeyHead.of(UnsafeRawBufferPointer(bytes), at: key.start, key.count)
        tokens[index].head = head
        guard count < JSONScanner.keysCompared else { return }
        let mark: UInt64 = 1 << (KeyHead.mix(head, UInt64(key.count)) >> 58)
        if classes & mark != 0 { try refuseDuplicate(of: index, tokens, in: object) }
        classes |= mark
    }

    @inline(never)
    private func refuseDuplicate(of key: Int, _ tokens: Tokens, in object: Int) throws(Refusal) {
        var earlier = object + 1
        while earlier < key {
            if tokens[earlier].head == tokens[key].head, isSameText(tokens[earlier], tokens[key]) {
                throw Refusal(.duplicateKey, "a key comes twice in one object")
            }
            earlier = Int(tokens[earlier + 1].next)
        }
    }

    /// Sorts the keys of a large object and compares neighbours.
    mutating func refuseDuplicates(_ tokens: Tokens, of object: Int) throws(Refusal) {
        scratch.removeAll(keepingCapacity: true)
        var key = object + 1
        for _ in 0..<tokens[object].count {
            scratch.append(UInt32(key))
            key = Int(tokens[key + 1].next)
        }
        let scanner = self
        scratch.sort { scanner.isBefore(tokens[Int($0)], tokens[Int($1)]) }
        for index in 1..<scratch.count
        where isSameText(tokens[Int(scratch[index - 1])], tokens[Int(scratch[index])]) {
            throw Refusal(.duplicateKey, "a key comes twice in one object")
        }
    }

    private func isBefore(_ left: JSONToken, _ right: JSONToken) -> Bool {
        if left.head != right.head { return left.head < right.head }
        return withText(left) { left in withText(right) { left.lexicographicallyPrecedes($0) } }
    }

    private func isSameText(_ left: JSONToken, _ right: JSONToken) -> Bool {
        left.count == right.count && withText(left) { left in withText(right) { left.elementsEqual($0) } }
    }

    /// The bytes of a key or string.
    @inline(__always)
    private func withText<Value>(_ token: JSONToken, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        let range = Int(token.start)..<Int(token.start + token.count)
        guard token.isResolved else { return body(UnsafeBufferPointer(rebasing: bytes[range])) }
        return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// Moves to the closing quote; false (at the backslash) when there is an escape.
    ///
    /// Eight bytes at a time over what needs no care. Source of the zero-byte test: "Bit Twiddling Hacks",
    /// S. E. Anderson; the lowest marked byte is exact.
    @inline(__always)
    private mutating func skipPlain() throws(Refusal) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(bytes)
        let end = end
        var at = position
        while true {
            while at + 8 <= end {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let quotes = word ^ (ones &* 0x22)
                let slashes = word ^ (ones &* 0x5C)
                let special = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
                let marks = (special | ((word &- (ones &* 0x20)) & ~word) | word) & tops
                if marks != 0 {
                    at += marks.trailingZeroBitCount / 8
                    break
                }
                at += 8
            }
            position = at
            guard at < end else { throw Refusal(.malformedJSON, "the text ends inside a string") }
            switch raw[at] {
            case Ascii.quote: return true
            case Ascii.backslash: return false
            case 0..<0x20: throw Refusal(.controlCharacter, "a control character in a string")
            case 0x20..<0x80: at += 1
            default:
                let length = UTF8Check.sequence(bytes, at: at)
                guard length > 0 else { throw Refusal(.invalidUTF8, "a string is not UTF-8") }
                at += length
            }
        }
    }

    /// Reads a string with escapes from its first byte to its closing quote into `texts`.
    @inline(never)
    private mutating func resolve(from start: Int) throws(Refusal) {
        position = start
        while true {
            guard position < end else { throw Refusal(.malformedJSON, "the text ends inside a string") }
            let byte = bytes[position]
            switch byte {
            case Ascii.quote: return
            case Ascii.backslash:
                let scalar = try JSONEscape.read(bytes, &position)
                // The group separator stands between the elements of a barcode.
                guard scalar >= 0x20 || scalar == 0x1D else {
                    throw Refusal(.controlCharacter, "a control character in a string")
                }
                JSONEscape.append(scalar, to: &texts)
            case 0..<0x20: throw Refusal(.controlCharacter, "a control character in a string")
            case 0x20..<0x80:
                texts.append(byte)
                position += 1
            default:
                let length = UTF8Check.sequence(bytes, at: position)
                guard length > 0 else { throw Refusal(.invalidUTF8, "a string is not UTF-8") }
                for index in position..<(position + length) { texts.append(bytes[index]) }
                position += length
            }
        }
    }
}

/// The first eight bytes of a key in one word, filled up with zeros: most keys are told apart by it and their length.
enum KeyHead {
    @inline(__always)
    static func of(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if text.count >= 8 { return UnsafeRawBufferPointer(text).loadUnaligned(as: UInt64.self) }
        var head: UInt64 = 0
        for index in 0..<text.count { head |= UInt64(text[index]) << (8 * UInt64(index)) }
        return head
    }

    /// The same where eight bytes may be read.
    @inline(__always)
    static func of(_ bytes: UnsafeRawBufferPointer, at start: UInt32, _ count: UInt32) -> UInt64 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: Int(start), as: UInt64.self))
        return count >= 8 ? word : word & (1 << (8 * UInt64(count)) - 1)
    }

    /// Spreads the difference of two keys over the top bits.
    @inline(__always)
    static func mix(_ head: UInt64, _ count: UInt64) -> UInt64 { (head ^ count) &* 0x9e37_79b9_7f4a_7c15 }
}
