public import Model

// The lines of `vigie decode` for people. Every text of a message goes through ``Printable``.

extension DecodedLineWriter {
    /// One line for people, without a line feed: `3  espresense  watch:w1 by ward-2 -61 dBm at …`.
    ///
    /// - Parameter line: the line of the capture, from 1.
    public static func text(
        line: Int, message index: Int, of batch: borrowing MessageBatch, dialect: Dialect?,
        decoded: borrowing DecodedBatch
    ) -> String {
        let entries = DecodedEntries(message: index, of: decoded)
        let decoded = copy decoded
        let topic = Printable.clean(batch.topicText(batch.messages[index]))
        var parts: [String] = []
        for index in entries.observations { parts.append(describe(decoded.observations[index], decoded)) }
        for index in entries.health {
            let report = decoded.health[index]
            parts.append("\(name(report.reader, decoded) ?? "a reader") \(report.kind.name)")
        }
        for index in entries.rejections {
            let rejection = decoded.rejections[index]
            parts.append("refused: \(rejection.reason.rawValue) (\(rejection.detail))")
        }
        let head = "\(line)  \(dialect?.rawValue ?? "-")  \(topic.isEmpty ? "-" : topic)"
        return head + "  " + parts.joined(separator: "; ")
    }

    /// One line for people about a capture line that is no message.
    public static func text(line: Int, rejected reason: RejectionReason, detail: StaticString) -> String {
        "\(line)  -  -  refused: \(reason.rawValue) (\(detail))"
    }

    private static func describe(_ observation: Observation, _ decoded: DecodedBatch) -> String {
        var text = name(observation.tag, decoded) ?? ""
        if let reader = name(observation.reader, decoded) { text += " by \(reader)" }
        if observation.antenna > 0 { text += " antenna \(observation.antenna)" }
        if !observation.rssiDBm.isNaN { text += " \(number(observation.rssiDBm, 2)) dBm" }
        if !observation.xMetres.isNaN {
            text += " at x \(number(observation.xMetres, 2)) m, y \(number(observation.yMetres, 2)) m"
            if let level = name(observation.level, decoded) { text += " on \(level)" }
        }
        if !observation.latitude.isNaN {
            text += " at \(number(observation.latitude, 6)), \(number(observation.longitude, 6))"
        }
        text += " \(observation.observedAt.rfc3339)"
        if observation.timeSource == .received { text += " (received)" }
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
