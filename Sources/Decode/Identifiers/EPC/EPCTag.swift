/// A tag's EPC: an identity, the scheme that writes it into bits, and the filter value.
public struct EPCTag: Hashable, Sendable {
    public let scheme: EPCScheme
    /// What kind of object carries the tag, for readers to select by: 0 to 7 (USDoD 15, ADI 63); 0 where the scheme
    /// has none.
    public let filter: UInt8
    public let identity: EPCIdentity
    /// The bits of the scheme, without zeros that a tag's last word has behind them.
    public let bits: EPCBits

    /// Writes an identity in a scheme.
    ///
    /// - Throws: `scheme` when it is of another family or a pattern; the field that the scheme cannot hold (a 96-bit
    ///   scheme holds serials that are numbers without leading zeros only).
    public init(_ identity: EPCIdentity, scheme: EPCScheme, filter: UInt8 = 0) throws(EPCProblem) {
        guard scheme.family == identity.family, !identity.isPattern else { throw .scheme }
        self.identity = identity
        self.scheme = scheme
        self.filter = filter
        bits = try EPCWriter.bits(identity, scheme, filter)
    }

    /// Reads the bits of a tag's EPC memory.
    ///
    /// Zeros behind the scheme's last bit are passed over, as tags store whole words.
    ///
    /// - Throws: why they are no EPC. Bits that must be zero and are not count: other codes (ASCII, ISO) begin with the
    ///   same bytes as some headers.
    public init(_ bits: EPCBits) throws(EPCProblem) {
        guard bits.count >= 8 else { throw .tooShort }
        guard let scheme = EPCScheme(rawValue: bits.header) else { throw .header }
        let read = try EPCFieldReader.read(bits, scheme)
        // Writing what was read checks nothing new, but gives the bits in their own length.
        try self.init(read.identity, scheme: scheme, filter: read.filter)
    }

    /// The tag URI, `urn:epc:tag:…` (section 12).
    public var uri: String {
        let filter = scheme.layout.filterBits > 0 ? "\(self.filter)." : ""
        return "urn:epc:tag:\(scheme.name):\(filter)\(identity.fields)"
    }

    /// Reads a tag URI.
    ///
    /// - Throws: `syntax` when it is none; `scheme` when no scheme has its name; the field that breaks a rule.
    public init(uri: String) throws(EPCProblem) {
        guard let body = EPCURI.body(uri), body.count == 3, body[0] == "tag" else { throw .syntax }
        guard let scheme = EPCScheme(name: body[1][...]) else { throw .scheme }
        var fields = body[2][...]
        var filter: UInt8 = 0
        if scheme.layout.filterBits > 0 {
            guard let dot = fields.firstIndex(of: ".") else { throw .syntax }
            guard let text = ShortText(fields[..<dot].utf8), let number = text.plainNumber, number < 64 else {
                throw .filter
            }
            filter = UInt8(number)
            fields = fields[fields.index(after: dot)...]
        }
        let identity = try EPCIdentity(scheme.family, fields: String(fields), isPattern: false)
        try self.init(identity, scheme: scheme, filter: filter)
    }
}

/// EPC memory that is told as bits without a scheme: `urn:epc:raw:…` (section 12).
public enum EPCRawURI {
    /// `urn:epc:raw:96.x30…`.
    public static func text(_ bits: EPCBits) -> String {
        // The hex is the bits as one number: its first digit may stand for fewer than four of them.
        var aligned = EPCBits()
        let lead = (4 - bits.count % 4) % 4
        aligned.append(0, bits: lead)
        var position = 0
        while position < bits.count {
            let count = min(64, bits.count - position)
            aligned.append(bits.value(at: position, bits: count), bits: count)
            position += count
        }
        return "urn:epc:raw:\(bits.count).x\(aligned.hex)"
    }

    /// The bits of a raw URI in hex, with an application family identifier before them or without.
    ///
    /// - Throws: `syntax` when it is none (the withdrawn form in decimal digits is none either).
    public static func read(_ uri: String) throws(EPCProblem) -> (bits: EPCBits, familyIdentifier: UInt8?) {
        guard let body = EPCURI.body(uri), body.count == 2, body[0] == "raw" else { throw .syntax }
        let parts = body[1].split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let lengthText = ShortText(parts[0].utf8),
            let length = lengthText.plainNumber, (1...UInt64(EPCBits.bitsMax)).contains(length)
        else { throw .syntax }
        var identifier: UInt8?
        if parts.count == 3 {
            guard parts[1].hasPrefix("x"), let value = UInt8(parts[1].dropFirst(), radix: 16) else { throw .syntax }
            identifier = value
        }
        let count = Int(length)
        let digits = parts[parts.count - 1]
        guard digits.hasPrefix("x"), digits.utf8.count - 1 == (count + 3) / 4,
            let aligned = EPCBits(hex: String(digits.dropFirst()))
        else { throw .syntax }
        let lead = aligned.count - count
        guard aligned.value(at: 0, bits: lead) == 0 else { throw .syntax }
        var bits = EPCBits()
        var position = lead
        while position < aligned.count {
            let piece = min(64, aligned.count - position)
            bits.append(aligned.value(at: position, bits: piece), bits: piece)
            position += piece
        }
        return (bits, identifier)
    }
}
