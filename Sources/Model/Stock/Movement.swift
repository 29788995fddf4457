/// What a movement does. The list is closed.
public enum MovementKind: UInt8, Sendable, CaseIterable {
    /// From a supplier into `to`.
    case receive = 1
    /// Out of `from` for use by `to`; demand of `from`.
    case issue = 2
    /// From one place of stock to another; demand of nobody.
    case transfer = 3
    /// Back from a ward or patient (`from`) into `to`.
    case giveBack = 4
    /// What lies in `to` now, whatever the movements before say: it re-bases the balance.
    case count = 5
    /// Found (`to`) or missed (`from`), with a reason.
    case adjust = 6
    /// Out of `from` to be destroyed: expired, broken, recalled.
    case discard = 7
    /// Out of `from` to a patient.
    case dispense = 8
    /// Out of `from` into a patient, for years.
    case implant = 9
    /// Out of a patient; into `to` when it is kept.
    case explant = 10
    /// Out of `from` to another pharmacy, or back to it.
    case lend = 11
    /// From another pharmacy into `to`, or back from it.
    case borrow = 12
    /// Says that the movement `reverses` never happened; the only way to correct one.
    case reverse = 13

    /// As commands, scans, JSON and the database write it.
    public var name: String {
        switch self {
        case .receive: "receive"
        case .issue: "issue"
        case .transfer: "transfer"
        case .giveBack: "return"
        case .count: "count"
        case .adjust: "adjust"
        case .discard: "discard"
        case .dispense: "dispense"
        case .implant: "implant"
        case .explant: "explant"
        case .lend: "lend"
        case .borrow: "borrow"
        case .reverse: "reverse"
        }
    }

    /// - Returns: nil for a word that is none of the names.
    public init?(name: String) {
        guard let kind = MovementKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// Whether what leaves `from` by it is consumption there. Losses, transfers and loans are not.
    public var isDemand: Bool { self == .issue || self == .dispense || self == .implant }
}

/// One line of the ledger: it is appended and never changed.
///
/// Whatever its kind, but for counts: what leaves is taken off `from` and what comes is added to `to`, each where that
/// place holds stock. A count says what lies in `to`.
public struct Movement: Hashable, Sendable {
    public var event: StockEventID
    public var kind: MovementKind
    public var product: ProductID
    public var lot = LotNumber.untold
    public var serial = SerialNumber.untold
    /// The lot's expiry as this fact tells it; the lot's own is the one told first. Nil when it tells none.
    public var expiry: CalendarDay?
    public var from: StockPlaceID?
    public var to: StockPlaceID?
    /// In the product's smallest unit, 1 to ``Limits/stockQuantityMax``; a count may be 0.
    public var quantity: Int64
    /// When it happened: this orders the ledger, not when it arrived.
    public var occurredAt: Instant
    /// When it was taken into the ledger.
    public var recordedAt: Instant
    /// Who did it: a user of the machine or a staff pseudonym; empty when a device told it alone.
    public var actor = ""
    /// The station or cabinet that told it; empty for a person's command.
    public var device = ""
    public var reason = ""
    public var patient: PatientID?
    /// An operation's or stay's number, for implants.
    public var procedure = ""
    /// The loan, recall, order or delivery note that it belongs to.
    public var reference = ""
    public var partner: PartnerID?
    /// The movement that never happened, with kind ``MovementKind/reverse``.
    public var reverses: StockEventID?
    /// The message in the log that it came from; nil for a command.
    public var source: LogPosition?

    public init(
        event: StockEventID, kind: MovementKind, product: ProductID, quantity: Int64, occurredAt: Instant,
        recordedAt: Instant
    ) {
        self.event = event
        self.kind = kind
        self.product = product
        self.quantity = quantity
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }

    /// Whether a device told it: then a balance below zero is taken and asked about, not refused.
    public var isFromDevice: Bool { !device.isEmpty }
}

/// What a balance is of: a product's lot, or one object of it, in one place.
public struct StockSlot: Hashable, Sendable {
    public var product: ProductID
    public var lot: LotNumber
    public var serial: SerialNumber
    public var place: StockPlaceID

    public init(
        product: ProductID, lot: LotNumber = .untold, serial: SerialNumber = .untold, place: StockPlaceID
    ) {
        self.product = product
        self.lot = lot
        self.serial = serial
        self.place = place
    }
}

extension Limits {
    /// Smallest units of one movement; ten million vials are a mistake.
    public static let stockQuantityMax: Int64 = 10_000_000
    /// A movement older than this when it is scanned is `stale`: scans have their own window (30 days).
    public static let scanAgeMillisecondsMax: Int64 = 30 * 86_400_000
    /// A movement later than this after its receive time is from the future, and refused.
    public static let scanFutureMillisecondsMax: Int64 = 2 * 60_000
    /// Ids of products, places, partners, patients and events, in bytes.
    public static let stockTextBytesMax = 128
}
