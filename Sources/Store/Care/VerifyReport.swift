/// What `verify` found.
public struct VerifyReport: Sendable {
    /// One thing that was looked at.
    public struct Check: Hashable, Sendable {
        /// A fixed word: `integrity`, `references`, `log`, `cursor`, `messages`, `quarantine`, `stays`, `current`,
        /// `sequences`, `rejections`, `stock`.
        public var name: String
        /// The problems found; at most 20 and a count of the rest. Empty when all is well.
        public var problems: [VerifyProblem]
        /// Whether nothing wrong was found here.
        public var isOK: Bool { problems.isEmpty }
    }

    public var checks: [Check]
    /// SHA-256 of the content, hex; nil when the file is too damaged to be read.
    public var contentHash: String?
    /// Whether the file could be read and every check passed.
    public var isOK: Bool { contentHash != nil && checks.allSatisfy(\.isOK) }
}

/// How far a long job came.
public struct CareProgress: Hashable, Sendable {
    /// What it is at: a check's or a table's name.
    public var step: String
    public var done: Int
    public var total: Int
}
