import Glibc
import SimKit
import Testing

/// The pharmacy through a real broker: what stations publish ends as the stock that is really there.
@Suite("The pharmacy through a broker", .serialized)
struct PharmacyTests {
    private static let scans = "vigie/v1/\(Installation.site)/scans/+"

    /// Runs `hospital-sim pharmacy` against a running installation.
    private func simulate(_ installation: Installation, _ arguments: [String]) throws -> (code: Int32, text: String) {
        let output = installation.folder + "/sim.out"
        let process = try ChildProcess(
            path: Built.folder + "/hospital-sim",
            arguments: [
                "pharmacy", "--out", installation.folder + "/pharmacy", "--until", "today", "--days", "12",
                "--movements", "20", "--products", "4", "--cabinets", "3", "--broker",
                "127.0.0.1:\(installation.broker.port)", "--data", installation.data, "--site", Installation.site,
            ] + arguments, environment: ["LC_ALL": "C"], output: output)
        let end = process.wait(milliseconds: 120_000) ?? process.stop(graceMilliseconds: 0)
        var code: Int32 = -1
        if case .exited(let exit) = end { code = exit }
        return (code, TemporaryFolder.text(of: output))
    }

    @Test("Scans that come late, twice and not at all end as the truth, over a kill; a planted fault is found")
    func live() throws {
        let installation = try Installation(filters: [Self.scans])
        defer { installation.end() }
        try installation.start()
        let first = try simulate(installation, ["--seed", "7"])
        #expect(first.code == 0, "\(first.text)")
        #expect(first.text.contains("PASS"))
        installation.kill()
        try installation.start()
        #expect(try installation.vigie("verify").code == 0)
        let report = try installation.vigie("report", "stock", "--json")
        #expect(report.json["products"].items.count == 4)
        #expect(!report.json["discrepancies"].items.isEmpty)
        // Another database, and repeated scans that count twice.
        installation.kill()
        installation.data = installation.folder + "/other"
        try installation.start()
        let planted = try simulate(installation, ["--seed", "7", "--plant", "twice", "--wait", "1"])
        #expect(planted.code == 1, "\(planted.text)")
        #expect(planted.text.contains("FAIL"))
    }

    private static let gtin = "03400930000014"

    private func prepare(_ installation: Installation) throws {
        let files = [
            ("catalogue", "product,name,serials\nPAR,Paracetamol,no\n\(Self.gtin),Heart valve,yes\n"),
            (
                "places",
                "place,kind,unit,trackable\npharmacy,unit,u-0-0,\ncab,cabinet,u-0-1,\ntrolley,container,,P-1\n"
            ),
        ]
        for (name, text) in files {
            let path = installation.folder + "/\(name).csv"
            try TemporaryFolder.write(text, to: path)
            #expect(try installation.vigie("stock", "import", name, path).code == 0)
        }
    }

    @Test("A tagged trolley carries its contents: they are where it is now, by unit and by walking distance")
    func container() throws {
        let installation = try Installation(filters: ["vigie/v1/\(Installation.site)/observations/+", Self.scans])
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        try prepare(installation)
        for (place, quantity) in [("trolley", "9"), ("pharmacy", "5")] {
            let receipt = try installation.vigie(
                "stock", "receive", "PAR", quantity, "--to", place, "--lot", "A", "--expiry", "2031-12-31")
            #expect(receipt.code == 0, "\(receipt)")
        }
        for reader in ["r-0-2", "r-0-5"] {
            for _ in 0..<8 {
                try readers.send(5, reader: reader)
                usleep(300_000)
            }
            let unit = reader.replacing("r-", with: "u-")
            let isThere = try Waiting.until(seconds: 20) { try installation.unit(of: "P-1") == unit }
            #expect(isThere, "\(reader)")
            let name = "Room " + unit.dropFirst(2).replacing("-", with: "")
            let levels = try installation.vigie("stock", "levels", "PAR", "--by", "unit", "--json").json["levels"].items
            #expect(levels.contains { $0["unit"].text == name && $0["usable"].number == 9 }, "\(levels)")
            let near = try installation.vigie(
                "stock", "levels", "PAR", "--near", unit, "--at-least", "12", "--json")
            #expect(near.code == 0, "\(near)")
            #expect(near.json["places"].items.map { $0["place"].text } == ["trolley", "pharmacy"])
            #expect(near.json["places"].items.map { $0["quantity"].number } == [9, 3])
        }
        for part in ["level", "building", "site"] {
            let rows = try installation.vigie("stock", "levels", "PAR", "--by", part, "--json").json["levels"].items
            #expect(rows.map { $0["usable"].number } == [14], "\(part): \(rows)")
        }
    }

    @Test("A cabinet that sees its tags: what it sees is seen, what it does not see is missing and asked about")
    func cabinet() throws {
        let installation = try Installation(filters: [Self.scans])
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        try prepare(installation)
        func valve(_ serial: Int) -> String { "]d201\(Self.gtin)21S\(serial)" }
        for serial in 1...3 {
            let receipt = try installation.vigie("stock", "receive", valve(serial), "1", "--to", "cab", "--lot", "V")
            #expect(receipt.code == 0, "\(receipt)")
        }
        let before = try installation.vigie("stock", "presence", "cab", "--json").json
        #expect(before["expected"].number == 3)
        let codes = [1, 2].map { "\"\(valve($0))\"" }.joined(separator: ",")
        try readers.send(
            topic: "vigie/v1/\(Installation.site)/scans/cab",
            payload: Array("{\"id\":\"s1\",\"action\":\"sweep\",\"codes\":[\(codes)]}".utf8))
        try readers.settle()
        let isSwept = try Waiting.until(seconds: 20) {
            try installation.vigie("stock", "presence", "cab", "--json").json["seen"].number == 2
        }
        #expect(isSwept)
        let after = try installation.vigie("stock", "presence", "cab", "--json").json
        #expect(after["missing"].number == 1)
        #expect(after["objects"].items.first { $0["confidence"].text == "missing" }?["serial"].text == "S3")
        let cases = try installation.vigie("stock", "cases", "--json").json["cases"].items
        #expect(cases.map { $0["kind"].text } == ["count_difference"])
        #expect(cases.first?["quantity"].number == -1)
    }
}
