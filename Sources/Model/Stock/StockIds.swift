/// A product: its GTIN as 14 digits, or a code of another scheme with the scheme before it (`hibc:A123BJC5D6E7`), or
/// the hospital's own number. What its barcodes say is brought to it by the catalogue.
public struct ProductID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The maker's lot (batch) number, verbatim; empty when it was never told.
public struct LotNumber: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Units whose lot nobody told.
    public static let untold = LotNumber("")
}

/// The serial number of one object; empty for products that are not kept one by one.
public struct SerialNumber: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Units that are counted and not told apart.
    public static let untold = SerialNumber("")
}

/// A place of stock: a unit, a cabinet, a container that moves, or who consumes.
public struct StockPlaceID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What makes a movement one and the same however often it is delivered: the id its source gave it, or the hash of what
/// it says.
public struct StockEventID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A patient's pseudonym; never a name.
public struct PatientID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Another pharmacy that lends and borrows.
public struct PartnerID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The durable small number of a ``StockSlot`` in one database.
public struct SlotKey: Hashable, Comparable, Sendable {
    public var rawValue: Int64
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
    @inlinable public static func < (left: SlotKey, right: SlotKey) -> Bool { left.rawValue < right.rawValue }
}

/// A movement's number in the ledger, from 1 in the order of recording; none is ever used again.
public struct MovementNumber: Hashable, Comparable, Sendable {
    public var rawValue: Int64
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
    @inlinable public static func < (left: MovementNumber, right: MovementNumber) -> Bool {
        left.rawValue < right.rawValue
    }
}
