/// A zone file of the tz database (TZif), versions 1 to 4.
///
/// Source: RFC 9636. Leap seconds and the standard/UT indicators are passed over. Foundation's `TimeZone` would do the
/// same for several milliseconds of start-up, which is why it is read here.
struct ZoneFile: Hashable, Sendable {
    /// Seconds since the epoch, rising.
    var transitions: [Int64] = []
    /// The offset in force from each transition on.
    var offsets: [Int32] = []
    /// Before the first transition.
    var firstOffset: Int32 = 0
    /// After the last one.
    var rule: ZoneRule?

    /// Reads the bytes of a file; nil when they are not a well-formed zone file.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0) else { return nil }
        if first.version < UInt8(ascii: "2") {
            guard read(bytes, first, timeBytes: 4) != nil else { return nil }
            return
        }
        guard let second = Header(bytes, at: first.end(timeBytes: 4)), let end = read(bytes, second, timeBytes: 8)
        else {
            return nil
        }
        guard end < bytes.count, bytes[end] == 0x0A else { return nil }
        let footer = bytes[(end + 1)...].prefix { $0 != 0x0A }
        rule = ZoneRule(String(decoding: footer, as: UTF8.self))
    }

    /// - Complexity: O(log n) in the transitions.
    func offsetSeconds(atSeconds seconds: Int) -> Int {
        if let last = transitions.last, Int64(seconds) >= last, let rule {
            return rule.offsetSeconds(atSeconds: seconds)
        }
        if transitions.isEmpty, let rule { return rule.offsetSeconds(atSeconds: seconds) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= Int64(seconds) { low = middle + 1 } else { high = middle }
        }
        return Int(low == 0 ? firstOffset : offsets[low - 1])
    }

    private struct Header {
        var version: UInt8
        var data: Int
        var utCount = 0
        var standardCount = 0
        var leapCount = 0
        var timeCount = 0
        var typeCount = 0
        var characterCount = 0

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + 44 <= bytes.count, Array(bytes[start..<start + 4]) == Array("TZif".utf8) else { return nil }
            version = bytes[start + 4]
            data = start + 44
            let counts = (0..<6).map { Int(bytes.bigEndian(at: start + 20 + $0 * 4, count: 4)) }
            // A real file has under 400 transitions and under 30 types; more is not a zone file.
            guard counts.allSatisfy({ (0...10_000).contains($0) }) else { return nil }
            utCount = counts[0]
            standardCount = counts[1]
            leapCount = counts[2]
            timeCount = counts[3]
            typeCount = counts[4]
            characterCount = counts[5]
        }

        func end(timeBytes: Int) -> Int {
            data + timeCount * (timeBytes + 1) + typeCount * 6 + characterCount + leapCount * (timeBytes + 4)
                + standardCount + utCount
        }
    }

    /// Reads one data block and gives the place after it.
    private mutating func read(_ bytes: [UInt8], _ header: Header, timeBytes: Int) -> Int? {
        let end = header.end(timeBytes: timeBytes)
        guard end <= bytes.count, header.typeCount > 0 else { return nil }
        let indices = header.data + header.timeCount * timeBytes
        let types = indices + header.timeCount
        let offsetOfType = (0..<header.typeCount).map { Int32(bytes.bigEndian(at: types + $0 * 6, count: 4)) }
        for index in 0..<header.timeCount {
            let type = Int(bytes[indices + index])
            guard type < header.typeCount else { return nil }
            transitions.append(bytes.bigEndian(at: header.data + index * timeBytes, count: timeBytes))
            offsets.append(offsetOfType[type])
        }
        firstOffset = offsetOfType[0]
        return end
    }
}

extension [UInt8] {
    /// A signed big-endian number of four or eight bytes.
    fileprivate func bigEndian(at start: Int, count: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in self[start..<start + count] { value = value << 8 | UInt64(byte) }
        return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
