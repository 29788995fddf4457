import Ingest
import Model
import Synchronization

/// A message as a sink saw it.
struct Received: Hashable, Sendable {
    var topic: String
    var payload: String
    var packetID: UInt16
    var qos: UInt8
    var flags: UInt8

    var isRetained: Bool { flags & MessageHeader.Flags.retained.rawValue != 0 }
    var isDuplicate: Bool { flags & MessageHeader.Flags.duplicate.rawValue != 0 }
    var isAfterConnect: Bool { flags & MessageHeader.Flags.afterConnect.rawValue != 0 }
}

/// Writes down what a link tells it; can block, fail and be asked from the test's thread.
final class RecordingSink: BatchSink, Sendable {
    struct State {
        /// Batches that were committed.
        var stored: [[Received]] = []
        /// Batches that were offered, also those that failed.
        var offered: [[Received]] = []
        var releases = 0
        var idles = 0
        var links: [LinkState] = []
        /// Thrown by the next commits, first one first.
        var failures: [SinkFailure] = []
        var isBlocked = false
    }

    let state = Mutex(State())

    var stored: [Received] { state.withLock { $0.stored.flatMap { $0 } } }
    var links: [LinkState] { state.withLock { $0.links } }
    var idles: Int { state.withLock { $0.idles } }
    func block(_ blocks: Bool) { state.withLock { $0.isBlocked = blocks } }
    func fail(_ failures: SinkFailure...) { state.withLock { $0.failures = failures } }

    func commit(_ batch: inout MessageBatch) throws(SinkFailure) {
        let messages = batch.messages.map { message in
            Received(
                topic: batch.topicText(message),
                payload: String(decoding: batch.bytes[message.payload.range], as: UTF8.self),
                packetID: message.packetID, qos: message.qos, flags: message.flags.rawValue)
        }
        let failure = state.withLock { state -> SinkFailure? in
            state.offered.append(messages)
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        if let failure { throw failure }
        while state.withLock({ $0.isBlocked }) { Pause.shortly() }
        state.withLock { $0.stored.append(messages) }
    }

    func released() { state.withLock { $0.releases += 1 } }
    func idle() throws(SinkFailure) { state.withLock { $0.idles += 1 } }
    func linkChanged(_ link: LinkState) { state.withLock { $0.links.append(link) } }
}
