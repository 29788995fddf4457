import Glibc
import Model
import SimKit
import Testing

/// `vigie restore`, as people and scripts meet it.
@Suite("A backup is put back", .serialized)
struct RestoreTests {
    private func hash(_ installation: Installation) throws -> String? {
        let verified = try installation.vigie("verify", "--json")
        #expect(verified.code == 0, "\(verified)")
        return verified.json["content_hash"].text
    }

    @Test(
        "not while the daemon runs; then the content is the backup's, the daemon goes on from it, the old one is kept")
    func roundTrip() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        try readers.send(10)
        #expect(try installation.waitForMessages(10).messages == 10)
        let backup = installation.folder + "/backup.db"
        #expect(try installation.vigie("backup", backup).code == 0)
        try readers.send(20)
        #expect(try installation.waitForMessages(30).messages == 30)
        let during = try installation.vigie("restore", backup)
        #expect(during.code == 69 && during.errors.contains("another process writes this data folder"), "\(during)")
        #expect(installation.stop() == .exited(code: 0))

        let restored = try installation.vigie("restore", backup, "--json")
        #expect(restored.code == 0, "\(restored)")
        #expect(restored.json["schema"].text == "vigie.restore/1")
        #expect(restored.json["log_messages"].number == 10, "\(restored)")
        #expect(restored.json["trackables"].number == 6)
        #expect(try installation.summary().messages == 10)
        let old = try #require(restored.json["replaced"].text)
        #expect(access(old, F_OK) == 0)
        let hashOfBackup = try hash(installation)

        // The old database can be put back, and the backup again.
        #expect(try installation.vigie("restore", old).code == 0)
        #expect(try installation.summary().messages == 30)
        let again = try installation.vigie("restore", backup, "--lang", "fr")
        #expect(again.code == 0 && again.output.contains("données jusqu'à"), "\(again)")
        #expect(try hash(installation) == hashOfBackup)

        try installation.start()
        try readers.send(5)
        #expect(try installation.waitForMessages(15).messages == 15)
    }

    @Test("killed at any moment it leaves the old database or the new one, whole")
    func killed() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        #expect(try installation.vigie("tags", "import", installation.registry).code == 0)
        let backup = installation.folder + "/backup.db"
        #expect(try installation.vigie("backup", backup).code == 0)
        #expect(try installation.vigie("tags", "unbind", Installation.tag(1)).code == 0)
        let before = try #require(try hash(installation))
        var seen: Set<String> = []
        for delayMicroseconds in stride(from: 0, through: 60_000, by: 4_000) {
            let process = try ChildProcess(
                path: Built.vigie, arguments: ["restore", backup, "--data", installation.data],
                environment: ["SWIFT_BACKTRACE": "enable=no"], output: installation.folder + "/restore.log")
            usleep(UInt32(delayMicroseconds))
            process.stop(graceMilliseconds: 0)
            seen.insert(try #require(try hash(installation)))
        }
        #expect(seen.count <= 2)
        #expect(try installation.vigie("restore", backup).code == 0)
        let after = try #require(try hash(installation))
        #expect(before != after && seen.isSubset(of: [before, after]), "\(seen)")
    }

    @Test("exit codes: 66 missing, 65 not a backup, 73 another site's, 64 nothing named")
    func refusals() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        #expect(try installation.vigie("restore").code == 64)
        let missing = try installation.vigie("restore", "none.db")
        #expect(missing.code == 66 && missing.errors.contains("none.db"), "\(missing)")
        #expect(access(installation.data, F_OK) != 0, "a refused command leaves nothing behind")
        let text = try installation.vigie("restore", installation.registry)
        #expect(text.code == 65 && text.errors.contains("tags.csv"), "\(text)")
    }
}
