import Model
import SimKit
import Testing

/// Commands that change something, through the daemon and without one.
@Suite("The registry changes while the line runs", .serialized)
struct RegistryTests {
    @Test("import, bind and unbind hold for the next messages")
    func throughTheDaemon() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        let readers = try Readers(installation)
        let daemon = try installation.start()
        try readers.send(10)
        #expect(try installation.waitForMessages(10).reasons == ["unknown_tag": 10])
        #expect(try installation.vigie("locate", "P-1").code == 1)

        let imported = try installation.vigie("tags", "import", installation.registry, "--json")
        #expect(imported.code == 0 && imported.json["added"].number == 6, "\(imported)")
        try readers.send(10)
        #expect(try installation.waitForMessages(20).reasons == ["unknown_tag": 10])
        #expect(try installation.unit(of: "P-1") == "u-0-2")

        // Another tag on the same pump: heard two rooms further.
        let bound = try installation.vigie("tags", "bind", Installation.tag(9), "P-1")
        #expect(bound.code == 0, "\(bound)")
        // Nobody walks two rooms in a millisecond: it takes a few reads over some time.
        let hasMoved = try Waiting.until(everyMilliseconds: 200) {
            try readers.send(5, reader: "r-0-4", tag: 9)
            return try installation.unit(of: "P-1") == "u-0-4"
        }
        #expect(hasMoved)
        #expect(try installation.waitForMessages(readers.published).reasons == ["unknown_tag": 10])

        let unbound = try installation.vigie("tags", "unbind", Installation.tag(9))
        #expect(unbound.code == 0, "\(unbound)")
        try readers.send(5, reader: "r-0-4", tag: 9)
        #expect(try installation.waitForMessages(readers.published).reasons == ["unknown_tag": 15])
        #expect(try installation.vigie("tags", "unbind", Installation.tag(9)).code == 65)
        #expect(try installation.vigie("tags", "bind", Installation.tag(9), "P-77").code == 65)
        #expect(!daemon.hasEnded, "\(daemon.log)")
        #expect(installation.stop() == .exited(code: 0))
    }

    @Test("one folder has one writer")
    func oneWriter() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        try readers.send(5)
        #expect(try installation.waitForMessages(5).messages == 5)
        let second = try installation.vigie("serve", "--config", installation.configuration)
        #expect(second.code == 69, "\(second)")
        let capture = installation.folder + "/capture.ndjson"
        try TemporaryFolder.write(
            #"{"tst":"2026-03-01T08:00:00.000Z","topic":"a","qos":0,"retain":0,"payload":"{}"}"# + "\n", to: capture)
        let during = try installation.vigie("replay", capture)
        #expect(during.code == 69 || during.code == 73, "\(during)")
        #expect(installation.stop() == .exited(code: 0))
        let after = try installation.vigie("replay", capture, "--site", installation.siteFolder)
        #expect(after.code == 73, "\(after)")
        #expect(try installation.summary().messages == 5)
    }

    @Test("without a daemon the command is the writer")
    func withoutADaemon() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        let imported = try installation.vigie("tags", "import", installation.registry)
        #expect(imported.code == 0, "\(imported)")
        #expect(try installation.vigie("tags", "bind", Installation.tag(9), "P-2").code == 0)
        #expect(try installation.vigie("tags", "unbind", Installation.tag(1)).code == 0)
        let listed = try installation.vigie("tags", "list", "--json")
        #expect(listed.code == 0, "\(listed)")
        let rows = listed.json["tags"].items
        #expect(rows.first { $0["tag"].text == Installation.tag(9) }?["trackable"].text == "P-2", "\(listed)")
        #expect(rows.first { $0["tag"].text == Installation.tag(1) }?["trackable"].text == nil, "\(listed)")
        // And the daemon that starts afterwards knows it.
        let readers = try Readers(installation)
        try installation.start()
        try readers.send(10, tag: 9)
        #expect(try installation.waitForMessages(10).reasons.isEmpty)
        #expect(try installation.unit(of: "P-2") == "u-0-2")
    }

    @Test("an id that would command a terminal is refused or printed clean")
    func hostileTerminal() throws {
        let installation = try Installation()
        defer { installation.end() }
        let escape = "\u{1B}]0;owned\u{7}"
        let header = "tag,trackable,kind,name,category,assigned_unit,model,serial\n"
        let file = installation.folder + "/hostile.csv"
        for row in [
            "c0ffee0000aa,P\(escape)9,equipment,,,,,", "c0ffee0000aa\(escape),P-9,equipment,,,,,",
            "c0ffee0000aa,P-9,equipment,Pump\(escape),,,,", "c0ffee0000aa,P-9,equip\(escape)ment,,,,,",
        ] {
            try TemporaryFolder.write(header + "c0ffee0000ab,P-8,equipment,,,,,\n" + row + "\n", to: file)
            let refused = try installation.vigie("tags", "import", file)
            #expect(refused.code == 65, "\(refused.code)")
            #expect(isClean(refused.errors) && isClean(refused.output))
            #expect(refused.errors.contains(":3"), "\(refused.code)")
        }
        #expect(try installation.vigie("tags", "list").code != 0, "nothing was imported")

        // What no terminal obeys but eyes do: right-to-left overrides, and the eight-bit controls.
        try TemporaryFolder.write(
            header + "c0ffee0000aa,P-9,equipment,Pump \u{202E}evil\u{2069} \u{9B}31m,pump,,,\n", to: file)
        let turned = try installation.vigie("tags", "import", file)
        #expect(turned.code == 65 && turned.errors.contains(":2: name"), "\(turned.code)")
        #expect(isClean(turned.errors) && isClean(turned.output))
        #expect(try installation.vigie("tags", "import", installation.registry).code == 0)
        for question in [["tags", "list"], ["locate", "pump"], ["locate", "\u{202E}\(escape)"], ["doctor"]] {
            let answer = try Command.vigie(
                question + ["--data", installation.data], in: installation.folder)
            #expect(isClean(answer.output) && isClean(answer.errors), "\(question[0])")
        }
    }

    /// No control characters but line ends, and nothing that turns the direction of text.
    private func isClean(_ text: String) -> Bool {
        Printable.clean(text.replacing("\n", with: "")) == text.replacing("\n", with: "")
    }
}
