import Model

/// What must hold of anything that one message becomes, received at ``receivedAt``; nil when it does.
func unsound(_ decoded: DecodedBatch) -> String? {
    if decoded.entryCount == 0 { return "a message vanished" }
    let end = decoded.bytes.count
    for observation in decoded.observations {
        let tag = decoded.bytes[observation.tag.range]
        if tag.isEmpty || tag.count > Limits.tagBytesMax { return "a tag of no length, or too long" }
        if tag.contains(where: { $0 < 0x20 || $0 == 0x7F }) || String(validating: tag, as: UTF8.self) == nil {
            return "a tag that is not printable"
        }
        let ranges = [observation.reader, observation.alternateTag, observation.level, observation.boot]
        if ranges.contains(where: { $0.range.upperBound > end }) { return "a text outside the arena" }
        if observation.reader.count > Limits.readerBytesMax { return "a reader that is too long" }
        let rssi = Double(observation.rssiDBm)
        if !rssi.isNaN, !Limits.rssiDBmRange.contains(rssi) { return "no radio's strength" }
        for metres in [observation.xMetres, observation.yMetres, observation.zMetres]
        where !metres.isNaN && !Limits.positionMetresRange.contains(metres) { return "a position out of range" }
        if observation.xMetres.isNaN != observation.yMetres.isNaN { return "half a position" }
        if observation.latitude.isNaN != observation.longitude.isNaN { return "half of the degrees" }
        if abs(observation.latitude) > 90 || abs(observation.longitude) > 180 { return "degrees out of range" }
        let speed = Double(observation.speedMetresPerSecond)
        if !speed.isNaN, !Limits.speedMetresPerSecondRange.contains(speed) { return "a speed out of range" }
        let percent = observation.batteryPercent
        if !percent.isNaN, !(0...100).contains(percent) { return "a battery out of range" }
        let age = receivedAt.milliseconds - observation.observedAt.milliseconds
        let window = -Limits.observationFutureMillisecondsMax...Limits.observationAgeMillisecondsMax
        if !window.contains(age) { return "a time outside the window" }
    }
    return nil
}
