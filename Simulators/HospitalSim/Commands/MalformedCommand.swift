internal import ArgumentParser
internal import Model

struct MalformedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "malformed", abstract: "Damaged messages of every dialect, one file each.",
        discussion: """
            Made from whole messages: cut, bits flipped, values of other types and units, keys twice or missing, \
            numbers that are not finite, nesting, long strings, bytes that are no UTF-8, control characters, empty, \
            too large, and topics that don't fit. Each file holds the topic, a line feed and the payload, as \
            the fuzz targets take it; at DIR/<dialect>/<fault>-<number>.

              hospital-sim malformed --out malformed --seed 7
            """)

    @Option(help: "The folder to write; made when it is not there.") var out: String
    @Option(help: "Whole messages: a folder for each dialect.") var corpus = "Simulators/Fuzz/Corpus"
    @Option(help: "The same seed gives the same bytes.") var seed: UInt64 = 1
    @Option(help: "How many of each fault and dialect, 1 to 100.") var each = 3

    func validate() throws {
        guard (1...100).contains(each) else { throw ValidationError("--each must be 1 to 100") }
    }

    func run() throws {
        try reportingErrors {
            let messages = MalformedCorpus(seeds: try SeedFolder.read(corpus), seed: seed, each: each).messages()
            try Output.makeFolder(out)
            var folders: Set<String> = []
            for message in messages {
                if folders.insert(message.dialect).inserted { try Output.makeFolder("\(out)/\(message.dialect)") }
                let file = try OutputFile("\(out)/\(message.dialect)/\(message.name)")
                try file.write(message.bytes)
                try file.close()
            }
            Output.line("\(messages.count) files of \(folders.count) dialects, seed \(seed)")
        }
    }
}
