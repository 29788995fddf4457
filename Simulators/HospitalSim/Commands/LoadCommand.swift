internal import ArgumentParser
internal import Histogram
internal import Model

struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Publishes at a rate and measures acknowledgement, loss and latency.",
        discussion: """
            Native readers count their messages, and the daemon tells on vigie/v1/<site>/highwater/<reader> how far \
            they are durably kept, at most once a second and reader. `kept` is the time from publishing to that word, \
            up to one second of which may be waiting for it. Other dialects do not count; for them only the broker's \
            acknowledgements are measured.

              hospital-sim load --broker 127.0.0.1:1883 --site site --rate 5000 --seconds 30 --publishers 4
              hospital-sim load --broker 127.0.0.1:1883 --site site --rate 2000 --seconds 30 --dialect mixed \\
                --tags-out tags.csv --subscriptions subscriptions.yaml
            """)

    @OptionGroup var broker: BrokerOptions
    @Option(help: "Messages a second, 1 to 200000.") var rate: Int
    @Option(help: "Seconds, up to 3600.") var seconds: Double
    @Option(help: "Connections, 1 to 64.") var publishers = 4
    @Option(help: "Messages in flight per connection.") var window = 1000
    @Option(help: "Tags, 1 to 1000000.") var tags = 1000
    @Option(name: .customLong("tags-out"), help: "Write the registry of the tags, for `vigie tags import`.")
    var tagsOut: String?
    @Option(help: "The site folder; a hospital of 120 units when left out.") var site: String?
    @OptionGroup var speech: DialectOptions
    @Option(name: .customLong("reads-per-batch"), help: "Reads in a message of gateways that send batches.")
    var readsPerBatch = 10
    @Option(help: "Seconds to wait for the last words.") var settle = 10.0
    @Option(help: "The same seed gives the same reads.") var seed: UInt64 = 1
    @Flag(help: "JSON instead of a table.") var json = false

    func validate() throws {
        guard (1...200_000).contains(rate) else { throw ValidationError("--rate must be 1 to 200000") }
        guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and up to 3600") }
        guard (1...64).contains(publishers) else { throw ValidationError("--publishers must be 1 to 64") }
        guard (1...60_000).contains(window) else { throw ValidationError("--window must be 1 to 60000") }
        guard (1...1_000_000).contains(tags) else { throw ValidationError("--tags must be 1 to 1000000") }
        guard settle >= 0, settle <= 600 else { throw ValidationError("--settle must be 0 to 600") }
        guard Double(rate) * seconds <= 50_000_000 else { throw ValidationError("at most 50 million messages") }
        guard (1...WireEncoder.readsPerBatchMax).contains(readsPerBatch) else {
            throw ValidationError("--reads-per-batch must be 1 to \(WireEncoder.readsPerBatchMax)")
        }
    }

    func run() throws {
        try reportingErrors {
            Interrupt.install()
            let hospital = try loadHospital()
            let trackables = LoadRun.population(speech.choice, tags: tags, hospital: hospital, seed: seed)
            if let tagsOut { try speech.writeTags(trackables, hospital: hospital, to: tagsOut) }
            let plan = LoadRun.Plan(
                rate: rate, seconds: seconds, publishers: publishers, window: window, settleSeconds: settle,
                readsPerBatch: readsPerBatch, seed: seed)
            let load = try LoadRun(plan, hospital: hospital, trackables: trackables, dialect: speech.choice)
            try speech.writeSubscriptions(load.dialects, site: hospital.siteID)
            let address = try broker.parts()
            let result = try load.run(host: address.host, port: address.port)
            Output.line(json ? report(result) : table(result))
            if result.acknowledged < result.published { throw ExitCode(1) }
        }
    }

    private func loadHospital() throws -> Hospital {
        if let site { return try IMDFFolder(path: site).load() }
        var generator = HospitalGenerator(SiteRequest(seed: seed, units: 120, language: .english))
        return generator.build()
    }

    private func table(_ result: LoadRun.Result) -> String {
        func times(_ histogram: Histogram<UInt64>) -> String {
            guard histogram.totalCount > 0 else { return "-" }
            let parts = [50.0, 90, 99, 99.9].map { share in
                "p\(share == 99.9 ? "99.9" : Output.fixed(share, 0)) "
                    + "\(Output.fixed(Double(histogram.valueAtPercentile(share)) / 1000, 1)) ms"
            }
            return parts.joined(separator: ", ") + ", max \(Output.fixed(Double(histogram.max) / 1000, 1)) ms"
        }
        let achieved = Output.fixed(Double(result.published) / max(1e-9, result.elapsedSeconds), 0)
        var lines = [
            "published     \(result.published) in \(Output.fixed(result.elapsedSeconds, 2)) s, "
                + "\(achieved)/s of \(rate)/s asked, \(result.reads) reads",
            "acknowledged  \(result.acknowledged), missing \(result.published - result.acknowledged), "
                + "\(result.reconnections) reconnections, behind by up to \(Output.fixed(result.behindSeconds, 2)) s",
            "to PUBACK     " + times(result.acknowledgedMicroseconds),
        ]
        if result.words == 0 {
            lines.append("kept          no daemon told a high water")
        } else {
            lines.append(
                "kept          \(result.toldKept) of \(result.expectsKept) told, "
                    + "missing \(result.expectsKept - result.toldKept), \(result.words) words")
            lines.append("to kept       " + times(result.keptMicroseconds) + " (upper bound: told once a second)")
            lines.append("newest told   " + times(result.newestMicroseconds))
        }
        return lines.joined(separator: "\n")
    }

    private func report(_ result: LoadRun.Result) -> String {
        func times(_ json: inout JSONWriter, _ key: StaticString, _ histogram: Histogram<UInt64>) {
            guard histogram.totalCount > 0 else { return }
            json.object(key) {
                $0.member("count", Int(histogram.totalCount))
                $0.member("p50_ms", Double(histogram.valueAtPercentile(50)) / 1000, decimals: 3)
                $0.member("p90_ms", Double(histogram.valueAtPercentile(90)) / 1000, decimals: 3)
                $0.member("p99_ms", Double(histogram.valueAtPercentile(99)) / 1000, decimals: 3)
                $0.member("p999_ms", Double(histogram.valueAtPercentile(99.9)) / 1000, decimals: 3)
                $0.member("max_ms", Double(histogram.max) / 1000, decimals: 3)
            }
        }
        var json = JSONWriter()
        json.object {
            $0.member("schema", "hospital-sim.load/1")
            $0.member("asked_rate", rate)
            $0.member("seconds", result.elapsedSeconds, decimals: 3)
            $0.member("published", result.published)
            $0.member("reads", result.reads)
            $0.member("acknowledged", result.acknowledged)
            $0.member("reconnections", result.reconnections)
            $0.member("behind_s", result.behindSeconds, decimals: 3)
            $0.member("told_kept", result.toldKept)
            $0.member("expected_kept", result.expectsKept)
            times(&$0, "to_puback", result.acknowledgedMicroseconds)
            times(&$0, "to_kept", result.keptMicroseconds)
            times(&$0, "newest_told", result.newestMicroseconds)
        }
        return json.text
    }
}
