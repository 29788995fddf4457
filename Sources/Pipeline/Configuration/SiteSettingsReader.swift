import FoundationEssentials
public import Model
public import SiteMap

extension SiteSettings {
    /// Reads `site.yaml` of a site folder: site id, time zone, provider frames. Without the file all is default.
    ///
    /// - Throws: 78 for an unknown key or a wrong value, with its line.
    public static func read(folder: String) throws(VigieError) -> SiteSettings {
        let file = folder + "/site.yaml"
        guard FileManager.default.fileExists(atPath: file) else { return SiteSettings() }
        return try read(YAMLMapping(file: file))
    }

    static func read(_ root: YAMLMapping) throws(VigieError) -> SiteSettings {
        try root.allow(["site", "time_zone", "frames"])
        var settings = SiteSettings()
        if let site = try root.string("site") {
            guard isTopicIdentifier(site) else {
                throw root.problem(
                    "site", "\(Printable.clean(site)) cannot stand in a topic",
                    remedy: "Use 1 to \(Limits.topicIdentifierBytesMax) of A–Z, a–z, 0–9, _, . and -.")
            }
            settings.site = SiteID(site)
        }
        if let zone = try root.string("time_zone") {
            guard isZone(zone) else {
                throw root.problem(
                    "time_zone", "\(Printable.clean(zone)) is no IANA time zone of this machine",
                    remedy: "Write it like Europe/Paris; Debian's package tzdata holds them.")
            }
            settings.timeZone = zone
        }
        for section in try root.mappings("frames") ?? [] { settings.frames.append(try readFrame(section)) }
        return settings
    }

    private static func isTopicIdentifier(_ text: String) -> Bool {
        (1...Limits.topicIdentifierBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func isZone(_ name: String) -> Bool {
        guard !name.contains(".."), !name.hasPrefix("/") else { return false }
        return name == "UTC" || FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/" + name)
    }

    /// `{provider, level, offset: [x, y], rotation_deg, scale, flip_y}` or `{provider, level, points: […]}`, each point
    /// `{from: [x, y], to: [x, y]}` in metres or `{from: [x, y], lonlat: [lon, lat]}`; in both, `provider_level` is the
    /// provider's own name of the level.
    private static func readFrame(_ section: YAMLMapping) throws(VigieError) -> ProviderFrame {
        try section.allow([
            "provider", "level", "provider_level", "offset", "rotation_deg", "scale", "flip_y", "points",
        ])
        let provider = try section.requiredString("provider")
        let level = try section.string("level").map { LevelID($0) }
        let providerLevel = try section.string("provider_level")
        guard providerLevel == nil || level != nil else {
            throw section.problem(
                "provider_level", "translates to no level", remedy: "Give the IMDF level id as level beside it.")
        }
        var frame = try readFrame(section, provider: provider, level: level)
        frame.providerLevel = providerLevel
        return frame
    }

    private static func readFrame(
        _ section: YAMLMapping, provider: String, level: LevelID?
    ) throws(VigieError) -> ProviderFrame {
        if let points = try section.mappings("points") {
            var pairs: [ControlPoint] = []
            for point in points {
                try point.allow(["from", "to", "lonlat"])
                let from = try pair(point, "from")
                if point.has("lonlat") {
                    let to = try pair(point, "lonlat")
                    pairs.append(
                        ControlPoint(provider: from, site: .degrees(longitude: to.xMetres, latitude: to.yMetres)))
                } else {
                    pairs.append(ControlPoint(provider: from, site: .metres(try pair(point, "to"))))
                }
            }
            return ProviderFrame(provider: provider, level: level, controlPoints: pairs)
        }
        let offset = section.has("offset") ? try pair(section, "offset") : Point(xMetres: 0, yMetres: 0)
        let scale = try section.number("scale") ?? 1
        guard scale > 0 else {
            throw section.problem("scale", "must be above 0", remedy: "Write 0.001 for millimetres.")
        }
        return ProviderFrame(
            provider: provider, level: level,
            transform: FrameTransform(
                offsetXMetres: offset.xMetres, offsetYMetres: offset.yMetres,
                rotationDegrees: try section.number("rotation_deg") ?? 0, scale: scale,
                flipsY: try section.boolean("flip_y") ?? false))
    }

    private static func pair(_ section: YAMLMapping, _ name: String) throws(VigieError) -> Point {
        guard let numbers = try section.numbers(name), numbers.count == 2 else {
            throw section.problem(name, "must be two numbers", remedy: "Write it like [1.5, 2].")
        }
        return Point(xMetres: numbers[0], yMetres: numbers[1])
    }
}
