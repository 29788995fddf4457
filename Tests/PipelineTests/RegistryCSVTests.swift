import Model
import SimKit
import Testing

@testable import Pipeline

@Suite("The registry's CSV")
struct RegistryCSVTests {
    private let header = "tag,trackable,kind,name,category,assigned_unit,model,serial\n"

    @Test("rows become canonical tags; quotes, semicolons, byte order mark and CRLF are understood")
    func rows() throws {
        let text =
            "\u{FEFF}" + header
            + "AC:23:3F:A0:18:E7,P-1,equipment,\"Pump, \"\"blue\"\"\",infusion pump,,M1,S1\r\n\r\n"
            + "300833b2ddd9014000000000,BOX-1,container,,,,,\r\n"
        let rows = try RegistryCSV.read(text: text, file: "t.csv")
        #expect(rows.map(\.tag.rawValue) == ["ac233fa018e7", "300833B2DDD9014000000000"])
        #expect(rows[0].name == "Pump, \"blue\"")
        let semicolons = try RegistryCSV.read(text: "tag;trackable;kind\nt1;P-9;robot\n", file: "t.csv")
        #expect(semicolons.first?.kind == .robot)
    }

    @Test("nothing is imported when a row is bad, and every bad row is told with line and field")
    func bad() throws {
        let text =
            header + "t1,P-1,equipment,,,,,\n,P-2,equipment,,,,,\nt3,,equipment,,,,,\nt4,P-4,ghost,,,,,\n"
            + "t1,P-5,equipment,,,,,\nt6,P-6,equipment,a,b,c,d,e,f\n"
        let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: text, file: "t.csv") }
        #expect(error?.code == .badData)
        for place in ["t.csv:3: tag", "t.csv:4: trackable", "t.csv:5: kind", "t.csv:6: tag", "t.csv:7: has 9 fields"] {
            #expect(error?.what.contains(place) == true, "\(place) in \(error?.what ?? "")")
        }
    }

    @Test("a person's name is refused and never repeated")
    func names() throws {
        let text = header + "t1,PAT-1,patient,Jane Exemplar,,,,\n"
        let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: text, file: "t.csv") }
        #expect(error?.description.contains("pseudonyms") == true)
        #expect(error?.description.contains("Exemplar") == false)
    }

    @Test("an empty file, an open quote, unknown and missing columns are refused")
    func shape() {
        for text in ["", "tag,trackable\n", "tag,trackable,kind,colour\n", header + "\"t1,P-1,equipment\n"] {
            let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: text, file: "t.csv") }
            #expect(error?.code == .badData)
        }
    }

    @Test("control and text-direction characters are refused in every column, naming it")
    func hostileCharacters() throws {
        for character in ["\u{7}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{2028}"] {
            for column in ["trackable", "name", "category", "assigned_unit", "model", "serial"] {
                let fields = RegistryCSV.columns.map { name in
                    switch name {
                    case "tag": "c0ffee000001"
                    case "kind": "equipment"
                    default: name == column ? "x\(character)y" : "z"
                    }
                }
                let text = header + "t9,P-9,equipment,Étage é,日本,,,\n" + fields.joined(separator: ",") + "\n"
                let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: text, file: "t.csv") }
                #expect(error?.what.contains("t.csv:3: \(column): ") == true, "\(column): \(error?.what ?? "")")
                #expect(error?.what.contains("t.csv:2") == false)
            }
        }
        let long = header + "t1,P-1,equipment,,,,,\(String(repeating: "x", count: 257))\n"
        let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: long, file: "t.csv") }
        #expect(error?.what.contains("t.csv:2: serial: ") == true)
    }

    @Test("quotes only begin at the beginning of a field; what follows a quoted part is kept; lines count inside them")
    func quotes() throws {
        let text =
            header + "t1,P-1,equipment, \"a\" ,\"b\"c,d\"e\"\"f,\"\",\t g \r\n"
            + "t2,P-2,equipment,\"x\ny\",,,,\n\n\"\"\nt3,P-3,ghost\n"
        let error = #expect(throws: VigieError.self) { try RegistryCSV.read(text: text, file: "t.csv") }
        // The line feed inside the quotes is a control character; the rows keep their lines.
        #expect(error?.what.contains("t.csv:3: name: ") == true)
        #expect(error?.what.contains("t.csv:7: kind: ") == true)
        let rows = try RegistryCSV.read(text: String(text.prefix { $0 != "\r\n" }), file: "t.csv")
        #expect(rows.first?.name == "\"a\"")
        #expect(rows.first?.category == "bc")
        #expect(rows.first?.assignedUnit == "d\"e\"\"f")
        #expect(rows.first?.model == "")
        #expect(rows.first?.serial == "g")
        let few = try RegistryCSV.read(text: header + "t1,P-1,robot", file: "t.csv")
        #expect(few.first?.serial == "")
    }

    @Test("any fields come back from their quoted form", arguments: [UInt64(1), 2, 3])
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = ["a", "é", "\"", ",", ";", " ", "日本", "x y", "\"\"", "'", "P-1"]
        for round in 0..<50 {
            let names = (0..<20).map { _ in
                "s"
                    + (0..<Int.random(in: 0...6, using: &random)).map { _ in
                        pieces[Int.random(in: 0..<pieces.count, using: &random)]
                    }.joined() + "e"
            }
            let lines = names.enumerated().map { index, name in
                "t\(index),P-\(index),equipment,\"\(name.replacing("\"", with: "\"\""))\",,,,"
            }
            let rows = try RegistryCSV.read(text: header + lines.joined(separator: "\n"), file: "t.csv")
            #expect(rows.map(\.name) == names, "seed \(seed), round \(round)")
        }
    }
}
