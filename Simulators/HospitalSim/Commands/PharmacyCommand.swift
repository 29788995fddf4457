internal import ArgumentParser
internal import Model
internal import SimKit

/// `hospital-sim pharmacy`.
struct PharmacyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pharmacy",
        abstract: "A month of a pharmacy's scans: lost, late and repeated, with what really lies where.",
        discussion: """
            Writes catalogue.csv, places.csv, scans.ndjson (a capture for `vigie replay`), recall.txt, truth.csv and \
            cases.txt into --out. --check replays it, ordered and disturbed, with the `vigie` beside this program and \
            compares balances and cases with the truth. --broker publishes it into a running `vigie serve` whose data \
            folder is --data, and compares. What differs is told, and the exit code is 1. --plant makes the \
            comparison fail: twice (repeated scans count again), arrival (what counts is when a scan arrived).
            """)

    @Option(help: "Folder for the files.")
    var out: String

    @Option(help: "Seed of the world.")
    var seed: UInt64 = 1

    @Option(help: "Days.")
    var days = 30

    @Option(help: "Products.")
    var products = 12

    @Option(help: "Cabinets on wards.")
    var cabinets = 6

    @Option(help: "Movements a day, more or less.")
    var movements = 60

    @Option(help: "Of scans that never arrive, 0 to 1.")
    var lost = 0.02

    @Option(help: "Of scans that arrive twice, 0 to 1.")
    var duplicated = 0.3

    @Option(help: "Scans arrive up to so many hours late.")
    var late = 48.0

    @Flag(help: "Scans arrive when they are made, each once.")
    var ordered = false

    @Option(help: "The last day is the one before this, 2026-11-01 or `today` (default: from 2026-10-01 on).")
    var until: String?

    @Flag(help: "Replay it twice with `vigie` and compare with the truth.")
    var check = false

    @Option(help: "Publish to this broker, HOST:PORT, instead of replaying.")
    var broker: String?

    @Flag(name: .customLong("allow-remote"), help: "Accept a broker that is not on this machine.")
    var allowRemote = false

    @Option(help: "With --broker: the data folder of the daemon that listens.")
    var data: String?

    @Option(help: "With --broker: the site's id in topics.")
    var site = "corridor"

    @Option(help: "With --broker: seconds to wait until the daemon has taken everything.")
    var wait = 60

    @Option(help: "A fault to plant: twice or arrival.")
    var plant: String?

    func run() throws {
        try reportingErrors {
            let world = try makeWorld()
            try writeFiles(world)
            let planted = try plant.map { text in
                guard let plant = PharmacyWorld.Plant(rawValue: text) else {
                    throw VigieError(.usage, "--plant is twice or arrival", remedy: "See --help")
                }
                return plant
            }
            let check = PharmacyCheck(world: world, out: out, plant: planted)
            var isSame = true
            if let broker {
                guard let data else { throw VigieError(.usage, "--broker needs --data", remedy: "See --help") }
                let address = try BrokerAddress(broker, allowRemote: allowRemote)
                isSame = try check.publish(to: address, site: site, data: data, waitSeconds: wait)
            } else if self.check {
                isSame = try check.replay()
            }
            if !isSame { throw ExitCode(1) }
        }
    }

    private func makeWorld() throws -> PharmacyWorld {
        guard (0...1).contains(lost), (0...1).contains(duplicated), (0...600).contains(late), days > 0,
            products > 0, cabinets > 0, movements > 0
        else {
            throw VigieError(.usage, "an option is out of its range", remedy: "See --help")
        }
        var options = PharmacyWorld.Options()
        options.seed = seed
        options.days = days
        options.products = products
        options.cabinets = cabinets
        options.movementsPerDay = movements
        options.lost = lost
        options.duplicated = duplicated
        options.latenessHours = late
        if let until {
            let today = CalendarDay(MonotonicClock.wallInstant())
            guard let last = until == "today" ? today : CalendarDay(until) else {
                throw VigieError(.usage, "--until is a date or `today`", remedy: "Write it as 2026-11-01")
            }
            options.start = last.advanced(byDays: -days).start
        }
        return PharmacyWorld(options)
    }

    private func writeFiles(_ world: PharmacyWorld) throws {
        try Output.makeFolder(out)
        let order = ordered ? PharmacyWorld.Order.made : .disturbed
        let recall = world.recall.map { "\($0.product) \($0.lot) \($0.at.rfc3339)\n" } ?? ""
        let files = [
            ("catalogue.csv", world.catalogueCSV), ("places.csv", world.placesCSV),
            ("scans.ndjson", world.capture(order)), ("truth.csv", world.truthCSV), ("recall.txt", recall),
            ("cases.txt", world.expectedCases.sorted().joined(separator: "\n") + "\n"),
        ]
        for (name, text) in files {
            let file = try OutputFile(out + "/" + name)
            try file.write(text)
            try file.close()
        }
        let gone = world.scans.count { $0.isLost }
        Output.line(
            "seed \(seed): \(world.scans.count) scans made, \(gone) lost, \(world.arrivals(order).count) arrive; "
                + "\(world.expectedCases.count) cases are to be expected")
    }
}
