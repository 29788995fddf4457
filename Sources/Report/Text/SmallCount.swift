/// Counts of people that are too small to be told: one or two in a place could be named by who knows the place.
public enum SmallCount {
    /// Fewer than so many are not told.
    public static let least = 3

    /// Whether a count may be told: none, or enough of them.
    static func isTold(_ count: Int) -> Bool { count <= 0 || count >= least }

    /// For JSON: nil for what is not told.
    static func told(_ count: Int) -> Int? { isTold(count) ? count : nil }

    /// For a table: empty for none, `<3` for one and two.
    static func text(_ count: Int) -> String { count <= 0 ? "" : count < least ? "<\(least)" : "\(count)" }
}
