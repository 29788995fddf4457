/// What the tags of one vendor or order do differently from the standards: where their battery is, which bytes are no
/// identity, and whether their random address may name them.
///
/// Facts behind it: some iBeacons put their battery into the byte of the measured power (0x1A for 2.6 V) or sensor
/// values into `minor`, which then is no part of who they are; and many tags send from a random static address that is
/// burnt in, which nothing in the packet tells from one that changes at the next power cycle.
public struct TagFamily: Sendable, Hashable {
    /// Which tags belong to it.
    public enum Members: Sendable, Hashable {
        /// iBeacons of this UUID, with or without dashes, in either case.
        case iBeacon(uuid: String)
        /// Eddystone-UIDs of this namespace: 20 hex digits.
        case eddystone(namespace: String)
        /// Addresses that begin with these hex digits: 2 to 12, an even number, `:` or `-` between bytes or nothing.
        case address(prefix: String)
    }

    /// What the byte of the measured power means.
    public enum Power: Sendable, Hashable {
        /// What the standard says: dBm at 1 m. The default.
        case measuredPower
        /// Tenths of a volt.
        case batteryTenthsOfVolt
        /// Percent; more than 100 is not told.
        case batteryPercent
    }

    /// What a byte of an iBeacon's `minor` means.
    public enum MinorByte: Sendable, Hashable {
        /// Part of the identity. The default.
        case identity
        /// Percent; more than 100 is not told.
        case batteryPercent
        /// Whole degrees, signed.
        case temperatureCelsius
    }

    /// Which tags belong to it.
    public var members: Members
    /// What the byte of the measured power means.
    public var power = Power.measuredPower
    /// What the upper byte of `minor` means; when it is no identity, the canonical id has 0 there.
    public var minorHighByte = MinorByte.identity
    /// What the lower byte of `minor` means; when it is no identity, the canonical id has 0 there.
    public var minorLowByte = MinorByte.identity
    /// The voltages of an empty and of a full battery, between which percentages are interpolated; nil (the default)
    /// leaves a voltage a voltage.
    public var batteryVolts: ClosedRange<Float>?
    /// Whether a random static address is an identity: the vendor promises to keep it. Off by default.
    public var trustsStaticAddress = false

    /// A family that follows the standards, until told otherwise.
    public init(_ members: Members) {
        self.members = members
    }
}

/// The tag families of a configuration, ready for the decoder. The first that a tag belongs to holds.
public struct TagFamilies: Sendable {
    /// No family: every tag follows the standards.
    public static let none = TagFamilies()

    /// Families that are looked through for each advertisement.
    public static let countMax = 64

    /// Why families cannot be used.
    public enum Problem: Error, Equatable {
        /// More than ``TagFamilies/countMax``.
        case tooMany
        /// The UUID, namespace or prefix of the family with this index cannot be read.
        case badMembers(index: Int)
        /// The volts of an empty and a full battery of the family with this index are the same.
        case badVolts(index: Int)
    }

    /// A family whose members are bytes to compare.
    struct Rule {
        enum Match {
            case iBeacon, eddystone, address
        }

        var match: Match
        /// The first bytes that a member has.
        var bytes = SIMD16<UInt8>(repeating: 0)
        var count = 0
        var family: TagFamily
    }

    let rules: [Rule]

    @inline(__always)
    var isEmpty: Bool { rules.isEmpty }

    private init() {
        rules = []
    }

    /// Reads the families' members.
    ///
    /// - Throws: what is wrong with them.
    public init(_ families: [TagFamily]) throws(Problem) {
        guard families.count <= TagFamilies.countMax else { throw .tooMany }
        var rules: [Rule] = []
        for (index, family) in families.enumerated() {
            guard let rule = Rule(family) else { throw .badMembers(index: index) }
            if let volts = family.batteryVolts, !(volts.lowerBound < volts.upperBound) { throw .badVolts(index: index) }
            rules.append(rule)
        }
        self.rules = rules
    }
}

extension TagFamilies.Rule {
    init?(_ family: TagFamily) {
        self.family = family
        let text: String
        switch family.members {
        case .iBeacon(let uuid):
            match = .iBeacon
            text = uuid
        case .eddystone(let namespace):
            match = .eddystone
            text = namespace
        case .address(let prefix):
            match = .address
            text = prefix
        }
        var digits = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: ":") {
            let value = Hex.value(byte)
            guard value < 16, digits < 32 else { return nil }
            bytes[digits / 2] = bytes[digits / 2] << 4 | value
            digits += 1
        }
        count = digits / 2
        switch match {
        case .iBeacon: guard digits == 32 else { return nil }
        case .eddystone: guard digits == 20 else { return nil }
        case .address: guard digits >= 2, digits <= 12, digits % 2 == 0 else { return nil }
        }
    }

    /// Whether an advertisement is of this family.
    func contains(_ advert: Advert) -> Bool {
        switch match {
        case .iBeacon: advert.identity.kind == .iBeacon && begins(advert.identity)
        case .eddystone: advert.identity.kind == .eddystone && begins(advert.identity)
        case .address: begins(advert.address.value)
        }
    }

    private func begins(_ identity: Advert.Identity) -> Bool {
        for index in 0..<count where identity.byte(index) != bytes[index] { return false }
        return true
    }

    private func begins(_ address: UInt64) -> Bool {
        for index in 0..<count where UInt8(truncatingIfNeeded: address >> UInt64(40 - 8 * index)) != bytes[index] {
            return false
        }
        return true
    }
}
