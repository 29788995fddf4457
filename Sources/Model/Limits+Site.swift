extension Limits {
    // Site folder
    /// One file of a site folder, in bytes.
    public static let siteFileBytesMax = 64 * 1024 * 1024
    /// Nesting of objects and arrays in a site's files; GeoJSON needs 9.
    public static let siteJSONDepthMax = 32
    /// Features of one file.
    public static let siteFeaturesMax = 200_000
    /// Points of one ring or line.
    public static let siteRingPointsMax = 20_000
    /// An id, a name or a category in a site's files, in UTF-8 bytes.
    public static let siteTextBytesMax = 512
    /// Problems that are told of one site; the rest is counted.
    public static let siteProblemsMax = 1000
    /// How far the features of one building may lie apart, in metres.
    public static let siteBuildingMetresMax = 20_000.0
}
