import Decode
import FoundationEssentials
import Ingest
public import Model

extension Configuration {
    /// Reads `vigie.yaml`. Relative paths are taken from the file's folder.
    ///
    /// - Throws: 66 when a file cannot be read; 78 for an unknown key, a wrong value or a contradiction, with its line.
    public static func read(file: String) throws(VigieError) -> Configuration {
        try read(YAMLMapping(file: file), base: Path.folder(of: file))
    }

    /// The same from text; for tests and fuzzing.
    public static func read(text: String, file: String = "vigie.yaml") throws(VigieError) -> Configuration {
        try read(YAMLMapping(text: text, file: file), base: Path.folder(of: file))
    }

    private static func read(_ root: YAMLMapping, base: String) throws(VigieError) -> Configuration {
        try root.allow([
            "data", "site", "radio_map", "tags", "broker", "subscriptions", "reports", "log", "fold", "retention",
            "operators", "tag_families", "alarms",
        ])
        let site = Path.resolve(try root.requiredString("site"), from: base)
        var (subscriptions, map) = try readSubscriptions(root)
        map.families = try TagFamilyReader.read(root)
        let broker = try readBroker(root, base: base, subscriptions: subscriptions)
        var configuration = Configuration(site: site, broker: broker, map: map)
        configuration.data = try root.string("data").map { Path.resolve($0, from: base) }
        configuration.tags = try root.string("tags").map { Path.resolve($0, from: base) }
        configuration.radioMap = try root.string("radio_map").map { Path.resolve($0, from: base) }
        configuration.operators = try root.strings("operators") ?? []
        try configuration.readIntervals(root)
        try configuration.readAlarms(root)
        return configuration
    }

    private mutating func readAlarms(_ root: YAMLMapping) throws(VigieError) {
        guard let section = try root.mapping("alarms") else { return }
        try section.allow(["hook"])
        guard let hook = try section.mapping("hook") else { return }
        try hook.allow(["command", "timeout_s", "queue"])
        alarms.command = try hook.strings("command") ?? []
        guard let program = alarms.command.first, !program.isEmpty else {
            throw hook.problem("command", "is empty", remedy: "Write the program and its arguments as a list.")
        }
        alarms.timeoutMilliseconds = 1000 * (try hook.integer("timeout_s", in: 1...600) ?? 10)
        alarms.queueMax = try hook.integer("queue", in: 1...100_000) ?? alarms.queueMax
    }

    private mutating func readIntervals(_ root: YAMLMapping) throws(VigieError) {
        if let section = try root.mapping("reports") {
            try section.allow(["every_s", "publish"])
            reports.everySeconds = try section.integer("every_s", in: 0...86_400) ?? reports.everySeconds
            reports.publishes = try section.boolean("publish") ?? reports.publishes
        }
        if let section = try root.mapping("log") {
            try section.allow(["days", "bytes"])
            log.days = try section.integer("days", in: 1...3650) ?? log.days
            log.bytes = try section.integer("bytes", in: 1_000_000...(1 << 50)) ?? log.bytes
        }
        if let section = try root.mapping("fold") {
            try section.allow(["flush_ms", "correct_after_ms"])
            fold.flushMilliseconds = Int64(try section.integer("flush_ms", in: 0...10_000) ?? 500)
            fold.settleMilliseconds = Int64(try section.integer("correct_after_ms", in: 100...3_600_000) ?? 30_000)
        }
        if let section = try root.mapping("retention") {
            try section.allow(["equipment_days", "patient_days", "staff_days", "implant_days"])
            let days = 1...36_500
            retention.equipmentDays = try section.integer("equipment_days", in: days) ?? retention.equipmentDays
            retention.patientDays = try section.integer("patient_days", in: days) ?? retention.patientDays
            retention.staffDays = try section.integer("staff_days", in: days) ?? retention.staffDays
            retention.implantDays = try section.integer("implant_days", in: days)
        }
    }

    private static func readSubscriptions(
        _ root: YAMLMapping
    ) throws(VigieError) -> ([BrokerSettings.Subscription], DialectMap) {
        guard let sections = try root.mappings("subscriptions"), !sections.isEmpty else {
            throw root.problem("subscriptions", "nothing to subscribe to", remedy: "Add a list of topic and dialect.")
        }
        var subscriptions: [BrokerSettings.Subscription] = []
        var entries: [DialectMap.Entry] = []
        for section in sections {
            try section.allow(["topic", "dialect", "qos", "reader_prefix", "level", "trust"])
            let topic = try section.requiredString("topic")
            guard let filter = TopicFilter(topic) else {
                throw section.problem(
                    "topic", "\(Printable.clean(topic)) is no MQTT topic filter",
                    remedy: "`#` stands alone and last, `+` stands for a whole level.")
            }
            let name = try section.requiredString("dialect")
            guard let dialect = Dialect(rawValue: name) else {
                throw section.problem(
                    "dialect", "\(Printable.clean(name)) is no dialect",
                    remedy: "Known: \(Dialect.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            let qos = try section.integer("qos", in: 0...1) ?? 1
            subscriptions.append(BrokerSettings.Subscription(filter: topic, qos: UInt8(qos)))
            entries.append(
                DialectMap.Entry(
                    filter: filter, dialect: dialect, readerPrefix: try section.string("reader_prefix") ?? "",
                    level: try section.string("level") ?? "", trust: try readTrust(section)))
        }
        return (subscriptions, DialectMap(entries: entries))
    }

    private static func readTrust(_ section: YAMLMapping) throws(VigieError) -> TrustClass {
        guard let name = try section.string("trust") else { return .full }
        guard let trust = TrustClass(rawValue: name) else {
            throw section.problem(
                "trust", "\(Printable.clean(name)) is no class of trust",
                remedy: "Known: \(TrustClass.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return trust
    }

    private static func readBroker(
        _ root: YAMLMapping, base: String, subscriptions: [BrokerSettings.Subscription]
    ) throws(VigieError) -> BrokerSettings {
        var settings = BrokerSettings(host: "127.0.0.1", clientID: "vigie", subscriptions: subscriptions)
        guard let section = try root.mapping("broker") else { return settings }
        try section.allow(["host", "port", "client_id", "username", "password_file", "keepalive_s", "tls"])
        settings.host = try section.string("host") ?? settings.host
        settings.clientID = try section.string("client_id") ?? settings.clientID
        settings.keepAliveSeconds = try section.integer("keepalive_s", in: 5...20) ?? settings.keepAliveSeconds
        settings.username = try section.string("username")
        if let file = try section.string("password_file") {
            settings.password = try readSecret(section, Path.resolve(file, from: base))
        }
        if let tls = try section.mapping("tls") {
            try tls.allow(["ca", "certificate", "key"])
            let certificate = try tls.string("certificate").map { Path.resolve($0, from: base) }
            let key = try tls.string("key").map { Path.resolve($0, from: base) }
            guard (certificate == nil) == (key == nil) else {
                throw tls.problem("key", "certificate and key belong together", remedy: "Give both or none.")
            }
            settings.tls = TLSSettings(
                caFile: Path.resolve(try tls.requiredString("ca"), from: base), certificateFile: certificate,
                keyFile: key)
        }
        let port = settings.tls == nil ? 1883 : 8883
        settings.port = try section.integer("port", in: 1...65_535) ?? port
        return settings
    }

    private static func readSecret(_ section: YAMLMapping, _ file: String) throws(VigieError) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw section.problem("password_file", "\(file) cannot be read", remedy: "Check the path and its rights.")
        }
        let text = String(decoding: data, as: UTF8.self)
        return String(text.prefix { !$0.isNewline })
    }
}

/// Paths as text: relative ones are taken from a folder.
enum Path {
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }
}
