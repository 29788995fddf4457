import Model
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
}
