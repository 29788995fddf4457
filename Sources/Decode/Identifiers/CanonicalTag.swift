import Model

/// Writes tag ids in their canonical form (DESIGN 5.2) into an arena.
///
/// A bare text of hex digits is told apart by its length: 12 digits are a MAC, 16 an EUI-64 (LoRaWAN's devEUI), 24
/// and more (an even number) an EPC. Shorter EPCs exist, but nothing in their text says so: only a dialect that
/// speaks of EPCs knows them.
enum CanonicalTag {
    /// Appends the canonical form of an id as a reader or a person writes it.
    ///
    /// - Throws: `bad_identifier` when it is empty, longer than ``Limits/tagBytesMax``, not printable, or a beacon's
    ///   id that cannot be read.
    static func append(
        _ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]
    ) throws(Refusal) -> (range: ByteRange, kind: TagKind) {
        guard !text.isEmpty, text.count <= Limits.tagBytesMax else { throw Refusal(.badIdentifier, "tag") }
        let start = bytes.count
        let kind: TagKind
        if let hexKind = appendHex(text, to: &bytes) {
            kind = hexKind
        } else if let rest = restOfBeacon(text) {
            guard BeaconIdentifier.appendIBeacon(text: rest, to: &bytes) else {
                bytes.removeLast(bytes.count - start)
                throw Refusal(.badIdentifier, "iBeacon id")
            }
            kind = .ble
        } else if let rest = rest(of: text, after: "eddystone:") ?? rest(of: text, after: "eddy:") {
            guard BeaconIdentifier.appendEddystone(text: rest, to: &bytes) else {
                bytes.removeLast(bytes.count - start)
                throw Refusal(.badIdentifier, "Eddystone id")
            }
            kind = .ble
        } else {
            guard IdentifierText.isClean(text) else { throw Refusal(.badIdentifier, "tag") }
            bytes.append(contentsOf: text)
            kind = .other
        }
        return (ByteRange(offset: start, count: bytes.count - start), kind)
    }

    /// Appends a MAC address with or without separators as 12 lower-case digits; nil when it is none.
    static func appendMAC(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> ByteRange? {
        let isBare = text.count == 12 && Hex.isAll(text)
        guard isBare || (text.count == 17 && isSeparated(text)) else { return nil }
        let start = bytes.count
        for byte in text where Hex.isDigit(byte) { bytes.append(Hex.lower(byte)) }
        return ByteRange(offset: start, count: bytes.count - start)
    }

    /// What follows a prefix that is given in lower case and may come in any; nil when it is not there.
    static func rest(of text: UnsafeBufferPointer<UInt8>, after prefix: StaticString) -> UnsafeBufferPointer<UInt8>? {
        let count = prefix.utf8CodeUnitCount
        guard text.count >= count else { return nil }
        for index in 0..<count {
            let byte = text[index]
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard (isUpper ? byte | 0x20 : byte) == prefix.utf8Start[index] else { return nil }
        }
        return UnsafeBufferPointer(rebasing: text[count...])
    }

    /// What follows `ibeacon:` in any case, which is looked at as one word.
    @inline(__always)
    private static func restOfBeacon(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        // Only capital letters become the letters of the word by the bit of lower case; the colon must be there.
        guard text.count >= 8, HexWords.load(text, at: 0) | 0x0020_2020_2020_2020 == 0x3A6E_6F63_6165_6269 else {
            return nil
        }
        return UnsafeBufferPointer(rebasing: text[8...])
    }

    /// Hex ids by their length; nil (nothing appended) when the text is none.
    private static func appendHex(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> TagKind? {
        switch text.count {
        case 12, 16:
            guard Hex.isAll(text) else { return nil }
            for byte in text { bytes.append(Hex.lower(byte)) }
            return text.count == 12 ? .ble : .loraWAN
        case 17, 23:
            guard isSeparated(text) else { return nil }
            for byte in text where Hex.isDigit(byte) { bytes.append(Hex.lower(byte)) }
            return text.count == 17 ? .ble : .loraWAN
        case 24... where text.count % 2 == 0 && text.count <= 2 * Limits.epcBytesMax:
            guard Hex.isAll(text) else { return nil }
            for byte in text { bytes.append(Hex.upper(byte)) }
            return .epc
        default: return nil
        }
    }

    /// `AA:BB:…` or `AA-BB-…`, one separator throughout.
    private static func isSeparated(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let separator = text[2]
        guard separator == Ascii.colon || separator == Ascii.minus else { return false }
        for index in 0..<text.count {
            let fits = index % 3 == 2 ? text[index] == separator : Hex.isDigit(text[index])
            guard fits else { return false }
        }
        return true
    }
}
