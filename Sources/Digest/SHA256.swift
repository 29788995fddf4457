import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece, computed by OpenSSL's libcrypto.
///
/// Used for names of facts and versions of content. One value hashes one text: `finish` ends it.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Bytes of a digest.
    public static let byteCount = 32

    public init() {
        // OpenSSL fails here only without memory or without its own default provider: nothing can go on then.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("OpenSSL's libcrypto gives no SHA-256: its default provider cannot be loaded")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes. - Complexity: O(n).
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(done == 1, "OpenSSL's libcrypto refused to hash")
    }

    /// Adds bytes. - Complexity: O(n).
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Adds a text's UTF-8. - Complexity: O(n).
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// The 32 bytes of the digest.
    public consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { bytes, count in
            let done = EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
            precondition(done == 1, "OpenSSL's libcrypto refused to hash")
            count = Self.byteCount
        }
    }

    /// The digest, or as many of its first bytes as are asked for, as lower-case hex.
    public consuming func hex(bytes wanted: Int = byteCount) -> String {
        let digest = finish().prefix(wanted)
        return String(unsafeUninitializedCapacity: digest.count * 2) { text in
            let digits: StaticString = "0123456789abcdef"
            var next = 0
            for byte in digest {
                text[next] = digits.utf8Start[Int(byte >> 4)]
                text[next + 1] = digits.utf8Start[Int(byte & 15)]
                next += 2
            }
            return next
        }
    }
}
