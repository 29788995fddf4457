public import Model

/// Writes what a message became, one line per message (`vigie decode`, DESIGN 5.1).
///
/// - Complexity: O(log n) in the batch, and the message's own entries.
public enum DecodedLineWriter {
    /// The JSON line of one message of a batch, with its line feed:
    /// `{"line":1,"topic":"…","dialect":"…","observations":[…],"health":[…]}`, or `{"line":2,"topic":"…",
    /// "rejected":"<reason>","detail":"…"}` when nothing of it was accepted. Elements that were refused beside others
    /// stand in `"refused":[{"reason":"…","detail":"…"}]`. What is absent is left out.
    ///
    /// - Parameters:
    ///   - line: the line of the capture, from 1.
    ///   - decoded: what ``MessageDecoder`` made of the batch, in the order of its messages.
    public static func writeJSON(
        line: Int, message index: Int, of batch: borrowing MessageBatch, dialect: Dialect?,
        decoded: borrowing DecodedBatch, to writer: inout JSONWriter
    ) {
        let entries = DecodedEntries(message: index, of: decoded)
        let topic = batch.topicText(batch.messages[index])
        let decoded = copy decoded
        writer.object { writer in
            writer.member("line", line)
            writer.member("topic", topic)
            if entries.isRefused, let first = entries.rejections.first {
                writer.member("rejected", decoded.rejections[first].reason.rawValue)
                writer.member("detail", decoded.rejections[first].detail.description)
                if entries.rejections.count > 1 { writeRefused(entries.rejections, decoded, &writer) }
                return
            }
            writer.member("dialect", dialect?.rawValue)
            writer.array("observations") { writer in
                for index in entries.observations { write(decoded.observations[index], decoded, &writer) }
            }
            writer.array("health") { writer in
                for index in entries.health { write(decoded.health[index], decoded, &writer) }
            }
            if !entries.scans.isEmpty {
                writer.array("scans") { writer in
                    for index in entries.scans { write(decoded.scans[index], &writer) }
                }
            }
            if !entries.rejections.isEmpty { writeRefused(entries.rejections, decoded, &writer) }
        }
        writer.newline()
    }

    private static func write(_ scan: StockScan, _ writer: inout JSONWriter) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        writer.object { writer in
            writer.member("id", given(scan.id))
            writer.member("station", scan.station)
            writer.member("at", scan.occurredAt)
            writer.member("code", given(scan.code))
            writer.member("action", scan.action)
            writer.member("quantity", scan.quantity.map { Int($0) })
            writer.member("from", given(scan.from))
            writer.member("to", given(scan.to))
        }
    }

    /// The JSON line of a capture line that is no message, with its line feed.
    public static func writeJSON(
        line: Int, rejected reason: RejectionReason, detail: StaticString, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("line", line)
            writer.member("rejected", reason.rawValue)
            writer.member("detail", detail.description)
        }
        writer.newline()
    }

    private static func writeRefused(_ range: Range<Int>, _ decoded: DecodedBatch, _ writer: inout JSONWriter) {
        writer.array("refused") { writer in
            for index in range {
                writer.object { writer in
                    writer.member("reason", decoded.rejections[index].reason.rawValue)
                    writer.member("detail", decoded.rejections[index].detail.description)
                }
            }
        }
    }

    private static func write(_ observation: Observation, _ decoded: DecodedBatch, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tag", text(observation.tag, decoded))
            writer.member("tag_kind", observation.tagKind.name)
            if observation.tagKind == .epc { writer.member("epc", text(observation.tag, decoded)) }
            writer.member("reader", text(observation.reader, decoded))
            if observation.antenna > 0 { writer.member("antenna", Int(observation.antenna)) }
            writer.member("at", observation.observedAt)
            writer.member("time_source", observation.timeSource.name)
            writer.member("rssi_dbm", Double(observation.rssiDBm), decimals: 2)
            writer.member("x", observation.xMetres, decimals: 4)
            writer.member("y", observation.yMetres, decimals: 4)
            writer.member("z", observation.zMetres, decimals: 4)
            writer.member("level", text(observation.level, decoded))
            writer.member("lat", observation.latitude, decimals: 8)
            writer.member("lon", observation.longitude, decimals: 8)
            writer.member("accuracy_m", Double(observation.accuracyMetres), decimals: 3)
            writer.member("speed_mps", Double(observation.speedMetresPerSecond), decimals: 3)
            writer.member("battery_percent", Double(observation.batteryPercent), decimals: 1)
            writer.member("battery_v", Double(observation.batteryVolts), decimals: 3)
            writer.member("temperature_c", Double(observation.temperatureCelsius), decimals: 2)
            writer.member("humidity_percent", Double(observation.humidityPercent), decimals: 2)
            writeExtras(observation, &writer)
        }
    }

    /// `acceleration_mg` along x, y and z; `events` by their names; `packet` in 16 hex digits, since a JSON number
    /// would lose its last bits.
    private static func writeExtras(_ observation: Observation, _ writer: inout JSONWriter) {
        if let axes = observation.accelerationMilliG {
            writer.array("acceleration_mg") { writer in
                for axis in 0..<3 { writer.integer(Int(axes[axis])) }
            }
        }
        if !observation.events.isEmpty {
            writer.array("events") { writer in
                for name in observation.events.names { writer.string(name) }
            }
        }
        guard observation.packet != 0 else { return }
        let digits = String(observation.packet, radix: 16)
        writer.member("packet", String(repeating: "0", count: 16 - digits.count) + digits)
    }

    private static func write(_ report: HealthReport, _ decoded: DecodedBatch, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("reader", text(report.reader, decoded))
            writer.member("status", report.kind.name)
            if report.at != .distantPast { writer.member("at", report.at) }
        }
    }

    private static func text(_ range: ByteRange, _ decoded: DecodedBatch) -> String? {
        range.isEmpty ? nil : decoded.text(range)
    }
}
