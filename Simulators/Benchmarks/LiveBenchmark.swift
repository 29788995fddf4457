import ArgumentParser
import Model
import SimKit
import Store

/// How fast the daemon drains a queued QoS 1 backlog, beside a bare libmosquitto subscriber that throws the messages
/// away: same broker, same messages, same run.
struct LiveBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live", abstract: "Messages a second from a queued backlog: the daemon and a bare subscriber.")

    @Option(help: "Messages in each queue.")
    var messages = 400_000

    @Option(help: "Messages that the broker sends ahead of acknowledgements.")
    var inflight = 500

    @Option(help: "Pairs of drains.")
    var runs = 3

    func run() throws {
        var ratios: [Double] = []
        for run in 1...runs {
            let folder = try TemporaryFolder.make("vigie-bench-live")
            defer { TemporaryFolder.remove(folder) }
            let broker = try BrokerProcess(lines: [
                "max_inflight_messages \(inflight)", "max_queued_messages 0", "max_queued_bytes 0", "log_type error",
            ])
            defer { broker.stop() }
            try prepare(folder, port: broker.port)
            try openSessions(port: broker.port)
            try publish(port: broker.port)
            let bare = try drainBare(port: broker.port)
            let daemon = try drainDaemon(folder)
            ratios.append(daemon / bare)
            print(
                "run \(run): bare subscriber \(Int(bare)) messages/s, vigie whole pipeline \(Int(daemon)) messages/s, "
                    + "ratio \((daemon / bare).text(2))")
        }
        ratios.sort()
        print("median ratio \(ratios[ratios.count / 2].text(2))")
    }

    private static let bareClient = "bench-bare"
    private static let daemonClient = "bench-vigie"
    private static let filter = "vigie/v1/corridor/observations/+"

    private func prepare(_ folder: String, port: Int) throws {
        let site = folder + "/site"
        try TemporaryFolder.makeFolder(site)
        try CorridorSite(rooms: 40, levels: 4).write(to: site)
        let rows = (0..<1000).map { "\(LiveBenchmark.tag($0)),P-\($0),equipment,,pump" }
        try TemporaryFolder.write(
            "tag,trackable,kind,name,category\n" + rows.joined(separator: "\n") + "\n", to: folder + "/tags.csv")
        try TemporaryFolder.write(
            """
            data: data
            site: site
            tags: tags.csv
            broker: {host: 127.0.0.1, port: \(port), client_id: \(LiveBenchmark.daemonClient)}
            subscriptions: [{topic: "\(LiveBenchmark.filter)", dialect: native, qos: 1}]
            reports: {every_s: 0}

            """, to: folder + "/vigie.yaml")
    }

    private static func tag(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "c0ffee" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Two sessions with the same subscription, both away while the messages come.
    private func openSessions(port: Int) throws {
        for client in [LiveBenchmark.bareClient, LiveBenchmark.daemonClient] {
            let subscriber = try SimSubscriber(
                port: port, clientID: client, filters: [LiveBenchmark.filter], qos: 1, cleanSession: false)
            subscriber.close()
        }
    }

    private func publish(port: Int) throws {
        let publisher = try SimPublisher(port: port, clientID: "bench-publisher")
        var random = SeededRandom(seed: 3)
        var sequences = [Int](repeating: 0, count: 160)
        for _ in 0..<messages {
            // Each tag stays in one room and is heard there and from the rooms around.
            let number = Int(random.next() % 1000)
            let home = number % 160
            let step = Int(random.next() % 5) - 2
            let reader = home / 40 * 40 + max(0, min(39, home % 40 + step))
            sequences[reader] += 1
            let tag = LiveBenchmark.tag(number)
            let power = -56 - 8 * abs(step) - Int(random.next() % 10)
            try publisher.publish(
                topic: "vigie/v1/corridor/observations/r-\(reader / 40)-\(reader % 40)",
                text: #"{"tag":"\#(tag)","rssi":\#(power),"seq":\#(sequences[reader]),"boot":"b1","battery":87}"#)
        }
        guard try publisher.drain(timeoutMilliseconds: 120_000) else {
            throw VigieError(.unavailable, "the broker does not acknowledge")
        }
        publisher.close()
    }

    private func drainBare(port: Int) throws -> Double {
        let watch = Stopwatch()
        let subscriber = try SimSubscriber(
            port: port, clientID: LiveBenchmark.bareClient, filters: [], qos: 1, cleanSession: false)
        guard try subscriber.wait(forCount: messages, timeoutMilliseconds: 120_000) else {
            throw VigieError(.unavailable, "the bare subscriber got \(subscriber.count) of \(messages)")
        }
        let seconds = watch.seconds
        subscriber.close()
        return Double(messages) / seconds
    }

    /// From the start of the process (opening, site, registry included) until all is folded and written.
    private func drainDaemon(_ folder: String) throws -> Double {
        let watch = Stopwatch()
        let daemon = try ChildProcess(
            path: Beside.program("vigie"), arguments: ["serve", "--config", folder + "/vigie.yaml"],
            output: folder + "/daemon.log")
        defer { daemon.stop() }
        let data = DataFolder(path: folder + "/data")
        var folded = 0
        while folded < messages {
            guard watch.seconds < 120, daemon.ended == nil else {
                throw VigieError(.unavailable, "vigie folded \(folded) of \(messages)", place: folder)
            }
            MonotonicClock.sleep(milliseconds: 200)
            guard data.hasDatabase, let reader = try? StoreReader(folder: data) else { continue }
            folded = (try? reader.counters()["messages"] ?? 0) ?? 0
            reader.close()
        }
        return Double(messages) / watch.seconds
    }
}
