import Model
import SimKit
import Synchronization

/// Publishes a light trickle at QoS 1 on a thread of its own, and remembers what the broker acknowledged.
///
/// Every message is known again by its number, which its topic and payload follow from:
///
/// - readers `r0` to `r2` count (`boot`, `seq`),
/// - reader `r3` does not count; its payloads differ by their time,
/// - reader `r4` sends the same bytes each time: no message of it may be taken for another one sent again.
///
/// Now and then it is quiet for a while, so that idle work gets its turn.
final class Trickle: Sendable {
    static let readers = ["r0", "r1", "r2", "r3", "r4"]

    struct State {
        /// Per message number, whether the broker acknowledged it; its count is what was published.
        var isAcknowledged: [Bool] = []
        var stops = false
        var hasEnded = false
        var failure: String?
    }

    private let state = Mutex(State())
    private let port: Int
    private let rate: Double
    private let boot: String
    private let start: Instant
    private let seed: UInt64

    init(port: Int, rate: Double, seed: UInt64) {
        self.port = port
        self.rate = rate
        self.seed = seed
        boot = "b" + String(seed % 10_000)
        start = MonotonicClock.wallInstant().advanced(byMilliseconds: -3_600_000)
    }

    var published: Int { state.withLock { $0.isAcknowledged.count } }
    var failure: String? { state.withLock { $0.failure } }
    /// The numbers that the broker acknowledged.
    var acknowledged: [Int] {
        state.withLock { state in state.isAcknowledged.indices.filter { state.isAcknowledged[$0] } }
    }

    /// - Throws: `unavailable` when the system gives no thread.
    func begin() throws(VigieError) {
        try BackgroundThread.start { [self] in
            do { try run() } catch { state.withLock { $0.failure = "\(error)" } }
            state.withLock { $0.hasEnded = true }
        }
    }

    /// Publishes no more, waits for the acknowledgements under way, and ends the thread. False when it does not end.
    func end() -> Bool {
        state.withLock { $0.stops = true }
        let deadline = MonotonicClock.milliseconds() + 30_000
        while MonotonicClock.milliseconds() < deadline {
            if state.withLock({ $0.hasEnded }) { return true }
            MonotonicClock.sleep(milliseconds: 5)
        }
        return false
    }

    /// Topic and payload of a message.
    func message(_ number: Int) -> (topic: String, payload: String) {
        let reader = number % Trickle.readers.count
        let topic = "vigie/v1/\(Workbench.site)/observations/\(Trickle.readers[reader])"
        let tag = Workbench.tags[number / Trickle.readers.count % (Workbench.tags.count - 1)]
        let rssi = -50 - number % 31
        switch reader {
        case 3:
            let at = start.advanced(byMilliseconds: Int64(number)).rfc3339
            return (topic, "{\"tag\":\"\(tag)\",\"rssi\":\(rssi),\"at\":\"\(at)\"}")
        case 4:
            return (topic, "{\"tag\":\"\(Workbench.tags[Workbench.tags.count - 1])\",\"rssi\":-60}")
        default:
            let sequence = number / Trickle.readers.count + 1
            return (topic, "{\"tag\":\"\(tag)\",\"rssi\":\(rssi),\"boot\":\"\(boot)\",\"seq\":\(sequence)}")
        }
    }

    private func run() throws {
        let publisher = try SimPublisher(port: port, clientID: "crash-rig-readers")
        var random = SeededRandom(seed: seed, stream: 0x7472_6963)
        var numbers: [Int32: Int] = [:]
        publisher.onAcknowledged = { packet in
            guard let number = numbers.removeValue(forKey: packet) else { return }
            self.state.withLock { $0.isAcknowledged[number] = true }
        }
        var next = MonotonicClock.nanoseconds()
        while !state.withLock({ $0.stops }) {
            let now = MonotonicClock.nanoseconds()
            guard now >= next else {
                try publisher.poll(milliseconds: max(0, min(20, Int((next - now) / 1_000_000))))
                continue
            }
            let number = state.withLock { state in
                state.isAcknowledged.append(false)
                return state.isAcknowledged.count - 1
            }
            let (topic, payload) = message(number)
            numbers[try publisher.publish(topic: topic, text: payload)] = number
            // One message in eighty is followed by a pause of 130 ms, which the others make up for.
            let isPause = random.chance(1.0 / 80)
            let spacing = max(0.1 / rate, 1 / rate - 0.130 / 80)
            next += Int64((isPause ? 0.130 : random.exponential(mean: spacing)) * 1e9)
            // After a stall of this process the trickle does not become a flood.
            next = max(next, now - 200_000_000)
        }
        guard try publisher.drain(timeoutMilliseconds: 20_000) else {
            throw VigieError(.unavailable, "the broker does not acknowledge all messages")
        }
        publisher.close()
    }
}
