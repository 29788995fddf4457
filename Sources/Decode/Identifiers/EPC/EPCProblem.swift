/// Why bits, a URI or fields are no EPC, or cannot be written in a scheme.
public enum EPCProblem: String, Error, Sendable, CaseIterable {
    /// No scheme has this header.
    case header
    /// Fewer bits than the scheme has.
    case tooShort = "too_short"
    /// The partition value 7 does not exist.
    case partition
    /// A company prefix, manager number or CAGE code that its field cannot hold.
    case company
    /// An item, location, asset, document or part reference that its field cannot hold.
    case reference
    /// A serial that its field cannot hold; 96-bit schemes take numbers without leading zeros only.
    case serial
    /// A filter value that its field cannot hold.
    case filter
    /// A character that the field may not have.
    case character
    /// Bits that must be zero are not.
    case padding
    /// A text that is no URI of this kind.
    case syntax
    /// The family has no such scheme, or the identity names no single thing (a pattern or a class).
    case scheme
    /// A check digit that does not fit.
    case checkDigit = "check_digit"
}
