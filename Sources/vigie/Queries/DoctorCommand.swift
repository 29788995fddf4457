import ArgumentParser
import Decode
import Glibc
import Model
import Pipeline
import Report
import SiteMap
import Store

/// `vigie doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is there, how it does, and what to do about it.",
        discussion: """
            With --listen: subscribes at a broker for a while, recognises dialects by their topics and shapes, and
            prints the mapping for the configuration, the readers that the site lacks, and how many tags are heard.
            Nothing is stored, acknowledged or published.

            Exit codes: 0 whatever the findings, 66 without a database; with --listen: 1 nothing came, 69 no broker.
            """)

    @Option(name: .long, help: "Listen for so long: 30s or 5m.")
    var listen: Span?

    @Option(name: .long, help: "With --listen: a daemon's configuration, for its broker and credentials.")
    var config: String?

    @Option(name: .long, help: "With --listen: the broker, HOST or HOST:PORT (default 127.0.0.1:1883).")
    var broker: BrokerAddress?

    @Option(name: .long, help: "With --listen: an MQTT topic filter; may come several times (default #).")
    var topic: [String] = []

    @Option(name: .long, help: "With --listen: the site folder, to tell known readers (default: the data folder's).")
    var site: String?

    @OptionGroup var options: QueryOptions

    func validate() throws {
        guard listen == nil else { return }
        guard config == nil, broker == nil, topic.isEmpty, site == nil else {
            throw ValidationError("--config, --broker, --topic and --site belong to --listen.")
        }
    }

    func run() throws {
        guard let listen else { return try options.answer { try $0.doctor() } }
        var request = Listening.Options(seconds: listen.seconds)
        request.configuration = config
        if let broker { (request.host, request.port) = (broker.host, broker.port) }
        if !topic.isEmpty { request.filters = topic }
        let answer = try Failures.told {
            let places = try placedReaders()
            let tally = try Listening.run(request, registry: try registeredTags()) { seconds, messages in
                Output.progress("\(seconds)/\(listen.seconds) s  \(messages)")
            }
            Output.progress("")
            return ListenAnswer(tally, seconds: listen.seconds, placed: places)
        }
        try options.show(answer)
        if !answer.isFound { throw ExitCode(1) }
    }

    /// The readers of the site, by id; nil without a site.
    private func placedReaders() throws -> Set<String>? {
        let map: SiteMap
        if let site {
            map = try SiteMap.load(folder: site).0
        } else {
            guard let stored = try? SiteMap.load(folder: options.folder.site).0 else { return nil }
            map = stored
        }
        // An antenna with a place of its own is written `<reader>/<port>`.
        return Set(map.readers.map { String($0.id.rawValue.prefix { $0 != "/" }) } + map.readers.map(\.id.rawValue))
    }

    private func registeredTags() throws -> ByteTable {
        var table = ByteTable()
        guard access(options.folder.database, F_OK) == 0 else { return table }
        let reader = try StoreReader(folder: options.folder)
        defer { reader.close() }
        try reader.forEachTag { row in
            if row.trackable != nil { table.insert(row.tag.rawValue, 0) }
        }
        return table
    }
}

extension ListenAnswer {
    init(_ tally: TrafficTally, seconds: Int, placed: Set<String>?) {
        self.init(seconds: seconds)
        messages = tally.messages
        observations = tally.observations
        tags = tally.tagCount
        knownTags = tally.knownTags
        streams = tally.streams.map {
            Stream(
                dialect: $0.dialect?.rawValue, filter: $0.filter, messages: $0.messages, reason: $0.reason?.rawValue)
        }
        readers = tally.readers.map { traffic in
            Reader(
                id: traffic.reader.rawValue, dialect: traffic.dialect?.rawValue, observations: traffic.observations,
                tags: traffic.tags, knownTags: traffic.knownTags,
                isPlaced: placed.map { $0.contains(traffic.reader.rawValue) })
        }
        rejections = tally.reasons.map { ($0.key.rawValue, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}

/// A length of time as an argument: `30s`, `5m`, or seconds alone; at most an hour.
struct Span: ExpressibleByArgument {
    var seconds: Int

    init?(argument: String) {
        let isMinutes = argument.hasSuffix("m")
        let digits = isMinutes || argument.hasSuffix("s") ? String(argument.dropLast()) : argument
        guard let number = Int(digits), (1...3600).contains(number), number * (isMinutes ? 60 : 1) <= 3600 else {
            return nil
        }
        seconds = number * (isMinutes ? 60 : 1)
    }
}

/// `HOST` or `HOST:PORT`.
struct BrokerAddress: ExpressibleByArgument {
    var host: String
    var port = 1883

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return nil }
        self.host = String(host)
        guard parts.count == 2 else { return }
        guard let port = Int(parts[1]), (1...65_535).contains(port) else { return nil }
        self.port = port
    }
}
