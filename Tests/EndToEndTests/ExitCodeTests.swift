import Glibc
import SimKit
import Testing

/// What a script that runs `vigie` goes by: the exit code, and an error that names place and remedy.
@Suite("Exit codes", .serialized)
struct ExitCodeTests {
    private func expect(
        _ code: Int32, _ installation: Installation, _ arguments: [String], saying words: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let outcome = try Command.vigie(arguments, in: installation.folder)
        #expect(outcome.code == code, "\(arguments): \(outcome)", sourceLocation: location)
        for word in words {
            #expect(
                (outcome.errors + outcome.output).contains(word), "\(arguments): no \(word) in \(outcome)",
                sourceLocation: location)
        }
    }

    @Test("64, and 66 for files that are not there")
    func usageAndMissingFiles() throws {
        let installation = try Installation()
        defer { installation.end() }
        let data = ["--data", installation.data]
        try expect(64, installation, ["locate"] + data)
        try expect(64, installation, ["nonsense"])
        try expect(64, installation, ["report", "nonsense"] + data)
        try expect(64, installation, ["purge", "--patient-days", "-1"] + data)
        try expect(64, installation, ["serve"])
        try expect(66, installation, ["serve", "--config", "none.yaml"], saying: ["none.yaml"])
        try expect(66, installation, ["replay", "none.ndjson", "--site", "site"] + data, saying: ["none.ndjson"])
        try expect(66, installation, ["decode", "none.ndjson"], saying: ["none.ndjson"])
        try expect(66, installation, ["site", "check", "no-site"], saying: ["no-site"])
        try expect(66, installation, ["tags", "import", "none.csv"] + data, saying: ["none.csv"])
        try expect(66, installation, ["locate", "P-1"] + data, saying: [installation.data])
        #expect(access(installation.data + "/vigie.db", F_OK) != 0, "a refused command leaves nothing behind")
        try TemporaryFolder.write(
            "site: gone\nsubscriptions: [{topic: a, dialect: native}]\n",
            to: installation.folder + "/gone.yaml")
        try expect(66, installation, ["serve", "--config", "gone.yaml"] + data, saying: ["gone"])
        try expect(0, installation, ["--help"])
        try expect(0, installation, ["--version"])
        try expect(0, installation, ["site", "check", "site"])
    }

    @Test("65 for a broken site, which names the feature and what to do")
    func brokenSite() throws {
        let installation = try Installation()
        defer { installation.end() }
        let units = installation.siteFolder + "/unit.geojson"
        let good = TemporaryFolder.text(of: units)
        let broken = good.replacing(
            #""id":"u-0-3","feature_type":"unit""#, with: #""id":"u-0-3","feature_type":"unit","x":1"#
        ).replacing(
            #""category":"room","level_id":"L0","name":{"en":"Room 03"}"#,
            with: #""category":"room","level_id":"L9","name":{"en":"Room 03"}"#)
        #expect(broken != good)
        try TemporaryFolder.write(broken, to: units)
        for arguments in [
            ["site", "check", "site"], ["serve", "--config", "vigie.yaml", "--data", installation.data],
        ] {
            try expect(65, installation, arguments, saying: ["unit.geojson", "u-0-3"])
        }
        try TemporaryFolder.write(String(good.dropLast(20)), to: units)
        try expect(65, installation, ["site", "check", "site"], saying: ["unit.geojson"])
        try TemporaryFolder.write(good, to: units)
        try expect(0, installation, ["site", "check", "site"])
    }

    @Test("65 for a bad registry row, which is named, and nothing is imported")
    func badRegistry() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        let data = ["--data", installation.data]
        let header = "tag,trackable,kind,name,category,assigned_unit,model,serial\n"
        let cases = [
            ("c0ffee000002,P-2,gadget,,,,,", "kind"), (",P-2,equipment,,,,,", "tag"),
            ("c0ffee000002,,equipment,,,,,", "trackable"), ("c0ffee000002,X-1,patient,Someone,,,,", "name"),
            ("c0ffee000001,P-2,equipment,,,,,", "line 2"), ("c0ffee000002,P-2,equipment,,,,,,,", "fields"),
        ]
        for (row, word) in cases {
            try TemporaryFolder.write(
                header + "c0ffee000001,P-1,equipment,,,,,\n" + row + "\n", to: installation.folder + "/bad.csv")
            try expect(65, installation, ["tags", "import", "bad.csv"] + data, saying: ["bad.csv:3", word])
        }
        #expect(try installation.vigie("tags", "list").code != 0)
        // The name of a person must not come back in the error.
        try TemporaryFolder.write(
            header + "c0ffee000002,X-1,patient,Someone,,,,\n",
            to: installation.folder + "/bad.csv")
        let told = try Command.vigie(["tags", "import", "bad.csv"] + data, in: installation.folder)
        #expect(!told.errors.contains("Someone"))
    }

    @Test("78 for a configuration with an unknown key or a wrong value, with its line")
    func badConfiguration() throws {
        let installation = try Installation()
        defer { installation.end() }
        let good = TemporaryFolder.text(of: installation.configuration)
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
        for (addition, word) in [
            ("colour: red", "colour"), ("log: {days: 0}", "log.days"), ("reports: {every_s: often}", "reports"),
            ("retention: {dogs_days: 3}", "dogs_days"), ("operators: [no-such-user-here]", "no-such-user-here"),
        ] {
            try TemporaryFolder.write(good + addition + "\n", to: installation.folder + "/bad.yaml")
            let place = word == "no-such-user-here" ? word : "bad.yaml:"
            try expect(
                78, installation, ["serve", "--config", "bad.yaml", "--data", installation.data],
                saying: [word, place])
        }
        try TemporaryFolder.write(good + "colour: red\n", to: installation.folder + "/bad.yaml")
        try expect(
            78, installation, ["serve", "--config", "bad.yaml", "--data", installation.data],
            saying: ["bad.yaml:\(lines.count)"])
        try TemporaryFolder.write("site: [\n", to: installation.folder + "/bad.yaml")
        try expect(78, installation, ["serve", "--config", "bad.yaml"], saying: ["bad.yaml"])
    }

    @Test("1 for what is not there, 73 where nothing can be written, 65 for another program's database")
    func nothingFoundAndNoPlace() throws {
        let installation = try Installation()
        defer { installation.end() }
        try expect(0, installation, ["tags", "import", "tags.csv", "--data", installation.data])
        try expect(1, installation, ["locate", "P-77", "--data", installation.data])
        try expect(1, installation, ["snapshot", "--data", installation.data])
        try expect(0, installation, ["doctor", "--data", installation.data])
        try expect(0, installation, ["verify", "--data", installation.data])
        // A file where the folder should be: not even root can write there.
        try TemporaryFolder.write("", to: installation.folder + "/file")
        try expect(73, installation, ["tags", "import", "tags.csv", "--data", "file/data"], saying: ["file/data"])
        try TemporaryFolder.makeFolder(installation.folder + "/foreign")
        try TemporaryFolder.write(
            "not a database, but long enough to look like a file of some kind\n",
            to: installation.folder + "/foreign/vigie.db")
        try expect(65, installation, ["locate", "P-1", "--data", "foreign"], saying: ["foreign"])
        try expect(65, installation, ["tags", "import", "tags.csv", "--data", "foreign"], saying: ["foreign"])
    }
}
