internal import ArgumentParser
internal import Model

struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Simulates a while and writes what a recorder at the broker would have.",
        discussion: """
            Three files: the capture (NDJSON as mosquitto_sub prints it, in order of receipt), the truth (one line \
            per trackable and second) and the registry.

              hospital-sim capture --site site --out day.ndjson --truth truth.ndjson --tags tags.csv --minutes 30
              hospital-sim capture --site site --out bad.ndjson --truth t.ndjson --tags tags.csv --minutes 10 \\
                --loss 0.3 --bursts 0.05 --dead-readers 3 --duplicates 0.02 --late-batches 0.1 --clock-skew 2
              hospital-sim capture --site site --out many.ndjson --truth /dev/null --tags tags.csv \\
                --static --tags-total 100000 --observations 1000000
              hospital-sim capture --site site --out mixed.ndjson --truth t.ndjson --tags tags.csv \\
                --dialect mixed --containers 20 --subscriptions subscriptions.yaml
            """)

    @OptionGroup var world: WorldOptions
    @Option(help: "The capture to write.") var out: String
    @Option(help: "The truth to write.") var truth: String
    @Option(help: "The registry to write.") var tags: String
    @Option(help: "Minutes to simulate; 10, or as long as --observations takes.") var minutes: Double?
    @Option(help: "Stop at about so many observations.") var observations: Int?
    @Option(help: "When it begins, RFC 3339.") var start = "2026-11-21T08:00:00Z"
    @Option(name: .customLong("truth-every"), help: "Seconds between truth lines; 1, in a static scene 60.")
    var truthEvery: Int?

    func validate() throws {
        guard Instant.parse(start) != nil else {
            throw ValidationError("--start must be a time like 2026-11-21T08:00:00Z")
        }
        guard minutes.map({ $0 > 0 && $0 <= 100_000 }) ?? true else {
            throw ValidationError("--minutes must be above 0")
        }
        guard observations.map({ $0 > 0 }) ?? true else { throw ValidationError("--observations must be above 0") }
        guard truthEvery.map({ $0 > 0 }) ?? true else { throw ValidationError("--truth-every must be above 0") }
    }

    func run() throws {
        try reportingErrors {
            let hospital = try IMDFFolder(path: world.site).load()
            let seconds = Int(((minutes ?? (observations == nil ? 10 : 60_000)) * 60).rounded(.up))
            let begin = Instant.parse(start) ?? Instant(milliseconds: 0)
            let planned = minutes == nil && observations != nil ? 600_000 : Int64(seconds) * 1000
            var options = world.simulation(start: begin, durationMilliseconds: planned)
            if options.isStatic, let observations {
                // Four readers hear a tag; spread over the asked time, or over ten minutes.
                options.sendersPerSecond = max(1, observations / 4 * 1000 / Int(planned))
            }
            let simulation = try Simulation(hospital, options)
            try world.writeTags(simulation, to: tags)
            try write(simulation, seconds: seconds)
            report(simulation)
        }
    }

    private func write(_ simulation: Simulation, seconds: Int) throws {
        let captureFile = try OutputFile(out)
        let truthFile = try OutputFile(truth)
        var writer = CaptureWriter()
        var json = JSONWriter()
        let interval = truthEvery ?? (simulation.options.isStatic ? 60 : 1)
        let sink = { (delivery: Delivery, arrival: Instant) in
            try captureFile.write(writer.line(delivery, arrival: arrival))
        }
        while simulation.second < seconds, observations.map({ simulation.counts.reads < $0 }) ?? true {
            try simulation.step(sink)
            if simulation.second % interval == 0, truth != "/dev/null" {
                json.removeAll()
                simulation.writeTruth(&json)
                try truthFile.write(json.bytes)
            }
        }
        try simulation.finish(sink)
        try captureFile.close()
        try truthFile.close()
    }

    private func report(_ simulation: Simulation) {
        let counts = simulation.counts
        Output.line(
            "\(counts.messages) messages, \(counts.reads) observations, \(simulation.second) s, "
                + "\(simulation.trackables.count) tags, \(simulation.hospital.readers.count) readers, "
                + "seed \(world.seed)"
        )
        Output.line(
            "lost on the air \(counts.lostOnAir), lost on the way \(counts.lostOnTheWay), late \(counts.lateMessages), "
                + "twice \(counts.duplicates), malformed \(counts.malformed)")
        if !simulation.silentReaders.isEmpty {
            Output.line("silent readers: " + simulation.silentReaders.joined(separator: " "))
        }
    }
}
