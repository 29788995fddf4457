internal import ArgumentParser
internal import Model
internal import SimKit

/// What `capture` and `run` share: who is in the hospital, how readers speak, what goes wrong.
struct WorldOptions: ParsableArguments {
    @Option(help: "The site folder (hospital-sim site).") var site: String
    @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 1
    @Option(help: "Pieces of equipment.") var equipment = 40
    @Option(help: "Patients.") var patients = 20
    @Option(help: "Staff, who also move the equipment.") var staff = 10
    @Option(help: "Containers with RFID tags.") var containers = 0
    @Option(name: .customLong("unknown-tags"), help: "Tags that are heard and in no registry.") var unknownTags = 0
    @OptionGroup var speech: DialectOptions
    @Option(name: .customLong("reads-per-message"), help: "Native readers send arrays of up to so many reads.")
    var readsPerMessage = 1
    @Option(help: "Seconds after which a reader that heard nothing says so; 0 for never.") var heartbeat = 10
    @Option(help: "2 makes everybody twice as busy.") var activity = 1.0
    @Flag(name: .customLong("static"), help: "Nothing moves; each tag is heard in turn. For many tags.")
    var isStatic = false
    @Option(name: .customLong("tags-total"), help: "So many pieces of equipment and nothing else.")
    var tagsTotal: Int?

    @Option(help: "Share of reads lost on the air, 0 to 1.") var loss = 0.0
    @Option(help: "Share of time in which a reader's messages are lost, some seconds at a time.") var bursts = 0.0
    @Option(name: .customLong("dead-readers"), help: "Readers that never say anything.") var deadReaders = 0
    @Option(name: .customLong("dying-readers"), help: "Readers that fall silent in the middle.") var dyingReaders = 0
    @Flag(help: "Dead readers are told offline, where their dialect can.") var wills = false
    @Option(name: .customLong("clock-skew"), help: "Readers' clocks are wrong by up to so many seconds.")
    var clockSkew = 0.0
    @Option(help: "Share of messages that come twice.") var duplicates = 0.0
    @Option(
        name: .customLong("late-batches"),
        help: "Chance per reader and minute that its messages wait 10 to 60 s and then come at once.")
    var lateBatches = 0.0
    @Option(name: .customLong("weak-tags"), help: "Share of tags that send 6 dB less.") var weakTags = 0.0
    @Option(help: "Share of reads with any power at all.") var outliers = 0.0
    @Option(help: "Standard deviation of the fast noise in dB.") var noise = 3.0
    @Option(help: "Share of messages with something malformed beside them.") var malformed = 0.0

    mutating func validate() throws {
        let shares = [
            ("--loss", loss), ("--bursts", bursts), ("--duplicates", duplicates), ("--late-batches", lateBatches),
            ("--weak-tags", weakTags), ("--outliers", outliers), ("--malformed", malformed),
        ]
        for (name, share) in shares where !(0...1).contains(share) {
            throw ValidationError("\(name) must be 0 to 1")
        }
        let numbers = [equipment, patients, staff, containers, unknownTags, deadReaders, dyingReaders, heartbeat]
        guard numbers.allSatisfy({ (0...1_000_000).contains($0) }) else {
            throw ValidationError("counts must be 0 to 1000000")
        }
        guard (1...60).contains(readsPerMessage) else { throw ValidationError("--reads-per-message must be 1 to 60") }
        guard tagsTotal.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--tags-total must be 1 to 1000000")
        }
        guard noise >= 0, noise <= 20, clockSkew >= 0, activity > 0 else {
            throw ValidationError("--noise must be 0 to 20, --clock-skew 0 or more, --activity above 0")
        }
    }

    /// The options of the simulation.
    func simulation(start: Instant, durationMilliseconds: Int64) -> SimulationOptions {
        var options = SimulationOptions(seed: seed, start: start, durationMilliseconds: durationMilliseconds)
        options.population = PopulationOptions(
            equipment: tagsTotal ?? equipment, patients: tagsTotal == nil ? patients : 0,
            staff: tagsTotal == nil ? staff : 0, containers: tagsTotal == nil ? containers : 0,
            unknownTags: unknownTags, weakTags: weakTags)
        options.faults = FaultOptions(
            loss: loss, bursts: bursts, deadReaders: deadReaders, dyingReaders: dyingReaders, wills: wills,
            clockSkewSeconds: clockSkew, duplicates: duplicates, lateBatches: lateBatches, outliers: outliers,
            noiseDB: noise, malformed: malformed)
        options.dialect = speech.choice
        options.readsPerMessage = readsPerMessage
        options.heartbeatSeconds = heartbeat
        options.activity = activity
        options.isStatic = isStatic
        return options
    }

    /// Writes the registry, and the subscriptions when they are asked for.
    func writeTags(_ simulation: Simulation, to path: String?) throws {
        if let path {
            try speech.writeTags(simulation.trackables, hospital: simulation.hospital, to: path)
        }
        try speech.writeSubscriptions(simulation.dialects, site: simulation.hospital.siteID)
    }
}
