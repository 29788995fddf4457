internal import Model
internal import SimKit

/// Several connections that are driven by one thread; each reader keeps its connection, so that its order holds.
final class PublisherPool {
    private(set) var publishers: [SimPublisher] = []
    private var broken = 0

    /// Connects.
    init(host: String, port: Int, count: Int, name: String, window: Int) throws {
        for index in 0..<count {
            publishers.append(
                try SimPublisher(host: host, port: port, clientID: "\(name)-\(index)", window: window))
        }
    }

    var published: Int { publishers.reduce(0) { $0 + $1.published } }
    var acknowledged: Int { publishers.reduce(0) { $0 + $1.acknowledged } }
    var outstanding: Int { max(0, published - acknowledged) }
    /// How often a link broke and was made again.
    var reconnections: Int { broken }

    func publisher(of reader: Int) -> Int { reader % publishers.count }

    /// Publishes at QoS 1; a broken link is made again for up to 30 s.
    @discardableResult
    func publish(_ delivery: Delivery) throws -> Int32 {
        let publisher = publishers[publisher(of: delivery.reader)]
        do {
            return try publisher.publish(
                topic: delivery.topic, payload: delivery.payload, retain: delivery.isRetained)
        } catch {
            try reconnect(publisher)
            return try publisher.publish(
                topic: delivery.topic, payload: delivery.payload, retain: delivery.isRetained)
        }
    }

    /// Reads PUBACKs of all connections; waits at most this long in all.
    func poll(milliseconds: Int) throws {
        for publisher in publishers {
            do {
                try publisher.poll(milliseconds: milliseconds / publishers.count)
            } catch {
                try reconnect(publisher)
            }
        }
    }

    private func reconnect(_ publisher: SimPublisher) throws {
        broken += 1
        let deadline = MonotonicClock.milliseconds() + 30_000
        while true {
            do {
                try publisher.reconnect(timeoutMilliseconds: 2000)
                return
            } catch {
                guard MonotonicClock.milliseconds() < deadline, !Interrupt.isRequested else { throw error }
                MonotonicClock.sleep(milliseconds: 500)
            }
        }
    }

    /// Waits until everything is acknowledged.
    ///
    /// - Returns: false when that did not happen in time.
    func drain(milliseconds: Int) throws -> Bool {
        let deadline = MonotonicClock.milliseconds() + Int64(milliseconds)
        while outstanding > 0 {
            guard MonotonicClock.milliseconds() < deadline else { return false }
            try poll(milliseconds: 20)
        }
        return true
    }

    func close() { for publisher in publishers { publisher.close() } }
}
