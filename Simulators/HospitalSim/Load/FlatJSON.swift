/// Reads the top level of one JSON object: members as byte ranges, nested values passed over.
///
/// Enough for lines that Vigie and the simulator write; it does not judge whether the rest is well formed.
struct FlatJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var members: [(key: Range<Int>, value: Range<Int>)] = []

    /// - Returns: nil when the text is no object.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        var position = 0
        skipSpace(&position)
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return nil }
        position += 1
        while true {
            skipSpace(&position)
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "}") { return }
            if bytes[position] == UInt8(ascii: ",") {
                position += 1
                continue
            }
            guard let key = string(&position) else { return nil }
            skipSpace(&position)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return nil }
            position += 1
            skipSpace(&position)
            let start = position
            guard skipValue(&position) else { return nil }
            members.append((key, start..<position))
        }
    }

    private func skipSpace(_ position: inout Int) {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// The range between the quotes.
    private func string(_ position: inout Int) -> Range<Int>? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        return start..<(position - 1)
    }

    private func skipValue(_ position: inout Int) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string(&position) != nil
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    guard string(&position) != nil else { return false }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return true
                    }
                default: break
                }
                position += 1
            }
            return false
        default:
            while position < bytes.count, ![0x2C, 0x7D, 0x5D, 0x20, 0x0A, 0x0D].contains(bytes[position]) {
                position += 1
            }
            return true
        }
    }

    private func value(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        let count = name.utf8CodeUnitCount
        for (key, value) in members where key.count == count {
            var isSame = true
            for index in 0..<count where bytes[key.lowerBound + index] != name.utf8Start[index] { isSame = false }
            if isSame { return UnsafeBufferPointer(rebasing: bytes[value]) }
        }
        return nil
    }

    /// A string member as it stands between its quotes; nil when it is absent or no string.
    func text(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        guard let value = value(name), value.count >= 2, value[0] == UInt8(ascii: "\"") else { return nil }
        return UnsafeBufferPointer(rebasing: value[1..<(value.count - 1)])
    }

    /// A string member.
    func string(_ name: StaticString) -> String? {
        text(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A number member; NaN when it is absent or no number.
    func number(_ name: StaticString) -> Double {
        guard let value = value(name) else { return .nan }
        return Double(String(decoding: value, as: UTF8.self)) ?? .nan
    }

    /// Calls `body` with each line of a file's bytes that is not blank.
    static func forEachLine(
        of bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBufferPointer { all in
            var start = 0
            var number = 0
            while start < all.count {
                var end = start
                while end < all.count, all[end] != 0x0A { end += 1 }
                number += 1
                if end > start { try body(UnsafeBufferPointer(rebasing: all[start..<end]), number) }
                start = end + 1
            }
        }
    }
}
