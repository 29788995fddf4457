import SimKit
import Testing

/// Commands speak the language that is asked for; what programs read is the same in each.
@Suite("English and French", .serialized)
struct LanguageTests {
    private func ask(_ installation: Installation, _ arguments: [String], _ language: String) throws -> Outcome {
        try Command.vigie(arguments + ["--lang", language], in: installation.folder)
    }

    @Test("replay, decode, tags, backup, purge and restore")
    func languages() throws {
        let installation = try Installation(registers: false)
        defer { installation.end() }
        let capture = installation.folder + "/capture.ndjson"
        let topic = Installation.topic("r-0-2")
        try TemporaryFolder.write(
            """
            {"tst":"2026-03-01T08:00:00.000Z","topic":"\(topic)","qos":0,"retain":0,"payload":{"tag":"x","rssi":-61}}
            {"tst":"2026-03-01T08:00:01.000Z","topic":"\(topic)","qos":0,"retain":0,"payload":"not json"}

            """, to: capture)
        let data = ["--data", installation.data]
        let change = installation.folder + "/change"
        let cases: [(arguments: [String], english: String, french: String)] = [
            (["decode", capture], " by r-0-2 -61 dBm", " par r-0-2 -61 dBm"),
            (["decode", capture], "refused: malformed_json", "refusé : malformed_json"),
            (["replay", capture, "--site", "site"] + data, "refused: unknown_tag", "refus : unknown_tag"),
            (["tags", "import", "tags.csv", "--data", change], "tags import: added ", "import du registre : lignes "),
            (
                ["tags", "bind", Installation.tag(9), "P-1", "--data", change], "tags bind: P-1",
                "balise attachée à P-1"
            ),
            (["purge", "--data", change], "purge: stays 0", "purge : séjours supprimés 0"),
        ]
        for (arguments, english, french) in cases {
            let first = try ask(installation, arguments, "en")
            let second = try ask(installation, arguments, "fr")
            #expect(first.code == 0 && first.output.contains(english), "\(arguments): \(first)")
            #expect(second.code == 0 && second.output.contains(french), "\(arguments): \(second)")
        }
        let warned = try ask(installation, ["replay", capture, "--site", "site"] + data, "fr")
        #expect(warned.errors.contains("aucune balise n'est enregistrée"), "\(warned)")
        for (language, word) in [("en", "backup:"), ("fr", "sauvegarde :")] {
            let file = installation.folder + "/\(language).db"
            let saved = try ask(installation, ["backup", file, "--data", change], language)
            #expect(saved.code == 0 && saved.output.hasPrefix(word), "\(saved)")
        }
        let json = try ["en", "fr"].map { try ask(installation, ["decode", capture, "--json"], $0).output }
        #expect(json[0] == json[1] && !json[0].isEmpty)
    }
}
