import Model

// Strings that need care, and the keys of objects.

extension JSONScanner {
    /// Objects with at most this many keys compare each new key with the earlier ones of its class; larger ones sort
    /// their keys when they close.
    static let keysCompared: UInt32 = 32

    /// What only some texts need, apart from the scanner, which stays in registers.
    struct Slow {
        let end: Int
        /// Strings with escapes, resolved.
        var texts: [UInt8] = []
        var scratch: [UInt32] = []
        /// The position behind the string read last.
        var behind = 0

        struct Keys {
            let base: UnsafePointer<UInt8>
            let tokens: UnsafeMutablePointer<JSONToken>
        }

        init(end: Int) {
            self.end = end
        }

        /// Reads a string or a long key at its quote, whatever is in it.
        @inline(never)
        mutating func string(
            _ base: UnsafePointer<UInt8>, at quote: Int, _ kind: JSONToken.Kind, _ used: Int
        ) throws(Refusal) -> JSONToken {
            let start = quote + 1
            var token = JSONToken(kind: kind, start: UInt32(start), count: 0, next: UInt32(used + 1))
            var position = start
            if try skipPlain(base, &position) {
                token.count = UInt32(position - start)
            } else {
                token.isResolved = true
                token.start = UInt32(texts.count)
                position = start
                try resolve(base, &position)
                token.count = UInt32(texts.count) - token.start
            }
            guard position - start <= Limits.jsonStringBytesMax else {
                throw Refusal(
                    .stringTooLong, kind == .key ? "a key longer than 256 bytes" : "a string longer than 256 bytes")
            }
            behind = position + 1
            if kind == .key { token.head = withText(token, base) { KeyHead.of($0) } }
            return token
        }

        /// Moves to the closing quote; false (at the backslash) when there is an escape.
        private func skipPlain(_ base: UnsafePointer<UInt8>, _ position: inout Int) throws(Refusal) -> Bool {
            while true {
                position = JSONScanner.plainEnd(base, from: position)
                guard position < end else { throw Refusal(.malformedJSON, "the text ends inside a string") }
                switch base[position] {
                case Ascii.quote: return true
                case Ascii.backslash: return false
                case 0..<0x20: throw Refusal(.controlCharacter, "a control character in a string")
                default: position += try sequence(base, at: position)
                }
            }
        }

        /// The length of a character of several bytes.
        private func sequence(_ base: UnsafePointer<UInt8>, at position: Int) throws(Refusal) -> Int {
            let length = UTF8Check.sequence(UnsafeBufferPointer(start: base, count: end), at: position)
            guard length > 0 else { throw Refusal(.invalidUTF8, "a string is not UTF-8") }
            return length
        }

        /// Reads a string with escapes from its first byte to its closing quote into `texts`.
        private mutating func resolve(_ base: UnsafePointer<UInt8>, _ position: inout Int) throws(Refusal) {
            while true {
                guard position < end else { throw Refusal(.malformedJSON, "the text ends inside a string") }
                switch base[position] {
                case Ascii.quote: return
                case Ascii.backslash:
                    let scalar = try JSONEscape.read(UnsafeBufferPointer(start: base, count: end), &position)
                    // The group separator stands between the elements of a barcode.
                    guard scalar >= 0x20 || scalar == 0x1D else {
                        throw Refusal(.controlCharacter, "a control character in a string")
                    }
                    JSONEscape.append(scalar, to: &texts)
                case 0..<0x20: throw Refusal(.controlCharacter, "a control character in a string")
                case 0x20..<0x80:
                    texts.append(base[position])
                    position += 1
                default:
                    for _ in 0..<(try sequence(base, at: position)) {
                        texts.append(base[position])
                        position += 1
                    }
                }
            }
        }

        // MARK: Keys that come twice

        /// Compares a key with the earlier ones of its object.
        @inline(never)
        func refuseDuplicate(_ keys: Keys, of key: Int, in object: Int) throws(Refusal) {
            let tokens = keys.tokens
            var earlier = object + 1
            while earlier < key {
                if tokens[earlier].head == tokens[key].head, isSameText(tokens[earlier], tokens[key], keys.base) {
                    throw Refusal(.duplicateKey, "a key comes twice in one object")
                }
                earlier = Int(tokens[earlier + 1].next)
            }
        }

        /// Sorts the keys of a large object and compares neighbours.
        @inline(never)
        mutating func refuseDuplicates(_ keys: Keys, of object: Int, count: Int) throws(Refusal) {
            let (tokens, base) = (keys.tokens, keys.base)
            scratch.removeAll(keepingCapacity: true)
            var key = object + 1
            for _ in 0..<count {
                scratch.append(UInt32(key))
                key = Int(tokens[key + 1].next)
            }
            let slow = self
            scratch.sort { slow.isBefore(tokens[Int($0)], tokens[Int($1)], base) }
            for index in 1..<scratch.count
            where isSameText(tokens[Int(scratch[index - 1])], tokens[Int(scratch[index])], base) {
                throw Refusal(.duplicateKey, "a key comes twice in one object")
            }
        }

        private func isBefore(_ left: JSONToken, _ right: JSONToken, _ base: UnsafePointer<UInt8>) -> Bool {
            if left.head != right.head { return left.head < right.head }
            return withText(left, base) { left in
                withText(right, base) { left.lexicographicallyPrecedes($0) }
            }
        }

        private func isSameText(_ left: JSONToken, _ right: JSONToken, _ base: UnsafePointer<UInt8>) -> Bool {
            guard left.count == right.count else { return false }
            return withText(left, base) { left in withText(right, base) { left.elementsEqual($0) } }
        }

        /// The bytes of a key or string.
        private func withText<Value>(
            _ token: JSONToken, _ base: UnsafePointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Value
        ) -> Value {
            guard token.isResolved else {
                return body(UnsafeBufferPointer(start: base + Int(token.start), count: Int(token.count)))
            }
            let range = Int(token.start)..<Int(token.start + token.count)
            return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
    }
}
