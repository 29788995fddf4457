/// Element strings: application identifiers with their data, as barcodes carry them and as people write them.
enum ElementString {
    /// The sign that ends data of variable length: FNC1, which scanners send as the group separator.
    static let separator: UInt8 = 0x1D

    /// `(01)09520123456788(10)A42`; a bracket in the data is written `\\(`.
    ///
    /// - Returns: nil when brackets do not stand around digits, or an identifier has no data. The data is not checked.
    static func bracketed(_ text: [UInt8]) -> [GS1Element]? { elements(text, ElementReader.bracketed) }

    /// Data with separators behind what has no fixed length, and perhaps one before all.
    ///
    /// - Returns: nil when an identifier is unknown or has no data. The data is not checked beyond its length.
    static func separated(_ text: [UInt8]) -> [GS1Element]? { elements(text, ElementReader.separated) }

    private typealias Reading = (
        UnsafeBufferPointer<UInt8>, ElementTable, UnsafeMutableBufferPointer<ElementReader.Part>
    ) -> Int

    private static func elements(_ text: [UInt8], _ read: Reading) -> [GS1Element]? {
        guard text.count <= CodeRecogniser.codeBytesMax else { return nil }
        return text.withUnsafeBufferPointer { text in
            withUnsafeTemporaryAllocation(
                of: ElementReader.Part.self, capacity: ElementReader.partsMax(text.count)
            ) { parts in
                let count = read(text, ElementTable.shared, parts)
                guard count > 0 else { return nil }
                return parts[..<count].map { part in
                    let name = text[Int(part.name)..<(Int(part.name) + Int(part.nameCount))]
                    return GS1Element(String(decoding: name, as: UTF8.self), ElementReader.value(part, text))
                }
            }
        }
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
}
