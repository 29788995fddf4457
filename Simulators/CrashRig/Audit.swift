import Model
import Store

/// Compares what the broker acknowledged with what the database holds.
struct Audit {
    /// Messages that the broker acknowledged to the publisher.
    var published = 0
    /// Messages in the log.
    var stored = 0
    /// Acknowledged and not in the log, or in the log and never folded.
    var lost = 0
    /// In the log more than once, or folded more than once.
    var double = 0
    /// Set aside because the fold stopped at them twice: stored, counted and told, not folded.
    var quarantined = 0
    /// What was found, in words; empty when all is well.
    var findings: [String] = []

    /// Opens the database as its one writer; no daemon may run.
    init(_ data: DataFolder, _ trickle: Trickle) throws(VigieError) {
        let (counts, unknown) = try Audit.readLog(data)
        let acknowledged = trickle.acknowledged
        published = acknowledged.count
        stored = counts.values.reduce(0, +)
        // Messages of the same bytes are one identity with a number of its own.
        var published: [String: Int] = [:]
        var acknowledgedOf: [String: Int] = [:]
        for number in 0..<trickle.published { published[Audit.identity(trickle.message(number)), default: 0] += 1 }
        for number in acknowledged { acknowledgedOf[Audit.identity(trickle.message(number)), default: 0] += 1 }
        for (identity, count) in acknowledgedOf {
            let missing = count - (counts[identity] ?? 0)
            if missing > 0 {
                lost += missing
                note("lost \(missing) of \(count): \(identity)")
            }
        }
        for (identity, count) in counts {
            let surplus = count - (published[identity] ?? 0)
            if surplus > 0 {
                double += surplus
                note("in the log \(surplus) times too often: \(identity)")
            }
        }
        if unknown > 0 { note("\(unknown) messages in the log are not of the trickle") }
        try compareFold(data)
    }

    private mutating func note(_ finding: String) {
        if findings.count < 20 { findings.append(finding) }
    }

    private static func identity(_ message: (topic: String, payload: String)) -> String {
        message.topic + " " + message.payload
    }

    private static func readLog(_ data: DataFolder) throws(VigieError) -> (counts: [String: Int], unknown: Int) {
        var counts: [String: Int] = [:]
        var unknown = 0
        let store = try StoreWriter(folder: data)
        do throws(StoreFailure) {
            var position = LogPosition.start
            while true {
                var batch = MessageBatch()
                var positions: [LogPosition] = []
                position = try store.readLog(after: position, limit: 5_000, into: &batch, positions: &positions)
                if batch.isEmpty { break }
                for message in batch.messages {
                    let topic = batch.topicText(message)
                    if !topic.hasPrefix("vigie/v1/\(Workbench.site)/observations/r") { unknown += 1 }
                    counts[
                        identity((topic, String(decoding: batch.bytes[message.payload.range], as: UTF8.self))),
                        default: 0] += 1
                }
            }
        } catch {
            throw error.error
        }
        try store.close()
        return (counts, unknown)
    }

    /// Every message of the log must have been folded once, and every one of them has one observation.
    private mutating func compareFold(_ data: DataFolder) throws(VigieError) {
        let reader = try StoreReader(folder: data)
        defer { reader.close() }
        let status = try reader.status()
        quarantined = try reader.quarantined().count
        if status.cursor != status.logEnd {
            note("the fold stands at \(status.cursor.rawValue) of \(status.logEnd.rawValue)")
        }
        compare("messages", status.counters["messages"] ?? 0, stored)
        compare("observations", status.counters["observations"] ?? 0, stored - quarantined)
        // A gap in a reader's count is a message that is not there: told once, as lost from the log.
        guard quarantined == 0, lost == 0 else { return }
        for row in try reader.readers() {
            for sequence in row.sequences where !sequence.gaps.isEmpty {
                lost += sequence.gaps.reduce(0) { $0 + $1.count }
                note("reader \(row.id) has gaps: \(sequence.gaps)")
            }
        }
    }

    private mutating func compare(_ what: String, _ folded: Int, _ expected: Int) {
        guard folded != expected else { return }
        if folded < expected { lost += expected - folded } else { double += folded - expected }
        note("\(what) folded: \(folded), stored: \(expected)")
    }
}
