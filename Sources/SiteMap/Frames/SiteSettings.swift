public import Model

/// What `site.yaml` says of a site; parsed elsewhere, all of it optional.
public struct SiteSettings: Sendable, Hashable {
    /// The site's identifier, as in topics.
    public var site: SiteID
    /// IANA name of the site's zone, for text that people read. Not checked here: the zone database is at the edge.
    public var timeZone: String
    /// The coordinate frames of position providers.
    public var frames: [ProviderFrame]

    /// Settings; without arguments those of a site folder without `site.yaml`.
    public init(site: SiteID = SiteID("site"), timeZone: String = "UTC", frames: [ProviderFrame] = []) {
        self.site = site
        self.timeZone = timeZone
        self.frames = frames
    }
}

/// The coordinate frame of a provider of ready-made positions, on one level or on all.
public struct ProviderFrame: Sendable, Hashable {
    /// As in the topic.
    public var provider: String
    /// The level whose positions it brings; nil for the level that each message names.
    public var level: LevelID?
    /// What the provider itself calls that level (a map, a coordinate system); nil when it says the IMDF id, or
    /// nothing.
    public var providerLevel: String?
    /// From the provider's coordinates to the building's metres; fitted by the loader where control points are given.
    public var transform: FrameTransform
    /// Points known in both frames; empty when the transform is given.
    public var controlPoints: [ControlPoint]

    /// A frame given by its transform; without one, positions are in the building's metres already.
    public init(provider: String, level: LevelID? = nil, transform: FrameTransform = FrameTransform()) {
        self.provider = provider
        self.level = level
        self.transform = transform
        controlPoints = []
    }

    /// A frame given by at least two ground control points; the transform is fitted when the site is loaded. Control
    /// points in degrees need a level.
    public init(provider: String, level: LevelID?, controlPoints: [ControlPoint]) {
        self.provider = provider
        self.level = level
        self.controlPoints = controlPoints
        transform = FrameTransform()
    }
}

/// A point known in a provider's coordinates and in the site's.
public struct ControlPoint: Sendable, Hashable {
    /// Where the point is in the site.
    public enum Place: Sendable, Hashable {
        /// In the building's frame.
        case metres(Point)
        /// WGS 84.
        case degrees(longitude: Double, latitude: Double)
    }

    /// In the provider's own coordinates, whatever their unit.
    public var provider: Point
    /// In the site.
    public var site: Place

    /// A pair of coordinates of one place.
    public init(provider: Point, site: Place) {
        self.provider = provider
        self.site = site
    }
}
