public import Model

/// The canonical form of tag ids: the same tag has the same id whoever heard it and whoever typed it.
public enum TagIdentifier {
    /// Brings an id as people and readers write it to its canonical form.
    public static func canonical(_ text: String) -> (id: TagID, kind: TagKind)? { nil }
}
