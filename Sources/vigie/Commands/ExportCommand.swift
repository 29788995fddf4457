import ArgumentParser
import Model
import Pipeline
import Report
import Store

/// `vigie export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what other systems read.", subcommands: [ExportEPCIS.self])
}

/// `vigie export epcis`.
struct ExportEPCIS: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epcis", abstract: "The movements of the stock as an EPCIS 2.0 document in JSON-LD.",
        discussion: """
            Each event has its hash as its id, so that a second capture is known as one. A reversed movement is told \
            again with the declaration that it did not occur. Nothing is said of patients.
            """)

    @Option(name: .long, help: "Movements that happened from then on.")
    var from: String?

    @Option(name: .long, help: "Movements that happened before then.")
    var to: String?

    @Option(name: .long, help: "Data folder (default: VIGIE_DATA, else ./vigie-data).")
    var data: String?

    func run() throws {
        try Failures.told {
            let folder = DataFolder(path: data ?? Surroundings.value("VIGIE_DATA") ?? "./vigie-data")
            let reader = try StoreReader(folder: folder)
            defer { reader.close() }
            let questions = Questions(reader, wallClock: Surroundings.now)
            let scope = try questions.scope()
            let document = try EPCISExport.document(
                reader, from: try from.map { try questions.time($0, option: "--from") },
                to: try to.map { try questions.time($0, option: "--to") }, createdAt: scope.now,
                offsetMinutes: scope.zone.offsetSeconds(at: scope.now) / 60)
            try Output.write(document)
        }
    }
}
