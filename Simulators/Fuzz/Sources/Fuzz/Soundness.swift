import Model

/// What must hold of anything that messages become.
enum Soundness {
    /// What does not hold; nil when all does.
    ///
    /// - Parameter knowsTime: whether the messages were received at ``MessageTarget/receivedAt``.
    static func problem(_ decoded: DecodedBatch, messages: Int, knowsTime: Bool = true) -> String? {
        var seen = Array(repeating: false, count: messages)
        for message in decoded.observations.map(\.message) + decoded.health.map(\.message)
            + decoded.rejections.map(\.message) + decoded.scans.map(\.message)
        {
            guard Int(message) < messages else { return "an entry of a message that was not there" }
            seen[Int(message)] = true
        }
        if seen.contains(false) { return "a message vanished" }
        for observation in decoded.observations {
            if let problem = texts(observation, decoded) ?? numbers(observation) {
                return problem
            }
            if knowsTime, let problem = time(observation) { return problem }
        }
        for reader in decoded.health.map(\.reader) + decoded.rejections.map(\.reader) {
            if let problem = text(reader, Limits.readerBytesMax, decoded) { return "a reader's report: \(problem)" }
        }
        return nil
    }

    private static func texts(_ observation: Observation, _ decoded: DecodedBatch) -> String? {
        if observation.tag.isEmpty { return "a tag without a name" }
        let texts: [(String, ByteRange, Int)] = [
            ("tag", observation.tag, Limits.tagBytesMax), ("second tag", observation.alternateTag, Limits.tagBytesMax),
            ("reader", observation.reader, Limits.readerBytesMax), ("boot", observation.boot, Limits.bootBytesMax),
            ("level", observation.level, Limits.jsonStringBytesMax),
        ]
        for (name, range, limit) in texts {
            if let problem = text(range, limit, decoded) { return "\(name): \(problem)" }
        }
        return nil
    }

    private static func text(_ range: ByteRange, _ limit: Int, _ decoded: DecodedBatch) -> String? {
        guard range.range.upperBound <= decoded.bytes.count else { return "outside the arena" }
        guard range.count <= limit else { return "longer than \(limit) bytes" }
        let bytes = decoded.bytes[range.range]
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "a control character" }
        return String(validating: bytes, as: UTF8.self) == nil ? "not UTF-8" : nil
    }

    private static func numbers(_ observation: Observation) -> String? {
        let ranges: [(String, Double, ClosedRange<Double>)] = [
            ("strength", Double(observation.rssiDBm), Limits.rssiDBmRange),
            ("x", observation.xMetres, Limits.positionMetresRange),
            ("y", observation.yMetres, Limits.positionMetresRange),
            ("z", observation.zMetres, Limits.positionMetresRange),
            ("latitude", observation.latitude, -90...90),
            ("longitude", observation.longitude, -180...180),
            ("accuracy", Double(observation.accuracyMetres), Limits.distanceMetresRange),
            ("distance", Double(observation.distanceMetres), Limits.distanceMetresRange),
            ("speed", Double(observation.speedMetresPerSecond), Limits.speedMetresPerSecondRange),
            ("battery", Double(observation.batteryPercent), 0...100),
            ("voltage", Double(observation.batteryVolts), 0...100),
            ("temperature", Double(observation.temperatureCelsius), Limits.temperatureCelsiusRange),
            ("humidity", Double(observation.humidityPercent), 0...100),
        ]
        for (name, value, range) in ranges where !value.isNaN && !range.contains(value) {
            return "\(name) out of range"
        }
        if observation.xMetres.isNaN != observation.yMetres.isNaN { return "half a position" }
        if observation.latitude.isNaN != observation.longitude.isNaN { return "half of the degrees" }
        return nil
    }

    private static func time(_ observation: Observation) -> String? {
        let age = MessageTarget.receivedAt.milliseconds - observation.observedAt.milliseconds
        let window = -Limits.observationFutureMillisecondsMax...Limits.observationAgeMillisecondsMax
        return window.contains(age) ? nil : "a time outside the window"
    }
}
