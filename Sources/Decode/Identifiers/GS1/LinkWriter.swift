/// The Digital Link of scanned elements, written at once. ``DigitalLink/text(of:stem:)`` says the same of elements that
/// are texts of their own.
struct LinkWriter {
    private typealias Part = ElementReader.Part

    /// ``DigitalLink/canonicalStem``, where its bytes can be reached at once.
    private static let stem: StaticString = "https://id.gs1.org"

    private let bytes: UnsafeBufferPointer<UInt8>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.bytes = bytes
        self.buffer = buffer
        count = Self.stem.utf8CodeUnitCount
        for index in 0..<count { buffer[index] = Self.stem.utf8Start[index] }
    }

    /// The link at GS1's resolver: the key and its qualifiers in the path, the rest in the query.
    ///
    /// - Returns: nil when no element is a key, or one may not stand in a link.
    static func text(
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ table: ElementTable
    ) -> String? {
        guard let key = parts.firstIndex(where: { $0.entry >= 0 && table.entries[Int($0.entry)].flags.contains(.key) })
        else { return nil }
        // Every byte may need an escape of three, and every element has two signs.
        let room = stem.utf8CodeUnitCount + 3 * bytes.count + 2 * parts.count
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
            var writer = LinkWriter(bytes, buffer)
            guard writer.write(parts, key, table) else { return nil }
            return String(decoding: buffer[..<writer.count], as: UTF8.self)
        }
    }

    private mutating func write(
        _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ key: Int, _ table: ElementTable
    ) -> Bool {
        put(parts[key], Ascii.slash, Ascii.slash)
        let sequences = table.qualifiers[Int(parts[key].entry)]
        let sequence = sequences.first { $0.contains { code in parts.contains { $0.code == code } } } ?? []
        for code in sequence {
            if let part = parts.first(where: { $0.code == code }) { put(part, Ascii.slash, Ascii.slash) }
        }
        var sign = UInt8(ascii: "?")
        // What has a fixed length comes first, as in barcodes.
        for round in 0..<2 {
            for (index, part) in parts.enumerated() where part.entry >= 0 {
                let flags = table.entries[Int(part.entry)].flags
                if flags.contains(.fixed) != (round == 0) || part.code == parts[key].code { continue }
                if sequence.contains(part.code) || parts[..<index].contains(where: { $0.code == part.code }) {
                    continue
                }
                guard flags.contains(.query) else { return false }
                put(part, sign, Ascii.equals)
                sign = UInt8(ascii: "&")
            }
        }
        return true
    }

    /// A sign, the identifier, a sign and the data.
    private mutating func put(_ part: Part, _ before: UInt8, _ between: UInt8) {
        put(before)
        for index in 0..<Int(part.nameCount) { put(bytes[Int(part.name) + index]) }
        put(between)
        var position = Int(part.start)
        let end = position + Int(part.count)
        while position < end {
            let byte = bytes[position]
            position += 1
            if Ascii.isDigit(byte) || PercentEncoding.isUnreserved(byte) {
                put(byte)
                continue
            }
            if part.isEscaped, byte == Ascii.backslash, position < end, bytes[position] == UInt8(ascii: "(") {
                continue
            }
            put(UInt8(ascii: "%"))
            put(Self.digit(byte >> 4))
            put(Self.digit(byte & 15))
        }
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? Ascii.zero &+ value : UInt8(ascii: "A") &+ (value &- 10)
    }
}
