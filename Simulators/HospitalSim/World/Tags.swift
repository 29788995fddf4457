internal import Model
internal import SimKit

/// What carries a tag, with everything that the dialects need to speak of it.
struct SimTrackable {
    var id: String
    var kind: TrackableKind
    var name = ""
    var category = ""
    /// Index into ``Hospital/units``; where it belongs.
    var home: Int?
    var model = ""
    var serial = ""
    var tag: SimTag
    /// Whether the registry knows it; visitors' telephones are heard and unknown.
    var isRegistered = true
}

/// A transmitter: an iBeacon, or a passive tag with an EPC.
struct SimTag {
    /// The canonical id (DESIGN 5.2).
    var canonical: String
    /// `iBeacon:<uuid>-<major>-<minor>`, as ESPresense writes it.
    var espresenseID: String
    /// 12 lower-case digits.
    var mac: String
    var uuidUpper: String
    var major: Int
    var minor: Int
    var epc: [UInt8]
    var isPassive: Bool
    /// What it sends too little or too much, in dB.
    var offsetDB: Double

    /// The tag of the `index`-th trackable.
    ///
    /// - Parameter isPassive: an EPC instead of an iBeacon.
    static func make(index: Int, seed: UInt64, isPassive: Bool, kind: TrackableKind, offsetDB: Double) -> SimTag {
        let uuid = SiteIdentifier.uuid(SeededRandom.mix(seed, 0x1BEA), SeededRandom.mix(seed, 0xC0))
        let major = 1 + index >> 16
        let minor = index & 0xffff
        // A locally administered address: none that a maker sold.
        let mac = SiteIdentifier.hex(
            0x0200_0000_0000 | SeededRandom.mix(seed, UInt64(index)) & 0x00ff_ff00_0000 | UInt64(index) & 0xff_ffff,
            digits: 12)
        let epc = EPC.bytes(index: index, isContainer: kind == .container)
        return SimTag(
            canonical: isPassive ? EPC.hex(epc) : "ibeacon:\(uuid):\(major):\(minor)",
            espresenseID: "iBeacon:\(uuid)-\(major)-\(minor)", mac: mac,
            uuidUpper: uuid.uppercased().split(separator: "-").joined(), major: major, minor: minor, epc: epc,
            isPassive: isPassive, offsetDB: offsetDB)
    }
}

/// EPCs of 96 bits for an invented company (GS1 EPC Tag Data Standard, parts 14.6.4 and 14.6.5).
enum EPC {
    private static let companyPrefix: UInt64 = 9_999_990

    /// GRAI-96 (header 0x33) for containers, GIAI-96 (header 0x34) for everything else; filter 0, partition 5 (a
    /// company prefix of 7 digits in 24 bits).
    static func bytes(index: Int, isContainer: Bool) -> [UInt8] {
        var high = UInt64(isContainer ? 0x33 : 0x34) << 56
        high |= 5 << 50
        high |= companyPrefix << 26
        var low: UInt64 = 0
        if isContainer {
            // Asset type of 20 bits over the border of the two words, then a serial of 38.
            let type: UInt64 = 42
            let rest = type << 38 | UInt64(index)
            high |= rest >> 32
            low = rest & 0xffff_ffff
        } else {
            low = UInt64(index) & 0xffff_ffff
        }
        var bytes: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: low >> UInt64(shift)))
        }
        return bytes
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { SiteIdentifier.hex(UInt64($0), digits: 2, upper: true) }.joined()
    }
}
