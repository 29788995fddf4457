internal import ArgumentParser
private import Glibc
internal import Model
private import Synchronization

/// `--broker HOST:PORT`, on this machine unless told otherwise.
struct BrokerOptions: ParsableArguments {
    @Option(help: "The broker as HOST:PORT.") var broker: String
    @Flag(name: .customLong("allow-remote"), help: "Accept a broker that is not on this machine.")
    var allowRemote = false

    var address: (host: String, port: Int)? {
        guard let colon = broker.lastIndex(of: ":"), let port = Int(broker[broker.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        let host = broker[..<colon].trimmingPrefix("[")
        return (String(host.hasSuffix("]") ? host.dropLast() : host), port)
    }

    mutating func validate() throws {
        guard let address, !address.host.isEmpty else {
            throw ValidationError("--broker must be HOST:PORT, such as 127.0.0.1:1883")
        }
        let isLoopback = address.host == "localhost" || address.host == "::1" || address.host.hasPrefix("127.")
        guard isLoopback || allowRemote else {
            throw ValidationError(
                "--broker \(broker) is not on this machine; simulated traffic in a real network does harm. "
                    + "Add --allow-remote if it is a test broker")
        }
    }

    /// The address; validated before.
    func parts() throws -> (host: String, port: Int) {
        guard let address else { throw VigieError(.usage, "is no HOST:PORT", place: broker) }
        return address
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
