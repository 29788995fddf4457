/// Element strings: application identifiers with their data, as barcodes carry them and as people write them.
enum ElementString {
    /// The sign that ends data of variable length: FNC1, which scanners send as the group separator.
    static let separator: UInt8 = 0x1D

    /// `(01)09520123456788(10)A42`; a bracket in the data is written `\(`.
    ///
    /// - Returns: nil when brackets do not stand around digits, or an identifier has no data. The data is not checked.
    static func bracketed(_ text: [UInt8]) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var position = 0
        while position < text.count {
            guard text[position] == UInt8(ascii: "(") else { return nil }
            guard let close = text[position...].firstIndex(of: UInt8(ascii: ")")) else { return nil }
            let name = text[(position + 1)..<close]
            guard (2...4).contains(name.count), name.allSatisfy(Ascii.isDigit) else { return nil }
            position = close + 1
            var data: [UInt8] = []
            while position < text.count, text[position] != UInt8(ascii: "(") {
                let isEscape =
                    text[position] == Ascii.backslash && position + 1 < text.count
                    && text[position + 1] == UInt8(ascii: "(")
                if isEscape { position += 1 }
                data.append(text[position])
                position += 1
            }
            guard !data.isEmpty else { return nil }
            elements.append(element(name, data))
        }
        return elements.isEmpty ? nil : elements
    }

    /// Data with separators behind what has no fixed length, and perhaps one before all.
    ///
    /// A separator behind data of fixed length, which some printers add, is passed over.
    ///
    /// - Returns: nil when an identifier is unknown or has no data. The data is not checked beyond its length.
    static func separated(_ text: some Collection<UInt8>) -> [GS1Element]? {
        var rest = Array(text)[...]
        if rest.first == separator { rest.removeFirst() }
        var elements: [GS1Element] = []
        while !rest.isEmpty {
            guard let identifier = ApplicationIdentifier.leading(rest) else { return nil }
            let name = rest.prefix(identifier.name.utf8.count)
            rest = rest.dropFirst(name.count)
            let end = rest.firstIndex(of: separator) ?? rest.endIndex
            let isCut = identifier.isFixed && end - rest.startIndex > identifier.lengthMax
            let stop = isCut ? rest.startIndex + identifier.lengthMax : end
            guard stop > rest.startIndex else { return nil }
            elements.append(element(name, rest[..<stop]))
            rest = rest[stop...]
            if rest.first == separator { rest.removeFirst() }
        }
        return elements.isEmpty ? nil : elements
    }

    /// The message with separators where they are needed, without one at the front.
    static func message(_ elements: [GS1Element]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, element) in elements.enumerated() {
            bytes += Array((element.identifier + element.value).utf8)
            let isFixed = ApplicationIdentifier.named(element.identifier)?.isFixed == true
            if !isFixed, index < elements.count - 1 { bytes.append(separator) }
        }
        return bytes
    }

    private static func element(_ name: some Sequence<UInt8>, _ data: some Sequence<UInt8>) -> GS1Element {
        GS1Element(String(decoding: Array(name), as: UTF8.self), String(decoding: Array(data), as: UTF8.self))
    }
}
