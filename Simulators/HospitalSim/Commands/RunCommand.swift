internal import ArgumentParser
internal import Model
internal import SimKit

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "The same world live over MQTT, until Ctrl-C.",
        discussion: """
            Messages go out at QoS 1 when they would, stamped by the wall clock. Every 5 s a line tells the rate and \
            how many messages wait for the broker's acknowledgement.

              hospital-sim run --site site --broker 127.0.0.1:1883 --tags tags.csv
              hospital-sim run --site site --broker 127.0.0.1:1883 --speed 10 --duration 60 --dialect mixed
            """)

    @OptionGroup var world: WorldOptions
    @OptionGroup var broker: BrokerOptions
    @Option(help: "10 lets ten seconds pass in one.") var speed = 1.0
    @Option(help: "Seconds by the wall clock; until Ctrl-C when left out.") var duration: Double?
    @Option(help: "Connections.") var publishers = 4
    @Option(help: "The registry to write.") var tags: String?
    @Option(help: "The truth to write, one line per trackable and simulated second.") var truth: String?

    func validate() throws {
        guard speed > 0, speed <= 1000 else { throw ValidationError("--speed must be above 0 and at most 1000") }
        guard duration.map({ $0 > 0 }) ?? true else { throw ValidationError("--duration must be above 0") }
        guard (1...64).contains(publishers) else { throw ValidationError("--publishers must be 1 to 64") }
    }

    func run() throws {
        try reportingErrors {
            Interrupt.install()
            let hospital = try IMDFFolder(path: world.site).load()
            let planned = Int64((duration ?? 600) * 1000 * speed)
            var options = world.simulation(start: MonotonicClock.wallInstant(), durationMilliseconds: planned)
            options.speed = speed
            let simulation = try Simulation(hospital, options)
            try world.writeTags(simulation, to: tags)
            let address = try broker.parts()
            let pool = try PublisherPool(
                host: address.host, port: address.port, count: publishers, name: "hospital-sim-\(world.seed)",
                window: 1000)
            Output.line(
                "\(simulation.trackables.count) tags and \(hospital.readers.count) readers to \(broker.broker), "
                    + "seed \(world.seed)")
            try live(simulation, pool)
            let isDrained = try pool.drain(milliseconds: 5000)
            pool.close()
            Output.line(
                "published \(pool.published), acknowledged \(pool.acknowledged), "
                    + "observations \(simulation.counts.reads)"
            )
            guard isDrained || Interrupt.isRequested else {
                throw VigieError(.unavailable, "did not acknowledge everything", place: broker.broker)
            }
        }
    }

    private func live(_ simulation: Simulation, _ pool: PublisherPool) throws {
        let truthFile = try truth.map { try OutputFile($0) }
        let start = simulation.options.start
        var json = JSONWriter()
        var nextStatus = start.advanced(byMilliseconds: 5000)
        var lastPublished = 0
        while !Interrupt.isRequested {
            if let duration, MonotonicClock.wallInstant().seconds(since: start) >= duration { break }
            var due: [(Delivery, Instant)] = []
            try simulation.step { due.append(($0, $1)) }
            for (delivery, arrival) in due {
                try wait(until: arrival, pool)
                if Interrupt.isRequested { break }
                try pool.publish(delivery)
            }
            // The next second is made when its time has come, so that its messages leave on time.
            try wait(until: simulation.instant(Int64(simulation.second) * 1000), pool)
            if let truthFile {
                json.removeAll()
                simulation.writeTruth(&json)
                try truthFile.write(json.bytes)
            }
            let now = MonotonicClock.wallInstant()
            if now >= nextStatus {
                let seconds = now.seconds(since: nextStatus) + 5
                let rate = Double(pool.published - lastPublished) / seconds
                Output.line(
                    "\(now.rfc3339)  \(Output.fixed(rate, 0)) messages/s, \(pool.published) published, "
                        + "\(pool.outstanding) PUBACKs outstanding, \(pool.reconnections) reconnections")
                lastPublished = pool.published
                nextStatus = now.advanced(byMilliseconds: 5000)
                try truthFile?.flush()
            }
        }
        try truthFile?.close()
    }

    private func wait(until instant: Instant, _ pool: PublisherPool) throws {
        while !Interrupt.isRequested {
            let left = instant.milliseconds - MonotonicClock.wallInstant().milliseconds
            if left <= 0 { return }
            try pool.poll(milliseconds: 0)
            MonotonicClock.sleep(milliseconds: min(left, 5))
        }
    }
}
