import Model

/// What each reader is told of how far its messages are kept: retained, at most once a second per reader, so that it
/// can send again what the broker lost.
struct HighWaterBoard {
    private static let intervalMilliseconds: Int64 = 1000
    private let site: SiteID
    private var waiting: [ReaderID: SequenceRecord] = [:]
    private var toldAt: [ReaderID: Int64] = [:]

    init(site: SiteID) {
        self.site = site
    }

    mutating func note(_ records: [SequenceRecord]) {
        for record in records where isTopicLevel(record.reader.rawValue) { waiting[record.reader] = record }
    }

    /// The messages that are due, in the order of the readers. Call it with counts that are committed, or are being
    /// committed together with the messages.
    mutating func due(_ nowMilliseconds: Int64) -> [OutboxMessage] {
        var messages: [OutboxMessage] = []
        for reader in waiting.keys.sorted() {
            if let told = toldAt[reader], nowMilliseconds - told < HighWaterBoard.intervalMilliseconds { continue }
            guard let record = waiting.removeValue(forKey: reader) else { continue }
            toldAt[reader] = nowMilliseconds
            var writer = JSONWriter()
            writer.object { object in
                object.member("boot", record.boot)
                object.member("seq", Int(record.highWater))
                object.member("at", record.lastAt)
                object.member("gaps", record.gaps.count)
            }
            messages.append(
                OutboxMessage(
                    topic: "vigie/v1/\(site)/highwater/\(reader)", payload: writer.bytes, isRetained: true))
        }
        return messages
    }

    var isEmpty: Bool { waiting.isEmpty }

    private func isTopicLevel(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Limits.topicIdentifierBytesMax
            && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
    }
}
