import Model
import SimKit

/// The readers of a site: publish numbered observations, and wait until the broker has acknowledged them.
///
/// Not thread-safe: one test owns it.
final class Readers {
    private let publisher: SimPublisher
    /// Messages that the broker has acknowledged.
    private(set) var published = 0
    private var numbers: [String: Int] = [:]

    init(_ installation: Installation) throws {
        publisher = try SimPublisher(port: installation.broker.port, clientID: "readers")
    }

    deinit { publisher.close() }

    /// Sends so many numbered reads of a tag.
    ///
    /// - Parameters:
    ///   - spread: seconds that the reads' own times cover; nil gives them no time.
    ///   - ago: seconds ago at which that ends; 0 is now.
    func send(
        _ count: Int, reader: String = "r-0-2", tag: Int = 1, spread: Double? = nil, ago: Double = 0
    ) throws {
        let now = MonotonicClock.wallInstant().advanced(byMilliseconds: -Int64(ago * 1000))
        for index in 0..<count {
            let number = numbers[reader, default: 0] + 1
            numbers[reader] = number
            var at = ""
            if let spread {
                let back = Int64(spread * 1000 * Double(count - 1 - index) / Double(max(1, count - 1)))
                at = ",\"at\":\"\(now.advanced(byMilliseconds: -back).rfc3339)\""
            }
            let payload =
                "{\"tag\":\"\(Installation.tag(tag))\",\"rssi\":\(-50 - number % 5),\"boot\":\"b1\","
                + "\"seq\":\(number)\(at)}"
            try publisher.publish(topic: Installation.topic(reader), text: payload)
        }
        try settle()
        published += count
    }

    /// The number that a reader has come to.
    func number(of reader: String) -> Int { numbers[reader, default: 0] }

    /// Sends anything.
    func send(topic: String, payload: [UInt8], retain: Bool = false) throws {
        try publisher.publish(topic: topic, payload: payload, retain: retain)
        published += 1
    }

    /// Waits for the broker's acknowledgements.
    func settle() throws {
        guard try publisher.drain(timeoutMilliseconds: 60_000) else {
            throw VigieError(.unavailable, "the broker does not acknowledge")
        }
    }

    /// After the broker was away.
    func reconnect() throws { try publisher.reconnect() }
}
