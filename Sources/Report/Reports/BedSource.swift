/// Who says what a bed is.
public enum BedSource: String, Sendable, CaseIterable {
    /// `beds:` of the site's `rules.yaml`.
    case site
    /// Trackables of the category `bed`, where they are.
    case tracked
    /// Units that the site names by its word, others by what is tracked.
    case both
    /// Neither: how many beds there are is not known.
    case unknown

    /// By whether any bed is named, and any tracked where none is named.
    init(isNamed: Bool, isTracked: Bool) {
        self = isNamed ? (isTracked ? .both : .site) : isTracked ? .tracked : .unknown
    }
}
