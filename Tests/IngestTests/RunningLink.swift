import Foundation
import Ingest
import Model
import SimKit
import Synchronization

enum Pause {
    static func shortly() { usleep(1_000) }

    /// Waits until a condition holds; false when it does not within a generous time.
    static func until(seconds: Double = 20, _ condition: () -> Bool) -> Bool {
        let deadline = Date().addingTimeInterval(seconds)
        while !condition() {
            if Date() > deadline { return false }
            shortly()
        }
        return true
    }
}

/// A ``BrokerLink`` that runs on a thread of its own until the test ends.
final class RunningLink: Sendable {
    let link: BrokerLink
    let sink: RecordingSink
    private let result = Mutex<Result<Void, VigieError>?>(nil)

    init(_ settings: BrokerSettings, sink: RecordingSink = RecordingSink(), faultHook: FaultHook? = nil) {
        self.link = BrokerLink(settings: settings, faultHook: faultHook)
        self.sink = sink
        Thread.detachNewThread { [link, sink, self] in
            do throws(VigieError) {
                try link.run(sink)
                result.withLock { $0 = .success(()) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
    }

    /// The error that `run` threw.
    var thrown: VigieError? {
        if case .failure(let error) = result.withLock({ $0 }) { error } else { nil }
    }

    var hasEnded: Bool { result.withLock { $0 != nil } }

    /// Waits until it is connected (again).
    func isConnected(times: Int = 1) -> Bool {
        Pause.until { sink.links.filter { if case .connected = $0 { true } else { false } }.count >= times }
    }

    /// Waits until so many messages are stored.
    func hasStored(_ count: Int) -> Bool { Pause.until { sink.stored.count >= count } }

    @discardableResult
    func stop() -> Bool {
        link.requestStop()
        return Pause.until { hasEnded }
    }
}

extension BrokerSettings {
    /// For tests: loopback, short waits.
    static func test(
        port: Int, clientID: String = "vigie-test", filters: [String] = ["t/#"], keepAliveSeconds: Int = 15
    ) -> BrokerSettings {
        BrokerSettings(
            host: "127.0.0.1", port: port, clientID: clientID, keepAliveSeconds: keepAliveSeconds,
            subscriptions: filters.map { Subscription(filter: $0) },
            backoff: Backoff.Settings(initialMilliseconds: 20, maximumMilliseconds: 200))
    }
}
