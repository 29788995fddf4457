/// One thing that `verify` found wrong: what it is, and the numbers and names that belong to it.
public struct VerifyProblem: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong. `{0}`, `{1}`, … in the words stand for ``VerifyProblem/values``.
    public enum Kind: String, CaseIterable, Sendable {
        case sqlite = "{0}"
        case unreadable = "cannot be read: {0} (SQLite {1})"
        case reference = "table {0} row {1} refers to nothing in {2}"
        case logCount = "{0} messages are there; {1} were appended and {2} trimmed"
        case logPositions = "positions go from {0} to {1}, not {2} to {3}"
        case logBytes = "{0} bytes are there, {1} were counted"
        case cursorPastEnd = "the cursor {0} is past the log's end {1}"
        case trimmedUnfolded = "{0} messages were trimmed, but only {1} folded"
        case messagesFolded = "the fold counted {0} messages up to position {1}"
        case setAsideUntold = "{0} messages were set aside, {1} were told"
        case gapsUnreadable = "the gaps of reader {0} cannot be read"
        case gapsTooMany = "reader {0} has {1} gaps"
        case gapsOverlap = "gaps of reader {0} overlap"
        case gapNotBelow = "a gap of reader {0} is not below its high-water"
        case reasonUnknown = "a reason is not in the list"
        case rejectionCount = "rejections of {0} count {1}"
        case samplesTooMany = "{0} samples are kept"
        case stayEndsBefore = "a stay of track {0} ends before it begins at {1}"
        case staysOverlap = "two stays of track {0} overlap at {1}"
        case stayOpenBefore = "a stay of track {0} is open before the one at {1}"
        case stayTrack = "a stay is of track {0}, which is not there"
        case stayUnit = "a stay is in unit {0}, which is not there"
        case currentUnit = "track {0} is now in another unit than its open stay"
        case currentNames = "track {0} names a trackable, unit or level that is not there"
        case currentMissing = "track {0} has an open stay but no current state"
        case stockEntries = "the ledger makes {0} entries, {1} are there"
        case stockSlotMissing = "movement {0} has no balance row"
        case stockBalance = "balance {0} says {1}, the ledger says {2}"
        case stockTimeline = "the timeline of balance {0} is not what the ledger says"
        case stockCases = "{1} cases {0} stand, the ledger has {2}"
        case more = "and {0} more"

        /// Whether it is about what follows from the stock's movements and can be made anew from them.
        public var isOfStock: Bool {
            switch self {
            case .stockEntries, .stockSlotMissing, .stockBalance, .stockTimeline: true
            default: false
            }
        }
    }

    public var kind: Kind
    public var values: [String]

    init(_ kind: Kind, _ values: [String]) {
        self.kind = kind
        self.values = values
    }

    /// In English, for an engineer.
    public var description: String { filled(kind.rawValue) }

    /// A text with ``values`` in the places that it keeps for them.
    public func filled(_ template: String) -> String {
        var text = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            if let place = Int(rest[rest.index(after: open)..<close]), values.indices.contains(place) {
                text += values[place]
            }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
