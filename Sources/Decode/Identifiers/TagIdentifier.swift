public import Model

/// The canonical form of tag ids (DESIGN 5.2): the same tag has the same id whichever dialect heard it and whoever
/// typed it.
public enum TagIdentifier {
    /// Brings an id as people and readers write it to its canonical form.
    ///
    /// - Returns: nil when it is empty, longer than ``Limits/tagBytesMax``, not printable, or begins like a beacon's
    ///   id (`ibeacon:`, `eddystone:`) that cannot be read.
    /// - Complexity: O(n) in the text.
    public static func canonical(_ text: String) -> (id: TagID, kind: TagKind)? {
        var text = text
        var bytes: [UInt8] = []
        return text.withUTF8 { text in
            do throws(Refusal) {
                let (_, kind) = try CanonicalTag.append(text, to: &bytes)
                return (TagID(String(decoding: bytes, as: UTF8.self)), kind)
            } catch {
                return nil
            }
        }
    }
}
