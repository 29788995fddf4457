import Glibc
import Model
import SimKit
import Testing

/// What a full and a broken disk do: no acknowledgement for what is not kept, and no answer that fails.
@Suite("A full disk and a broken one", .serialized)
struct DiskTests {
    /// While nothing can be stored: nothing is acknowledged, and questions are answered.
    private func expectHeldBack(_ installation: Installation, _ daemon: RunningDaemon, stored: Int) throws {
        #expect(Waiting.until { daemon.log.contains("the disk is full") || daemon.hasEnded }, "\(daemon.log)")
        #expect(!daemon.hasEnded, "\(daemon.log)")
        #expect(installation.acknowledgements == stored)
        let summary = try installation.vigie("report", "summary", "--json")
        #expect(summary.code == 0 && summary.json["messages"].number == stored, "\(summary)")
        let located = try installation.vigie("locate", "P-1", "--json")
        #expect(located.code == 0 && located.json["results"][0]["unit"].text == "u-0-2", "\(located)")
    }

    private func expectWhole(_ installation: Installation, _ readers: Readers) throws {
        let summary = try installation.waitForMessages(readers.published)
        #expect(summary.messages == readers.published)
        #expect(summary.observations == readers.published)
        #expect(summary.missing == 0)
        #expect(summary.counters["duplicates", default: 0] == 0)
        #expect(try installation.vigie("verify").code == 0)
    }

    @Test("the disk is full, then has room again")
    func full() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let arm = installation.folder + "/arm"
        let heal = installation.folder + "/heal"
        let daemon = try installation.start([
            "LD_PRELOAD": Built.faultDisk, "FAULTDISK_PATH": "/data/", "FAULTDISK_WRITE_AFTER": "1",
            "FAULTDISK_ARM": arm, "FAULTDISK_HEAL": heal,
        ])
        try readers.send(20)
        #expect(try installation.waitForMessages(20).messages == 20)
        #expect(Waiting.until { installation.acknowledgements == 20 })
        try TemporaryFolder.write("", to: arm)
        try readers.send(100)
        try expectHeldBack(installation, daemon, stored: 20)
        try TemporaryFolder.write("", to: heal)
        try expectWhole(installation, readers)
        #expect(Waiting.until { installation.acknowledgements >= 120 })
        #expect(!daemon.hasEnded, "\(daemon.log)")
        #expect(installation.stop() == .exited(code: 0))
        try expectWhole(installation, readers)
    }

    @Test("the planted bug, which acknowledges first, is caught by the same count")
    func control() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let arm = installation.folder + "/arm"
        let daemon = try installation.start([
            "LD_PRELOAD": Built.faultDisk, "FAULTDISK_PATH": "/data/", "FAULTDISK_WRITE_AFTER": "1",
            "FAULTDISK_ARM": arm, "VIGIE_CONTROL": "ack-before-commit",
        ])
        try readers.send(20)
        #expect(try installation.waitForMessages(20).messages == 20)
        try TemporaryFolder.write("", to: arm)
        try readers.send(100)
        #expect(Waiting.until { installation.acknowledgements > 20 }, "\(daemon.log)")
        installation.kill()
        unlink(arm)
        try installation.start()
        try readers.send(1)
        let summary = try installation.waitForMessages(121, seconds: 3)
        #expect(summary.messages < 121)
        #expect(summary.missing ?? 0 > 0)
    }

    @Test("a real file system of six megabytes is full, then has room again")
    func reallyFull() throws {
        let installation = try Installation()
        defer { installation.end() }
        let mounted = installation.folder + "/small"
        try TemporaryFolder.makeFolder(mounted)
        guard geteuid() == 0, mount("tmpfs", mounted, "tmpfs", 0, "size=6m") == 0 else {
            print("skipped: a file system can be mounted by root only")
            return
        }
        defer {
            installation.kill()
            umount2(mounted, Int32(MNT_DETACH))
        }
        installation.data = mounted + "/data"
        let readers = try Readers(installation)
        let daemon = try installation.start()
        try readers.send(20)
        #expect(try installation.waitForMessages(20).messages == 20)
        #expect(Waiting.until { installation.acknowledgements == 20 })
        let filler = mounted + "/filler"
        #expect(fill(filler), "the file system does not get full")
        // What the database has reserved already takes some of these; the others find no room.
        var sent = 0
        while !daemon.log.contains("the disk is full"), !daemon.hasEnded, sent < 20_000 {
            try readers.send(500)
            sent += 500
            _ = Waiting.until(seconds: 0.5) { daemon.log.contains("the disk is full") }
        }
        #expect(daemon.log.contains("the disk is full") && !daemon.hasEnded, "\(daemon.log.suffix(2000))")
        let before = installation.acknowledgements
        #expect(before < readers.published)
        let summary = try installation.vigie("report", "summary", "--json")
        #expect(summary.code == 0, "\(summary)")
        #expect(try installation.unit(of: "P-1") == "u-0-2")
        unlink(filler)
        try expectWhole(installation, readers)
        #expect(!daemon.hasEnded, "\(daemon.log.suffix(2000))")
        #expect(installation.stop() == .exited(code: 0))
        try expectWhole(installation, readers)
    }

    private func fill(_ path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let chunk = [UInt8](repeating: 0x55, count: 4096)
        for _ in 0..<10_000 where write(file, chunk, chunk.count) < chunk.count { return true }
        return false
    }

    @Test("an fsync that fails ends the process, and the next start has everything")
    func failedSync() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let arm = installation.folder + "/arm"
        let daemon = try installation.start([
            "LD_PRELOAD": Built.faultDisk, "FAULTDISK_PATH": "/data/vigie.db", "FAULTDISK_FSYNC_AFTER": "1",
            "FAULTDISK_ARM": arm,
        ])
        try readers.send(20)
        #expect(try installation.waitForMessages(20).messages == 20)
        #expect(Waiting.until { installation.acknowledgements == 20 })
        try TemporaryFolder.write("", to: arm)
        try readers.send(50)
        #expect(daemon.process.wait(milliseconds: 60_000) == .exited(code: 74), "\(daemon.log)")
        // A write that the disk did not confirm is not acknowledged either.
        #expect(installation.acknowledgements == 20)
        let afterwards = try installation.start()
        try expectWhole(installation, readers)
        #expect(!afterwards.hasEnded)
        #expect(installation.stop() == .exited(code: 0))
        try expectWhole(installation, readers)
    }
}
