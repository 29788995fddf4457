import ArgumentParser
import Histogram
import Model
import SimKit

/// From the publish of the read that decides to the alarm on MQTT: a real broker, the daemon as it is, the load and the
/// listener on the same machine.
struct AlarmBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarms",
        abstract: "Milliseconds from the read that decides to the alarm, under load, with 1,000 rules.",
        discussion: """
            Three kinds of probe: a button, a position inside a circle, a walk among readers. The read that decides is \
            the last one of the probe before its alarm; probes send once a second. What waited until it was sure \
            (certainty check) is decided by time and not by a read: it is counted, not timed. Exit code 1 when p99 \
            is above 250 ms.
            """)

    @Option(help: "Observations a second.")
    var rate = 5000

    @Option(help: "Seconds of load that count; before them come ten that do not.")
    var seconds = 60

    func run() throws {
        let folder = try TemporaryFolder.make("vigie-bench-alarms")
        defer { TemporaryFolder.remove(folder) }
        let broker = try BrokerProcess(lines: [
            "max_inflight_messages 500", "max_queued_messages 0", "max_queued_bytes 0", "log_type error",
        ])
        defer { broker.stop() }
        try prepare(folder, port: broker.port)
        let daemon = try ChildProcess(
            path: Beside.program("vigie"), arguments: ["serve", "--config", folder + "/vigie.yaml"],
            output: folder + "/daemon.log")
        defer { daemon.stop() }
        let deadline = MonotonicClock.milliseconds() + 60_000
        while !TemporaryFolder.text(of: folder + "/daemon.log").contains("connected to the broker") {
            guard daemon.ended == nil, MonotonicClock.milliseconds() < deadline else {
                let log = TemporaryFolder.text(of: folder + "/daemon.log")
                throw VigieError(.unavailable, "vigie did not start: \(log.suffix(400))", place: folder)
            }
            MonotonicClock.sleep(milliseconds: 50)
        }
        let processor = ProcessFigures.cpuSeconds(of: daemon.pid)
        let load = try AlarmLoad(port: broker.port, rate: rate)
        try load.run(warmSeconds: 10, seconds: seconds)
        let used = ProcessFigures.cpuSeconds(of: daemon.pid) - processor
        print(
            "\(AlarmWorld.rules) rules, \(AlarmWorld.fences) fences, \(load.published) observations in "
                + "\((load.elapsed).text(1)) s (\(Int(Double(load.published) / load.elapsed))/s), "
                + "vigie used \((used / load.elapsed).text(2)) of a core, \(load.others) other alarms")
        print("publish to a bare subscriber: " + AlarmBenchmark.text(load.bare))
        for kind in AlarmLoad.Kind.allCases {
            let missing = load.expected[kind, default: 0] - Int(load.delays[kind]?.totalCount ?? 0)
            print(
                "\(kind.rawValue): " + AlarmBenchmark.text(load.delays[kind] ?? AlarmLoad.histogram())
                    + ", \(load.checks[kind, default: 0]) decided by time, "
                    + "\(max(0, missing - load.checks[kind, default: 0])) not told")
        }
        print("all: " + AlarmBenchmark.text(load.all) + "; must: p99 at most 250 ms")
        guard load.all.totalCount > 0, load.all.valueAtPercentile(99) <= 250_000 else { throw ExitCode(1) }
    }

    private static func text(_ histogram: Histogram<UInt64>) -> String {
        guard histogram.totalCount > 0 else { return "nothing" }
        func at(_ share: Double) -> String { (Double(histogram.valueAtPercentile(share)) / 1000).text(1) }
        return "p50 \(at(50)) ms, p90 \(at(90)) ms, p99 \(at(99)) ms, max "
            + "\((Double(histogram.max) / 1000).text(1)) ms of \(histogram.totalCount)"
    }

    private func prepare(_ folder: String, port: Int) throws {
        let site = folder + "/site"
        try TemporaryFolder.makeFolder(site)
        try AlarmWorld.site.write(to: site)
        try TemporaryFolder.write(
            "site: corridor\ntime_zone: Europe/Paris\nframes: [{provider: uwb, offset: [0, 0]}]\n",
            to: site + "/site.yaml")
        try TemporaryFolder.write(AlarmWorld.rulesText, to: site + "/rules.yaml")
        try TemporaryFolder.write(AlarmWorld.registry, to: folder + "/tags.csv")
        try TemporaryFolder.write(
            """
            data: data
            site: site
            tags: tags.csv
            broker: {host: 127.0.0.1, port: \(port), client_id: bench-vigie}
            subscriptions:
              - {topic: "vigie/v1/corridor/observations/+", dialect: native, qos: 1}
              - {topic: "vigie/v1/corridor/fixes/+", dialect: native, qos: 1}

            """, to: folder + "/vigie.yaml")
    }
}
