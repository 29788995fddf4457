import Foundation
import Model
import Store
import Testing

@testable import Report

@Suite struct AlarmAnswerTests {
    private func questions(_ folder: TemporaryFolder) throws -> Questions {
        let questions = try SmallHospital.questions(folder)
        let writer = try StoreWriter(folder: folder.data)
        var derived = Derivations()
        var alarm = AlarmRecord(
            number: 1, rule: "egress", condition: "enter", severity: .critical, certainty: .check,
            at: SmallHospital.before(60), raisedAt: SmallHospital.before(58))
        alarm.track = try questions.reader.trackables(matching: "P-113").first?.trackable.track
        alarm.unit = try questions.reader.units().first?.key
        alarm.detail = "2/5"
        derived.alarms = [AlarmChange(alarm, .raised, at: SmallHospital.before(58))]
        _ = try writer.commit(appending: nil, derived)
        _ = try writer.answer(1, .resolved, who: "ana", text: "moved", at: SmallHospital.before(5)) { _ in nil }
        try writer.close()
        return questions
    }

    @Test func floodsAndBlindRegionsAreToldInWords() {
        var alarm = AlarmRecord(
            number: 1, rule: "egress", condition: "flood", severity: .warning, certainty: .sure,
            at: SmallHospital.before(60), raisedAt: SmallHospital.before(58))
        for (detail, english, french) in [
            (
                "limit 60/h", "more than 60 an hour: the rest is not told",
                "plus de 60 par heure : la suite n'est pas signalée"
            ),
            ("blind 2/5", "2 of 5 units without a reader", "2 locaux sur 5 sans lecteur"),
            ("9.4 °C", "9.4 °C", "9.4 °C"),
            ("2/5", "2/5", "2/5"), ("", "", ""),
        ] {
            alarm.detail = detail
            #expect(AlarmDetail.text(alarm, .english) == english)
            #expect(AlarmDetail.text(alarm, .french) == french)
        }
    }

    @Test func alarmsFitTheirSchemaAndAreToldInBothLanguages() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        for answer in [try questions.alarms(all: true), try questions.alarm(1), try questions.alarms()] {
            let document = Data(answer.json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
        }
        #expect(try questions.alarms().isFound == false)
        let text = try questions.alarm(1).text(TextStyle())
        #expect(text.contains("resolved, ana, moved") && text.contains("to check") && text.contains("P-113"))
        let french = try questions.alarm(1).text(TextStyle(language: .french))
        #expect(french.contains("résolue, ana, moved") && french.contains("critique"))
        #expect(throws: NothingFound.self) { try questions.alarm(9) }
    }

    @Test func usageReportsFitTheirSchemas() throws {
        let folder = try TemporaryFolder()
        let questions = try SmallHospital.questions(folder)
        let judge = StatusJudge(StatusPlaces(units: [UnitID("u-sto"): .dirty]))
        let from = SmallHospital.before(8 * 86_400)
        let answers: [any Answer] = [
            try questions.occupancy(), try questions.flow(from: from, to: SmallHospital.now),
            try questions.utilisation(from: from, to: SmallHospital.now, judge),
            try questions.locate("pump", status: nil, judge, limit: 20),
        ]
        for answer in answers {
            let document = Data(answer.json)
            let problems = try SchemaValidator.shipped(for: document).problems(document)
            #expect(problems == [], "\(problems)")
            #expect(answer.text(TextStyle(language: .french)) != answer.text(TextStyle()))
        }
    }
}
