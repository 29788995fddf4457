import Model

/// Digital Links without a copy: those whose path and query need no escapes.
enum LinkReading {
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Elements of a link at most; longer ones are the recogniser's.
    private static let partsMax = 24

    /// What a byte may be in an address.
    private enum Sign {
        /// May stand in a path or a query here: allowed, and no escape.
        static let plain: UInt8 = 1
        static let host: UInt8 = 2
    }
    private static let signs = ByteTable { byte in
        var flags: UInt8 = 0
        if WebAddress.isAllowed(byte), byte != UInt8(ascii: "%"), byte != Ascii.plus { flags |= Sign.plain }
        if WebAddress.isHost(byte) { flags |= Sign.host }
        return flags
    }

    /// Nil when anything is wrong with it, or when it has escapes, names of the first editions, or a short GTIN.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ year: Int) -> CodeReading? {
        guard let start = prefix(bytes) else { return nil }
        let signs = Self.signs
        var end = bytes.count
        var query = end
        var slash = -1
        for position in start..<bytes.count {
            let byte = bytes[position]
            if signs[byte] & Sign.plain == 0 { return nil }
            if byte == Ascii.hash, end == bytes.count { end = position }
            if end < bytes.count { continue }
            if byte == UInt8(ascii: "?"), query == bytes.count { query = position }
            if byte == Ascii.slash, query == bytes.count, slash < 0 {
                guard position > start else { return nil }
                slash = position
            }
            if slash < 0, query == bytes.count, signs[byte] & Sign.host == 0 { return nil }
        }
        guard slash > 0 else { return nil }
        query = min(query, end)
        return withUnsafeTemporaryAllocation(of: ElementReader.Part.self, capacity: partsMax) { parts in
            let table = ElementTable.shared
            guard let path = path(bytes, slash, query, table, parts),
                let count = elements(bytes, query, end, table, parts, path)
            else { return nil }
            var reading = CodeReading(.gs1)
            for part in parts[..<path].reversed() {
                reading.take(part.code, Bytes(rebasing: bytes[part.range]), Int(part.start), year)
            }
            for part in parts[path..<count] {
                reading.take(part.code, Bytes(rebasing: bytes[part.range]), Int(part.start), year)
            }
            return reading
        }
    }

    /// Where the host begins.
    private static func prefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for prefix: StaticString in ["https://", "http://", "HTTPS://", "HTTP://"] {
            let count = prefix.utf8CodeUnitCount
            guard bytes.count > count else { continue }
            var same = 0
            while same < count, bytes[same] == prefix.utf8Start[same] { same += 1 }
            if same == count { return count }
        }
        return nil
    }

    /// The key and its qualifiers, the last first; how many there are.
    private static func path(
        _ bytes: UnsafeBufferPointer<UInt8>, _ slash: Int, _ end: Int, _ table: ElementTable,
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>
    ) -> Int? {
        var count = 0
        var stop = end
        while count < partsMax {
            guard let value = lastSlash(bytes, slash, stop), value > slash,
                let name = lastSlash(bytes, slash, value)
            else { return nil }
            guard let part = part(bytes, name + 1, value, value + 1, stop, table) else { return nil }
            parts[count] = part
            count += 1
            stop = name
            if table.entries[Int(part.entry)].flags.contains(.key) {
                return isPath(parts, count, table) ? count : nil
            }
        }
        return nil
    }

    private static func lastSlash(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int, _ end: Int) -> Int? {
        var position = end - 1
        while position >= first {
            if bytes[position] == Ascii.slash { return position }
            position -= 1
        }
        return nil
    }

    /// Whether the qualifiers before the key are of one of its sequences, each once.
    private static func isPath(
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ count: Int, _ table: ElementTable
    ) -> Bool {
        if count == 1 { return true }
        for position in 1..<max(1, count - 1)
        where parts[..<position].contains(where: { $0.code == parts[position].code }) {
            return false
        }
        return table.hasSequence(table.entries[Int(parts[count - 1].entry)]) { codes in
            parts[..<(count - 1)].allSatisfy { codes.contains($0.code) }
        }
    }

    /// An element whose data is valid by itself.
    @inline(__always)
    private static func part(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: Int, _ nameEnd: Int, _ start: Int, _ end: Int,
        _ table: ElementTable
    ) -> ElementReader.Part? {
        let entry = table.named(bytes, from: name, to: nameEnd)
        guard entry >= 0, end > start else { return nil }
        var isSound = true
        table.check(table.entries[entry], Bytes(rebasing: bytes[start..<end])) { if !$0.isRemark { isSound = false } }
        guard isSound else { return nil }
        return ElementReader.Part(
            entry: Int16(truncatingIfNeeded: entry), code: table.entries[entry].code, name: UInt16(name),
            nameCount: UInt8(truncatingIfNeeded: nameEnd - name), start: UInt16(start), count: UInt16(end - start))
    }

    /// Adds what the query says; how many there are then.
    private static func elements(
        _ bytes: UnsafeBufferPointer<UInt8>, _ query: Int, _ end: Int, _ table: ElementTable,
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ path: Int
    ) -> Int? {
        var count = path
        var start = query + 1
        while start < end {
            var sign = -1
            var stop = start
            while stop < end, bytes[stop] != UInt8(ascii: "&"), bytes[stop] != UInt8(ascii: ";") {
                if bytes[stop] == Ascii.equals, sign < 0 { sign = stop }
                stop += 1
            }
            let next = stop + 1
            defer { start = next }
            // Only identifiers count; other names are the sender's own.
            guard sign > start, (start..<sign).allSatisfy({ Ascii.isDigit(bytes[$0]) }) else { continue }
            guard count < partsMax, let part = part(bytes, start, sign, sign + 1, stop, table),
                table.entries[Int(part.entry)].flags.contains(.query),
                !parts[..<count].contains(where: { $0.code == part.code }), !isElsewhere(part.code, parts, path, table)
            else { return nil }
            parts[count] = part
            count += 1
        }
        return count
    }

    /// Whether an element of the query belongs into the path.
    private static func isElsewhere(
        _ code: ElementTable.Code, _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ path: Int,
        _ table: ElementTable
    ) -> Bool {
        table.hasSequence(table.entries[Int(parts[path - 1].entry)]) { codes in
            codes.contains(code) && parts[..<(path - 1)].allSatisfy { codes.contains($0.code) }
        }
    }
}
