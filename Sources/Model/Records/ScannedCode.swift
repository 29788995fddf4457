/// What a barcode or a tag's id says, whichever scheme it is in: what `vigie scan` prints, and what a scan brings to
/// the
/// stock.
public struct ScannedCode: Hashable, Sendable {
    /// The schemes that codes are recognised in, by their name in JSON.
    public enum Scheme: String, Sendable, CaseIterable {
        /// GS1 element strings, GTINs and Digital Links.
        case gs1
        /// A tag's EPC, as hex or as a URI.
        case epc
        /// An ISO 17367 family's item in UHF memory, known by its application family identifier.
        case iso17367
        /// The identity of a UHF chip.
        case tid
        /// The unique identifier of an HF tag.
        case iso15693
        /// UHF memory that holds something of the user's own.
        case opaque
        case ibeacon
        case eddystone
        /// A Bluetooth device's address.
        case mac
        /// A LoRaWAN device's EUI.
        case devEUI = "deveui"
        case unknown
    }

    /// Something wrong, with the place: an application identifier or the name of a field.
    public struct Problem: Hashable, Sendable {
        public var kind: Kind
        /// Empty when it is the whole code.
        public var place: String

        public init(_ kind: Kind, _ place: String = "") {
            self.kind = kind
            self.place = place
        }

        /// As JSON has it: `check_digit 01`.
        public var text: String { place.isEmpty ? kind.rawValue : kind.rawValue + " " + place }
    }

    /// What can be wrong.
    public enum Kind: String, Sendable, CaseIterable {
        case checkDigit = "check_digit"
        case length, characters, padding, partition, value, date, syntax, excluded, repeated
        /// Said though the code is valid: what must accompany the element may stand in another code on the object.
        case missing
        case unknownIdentifier = "unknown_identifier"
        case unknownHeader = "unknown_header"
        case tooShort = "too_short"
        /// Said though the code is valid: a date with day 00 stands for the month's last.
        case dayZero = "day_zero"
        /// Said though the code is valid: the address may be a random one, which is no identity.
        case randomAddress = "random_address"
        /// No scheme knows it.
        case unknownScheme = "unknown_scheme"

        /// Whether a code with this problem is still valid.
        public var isRemark: Bool { self == .dayZero || self == .randomAddress || self == .missing }
    }

    /// Further facts, by their name in JSON.
    public enum Detail: String, Sendable, CaseIterable {
        case epcScheme = "epc_scheme"
        case filter
        case companyPrefix = "company_prefix"
        case reference
        case cage
        case hex
        case bits
        case protocolControl = "protocol_control"
        case familyIdentifier = "family_identifier"
        case text
        case chipDesigner = "chip_designer"
        case chipModel = "chip_model"
        case manufacturer
        case addressKind = "address_kind"
        case organisation
        case uuid, major, minor, namespace, instance
        case elementString = "element_string"
        case symbology
        case bestBefore = "best_before"
        case production
    }

    /// As it was given.
    public var code: String
    public var scheme: Scheme
    public var problems: [Problem] = []
    /// 14 digits.
    public var gtin: String?
    /// The maker's product code in schemes without a GTIN.
    public var product: String?
    public var lot: String?
    /// `2027-03-31`.
    public var expiry: String?
    public var serial: String?
    public var quantity: Int?
    /// GS1 application identifiers and their data, in the code's order.
    public var elements: [(identifier: String, value: String)] {
        get { zip(elementNames, elementValues).map { ($0, $1) } }
        set {
            elementNames = newValue.map(\.identifier)
            elementValues = newValue.map(\.value)
        }
    }
    private var elementNames: [String] = []
    private var elementValues: [String] = []
    public var tagURI: String?
    public var pureIdentity: String?
    public var digitalLink: String?
    /// The id under which a tag with this code is tracked; nil for what no tag sends.
    public var tag: TagID?
    public var tagKind: TagKind?
    private var detailNames: [Detail] = []
    private var detailValues: [String] = []

    public init(_ code: String, _ scheme: Scheme) {
        self.code = code
        self.scheme = scheme
    }

    /// Whether all that the scheme promises holds.
    public var isValid: Bool { problems.allSatisfy(\.kind.isRemark) }

    /// Further facts, in the order in which they were added.
    public var details: [(detail: Detail, value: String)] { zip(detailNames, detailValues).map { ($0, $1) } }

    /// Adds a fact; none when there is no value.
    public mutating func add(_ detail: Detail, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        detailNames.append(detail)
        detailValues.append(value)
    }

    /// Adds a problem once.
    public mutating func add(_ kind: Kind, _ place: String = "") {
        let problem = Problem(kind, place)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
