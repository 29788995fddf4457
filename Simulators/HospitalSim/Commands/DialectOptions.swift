internal import ArgumentParser

/// How the readers of a site speak: what `capture`, `run` and `load` share.
struct DialectOptions: ParsableArguments {
    @Option(
        name: .customLong("dialect"),
        help: "How readers speak, each one by its kind; may be given several times: \(DialectChoice.names).")
    var dialects = ["native"]
    @Option(help: "Write the `subscriptions:` of a daemon that is to understand them (YAML).")
    var subscriptions: String?

    mutating func validate() throws {
        guard DialectChoice(names: dialects) != nil else {
            throw ValidationError("--dialect must be \(DialectChoice.names)")
        }
    }

    var choice: DialectChoice { DialectChoice(names: dialects) ?? .native }

    func writeTags(_ trackables: [SimTrackable], hospital: Hospital, to path: String) throws {
        let listsAddresses = choice.dialects.contains(.quuppa)
        try write(Population.csv(of: trackables, hospital: hospital, listsAddresses: listsAddresses), to: path)
    }

    /// What of the choice readers really speak.
    func writeSubscriptions(_ assigned: [SimDialect?], site: String) throws {
        guard let subscriptions else { return }
        try write(Array(SimDialect.subscriptions(assigned.compactMap(\.self), site: site).utf8), to: subscriptions)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.close()
    }
}
