/// One row of the registry as people import it.
public struct RegistryRow: Hashable, Sendable {
    public var tag: TagID
    public var trackable: TrackableID
    public var kind: TrackableKind
    /// Empty for patients and staff: pseudonyms only.
    public var name: String
    public var category: String
    public var assignedUnit: String
    public var model: String
    public var serial: String

    public init(
        tag: TagID, trackable: TrackableID, kind: TrackableKind, name: String = "", category: String = "",
        assignedUnit: String = "", model: String = "", serial: String = ""
    ) {
        self.tag = tag
        self.trackable = trackable
        self.kind = kind
        self.name = name
        self.category = category
        self.assignedUnit = assignedUnit
        self.model = model
        self.serial = serial
    }
}

/// A tag that is bound now: what the fold needs to know of the registry.
public struct TagBinding: Hashable, Sendable {
    public var tag: TagID
    /// The durable number of the tag.
    public var tagKey: Int32
    public var track: TrackKey
    public var trackable: TrackableID
    public var kind: TrackableKind

    public init(tag: TagID, tagKey: Int32, track: TrackKey, trackable: TrackableID, kind: TrackableKind) {
        self.tag = tag
        self.tagKey = tagKey
        self.track = track
        self.trackable = trackable
        self.kind = kind
    }
}
