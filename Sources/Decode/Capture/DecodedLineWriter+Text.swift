public import Model

// The lines of `vigie decode` for people. Every text of a message goes through ``Printable``.

extension DecodedLineWriter {
    /// The words between the values; English by default.
    public struct Words: Sendable {
        public var refused = "refused:"
        public var reader = "by"
        public var antenna = "antenna"
        public var position = "at"
        public var level = "on"
        public var received = "(received)"
        public var anyReader = "a reader"
        public var online = "online"
        public var offline = "offline"
        public var heartbeat = "heartbeat"

        public init() {}

        public init(
            refused: String, reader: String, antenna: String, position: String, level: String, received: String,
            anyReader: String, online: String, offline: String, heartbeat: String
        ) {
            self.refused = refused
            self.reader = reader
            self.antenna = antenna
            self.position = position
            self.level = level
            self.received = received
            self.anyReader = anyReader
            self.online = online
            self.offline = offline
            self.heartbeat = heartbeat
        }

        func status(_ kind: HealthReport.Kind) -> String {
            switch kind {
            case .online: online
            case .offline: offline
            case .heartbeat: heartbeat
            }
        }
    }

    /// One line for people, without a line feed: `3  espresense  watch:w1 by ward-2 -61 dBm at …`.
    ///
    /// - Parameters:
    ///   - line: the line of the capture, from 1.
    ///   - words: in the reader's language.
    public static func text(
        line: Int, message index: Int, of batch: borrowing MessageBatch, dialect: Dialect?,
        decoded: borrowing DecodedBatch, words: Words = Words()
    ) -> String {
        let entries = DecodedEntries(message: index, of: decoded)
        let decoded = copy decoded
        let topic = Printable.clean(batch.topicText(batch.messages[index]))
        var parts: [String] = []
        for index in entries.observations { parts.append(describe(decoded.observations[index], decoded, words)) }
        for index in entries.health {
            let report = decoded.health[index]
            parts.append("\(name(report.reader, decoded) ?? words.anyReader) \(words.status(report.kind))")
        }
        for index in entries.scans {
            let scan = decoded.scans[index]
            parts.append(Printable.clean("\(scan.station) \(scan.action) \(scan.code)"))
        }
        for index in entries.rejections {
            let rejection = decoded.rejections[index]
            parts.append("\(words.refused) \(rejection.reason.rawValue) (\(rejection.detail))")
        }
        let head = "\(line)  \(dialect?.rawValue ?? "-")  \(topic.isEmpty ? "-" : topic)"
        return head + "  " + parts.joined(separator: "; ")
    }

    /// One line for people about a capture line that is no message.
    public static func text(
        line: Int, rejected reason: RejectionReason, detail: StaticString, words: Words = Words()
    ) -> String {
        "\(line)  -  -  \(words.refused) \(reason.rawValue) (\(detail))"
    }

    private static func describe(_ observation: Observation, _ decoded: DecodedBatch, _ words: Words) -> String {
        var text = name(observation.tag, decoded) ?? ""
        if let reader = name(observation.reader, decoded) { text += " \(words.reader) \(reader)" }
        if observation.antenna > 0 { text += " \(words.antenna) \(observation.antenna)" }
        if !observation.rssiDBm.isNaN { text += " \(number(observation.rssiDBm, 2)) dBm" }
        if !observation.xMetres.isNaN {
            text += " \(words.position) x \(number(observation.xMetres, 2)) m, y \(number(observation.yMetres, 2)) m"
            if let level = name(observation.level, decoded) { text += " \(words.level) \(level)" }
        }
        if !observation.latitude.isNaN {
            text += " \(words.position) \(number(observation.latitude, 6)), \(number(observation.longitude, 6))"
        }
        text += " \(observation.observedAt.rfc3339)"
        if observation.timeSource == .received { text += " \(words.received)" }
        return text
    }

    private static func name(_ range: ByteRange, _ decoded: DecodedBatch) -> String? {
        range.isEmpty ? nil : Printable.clean(decoded.text(range))
    }

    private static func number(_ value: some BinaryFloatingPoint, _ decimals: Int) -> String {
        var writer = JSONWriter()
        writer.number(Double(value), decimals: decimals)
        return writer.text
    }
}
