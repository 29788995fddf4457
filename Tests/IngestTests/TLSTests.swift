import Foundation
import Ingest
import Model
import SimKit
import Testing

/// TLS with client certificates that the test makes by `openssl`.
@Suite("TLS", .waits)
struct TLSTests {
    /// A certificate authority, a broker's certificate for 127.0.0.1, and a client's.
    private struct Certificates {
        let folder: String
        func file(_ name: String) -> String { folder + "/" + name }

        /// `nil` when openssl is missing.
        init?() throws {
            let openssl = "/usr/bin/openssl"
            guard FileManager.default.isExecutableFile(atPath: openssl) else {
                print("skipped: there is no \(openssl) to make certificates with")
                return nil
            }
            folder = try TemporaryFolder.make("vigie-tls")
            let folder = self.folder
            func run(_ arguments: String) throws {
                let process = try ChildProcess(
                    path: openssl, arguments: arguments.split(separator: " ").map(String.init),
                    output: folder + "/openssl.log")
                let end = process.wait(milliseconds: 30_000)
                #expect(
                    end == .exited(code: 0),
                    "openssl \(arguments): \(TemporaryFolder.text(of: folder + "/openssl.log"))")
            }
            let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            for authority in ["ca", "other"] {
                try run(
                    "req -x509 \(key) -keyout \(folder)/\(authority).key -out \(folder)/\(authority).crt"
                        + " -subj /CN=\(authority)"
                )
            }
            try TemporaryFolder.write("subjectAltName=IP:127.0.0.1", to: folder + "/broker.ext")
            try TemporaryFolder.write("extendedKeyUsage=clientAuth", to: folder + "/client.ext")
            for name in ["broker", "client"] {
                try run("req \(key) -keyout \(folder)/\(name).key -out \(folder)/\(name).csr -subj /CN=\(name)")
                try run(
                    "x509 -req -in \(folder)/\(name).csr -CA \(folder)/ca.crt -CAkey \(folder)/ca.key -CAcreateserial"
                        + " -out \(folder)/\(name).crt -days 2 -extfile \(folder)/\(name).ext")
            }
        }
    }

    private func broker(_ certificates: Certificates, version: String) throws -> BrokerProcess {
        try BrokerProcess(listener: [
            "cafile \(certificates.file("ca.crt"))", "certfile \(certificates.file("broker.crt"))",
            "keyfile \(certificates.file("broker.key"))", "require_certificate true", "tls_version \(version)",
            "use_identity_as_username true", "allow_anonymous false",
        ])
    }

    private func link(_ broker: BrokerProcess, _ tls: TLSSettings) -> RunningLink {
        var settings = BrokerSettings.test(port: broker.port)
        settings.tls = tls
        return RunningLink(settings)
    }

    @Test("a link with a client certificate works, by TLS 1.2 and by 1.3", arguments: ["tlsv1.2", "tlsv1.3"])
    func works(version: String) throws {
        guard let certificates = try Certificates() else { return }
        defer { TemporaryFolder.remove(certificates.folder) }
        let broker = try broker(certificates, version: version)
        defer { broker.stop() }
        let tls = TLSSettings(
            caFile: certificates.file("ca.crt"), certificateFile: certificates.file("client.crt"),
            keyFile: certificates.file("client.key"))
        let running = link(broker, tls)
        defer { running.stop() }
        #expect(running.isConnected(), "\(running.sink.links)")
        var settings = BrokerSettings.test(port: broker.port, clientID: "out", filters: [])
        settings.tls = tls
        let publisher = Publisher(settings: settings, capacity: 2_000) { _ in }
        try publisher.start()
        publisher.submit(
            (1...2_000).map { OutgoingMessage(id: $0, topic: "t/x", payload: Array("m\($0)".utf8)) })
        #expect(running.hasStored(2_000))
        #expect(running.sink.stored.map { $0.payload } == (1...2_000).map { "m\($0)" })
        publisher.stop()
    }

    @Test(
        "without our certificate, or with a broker whose authority we don't know, there is no link; the reason is told")
    func refused() throws {
        guard let certificates = try Certificates() else { return }
        defer { TemporaryFolder.remove(certificates.folder) }
        let broker = try broker(certificates, version: "tlsv1.2")
        defer { broker.stop() }
        let anonymous = link(broker, TLSSettings(caFile: certificates.file("ca.crt")))
        defer { anonymous.stop() }
        let wrongAuthority = link(
            broker,
            TLSSettings(
                caFile: certificates.file("other.crt"), certificateFile: certificates.file("client.crt"),
                keyFile: certificates.file("client.key")))
        defer { wrongAuthority.stop() }
        for running in [anonymous, wrongAuthority] {
            #expect(
                Pause.until {
                    running.sink.links.filter { if case .disconnected = $0 { true } else { false } }.count >= 2
                })
            #expect(!running.sink.links.contains { if case .connected = $0 { true } else { false } })
        }
        #expect(
            wrongAuthority.sink.links.contains {
                if case .disconnected(let reason, _) = $0 {
                    reason.contains("certificate verify failed")
                } else {
                    false
                }
            })
    }
}
