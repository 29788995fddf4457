internal import ArgumentParser
internal import Model
internal import SimKit

/// `hospital-sim pharmacy`.
struct PharmacyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pharmacy",
        abstract: "A month of a pharmacy's scans: lost, late and repeated, with what really lies where.",
        discussion: """
            Writes catalogue.csv, places.csv, scans.ndjson (a capture for `vigie replay`), truth.csv and cases.txt \
            into --out.
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

    func run() throws {
        try reportingErrors {
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
            let world = PharmacyWorld(options)
            try Output.makeFolder(out)
            let files = [
                ("catalogue.csv", world.catalogueCSV), ("places.csv", world.placesCSV),
                ("scans.ndjson", world.capture(ordered ? .made : .disturbed)), ("truth.csv", world.truthCSV),
                ("cases.txt", world.expectedCases.sorted().joined(separator: "\n") + "\n"),
            ]
            for (name, text) in files {
                let file = try OutputFile(out + "/" + name)
                try file.write(text)
                try file.close()
            }
            let gone = world.scans.count { $0.isLost }
            Output.line(
                "\(world.scans.count) scans made, \(gone) lost, \(world.arrivals(ordered ? .made : .disturbed).count)"
                    + " arrive; \(world.expectedCases.count) cases are to be expected")
        }
    }
}
