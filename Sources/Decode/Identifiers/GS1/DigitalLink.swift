public import Model

/// A GS1 Digital Link URI: a web address whose path holds a GS1 key and its qualifiers, and whose query may hold more
/// (GS1 Digital Link Standard, URI Syntax 1.6).
public struct DigitalLink: Hashable, Sendable {
    /// The resolver of GS1, whose addresses are the canonical ones.
    public static let canonicalStem = "https://id.gs1.org"

    /// The key and its qualifiers, in the order of the path.
    public private(set) var path: [GS1Element]
    /// What the query adds; its keys that are no application identifiers are left out.
    public private(set) var query: [GS1Element] = []
    /// What is wrong though it can be read: a check digit, an element that may not stand where it stands.
    public private(set) var problems: [ScannedCode.Problem] = []

    /// All elements, the key first.
    public var elements: [GS1Element] { path + query }

    /// Reads an address.
    ///
    /// The key may stand after any path; names of the first editions (`gtin`, `ser`, …) count like their numbers; GTINs
    /// of 8, 12 and 13 digits are filled up to 14. Nil when it is no web address, holds no key, or when the data of
    /// the path does not have the form that its identifiers announce.
    public init?(_ uri: String) {
        guard let address = WebAddress(uri) else { return nil }
        guard let path = Self.path(address.segments) else { return nil }
        self.path = path
        let key = ApplicationIdentifier.named(path[0].identifier)
        // An alternative is open as long as its qualifiers are those that are there.
        let used = path.dropFirst().map(\.identifier)
        let open = (key?.qualifiers ?? []).filter { names in used.allSatisfy(names.contains) }
        for (name, value) in address.query where !name.isEmpty && name.utf8.allSatisfy(Ascii.isDigit) {
            guard let identifier = ApplicationIdentifier.named(name) else {
                problems.append(.init(.unknownIdentifier, name))
                continue
            }
            let element = Self.element(identifier, value)
            let isElsewhere = open.contains { $0.contains(name) } || !identifier.isQuery
            if isElsewhere { problems.append(.init(.excluded, name)) }
            if elements.contains(where: { $0.identifier == name }) {
                problems.append(.init(.repeated, name))
            } else if identifier.structure(Array(element.value.utf8)) == nil {
                problems.append(.init(.syntax, name))
            } else {
                query.append(element)
            }
        }
        for element in elements { problems += GS1Validation.problems(of: element) }
    }

    /// Whether nothing is wrong.
    public var isValid: Bool { problems.allSatisfy(\.kind.isRemark) }

    /// The address at GS1's resolver with the key and its finest qualifier alone: the serial, else the batch. This form
    /// is the same however the link was written (Core Business Vocabulary 2.0, section 8.9).
    public var canonical: String {
        let finest = ["21", "235", "254", "8011", "8019", "10"]
        let kept: [String] = path[0].identifier.hasPrefix("80") && path[0].identifier.hasSuffix("7") ? [] : finest
        let qualifier = kept.lazy.compactMap { name in path.dropFirst().first { $0.identifier == name } }.first
        return Self.text(stem: Self.canonicalStem, path: [path[0]] + (qualifier.map { [$0] } ?? []), query: [])
    }

    /// The link of elements, the key and its qualifiers in the path and the rest in the query.
    ///
    /// - Parameter stem: what stands before the key, without a slash at its end.
    /// - Returns: nil when no element is a key, or one may not stand in a link.
    public static func text(of elements: [GS1Element], stem: String = canonicalStem) -> String? {
        var seen: Set<GS1Element> = []
        let elements = elements.filter { seen.insert($0).inserted }
        guard let key = elements.first(where: { ApplicationIdentifier.named($0.identifier)?.qualifiers != nil }),
            let sequences = ApplicationIdentifier.named(key.identifier)?.qualifiers
        else { return nil }
        let names = Set(elements.map(\.identifier))
        let sequence = sequences.first { $0.contains(where: names.contains) } ?? []
        let path = [key] + sequence.compactMap { name in elements.first { $0.identifier == name } }
        let rest = elements.filter { !path.contains($0) }
        for element in rest where ApplicationIdentifier.named(element.identifier)?.isQuery != true { return nil }
        // What has a fixed length comes first, as in barcodes.
        let sorted = rest.filter { ApplicationIdentifier.named($0.identifier)?.isFixed == true }
        return text(stem: stem, path: path, query: sorted + rest.filter { !sorted.contains($0) })
    }

    private static func text(stem: String, path: [GS1Element], query: [GS1Element]) -> String {
        func pair(_ element: GS1Element, _ sign: String) -> String {
            element.identifier + sign + PercentEncoding.encoded(element.value.utf8)
        }
        let text = stem + path.map { "/" + pair($0, "/") }.joined()
        return query.isEmpty ? text : text + "?" + query.map { pair($0, "=") }.joined(separator: "&")
    }

    // MARK: Reading

    /// The pairs from the key on; nil when there is none, or something else stands behind it.
    private static func path(_ segments: [String]) -> [GS1Element]? {
        var elements: [GS1Element] = []
        var position = segments.count - 2
        while position >= 0 {
            guard let identifier = identifier(segments[position]) else { return nil }
            let element = element(identifier, segments[position + 1])
            guard identifier.structure(Array(element.value.utf8)) != nil else { return nil }
            elements.insert(element, at: 0)
            if let sequences = identifier.qualifiers {
                let rest = elements.dropFirst().map(\.identifier)
                let isSubset = sequences.contains { names in rest.allSatisfy(names.contains) }
                return rest.isEmpty || (isSubset && Set(rest).count == rest.count) ? elements : nil
            }
            position -= 2
        }
        return nil
    }

    private static func identifier(_ name: String) -> ApplicationIdentifier? {
        ApplicationIdentifier.named(names[name] ?? name)
    }

    private static func element(_ identifier: ApplicationIdentifier, _ value: String) -> GS1Element {
        let count = value.utf8.count
        let isShort = identifier.name == "01" && (count == 8 || count == 12 || count == 13)
        return GS1Element(identifier.name, isShort ? String(repeating: "0", count: 14 - count) + value : value)
    }

    /// The names that the first editions allowed for keys and qualifiers.
    private static let names = [
        "sscc": "00", "gtin": "01", "gdti": "253", "gcn": "255", "ginc": "401", "gsin": "402", "gln": "414",
        "payTo": "415", "party": "417", "grai": "8003", "giai": "8004", "itip": "8006", "cpid": "8010", "gmn": "8013",
        "gsrnp": "8017", "gsrn": "8018", "cpv": "22", "lot": "10", "ser": "21", "glnx": "254", "cpsn": "8011",
        "srin": "8019", "refno": "8020",
    ]
}

/// A web address taken apart; its escapes are resolved.
struct WebAddress {
    var segments: [String]
    var query: [(name: String, value: String)] = []

    init?(_ uri: String) {
        guard uri.utf8.count <= 2048, uri.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let prefixes = ["https://", "http://", "HTTPS://", "HTTP://"]
        guard let prefix = prefixes.first(where: uri.hasPrefix) else { return nil }
        let bare = uri.dropFirst(prefix.count).prefix { $0 != "#" }
        let halves = bare.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let pieces = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        guard let host = pieces.first, !host.isEmpty, host.utf8.allSatisfy(Self.isHost) else { return nil }
        segments = []
        for piece in pieces.dropFirst() {
            guard let text = Self.text(piece) else { return nil }
            segments.append(text)
        }
        for pair in (halves.count > 1 ? halves[1] : "").split(whereSeparator: { $0 == "&" || $0 == ";" }) {
            guard let sign = pair.firstIndex(of: "=") else { continue }
            // In a query a plus is a space.
            let value = pair[pair.index(after: sign)...].split(separator: "+", omittingEmptySubsequences: false)
            guard let name = Self.text(pair[..<sign]), let text = Self.text(value.joined(separator: "%20")[...]) else {
                return nil
            }
            query.append((name, text))
        }
    }

    /// A piece without its escapes; nil when one is broken or stands for no printable ASCII.
    private static func text(_ piece: Substring) -> String? {
        guard let bytes = PercentEncoding.decoded(piece.utf8), bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Bytes that a URI may have (RFC 3986).
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), Ascii.backslash, Ascii.quote:
            false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    /// Bytes of a host's name or address, with its port; no escapes, no signs but these.
    static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case Ascii.dot, Ascii.minus, Ascii.colon, Ascii.openBracket, Ascii.closeBracket, Ascii.underscore: true
        default: Ascii.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26
        }
    }
}
