/// What kind of identity a tag has.
public enum TagKind: UInt8, Sendable, CaseIterable {
    case epc, ble, loraWAN, position, other

    /// As `decode --json` and the database write it.
    public var name: String {
        switch self {
        case .epc: "epc"
        case .ble: "ble"
        case .loraWAN: "lorawan"
        case .position: "position"
        case .other: "other"
        }
    }
}

/// Which clock an observation's time comes from.
public enum TimeSource: UInt8, Sendable {
    case device, received

    public var name: String { self == .device ? "device" : "received" }
}

/// One read: a tag heard by a reader, or a ready-made position of it. A plain value of fixed size; its texts lie in
/// the arena of its ``DecodedBatch``. Numbers that are absent are NaN.
public struct Observation: Sendable {
    /// Index of the message in its batch.
    public var message: UInt32 = 0
    /// The canonical tag id.
    public var tag = ByteRange.none
    /// A second id under which the registry may know the tag (a public MAC behind a beacon id); empty when none.
    public var alternateTag = ByteRange.none
    public var tagKind = TagKind.other
    /// The reader's id, or the provider's for a ready-made position.
    public var reader = ByteRange.none
    /// Antenna port from 1; 0 when there is none.
    public var antenna: UInt16 = 0
    public var observedAt = Instant(milliseconds: 0)
    public var timeSource = TimeSource.received
    public var flags: Flags = []
    public var rssiDBm = Float.nan
    /// Metres in the frame of `level` (native, providers), east, north and up.
    public var xMetres = Double.nan
    public var yMetres = Double.nan
    public var zMetres = Double.nan
    /// IMDF level id of the position; empty when none.
    public var level = ByteRange.none
    public var latitude = Double.nan
    public var longitude = Double.nan
    public var accuracyMetres = Float.nan
    public var distanceMetres = Float.nan
    public var speedMetresPerSecond = Float.nan
    public var batteryPercent = Float.nan
    /// The battery's voltage as the tag tells it; a percentage is made of it only by a rule of the tag's family.
    public var batteryVolts = Float.nan
    public var temperatureCelsius = Float.nan
    /// Relative humidity.
    public var humidityPercent = Float.nan
    /// Acceleration along the device's axes, in thousandths of the earth's; nil when not told.
    public var accelerationMilliG: SIMD3<Int16>?
    /// What the tag says that happened.
    public var events: Events = []
    /// A hash of what makes the radio packet one and the same, whoever heard it; 0 when the dialect has no such key.
    public var packet: UInt64 = 0
    /// The reader's own count of its messages; -1 when it does not count.
    public var sequence: Int64 = -1
    /// What changes when the reader restarts its count; empty when none.
    public var boot = ByteRange.none

    /// What limits, or lifts, the trust in an observation.
    public struct Flags: OptionSet, Sendable {
        public var rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// From a retained message: last-known, never a movement.
        @inlinable public static var retained: Flags { Flags(rawValue: 1) }
        /// The device's time was too far in the future and was clamped to the receive time.
        @inlinable public static var futureClamped: Flags { Flags(rawValue: 2) }
        /// Carries an SOS, fall or button: never limited, never dropped for its rate.
        @inlinable public static var urgent: Flags { Flags(rawValue: 4) }
    }

    /// What a tag says that happened to it or to who wears it.
    public struct Events: OptionSet, Sendable {
        public var rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Somebody asks for help.
        @inlinable public static var sos: Events { Events(rawValue: 1) }
        /// The device took a movement for a fall.
        @inlinable public static var fall: Events { Events(rawValue: 2) }
        /// A button was pressed.
        @inlinable public static var button: Events { Events(rawValue: 4) }
        /// The strap was cut or the tag taken off.
        @inlinable public static var tamper: Events { Events(rawValue: 8) }
        /// The device feels that it moves.
        @inlinable public static var moving: Events { Events(rawValue: 16) }
        /// The device feels that it lies still.
        @inlinable public static var still: Events { Events(rawValue: 32) }

        /// As `decode --json` and the database write them, in a fixed order.
        public var names: [String] {
            let all: [(Events, String)] = [
                (.sos, "sos"), (.fall, "fall"), (.button, "button"), (.tamper, "tamper"), (.moving, "moving"),
                (.still, "still"),
            ]
            return all.filter { contains($0.0) }.map(\.1)
        }
    }

    public init() {}

    /// Whether it brings a position of its own (metres or degrees).
    @inlinable public var hasPosition: Bool { !xMetres.isNaN || !latitude.isNaN }
}

/// What a reader says of itself.
public struct HealthReport: Sendable {
    /// What the reader said.
    public enum Kind: UInt8, Sendable {
        case online, offline, heartbeat

        public var name: String {
            switch self {
            case .online: "online"
            case .offline: "offline"
            case .heartbeat: "heartbeat"
            }
        }
    }

    public var message: UInt32
    public var reader: ByteRange
    public var kind: Kind
    public var at: Instant

    public init(message: UInt32, reader: ByteRange, kind: Kind, at: Instant) {
        self.message = message
        self.reader = reader
        self.kind = kind
        self.at = at
    }
}

/// A message, or one element of it, that was refused.
public struct Rejection: Sendable {
    public var message: UInt32
    public var reason: RejectionReason
    /// What exactly, in a few words for an engineer; a fixed text, never payload bytes.
    public var detail: StaticString
    /// The reader it came from as far as known; empty otherwise.
    public var reader: ByteRange

    public init(message: UInt32, reason: RejectionReason, detail: StaticString, reader: ByteRange = .none) {
        self.message = message
        self.reason = reason
        self.detail = detail
        self.reader = reader
    }
}

/// What a batch of messages became: observations, health reports, rejections, each with its message's index, in the
/// order of the messages. Re-used from batch to batch.
public struct DecodedBatch: Sendable {
    /// The arena of all texts.
    public var bytes: [UInt8] = []
    public var observations: [Observation] = []
    public var health: [HealthReport] = []
    public var rejections: [Rejection] = []
    /// Scans for the stock; most batches have none.
    public var scans: [StockScan] = []

    public init() {}

    public mutating func removeAll() {
        if !scans.isEmpty { scans.removeAll(keepingCapacity: true) }
        bytes.removeAll(keepingCapacity: true)
        observations.removeAll(keepingCapacity: true)
        health.removeAll(keepingCapacity: true)
        rejections.removeAll(keepingCapacity: true)
    }

    /// Copies bytes into the arena.
    @inlinable
    public mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> ByteRange {
        let range = ByteRange(offset: bytes.count, count: text.count)
        bytes.append(contentsOf: text)
        return range
    }

    /// Observations, health reports, rejections and scans together.
    @inlinable public var entryCount: Int { observations.count + health.count + rejections.count + scans.count }

    /// A text of the arena; not for the hot path.
    public func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range.range], as: UTF8.self)
    }
}
