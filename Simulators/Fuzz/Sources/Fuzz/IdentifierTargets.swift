import Decode
import Model

/// A tag's EPC memory, and EPCs as URIs: encode(decode(x)) = x, by every way there is.
enum EPCTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        if let bits = EPCBits(bytes: input), bits.count > 0 { readBack(bits) }
        let text = String(decoding: input, as: UTF8.self)
        if let tag = try? EPCTag(uri: text) { checkTag(tag) }
        if let identity = try? EPCIdentity(uri: text) { checkIdentity(identity) }
        if let (bits, _) = try? EPCRawURI.read(text), bits.count > 0 { readBack(bits) }
    }

    private static func readBack(_ bits: EPCBits) {
        guard let (again, _) = try? EPCRawURI.read(EPCRawURI.text(bits)), again == bits else {
            fail("a raw URI that does not give its bits back")
        }
        if let tag = try? EPCTag(bits) { checkTag(tag) }
    }

    private static func checkTag(_ tag: EPCTag) {
        guard let fromBits = try? EPCTag(tag.bits), fromBits == tag else { fail("bits that are read as another tag") }
        guard let written = try? EPCTag(tag.identity, scheme: tag.scheme, filter: tag.filter), written == tag else {
            fail("an identity that is written in other bits")
        }
        guard let fromURI = try? EPCTag(uri: tag.uri), fromURI == tag else { fail("a tag URI that is another tag's") }
        checkIdentity(tag.identity)
    }

    private static func checkIdentity(_ identity: EPCIdentity) {
        guard let again = try? EPCIdentity(uri: identity.uri), again == identity else {
            fail("a pure identity that is another one's")
        }
        if let link = identity.digitalLink, DigitalLink(link) == nil { fail("a Digital Link that cannot be read") }
    }
}

/// Whatever a scanner or a person hands in: one answer, and the same one each time.
enum ScanTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        let text = String(decoding: input, as: UTF8.self)
        guard CodeRecogniser.read(text, year: 2026) == CodeRecogniser.read(text, year: 2026) else {
            fail("a second reading says something else")
        }
        guard let link = DigitalLink(text), link.isValid else { return }
        guard let again = DigitalLink(link.canonical) else { fail("a canonical Digital Link that cannot be read") }
        guard again.canonical == link.canonical else { fail("a canonical Digital Link that changes when read again") }
    }
}
