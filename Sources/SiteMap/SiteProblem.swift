/// Something wrong with a site's files: where, what, and what to do.
public struct SiteProblem: Sendable, Hashable, CustomStringConvertible {
    /// Whether the site can be used all the same.
    public enum Severity: String, Sendable, CaseIterable {
        /// The site cannot be loaded.
        case error
        /// The site loads; something is left out or taken as the text says.
        case warning
    }

    public var severity: Severity
    /// The file's name in the folder.
    public var file: String
    /// The feature's id, or `#` and its number from 1 when it has none; nil when the whole file is meant.
    public var feature: String?
    /// The member inside the feature or file (`properties.level_id`, `geometry.coordinates[0][3]`); nil when the
    /// whole feature is meant.
    public var field: String?
    /// What is wrong, one sentence without a full stop.
    public var what: String
    /// What to do about it, one sentence without a full stop.
    public var remedy: String

    /// A problem at a place.
    public init(
        _ severity: Severity, file: String, feature: String? = nil, field: String? = nil, what: String, remedy: String
    ) {
        self.severity = severity
        self.file = file
        self.feature = feature
        self.field = field
        self.what = what
        self.remedy = remedy
    }

    /// File, feature and field, as far as known.
    public var place: String {
        var place = file
        if let feature { place += ", feature \(feature)" }
        if let field { place += ", \(field)" }
        return place
    }

    /// One line for people.
    public var description: String { "\(place): \(what). \(remedy)" }
}
