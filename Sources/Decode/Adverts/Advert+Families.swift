extension Advert {
    /// Reads what the tag's family puts where the standards have something else.
    ///
    /// - Returns: whether a random static address may name the tag.
    /// - Complexity: O(f) in the families.
    mutating func apply(_ families: TagFamilies) -> Bool {
        guard let rule = families.rules.first(where: { $0.contains(self) }) else { return false }
        let family = rule.family
        if let powerByte {
            switch family.power {
            case .measuredPower: break
            case .batteryTenthsOfVolt: setBattery(milliVolts: UInt16(powerByte) * 100)
            case .batteryPercent: setBattery(percent: powerByte)
            }
        }
        if identity.kind == .iBeacon {
            readMinor(family.minorHighByte, at: 18)
            readMinor(family.minorLowByte, at: 19)
        }
        if let volts = family.batteryVolts, batteryPercent.isNaN, !batteryVolts.isNaN {
            let share = (batteryVolts - volts.lowerBound) / (volts.upperBound - volts.lowerBound)
            batteryPercent = (min(max(share, 0), 1) * 100).rounded()
        }
        return family.trustsStaticAddress
    }

    private mutating func readMinor(_ meaning: TagFamily.MinorByte, at index: Int) {
        let byte = identity.byte(index)
        switch meaning {
        case .identity: return
        case .batteryPercent: setBattery(percent: byte)
        case .temperatureCelsius: setTemperature(Float(Int8(bitPattern: byte)))
        }
        identity.low &= ~(0xFF << UInt32(152 - 8 * index))
    }
}
