import Digest
import Testing

/// Digests of the standard's own examples (FIPS 180-4, its "Example values with intermediate results").
@Suite struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func examplesOfTheStandard(text: String, digest: String) {
        var hash = SHA256()
        hash.update(text)
        #expect(hash.hex() == digest)
    }

    @Test func piecesOfATextHashAsTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var whole = SHA256()
        whole.update(bytes)
        let digest = whole.finish()
        #expect(digest.count == SHA256.byteCount)
        for cut in [0, 1, 63, 64, 65, 999, 1000] {
            var pieces = SHA256()
            pieces.update(Array(bytes[..<cut]))
            bytes[cut...].withUnsafeBytes { pieces.update($0) }
            #expect(pieces.finish() == digest, "cut at \(cut)")
        }
    }

    @Test func theFirstBytesAreTheStartOfTheDigest() {
        var hash = SHA256()
        hash.update("abc")
        #expect(hash.hex(bytes: 4) == "ba7816bf")
    }
}
