/// What a barcode or a tag's id says, whichever scheme it is in: what `vigie scan` prints, and what a scan brings to
/// the stock.
public struct ScannedCode: Hashable, Sendable {
    /// The schemes that codes are recognised in, by their name in JSON.
    public enum Scheme: String, Sendable, CaseIterable {
        /// GS1 element strings, GTINs and Digital Links.
        case gs1
        /// HIBC of suppliers (LIC), and the Basic UDI-DI of HIBCC.
        case hibc
        /// HIBC of hospitals (Provider Applications Standard).
        case hibcPAS = "hibc_pas"
        /// ISBT 128, ICCBBA's: blood, tissues, cells.
        case isbt128
        /// IFA's Pharmacy Product Number in its envelope.
        case ppn
        /// The German number of medicines and devices.
        case pzn
        /// French presentations of medicines: 13 digits of a GTIN, and the older 7.
        case cip13, cip7
        /// French dispensing units.
        case ucd13, ucd7
        /// French health products that are no medicines.
        case acl13, acl7
        /// A line of the French list of reimbursed devices.
        case lpp
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
        /// Said though the code is valid: a date without a day stands for the month's last.
        case noDay = "no_day"
        /// Said though the code is valid: the key does not fit, as it doesn't for two of five real CIP7.
        case keyUnsure = "key_unsure"
        /// Said though the code is valid: nothing in it tells it from a code of the scheme at the place.
        case ambiguous
        /// No scheme knows it.
        case unknownScheme = "unknown_scheme"

        /// Whether a code with this problem is still valid.
        public var isRemark: Bool {
            switch self {
            case .dayZero, .randomAddress, .missing, .noDay, .keyUnsure, .ambiguous: true
            default: false
            }
        }
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
        /// The code of the maker in HIBC.
        case labeler
        case unitOfMeasure = "unit_of_measure"
        /// The device identifier of a UDI in schemes without a GTIN: unique over all makers.
        case deviceIdentifier = "device_identifier"
        case basicUDI = "basic_udi"
        case cip13, cip7, ucd13, pzn
        /// The number of a donation (ISBT 128).
        case donation
        /// Where a label is and what it tells (HIBC PAS).
        case pasWhere = "pas_where"
        case pasWhat = "pas_what"
        /// Hours of an expiry that has them, 0 to 23.
        case expiryHour = "expiry_hour"
    }

    /// An identifier and its data.
    public struct Element: Hashable, Sendable {
        public var identifier: String
        public var value: String

        public init(_ identifier: String, _ value: String) {
            self.identifier = identifier
            self.value = value
        }
    }

    /// A further fact.
    public struct Fact: Hashable, Sendable {
        public var detail: Detail
        public var value: String

        public init(_ detail: Detail, _ value: String) {
            self.detail = detail
            self.value = value
        }
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
    /// GS1 application identifiers and their data, in the code's order; for HIBC and IFA their data identifiers.
    public var elements: [Element] = []
    public var tagURI: String?
    public var pureIdentity: String?
    public var digitalLink: String?
    /// The id under which a tag with this code is tracked; nil for what no tag sends.
    public var tag: TagID?
    public var tagKind: TagKind?
    /// The two characters of the symbology identifier that a scanner sent before the code (ISO/IEC 15424).
    public var symbology: String?
    private var facts: [Fact] = []

    public init(_ code: String, _ scheme: Scheme) {
        self.code = code
        self.scheme = scheme
    }

    /// Whether all that the scheme promises holds.
    public var isValid: Bool { problems.allSatisfy(\.kind.isRemark) }

    /// Further facts, in the order in which they were added; what the elements and the symbology say comes last.
    public var details: [Fact] {
        var all = facts
        if let elementString { all.append(Fact(.elementString, elementString)) }
        if let symbology { all.append(Fact(.symbology, symbology)) }
        return all
    }

    /// GS1 elements in brackets, as people write them; nil in schemes that have none.
    public var elementString: String? {
        guard !elements.isEmpty, scheme == .gs1 || scheme == .epc else { return nil }
        return elements.map { "(\($0.identifier))\($0.value)" }.joined()
    }

    /// What a product is known by over all schemes: the GTIN, else a device identifier, else the code itself. Nil for
    /// what names no product of one maker.
    public var productKey: String? {
        if scheme == .lpp { return nil }
        return gtin ?? facts.first { $0.detail == .deviceIdentifier }?.value ?? product
    }

    /// Adds a fact; none when there is no value.
    public mutating func add(_ detail: Detail, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        if facts.isEmpty { facts.reserveCapacity(4) }
        facts.append(Fact(detail, value))
    }

    /// Adds a problem once.
    public mutating func add(_ kind: Kind, _ place: String = "") {
        let problem = Problem(kind, place)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
