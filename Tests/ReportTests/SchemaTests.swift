import Foundation
import Model
import SiteMap
import Store
import Testing

@testable import Report

@Suite struct SchemaTests {
    private func check(_ answer: any Answer, _ place: SourceLocation = #_sourceLocation) throws {
        let document = Data(answer.json)
        #expect(try SchemaValidator.shipped(for: document).problems(document) == [], sourceLocation: place)
    }

    @Test func everyAnswerOfAFullDatabaseFitsItsSchema() throws {
        let folder = try TemporaryFolder()
        let questions = try SmallHospital.questions(folder)
        try check(try questions.locate("pump", limit: 20))
        let plan = try SmallPlan.map()
        try check(try questions.locate("pump", near: "Corridor", site: plan, limit: 9))
        try check(try questions.locate("staff", limit: 20))
        try check(try questions.locate("P-666", limit: 20))
        try check(try questions.locate("nothing-like-it", limit: 20))
        try check(
            try questions.locate("pump", near: "214", at: SmallHospital.before(45_000), site: plan, limit: 20))
        try check(try questions.route(from: "214", to: "P-113", site: plan))
        try check(try questions.route(from: "214", to: "P-113", site: plan, avoidsStairs: true))
        for end in ["Island", "P-116", "P-117"] { try check(try questions.route(from: "214", to: end, site: plan)) }
        try check(try questions.contacts("P-113", limit: 20))
        try check(try questions.contacts("PAT-7", from: SmallHospital.before(90_000), limit: 1))
        try check(try questions.contacts("P-117", limit: 1))
        try check(try questions.history("P-113", limit: 20))
        try check(try questions.history("P-113", from: SmallHospital.before(10), to: SmallHospital.now, limit: 1))
        try check(try questions.snapshot())
        try check(try questions.snapshot(unit: "Corridor", at: SmallHospital.before(10)))
        try check(try questions.tags())
        try check(try questions.tags(kind: .robot))
        try check(try questions.verify())
        try check(try questions.doctor())
        let reports = try questions.reports(site: SmallSite.map())
        for answer in reports.answers(ReportName.allCases) { try check(answer) }
        #expect(reports.levels.count == 2)
    }

    @Test func everyAnswerOfAnEmptyDatabaseFitsItsSchema() throws {
        let folder = try TemporaryFolder()
        try StoreWriter(folder: folder.data).close()
        let questions = Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
        try check(try questions.locate("pump", limit: 20))
        try check(try questions.snapshot())
        try check(try questions.tags())
        try check(try questions.verify())
        try check(try questions.doctor())
        for answer in try questions.reports().answers(ReportName.allCases) { try check(answer) }
    }

    @Test func aSiteCheckFitsItsSchemaWhetherTheSiteLoadsOrNot() throws {
        try check(SiteCheckAnswer(folder: "site", check: SiteMap.check(files: SmallSite.files)))
        let broken = SiteCheckAnswer(folder: "site", check: SiteMap.check(folder: "/nonexistent/site"))
        try check(broken)
        #expect(broken.text(TextStyle()).contains("the site does not load"))
    }

    @Test func everySchemaShippedIsUsedAndNamesItself() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: SchemaValidator.folder.path()).sorted()
        let known = [
            "alarm", "alarms", "contacts", "device-history", "device-loans", "devices", "doctor", "equipment",
            "flow", "history", "kpi", "level", "listen", "locate", "maintenance", "occupancy",
            "occupancy-history", "readers", "replay", "restore", "route", "scan", "site-check", "snapshot",
            "stock", "stock-cases", "stock-change", "stock-expiring", "stock-forecast", "stock-implants",
            "stock-levels", "stock-loans", "stock-lots", "stock-movements", "stock-near", "stock-orders",
            "stock-partners", "stock-places", "stock-presence", "stock-products", "stock-recalls",
            "stock-reorder", "stock-reservations", "stock-temperatures", "stock-trace", "summary", "survey", "tags",
            "trial",
            "utilisation", "verify", "why",
        ]
        #expect(names == known.map { "vigie.\($0)-1.json" })
        for name in names {
            let text = try String(contentsOf: SchemaValidator.folder.appending(path: name), encoding: .utf8)
            let schema = name.replacing("-1.json", with: "/1")
            #expect(text.contains("\"const\": \"\(schema)\""))
            #expect(text.contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\""))
        }
    }

    /// The validator must be able to fail: one spoilt document per keyword.
    @Test(arguments: [
        (#""state":"live""#, #""state":"alive""#, "none of"), (#""has_more":false"#, #""has_more":0"#, "is no boolean"),
        (#""confidence":0.93"#, #""confidence":1.5"#, "maximum"), (#""query":"P-113","#, "", "query is missing"),
        (#""site":"essai""#, #""site":"es sai""#, "does not fit"), (#""site":"essai""#, #""site":7"#, "is no string"),
        (#""clock":"#, #""wall":1,"clock":"#, "wall is not allowed"), (".123Z", ".123", "date-time"),
        ("2026-11-21T", "2026-11-31T", "date-time"), (#""results":["#, #""results":[3,"#, "is no object"),
        (#""trackable":"P-113""#, #""trackable":"""#, "too short"),
        ("vigie.locate/1\"", "vigie.locate/1 \"", "none of"),
        (#""age_s":4"#, #""age_s":-4"#, "minimum"),
    ]) func aSpoiltDocumentIsRefused(part: String, spoilt: String, problem: String) throws {
        let folder = try TemporaryFolder()
        let good = String(decoding: try SmallHospital.questions(folder).locate("P-113", limit: 1).json, as: UTF8.self)
        let bad = good.replacing(part, with: spoilt)
        #expect(bad != good)
        let validator = try SchemaValidator.shipped(for: Data(good.utf8))
        #expect(try validator.problems(Data(good.utf8)) == [])
        let problems = try validator.problems(Data(bad.utf8))
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }

    @Test func anUnknownKeywordInASchemaIsAnError() throws {
        let validator = try SchemaValidator(Data(#"{"type":"string","maxLength":3}"#.utf8))
        #expect(try validator.problems(Data(#""abcdef""#.utf8)) == ["$: the schema uses the unknown keyword maxLength"])
    }

    @Test func rejectionReasonsInTheSchemaAreThoseOfTheModel() throws {
        let data = try Data(contentsOf: SchemaValidator.folder.appending(path: "vigie.summary-1.json"))
        let text = String(decoding: data, as: UTF8.self)
        for reason in RejectionReason.allCases { #expect(text.contains("\"\(reason.rawValue)\": {")) }
    }
}
