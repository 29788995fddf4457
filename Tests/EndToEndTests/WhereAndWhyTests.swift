import Foundation
import Model
import SimKit
import Testing

/// The ways, contacts and reasons, as people and scripts meet them.
@Suite("Ways, contacts and reasons", .serialized)
struct WhereAndWhyTests {
    /// A folder with the site, a capture of two minutes and what `replay` made of it: a pump in room 1, a second one
    /// that comes from room 3 to it after a minute, a patient on the level above.
    private final class Ward {
        let folder: String

        init() throws {
            folder = try TemporaryFolder.make("vigie-ways")
            try TemporaryFolder.makeFolder(folder + "/site")
            try CorridorSite(rooms: 6, levels: 2).write(to: folder + "/site")
            try TemporaryFolder.write(
                """
                tag,trackable,kind,name,category
                c0ffee000001,P-1,equipment,Pump 1,pump
                c0ffee000002,P-2,equipment,Pump 2,pump
                c0ffee000003,PAT-3,patient,,
                c0ffee000004,S-4,staff,,nurse
                c0ffee000005,P-5,equipment,Pump 5,pump

                """, to: folder + "/tags.csv")
            var lines: [String] = []
            for second in 0..<120 {
                let rooms = [1: "0-1", 2: second < 60 ? "0-3" : "0-1", 3: "1-2", 4: "0-1"]
                let at = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000).rfc3339
                for (tag, room) in rooms.sorted(by: { $0.key < $1.key }) {
                    lines.append(
                        #"{"tst":"\#(at)","topic":"vigie/v1/corridor/observations/r-\#(room)","qos":1,"retain":0,"#
                            + #""payload":{"tag":"c0ffee00000\#(tag)","at":"\#(at)","rssi":\#(-52 - second % 4)}}"#)
                }
            }
            try TemporaryFolder.write(lines.joined(separator: "\n") + "\n", to: folder + "/c.ndjson")
        }

        deinit { TemporaryFolder.remove(folder) }

        func vigie(_ arguments: String...) throws -> Outcome {
            try Command.vigie(arguments + ["--data", "data"], in: folder)
        }

        /// Runs a command with `--json`, checks the document against the schema that is shipped, and gives it.
        func json(_ arguments: String..., code: Int32 = 0, _ place: SourceLocation = #_sourceLocation) throws
            -> JSONValue
        {
            let outcome = try Command.vigie(arguments + ["--json", "--data", "data"], in: folder)
            #expect(outcome.code == code, "\(arguments): \(outcome)", sourceLocation: place)
            let document = Data(outcome.output.utf8)
            let problems = try SchemaValidator.shipped(for: document).problems(document)
            #expect(problems == [], "\(arguments): \(outcome.output)", sourceLocation: place)
            return outcome.json
        }
    }

    @Test("every new answer fits the schema that is shipped, from replay to why")
    func schemas() throws {
        let ward = try Ward()
        let replayed = try ward.json("replay", "c.ndjson", "--site", "site", "--tags", "tags.csv")
        #expect(replayed["observations"].number == 480, "\(replayed)")
        let route = try ward.json("route", "P-1", "Room 12")
        #expect(
            route["stretches"].items.map { $0["unit"].text } == ["u-0-1", "c-0", "lift-0", "lift-1", "c-1", "u-1-2"])
        #expect(try ward.json("route", "P-1", "P-5", code: 1)["reason"].text == "place_unknown")
        let contacts = try ward.json("contacts", "P-1")
        #expect(contacts["contacts"].items.map { $0["trackable"].text } == ["P-2"], "\(contacts)")
        #expect(contacts["staff"].items.count == 1 && contacts["staff"][0]["count"].number == nil, "\(contacts)")
        let why = try ward.json("why", "P-2")
        #expect(why["best"]["unit"].text == "u-0-1" && why["basis"].text == "stored", "\(why)")
        let earlier = try ward.json("why", "P-2", "--at", "-80s")
        #expect(earlier["best"]["unit"].text == "u-0-3" && earlier["basis"].text == "replayed", "\(earlier)")
        #expect(earlier["agrees_with_history"].description == "1", "\(earlier)")
        #expect(try ward.json("why", "P-5", code: 1)["rule"].text == "never_heard")
        let near = try ward.json("locate", "pump", "--near", "Room 01")
        #expect(near["results"].items.last?["way"].text == "unknown", "\(near)")
        let past = try ward.json("locate", "pump", "--near", "Room 03", "--at", "-80s")
        #expect(past["results"][0]["trackable"].text == "P-2", "\(past)")
        try survey(ward)
        #expect(try ward.vigie("backup", "copy.db").code == 0)
        let restored = try ward.json("restore", "copy.db")
        #expect(restored["log_messages"].number == 480, "\(restored)")
    }

    private func survey(_ ward: Ward) throws {
        var lines: [String] = []
        for room in 0..<6 {
            for number in 0..<6 {
                let reads = (0..<6).map { reader in
                    #"{"reader":"r-0-\#(reader)","rssi":\#(reader == room ? -50 - number : -75 - number)}"#
                }
                lines.append(
                    #"{"at":"2026-03-01T08:00:0\#(number).000Z","tag":"x","unit":"u-0-\#(room)","level":"L0","reads":["#
                        + reads.joined(separator: ",") + "]}")
            }
        }
        lines.append("not a point")
        try TemporaryFolder.write(lines.joined(separator: "\n") + "\n", to: ward.folder + "/s.ndjson")
        let outcome = try Command.vigie(
            ["survey", "learn", "s.ndjson", "--site", "site", "--out", "map.json", "--json"], in: ward.folder)
        #expect(outcome.code == 0, "\(outcome)")
        let document = Data(outcome.output.utf8)
        #expect(try SchemaValidator.shipped(for: document).problems(document) == [], "\(outcome.output)")
        #expect(outcome.json["counts"]["bad_lines"].number == 1)
    }

    @Test("both languages, and an answer to every wrong question")
    func wordsAndExitCodes() throws {
        let ward = try Ward()
        #expect(try ward.vigie("route", "P-1", "P-2").code == 66)
        #expect(try ward.vigie("replay", "c.ndjson", "--site", "site", "--tags", "tags.csv").code == 0)
        let cases: [(arguments: [String], english: String, french: String)] = [
            (["route", "P-1", "Room 12", "--no-stairs"], "lift to ", "ascenseur vers "),
            (["contacts", "P-1"], "CERTAINTY", "CERTITUDE"), (["why", "P-1"], "runner-up", "deuxième"),
            (["locate", "P-1", "--near", "Room 05"], "WALK", "À PIED"),
        ]
        for (arguments, english, french) in cases {
            for (language, word) in [("en", english), ("fr", french)] {
                let outcome = try Command.vigie(
                    arguments + ["--lang", language, "--data", "data"], in: ward.folder)
                #expect(outcome.code == 0 && outcome.output.contains(word), "\(arguments): \(outcome)")
            }
        }
        let questions: [(arguments: [String], code: Int32, word: String)] = [
            (["route", "Rom 01", "P-1"], 1, "Did you mean u-0-1"), (["route", "P-1"], 64, "<to>"),
            (["route", "pump", "P-1"], 65, "P-1, P-2"), (["route", "S-4", "P-1"], 77, "staff"),
            (["contacts", "S-4"], 77, "staff"), (["contacts", "nobody"], 1, "nobody"),
            (["contacts", "P-1", "--from", "yesterday"], 64, "--from"), (["contacts", "pump"], 65, "P-1, P-2"),
            (["contacts", "P-1", "--at-least", "-3"], 64, "--at-least"),
            (["contacts", "PAT-3"], 1, "nobody and nothing"), (["why", "S-4"], 77, "staff"),
            (["why", "nobody"], 1, "nobody"), (["why", "P-1", "--at", "soon"], 64, "--at"),
            (["why", "P-1", "--at", "-2h"], 1, "not heard by then"), (["locate", "pump", "--near", "Roof"], 1, "Roof"),
        ]
        for (arguments, code, word) in questions {
            let outcome = try Command.vigie(arguments + ["--data", "data"], in: ward.folder)
            #expect(outcome.code == code, "\(arguments): \(outcome)")
            #expect((outcome.output + outcome.errors).contains(word), "\(arguments): \(outcome)")
        }
    }
}
