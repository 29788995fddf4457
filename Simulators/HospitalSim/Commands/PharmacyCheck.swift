private import Glibc
internal import Model
internal import SimKit

/// Lets `vigie` take a pharmacy's scans and compares what it says with what really happened.
struct PharmacyCheck {
    let world: PharmacyWorld
    let out: String
    let plant: PharmacyWorld.Plant?

    /// Replays the scans as they were made and as they arrive, each into a folder of its own.
    ///
    /// - Returns: whether both are as the truth.
    func replay() throws -> Bool {
        let site = out + "/site"
        try Output.makeFolder(site)
        try CorridorSite().write(to: site)
        var isSame = true
        for (name, order) in [("made", PharmacyWorld.Order.made), ("disturbed", .disturbed)] {
            let data = out + "/data-" + name
            TemporaryFolder.remove(data)
            try prepare(data)
            let capture = out + "/\(name).ndjson"
            try TemporaryFolder.write(world.capture(order, plant: plant), to: capture)
            // Once before the scans of that time, once after them: a late decision must do the same.
            if order == .made { try recall(data) }
            _ = try vigie(["replay", capture, "--site", site, "--data", data])
            if order == .disturbed { try recall(data) }
            _ = try vigie(["verify", "--data", data])
            let difference = try compare(data)
            Output.line("\(name): \(difference.text)")
            isSame = isSame && difference.isNone
        }
        return isSame
    }

    /// Publishes the scans in the order of their arrival to a daemon's broker, as fast as it takes them.
    ///
    /// - Returns: whether the daemon's stock is as the truth within the time.
    func publish(to broker: BrokerAddress, site: String, data: String, waitSeconds: Int) throws -> Bool {
        try prepare(data)
        let publisher = try SimPublisher(
            host: broker.host, port: broker.port, clientID: "pharmacy-sim-\(getpid())", window: 200)
        defer { publisher.close() }
        for (index, arrival) in world.arrivals(.disturbed).enumerated() {
            let message = world.message(arrival, index, site: site, plant: plant)
            try publisher.publish(topic: message.topic, text: message.payload)
        }
        guard try publisher.drain(timeoutMilliseconds: 60_000) else {
            throw VigieError(.unavailable, "the broker does not acknowledge", remedy: "See the broker's log")
        }
        try recall(data)
        let deadline = MonotonicClock.milliseconds() + Int64(waitSeconds) * 1000
        var difference = try compare(data)
        while !difference.isNone, MonotonicClock.milliseconds() < deadline {
            MonotonicClock.sleep(milliseconds: 500)
            difference = try compare(data)
        }
        Output.line("live: \(publisher.published) scans published; \(difference.text)")
        return difference.isNone
    }

    // MARK: Commands

    private func prepare(_ data: String) throws {
        try Output.makeFolder(data)
        for what in ["catalogue", "places"] {
            _ = try vigie(["stock", "import", what, out + "/\(what).csv", "--data", data])
        }
    }

    private func recall(_ data: String) throws {
        guard let recall = world.recall else { return }
        _ = try vigie([
            "stock", "recall", recall.product.rawValue, recall.lot.rawValue, "--reason", "rehearsal", "--at",
            recall.at.rfc3339, "--data", data, "--json",
        ])
    }

    /// Runs `vigie` and gives what it prints.
    ///
    /// - Throws: `VigieError` 69 when it does not end well.
    private func vigie(_ arguments: [String]) throws -> String {
        let path = out + "/command.out"
        unlink(path)
        let process = try ChildProcess(path: Self.program, arguments: arguments, output: path)
        let end = process.wait(milliseconds: 600_000)
        let text = TemporaryFolder.text(of: path)
        guard end == .exited(code: 0) else {
            throw VigieError(
                .unavailable, "vigie \(arguments.prefix(3).joined(separator: " ")): \(text.suffix(500))",
                remedy: "Build `vigie` beside this program")
        }
        return text
    }

    /// The `vigie` beside this program.
    private static let program: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (own.lastIndex(of: "/").map { String(own[..<$0]) } ?? ".") + "/vigie"
    }()

    // MARK: Comparing

    private struct Difference {
        var balances = 0
        var wrongBalances: [String] = []
        var cases = 0
        var wrongCases: [String] = []

        var isNone: Bool { wrongBalances.isEmpty && wrongCases.isEmpty }

        var text: String {
            let verdict = isNone ? "PASS" : "FAIL"
            var text =
                "\(balances) balances, \(wrongBalances.count) differ from the truth; \(cases) cases, "
                + "\(wrongCases.count) missing or too many: \(verdict)"
            for wrong in (wrongBalances + wrongCases).prefix(5) { text += "\n  " + wrong }
            return text
        }
    }

    private func compare(_ data: String) throws -> Difference {
        let balances = try rows(["stock", "export", "balances", "--data", data]).map { fields in
            [fields[0], fields[1], fields[4], fields[5]].joined(separator: ",")
        }
        let truth = world.truthCSV.split(separator: "\n").dropFirst().map(String.init)
        let cases = try rows(["stock", "export", "cases", "--data", data]).map { fields in
            [fields[0], fields[2], fields[3], fields[5], fields.count > 6 ? fields[6] : ""].joined(separator: "|")
        }
        return Difference(
            balances: balances.count, wrongBalances: Set(balances).symmetricDifference(truth).sorted(),
            cases: cases.count, wrongCases: Set(cases).symmetricDifference(world.expectedCases).sorted())
    }

    /// Rows of an export without its header. What is invented has no commas, and details stand last.
    private func rows(_ arguments: [String]) throws -> [[String]] {
        try vigie(arguments).split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }.filter { $0.count >= 6 }
    }
}
