import Model
import SimKit
import Store
import Testing

@testable import Pipeline

@Suite("Surveys")
struct SurveyTests {
    private func survey(_ bench: Bench) throws -> String {
        var lines: [String] = []
        for room in 0..<6 {
            let centre = CorridorSite(rooms: 6).centre(room: room)
            let reads = (0..<6).map { #"{"reader":"r-0-\#($0)","rssi":\#($0 == room ? -58 : -79)}"# }
            lines.append(
                #"{"at":"2026-11-20T10:00:00Z","tag":"t","unit":"u-0-\#(room)","level":"L0","x":\#(centre.x),"#
                    + #""y":\#(centre.y),"reads":[\#(reads.joined(separator: ","))]}"#)
        }
        lines.append(#"{"unit":"nowhere","reads":[{"reader":"r-0-1","rssi":-60}]}"#)
        lines.append(#"{"unit":"u-0-1","reads":[{"reader":"nobody","rssi":-60}]}"#)
        lines.append("not a survey point")
        lines.append("")
        return try bench.file("survey.ndjson", lines.joined(separator: "\n"))
    }

    private func count(_ name: String, _ result: SurveyLearning.Result) -> Int? {
        result.counts.first { $0.name == name }?.value
    }

    @Test("labelled reads become a radio map that a replay takes; what is odd is counted and named")
    func learned() throws {
        let bench = try Bench()
        let out = bench.folder + "/map.json"
        let result = try SurveyLearning.run(survey: try survey(bench), site: bench.site, out: out)
        #expect(count("points", result) == 8 && count("used_points", result) == 6)
        #expect(count("unknown_units", result) == 1 && count("unknown_readers", result) == 1)
        #expect(count("bad_lines", result) == 1 && result.firstBadLine == 9)
        #expect(result.leaveOneOutDB != nil)
        let capture = try bench.capture("c.ndjson", seconds: 20)
        let replayed = try bench.replay(capture, "data") { $0.radioMap = out }
        #expect(replayed.resolved == replayed.observations)
        // The folder keeps the map with the site.
        let kept = TemporaryFolder.text(of: bench.data("data").site + "/radio-map.json")
        #expect(kept == TemporaryFolder.text(of: out))
    }

    @Test("no points at all give the plan's map; lines that are none at all are an error")
    func empty() throws {
        let bench = try Bench()
        let out = bench.folder + "/map.json"
        let result = try SurveyLearning.run(survey: try bench.file("s.ndjson", "\n"), site: bench.site, out: out)
        #expect(count("points", result) == 0 && result.leaveOneOutDB == nil)
        #expect(try OpenedSite.open(folder: bench.site, radioMap: out).survey != nil)
        let bad = try bench.file("bad.ndjson", "nothing\n[]\n")
        let error = #expect(throws: VigieError.self) {
            _ = try SurveyLearning.run(survey: bad, site: bench.site, out: out)
        }
        #expect(error?.code == .badData)
    }

    @Test("a missing or broken radio map stops before anything is written", arguments: ["", "{", "{\"schema\":\"x\"}"])
    func broken(text: String) throws {
        let bench = try Bench()
        let path = text.isEmpty ? bench.folder + "/none.json" : try bench.file("map.json", text)
        let capture = try bench.capture("c.ndjson", seconds: 5)
        let error = #expect(throws: VigieError.self) { try bench.replay(capture) { $0.radioMap = path } }
        #expect(error?.code == (text.isEmpty ? .noInput : .badData))
        #expect(!bench.data().hasDatabase)
    }
}
