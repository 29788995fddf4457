/// An application identifier with its value.
public struct GS1Element: Hashable, Sendable {
    /// Two to four digits.
    public var identifier: String
    /// Without the identifier, check digit included.
    public var value: String

    public init(_ identifier: String, _ value: String) {
        self.identifier = identifier
        self.value = value
    }
}

extension EPCIdentity {
    /// The same as GS1 keys with their check digits, the key first; empty for families that GS1 has no keys for (GID,
    /// USDoD, ADI).
    ///
    /// Tag Data Standard 1.13, section 7. An SGLN whose extension is 0 stands for the location alone.
    public var elements: [GS1Element] {
        var key = Array(company.bytes)
        let serial = self.serial.string
        /// Company, reference and check digit, with the reference's first digit (indicator, extension) before all.
        func indicated() -> [UInt8] {
            let bytes = [reference[0]] + key + reference.bytes.dropFirst()
            return bytes + [CheckDigit.of(bytes)]
        }
        func checked() -> [UInt8] {
            let bytes = key + reference.bytes
            return bytes + [CheckDigit.of(bytes)]
        }
        func element(_ identifier: String, _ bytes: [UInt8], _ rest: String = "") -> GS1Element {
            GS1Element(identifier, String(decoding: bytes, as: UTF8.self) + rest)
        }
        func with(_ identifier: String, _ first: GS1Element) -> [GS1Element] {
            serial.isEmpty ? [first] : [first, GS1Element(identifier, serial)]
        }
        switch family {
        case .sgtin: return with("21", element("01", indicated()))
        case .lgtin: return with("10", element("01", indicated()))
        case .upui: return with("235", element("01", indicated()))
        case .itip:
            let numbers = [piece, total].flatMap { [Ascii.zero + $0 / 10, Ascii.zero + $0 % 10] }
            return with("21", element("8006", indicated() + numbers))
        case .sscc: return [element("00", indicated())]
        case .sgln: return serial == "0" ? [element("414", checked())] : with("254", element("414", checked()))
        case .pgln: return [element("417", checked())]
        case .gsrn: return [element("8018", checked())]
        case .gsrnp: return [element("8017", checked())]
        case .gsin: return [element("402", checked())]
        case .grai: return [element("8003", [Ascii.zero] + checked(), serial)]
        case .gdti: return [element("253", checked(), serial)]
        case .sgcn: return [element("255", checked(), serial)]
        case .giai, .ginc:
            key += reference.bytes
            return [element(family == .giai ? "8004" : "401", key)]
        case .cpi:
            key += reference.bytes
            return with("8011", element("8010", key))
        case .gid, .usdod, .adi: return []
        }
    }

    /// The elements in brackets, as people write them; nil where there are none.
    public var elementString: String? {
        let elements = elements
        return elements.isEmpty ? nil : elements.map { "(\($0.identifier))\($0.value)" }.joined()
    }
}

extension ShortText {
    /// The bytes; allocates.
    var bytes: [UInt8] { (0..<count).map { self[$0] } }
}
