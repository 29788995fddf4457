/// An identifier as text, verbatim; its type says of what.
public protocol TextIdentifier: RawRepresentable<String>, Hashable, Comparable, Sendable, CustomStringConvertible {
    init(rawValue: String)
}

extension TextIdentifier {
    public init(_ text: String) { self.init(rawValue: text) }
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The site's identifier, as in topics: `[A-Za-z0-9_.-]{1,64}`.
public struct SiteID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The IMDF feature id of a level, verbatim.
public struct LevelID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The IMDF feature id of a unit, verbatim.
public struct UnitID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A reader's identifier as its dialect gives it.
public struct ReaderID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A tag's canonical identifier: EPC as upper-case hex, MAC and devEUI as lower-case hex without separators,
/// `ibeacon:<uuid>:<major>:<minor>`, `eddystone:<namespace>:<instance>`, anything else verbatim.
public struct TagID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The hospital's own identifier of what carries a tag. For people a pseudonym, never a name.
public struct TrackableID: TextIdentifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The durable small number of a unit in one database; it never changes and is never used again.
public struct UnitKey: Hashable, Comparable, Sendable {
    public var rawValue: Int32
    @inlinable public init(_ rawValue: Int32) { self.rawValue = rawValue }
    @inlinable public static func < (left: UnitKey, right: UnitKey) -> Bool { left.rawValue < right.rawValue }
}

/// The durable small number of a trackable in one database; it never changes and is never used again.
public struct TrackKey: Hashable, Comparable, Sendable {
    public var rawValue: Int32
    @inlinable public init(_ rawValue: Int32) { self.rawValue = rawValue }
    @inlinable public static func < (left: TrackKey, right: TrackKey) -> Bool { left.rawValue < right.rawValue }
}

/// The place of a message in the log: its row number, from 1, without reuse.
public struct LogPosition: Hashable, Comparable, Sendable {
    public var rawValue: Int64
    @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// Before the first message.
    public static let start = LogPosition(0)
    @inlinable public static func < (left: LogPosition, right: LogPosition) -> Bool { left.rawValue < right.rawValue }
}
