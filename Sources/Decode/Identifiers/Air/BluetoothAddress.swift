/// What the bits of a Bluetooth device's address say of its kind (Core Specification 5.4, volume 6, part B, 1.3).
///
/// An advertisement says beside the address whether it is public or random; the address alone does not. Its bits rule
/// some kinds out: a public one is an EUI-48 with its local and group bits clear, a random one has one of three
/// patterns in its first two bits.
public struct BluetoothAddress: Hashable, Sendable {
    /// The patterns of random addresses.
    public enum RandomKind: String, Sendable {
        /// Kept from one power-up to the next.
        case fixed = "random_static"
        /// Changes every few minutes; whoever holds the key can tell the device.
        case resolvable = "random_resolvable"
        /// Changes every few minutes and tells nobody.
        case nonResolvable = "random_non_resolvable"
    }

    /// 48 bits, the first byte as written in the highest.
    public let value: UInt64

    /// From 12 hex digits, with `:` or `-` between bytes or without; nil when it is none.
    public init?(_ text: String) {
        var bytes: [UInt8] = []
        var text = text
        let range = text.withUTF8 { CanonicalTag.appendMAC($0, to: &bytes) }
        guard range != nil else { return nil }
        value = bytes.reduce(0) { $0 << 4 | UInt64(Hex.value($1)) }
    }

    /// From six bytes, first as written first.
    public init(_ value: UInt64) { self.value = value & 0xFFFF_FFFF_FFFF }

    /// Whether it can be a manufacturer's: neither the local nor the group bit is set.
    public var canBePublic: Bool { value >> 40 & 3 == 0 }

    /// What it is if it is random; nil when no random address begins so.
    public var randomKind: RandomKind? {
        switch value >> 46 {
        case 3: .fixed
        case 1: .resolvable
        case 0: .nonResolvable
        default: nil
        }
    }

    /// The first three bytes as upper-case hex, which IEEE gave to an organisation, when it can be public.
    public var organisation: String? {
        guard canBePublic else { return nil }
        var text: [UInt8] = []
        for shift: UInt64 in [40, 32, 24] { Hex.appendUpper(UInt8(truncatingIfNeeded: value >> shift), to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// `public`, `random_static`, … or, where the bits leave both open, `public_or_random_static`, …; `local` when it
    /// is neither.
    public var kindText: String {
        switch (canBePublic, randomKind) {
        case (true, nil): "public"
        case (true, let kind?): "public_or_" + kind.rawValue
        case (false, let kind?): kind.rawValue
        case (false, nil): "local"
        }
    }
}
