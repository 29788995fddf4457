import Digest

/// Names of facts: the same for the same fact on every machine, and nobody can make another fact with the same name.
public enum FactHash {
    /// The first 128 bits of the SHA-256 of the parts, as 32 lower-case hex digits; different parts that read the same
    /// when put together have different names.
    ///
    /// - Complexity: O(n) in the bytes.
    public static func name(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update("\(part.utf8.count):")
            hash.update(part)
        }
        return hash.hex(bytes: 16)
    }

    /// The same of parts one by one.
    public static func name(_ parts: String...) -> String { name(parts) }

    /// A short name with a letter before it, for papers that people write down.
    public static func short(_ letter: String, _ parts: String...) -> String {
        letter + "-" + name(parts).prefix(8).uppercased()
    }
}
