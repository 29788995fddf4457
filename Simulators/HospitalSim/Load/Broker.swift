internal import ArgumentParser
private import Glibc
internal import Model
private import Synchronization

/// `--broker HOST:PORT`, on this machine unless told otherwise.
struct BrokerOptions: ParsableArguments {
    @Option(help: "The broker as HOST:PORT.") var broker: String
    @Flag(name: .customLong("allow-remote"), help: "Accept a broker that is not on this machine.")
    var allowRemote = false

    mutating func validate() throws {
        do {
            _ = try parts()
        } catch let error as VigieError {
            throw ValidationError("--broker \(error)")
        }
    }

    /// The address.
    func parts() throws -> BrokerAddress { try BrokerAddress(broker, allowRemote: allowRemote) }
}

/// Where a broker listens.
struct BrokerAddress: Hashable {
    var host: String
    var port: Int

    /// Reads `HOST:PORT` or `[IPv6]:PORT`.
    ///
    /// - Throws: `VigieError` 64 when it is neither, or is another machine without `allowRemote`.
    init(_ text: String, allowRemote: Bool) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port), colon > text.startIndex
        else {
            throw VigieError(.usage, "is no HOST:PORT", place: text, remedy: "Write it like 127.0.0.1:1883")
        }
        let host = text[..<colon].trimmingPrefix("[")
        self.host = String(host.hasSuffix("]") ? host.dropLast() : host)
        self.port = port
        let isLoopback = self.host == "localhost" || self.host == "::1" || BrokerAddress.isLoopbackNumber(self.host)
        guard isLoopback || allowRemote else {
            throw VigieError(
                .usage, "is not on this machine, and simulated traffic in a real network does harm", place: text,
                remedy: "Add --allow-remote if it is a test broker")
        }
    }

    /// `127.` and three more numbers: a name that merely begins so may lie anywhere.
    private static func isLoopbackNumber(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Ctrl-C and SIGTERM as a flag that loops look at.
enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    static func install() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interrupt.flag.store(true, ordering: .relaxed) }
        }
    }
}
