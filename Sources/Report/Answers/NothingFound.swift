/// A question that was understood, and whose answer is that there is no such thing: exit code 1.
public struct NothingFound: Error, Sendable, CustomStringConvertible {
    /// What there is not, one sentence without a full stop.
    public var what: String
    /// What there is instead, or what to ask.
    public var hint: String?

    public init(_ what: String, hint: String? = nil) {
        self.what = what
        self.hint = hint
    }

    public var description: String { hint.map { "\(what). \($0)" } ?? what }
}
