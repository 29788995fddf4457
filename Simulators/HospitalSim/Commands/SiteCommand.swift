internal import ArgumentParser
internal import Model

struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Generates a hospital as an IMDF folder with readers.",
        discussion: """
            Levels with a spine corridor and wings of rooms, bathrooms, nurse stations, stores, stairs and lifts, \
            doors on the walls that rooms share, ways out on the ground floor, and readers with their offsets and \
            cadences.

              hospital-sim site --out site --units 60 --seed 7
              hospital-sim site --out site --units 2000 --levels 8 --readers per-three-rooms --language fr
            """)

    @Option(help: "The folder to write; made when it is not there.") var out: String
    @Option(help: "The same seed gives the same hospital.") var seed: UInt64 = 1
    @Option(help: "How many units, 20 to 2000.") var units = 120
    @Option(help: "How many levels, 1 to 12; by the number of units when left out.") var levels: Int?
    @Option(help: "per-room, per-three-rooms, or a number of BLE readers.") var readers = "per-room"
    @Option(name: .customLong("reader-ids"), help: "names, macs (as Minew gateways have) or mixed.")
    var readerIDs = "names"
    @Option(help: "The manifest's language: en or fr.") var language = "en"
    @Flag(name: .customLong("wrong-offsets"), help: "Write offsets that are not the readers' own.")
    var wrongOffsets = false

    func validate() throws {
        guard (20...2000).contains(units) else { throw ValidationError("--units must be 20 to 2000") }
        guard levels.map({ (1...12).contains($0) }) ?? true else { throw ValidationError("--levels must be 1 to 12") }
        guard ReaderPlan(readers) != nil else {
            throw ValidationError("--readers must be per-room, per-three-rooms or a number from 1 to 20000")
        }
        guard ReaderNames(rawValue: readerIDs) != nil else {
            throw ValidationError("--reader-ids must be names, macs or mixed")
        }
        guard Language(rawValue: language) != nil else { throw ValidationError("--language must be en or fr") }
    }

    func run() throws {
        try reportingErrors {
            var request = SiteRequest(
                seed: seed, units: units, levels: levels, language: Language(rawValue: language) ?? .english)
            request.readers = ReaderPlan(readers) ?? .perRoom
            request.readerNames = ReaderNames(rawValue: readerIDs) ?? .names
            request.wrongOffsets = wrongOffsets
            var generator = HospitalGenerator(request)
            let hospital = generator.build()
            try Output.makeFolder(out)
            for file in IMDFWriter(hospital, seed: seed).files() {
                let output = try OutputFile("\(out)/\(file.name)")
                try output.write(file.bytes)
                try output.close()
            }
            Output.line(
                "site \(hospital.siteID): \(hospital.levels.count) levels, \(hospital.units.count) units, "
                    + "\(hospital.doors.count) doors, \(hospital.readers.count) readers, seed \(seed)")
            if hospital.units.count != units {
                Output.error(
                    "hospital-sim: \(units) units with these levels do not make a building; the nearest was taken")
            }
        }
    }
}
