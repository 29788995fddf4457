import Model

/// Reads element strings where they lie: positions instead of copies (General Specifications, sections 3 and 7.8).
enum ElementReader {
    /// An element by its place in the bytes.
    struct Part {
        /// In ``ElementTable/entries``; -1 for an identifier that does not exist.
        var entry: Int16
        var code: ElementTable.Code
        /// Of the identifier's digits.
        var name: UInt16
        var nameCount: UInt8
        var isEscaped = false
        var start: UInt16
        var count: UInt16

        var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
    }

    /// How many elements a text of so many bytes has at most.
    static func partsMax(_ bytes: Int) -> Int { bytes / 3 + 1 }

    /// Data with separators behind what has no fixed length, and perhaps one before all.
    ///
    /// A separator behind data of fixed length, which some printers add, is passed over.
    ///
    /// - Returns: how many parts were written; 0 when an identifier is unknown or has no data. The data is not checked
    ///   beyond its length.
    static func separated(
        _ text: UnsafeBufferPointer<UInt8>, _ table: ElementTable, into parts: UnsafeMutableBufferPointer<Part>
    ) -> Int {
        let end = text.count
        var position = text.first == ElementString.separator ? 1 : 0
        var count = 0
        while position < end {
            let found = table.leading(text, from: position, to: end)
            guard found >= 0, count < parts.count else { return 0 }
            let entry = table.entries[found]
            let start = position + Int(entry.digits)
            // What has a fixed length ends there; a separator that comes before cuts it short.
            let longest = entry.flags.contains(.fixed) ? min(end, start + Int(entry.lengthMax)) : end
            var stop = start
            while stop < longest, text[stop] != ElementString.separator { stop += 1 }
            guard stop > start else { return 0 }
            parts[count] = Part(
                entry: Int16(found), code: entry.code, name: UInt16(position), nameCount: entry.digits,
                start: UInt16(start), count: UInt16(stop - start))
            count += 1
            position = stop
            // Doubled separators stand for one.
            while position < end, text[position] == ElementString.separator { position += 1 }
        }
        return count
    }

    /// `(01)09520123456788(10)A42`; a bracket in the data is written `\(`.
    ///
    /// - Returns: how many parts were written; 0 when brackets do not stand around digits, or an identifier has no
    ///   data. The data is not checked.
    static func bracketed(
        _ text: UnsafeBufferPointer<UInt8>, _ table: ElementTable, into parts: UnsafeMutableBufferPointer<Part>
    ) -> Int {
        var position = 0
        var count = 0
        while position < text.count {
            guard text[position] == UInt8(ascii: "("), count < parts.count else { return 0 }
            let name = position + 1
            position = name
            while position < text.count, Ascii.isDigit(text[position]) { position += 1 }
            let digits = position - name
            guard position < text.count, text[position] == UInt8(ascii: ")"), (2...4).contains(digits) else { return 0 }
            let found = table.named(text, from: name, to: position)
            position += 1
            let start = position
            var isEscaped = false
            while position < text.count, text[position] != UInt8(ascii: "(") {
                let isEscape = text[position] == Ascii.backslash && position + 1 < text.count
                if isEscape, text[position + 1] == UInt8(ascii: "(") {
                    isEscaped = true
                    position += 1
                }
                position += 1
            }
            guard position > start else { return 0 }
            parts[count] = Part(
                entry: Int16(found), code: ElementTable.code(text[name..<(name + digits)]), name: UInt16(name),
                nameCount: UInt8(digits), isEscaped: isEscaped, start: UInt16(start), count: UInt16(position - start))
            count += 1
        }
        return count
    }

    /// The data of a part as text, without the escapes of brackets.
    @inline(__always)
    static func value(_ part: Part, _ text: UnsafeBufferPointer<UInt8>) -> String {
        let bytes = UnsafeBufferPointer(rebasing: text[part.range])
        if !part.isEscaped { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: unescaped(bytes), as: UTF8.self)
    }

    /// `\\(` stands for `(`.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isEscape = byte == Ascii.backslash && index + 1 < bytes.count
            if isEscape, bytes[index + 1] == UInt8(ascii: "(") { continue }
            plain.append(byte)
        }
        return plain
    }
}
