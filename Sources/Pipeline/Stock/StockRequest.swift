/// A change of the stock that a person asks for: a verb and its fields, checked where the work is done.
public struct StockRequest: Codable, Sendable {
    /// What is to be done.
    public enum Verb: String, Codable, Sendable, CaseIterable {
        case receive, issue, transfer, `return`, count, adjust, discard, dispense, implant, explant, reverse
        case importCatalogue = "import catalogue"
        case importPlaces = "import places"
        case importBalances = "import balances"
        case importCounts = "import counts"
        case recallOpen = "recall open"
        case recallClose = "recall close"
        case recallWithdraw = "recall withdraw"
        case lot
        case reserve
        case unreserve
        case loanOpen = "loan open"
        case loanOffer = "loan offer"
        case loanMove = "loan move"
        case loanClose = "loan close"
        case resolve
        case excursion
        case orderPlace = "order place"
        case orderCancel = "order cancel"
        case binEmpty = "bin empty"
        case importBins = "import bins"
        case importTargets = "import targets"
        case importMakers = "import makers"
        case importSensors = "import sensors"
        case capture
        case rebuild
    }

    /// A field by its name on the command line and in CSV files.
    public enum Field: String, Codable, Sendable, CaseIterable {
        case product, lot, serial, expiry, from, to, quantity, at, reason, patient, procedure, reference, partner, event
        case place, id, due, status, note, proof, direction, purpose, until
        case celsiusMin = "celsius_min"
        case celsiusMax = "celsius_max"
    }

    public var verb: Verb
    /// As typed; absent ones are left out.
    public var fields: [String: String]
    /// A file's name and text, for imports.
    public var file: String?
    public var text: String?

    public init(_ verb: Verb, _ fields: [Field: String] = [:], file: String? = nil, text: String? = nil) {
        self.verb = verb
        self.fields = [:]
        for (field, value) in fields { self.fields[field.rawValue] = value }
        self.file = file
        self.text = text
    }

    subscript(_ field: Field) -> String? {
        guard let value = fields[field.rawValue], !value.isEmpty else { return nil }
        return value
    }
}

/// What came of it.
public struct StockReply: Codable, Sendable {
    /// One movement that was recorded, or would be.
    public struct Line: Codable, Sendable {
        public var event = ""
        public var kind = ""
        public var product = ""
        public var lot = ""
        public var serial = ""
        public var expiry: String?
        public var from: String?
        public var to: String?
        public var quantity: Int64 = 0
    }

    /// Stock that was there and was passed over.
    public struct Refusal: Codable, Sendable {
        public var place = ""
        public var lot = ""
        public var quantity: Int64 = 0
        public var obstacle = ""
        public var expiry: String?
    }

    /// A fact that happened later and has another balance now.
    public struct Change: Codable, Sendable {
        public var product = ""
        public var lot = ""
        public var place = ""
        public var at: Int64 = 0
        public var before: Int64 = 0
        public var now: Int64 = 0
    }

    /// A case that was opened, settled or withdrawn.
    public struct Case: Codable, Sendable {
        public var id = ""
        public var kind = ""
        public var state = ""
        public var quantity: Int64 = 0
        public var owner = ""
    }

    /// A lot that lay out of its temperature range.
    public struct Lot: Codable, Sendable {
        public var product = ""
        public var lot = ""
        public var status = ""
        /// All its excursions together.
        public var minutes = 0
    }

    public var lines: [Line] = []
    public var refusals: [Refusal] = []
    public var changes: [Change] = []
    public var changeCount = 0
    public var cases: [Case] = []
    public var lots: [Lot] = []
}
