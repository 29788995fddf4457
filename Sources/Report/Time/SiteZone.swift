public import Model

/// The zone in which a site's people read times: its IANA name and its offsets from UTC.
public struct SiteZone: Sendable {
    /// The IANA name, or `UTC`.
    public let name: String
    /// False when the zone was asked for but the system does not have it: times are then in UTC and say so.
    public let isKnown: Bool
    private let file: ZoneFile?

    public static let utc = SiteZone(name: "UTC", isKnown: true, file: nil)

    private init(name: String, isKnown: Bool, file: ZoneFile?) {
        self.name = name
        self.isKnown = isKnown
        self.file = file
    }

    /// Reads the zone from the system's tz database.
    ///
    /// - Parameters:
    ///   - name: an IANA name; empty means UTC. A name that is no plain relative path is treated as unknown.
    ///   - folder: where the database lies.
    public init(named name: String, folder: String = "/usr/share/zoneinfo") {
        if name.isEmpty || name == "UTC" {
            self = .utc
        } else if Self.isPlain(name), let bytes = FileBytes.read(folder + "/" + name, limitBytes: 1 << 20),
            let file = ZoneFile(bytes)
        {
            self.init(name: name, isKnown: true, file: file)
        } else {
            self.init(name: "UTC", isKnown: false, file: nil)
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.count <= 64 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }

    /// Seconds ahead of UTC.
    public func offsetSeconds(at instant: Instant) -> Int {
        file?.offsetSeconds(atSeconds: Int(instant.milliseconds.flooredQuotient(1000))) ?? 0
    }

    /// What the site's clocks show.
    public func civil(_ instant: Instant) -> CivilTime {
        CivilTime(instant, offsetSeconds: offsetSeconds(at: instant))
    }

    /// The instant at which the site's clocks show `time`.
    ///
    /// In the hour that comes twice in autumn it is the first one; a time that spring leaves out is moved on by the
    /// hour left out.
    public func instant(_ time: CivilTime) -> Instant {
        let local = time.secondsSinceEpoch
        let before = offset(atSeconds: local - 86_400)
        let after = offset(atSeconds: local + 86_400)
        for candidate in [before, after] where offset(atSeconds: local - candidate) == candidate {
            return Instant(milliseconds: Int64(local - candidate) * 1000)
        }
        return Instant(milliseconds: Int64(local - before) * 1000)
    }

    private func offset(atSeconds seconds: Int) -> Int {
        file?.offsetSeconds(atSeconds: seconds) ?? 0
    }
}
