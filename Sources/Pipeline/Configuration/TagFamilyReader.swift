import Decode
import Model

/// `tag_families` of a configuration: what the tags of a vendor or order do differently from the standards.
///
/// One of `ibeacon` (UUID), `eddystone` (namespace) or `address` (leading hex digits), and any of `power`,
/// `minor_high`,
/// `minor_low`, `battery_volts: [empty, full]`, `static_address: true`.
enum TagFamilyReader {
    /// - Throws: 78 for an unknown key or a wrong value, with its line.
    static func read(_ root: YAMLMapping) throws(VigieError) -> TagFamilies {
        let sections = try root.mappings("tag_families") ?? []
        var families: [TagFamily] = []
        for section in sections { families.append(try family(section)) }
        do {
            return try TagFamilies(families)
        } catch {
            switch error {
            case .tooMany:
                throw root.problem(
                    "tag_families", "more than \(TagFamilies.countMax)", remedy: "Join families that do the same.")
            case .badMembers(let index):
                throw sections[index].problem(
                    "ibeacon, eddystone or address", "cannot be read",
                    remedy: "A UUID, 20 hex digits of a namespace, or 2 to 12 hex digits with which addresses begin.")
            case .badVolts(let index):
                throw sections[index].problem(
                    "battery_volts", "must rise",
                    remedy: "Write the volts of an empty and a full battery, like [2.0, 3.0].")
            }
        }
    }

    private static func family(_ section: YAMLMapping) throws(VigieError) -> TagFamily {
        try section.allow([
            "ibeacon", "eddystone", "address", "power", "minor_high", "minor_low", "battery_volts", "static_address",
        ])
        let members: [TagFamily.Members] = [
            try section.string("ibeacon").map { .iBeacon(uuid: $0) },
            try section.string("eddystone").map { .eddystone(namespace: $0) },
            try section.string("address").map { .address(prefix: $0) },
        ].compactMap(\.self)
        guard members.count == 1, let member = members.first else {
            throw section.problem(
                "tag_families", "needs one of ibeacon, eddystone and address", remedy: "Write one family per entry.")
        }
        var family = TagFamily(member)
        family.power = try choice(
            section, "power",
            [
                "measured_power": .measuredPower, "battery_tenths_volt": .batteryTenthsOfVolt,
                "battery_percent": .batteryPercent,
            ], family.power)
        let minor: [String: TagFamily.MinorByte] = [
            "identity": .identity, "battery_percent": .batteryPercent, "temperature_c": .temperatureCelsius,
        ]
        family.minorHighByte = try choice(section, "minor_high", minor, family.minorHighByte)
        family.minorLowByte = try choice(section, "minor_low", minor, family.minorLowByte)
        if let volts = try section.numbers("battery_volts") {
            guard volts.count == 2, volts[0] < volts[1] else {
                throw section.problem(
                    "battery_volts", "must be two rising numbers",
                    remedy: "Write the volts of an empty and a full battery, like [2.0, 3.0].")
            }
            family.batteryVolts = Float(volts[0])...Float(volts[1])
        }
        family.trustsStaticAddress = try section.boolean("static_address") ?? false
        return family
    }

    private static func choice<Value>(
        _ section: YAMLMapping, _ name: String, _ values: [String: Value], _ fallback: Value
    ) throws(VigieError) -> Value {
        guard let text = try section.string(name) else { return fallback }
        guard let value = values[text] else {
            throw section.problem(
                name, "\(Printable.clean(text)) is none of its values",
                remedy: "Known: \(values.keys.sorted().joined(separator: ", ")).")
        }
        return value
    }
}
