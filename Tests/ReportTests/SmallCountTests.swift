import Foundation
import Model
import Store
import Testing

@testable import Report

/// Members of staff in one place: three and more are a count, one and two could be named by who knows the place.
@Suite struct SmallCountTests {
    @Test(arguments: [(0, "", 0 as Int?), (1, "<3", nil), (2, "<3", nil), (3, "3", 3), (12, "12", 12)])
    func oneAndTwoAreNotTold(count: Int, text: String, told: Int?) {
        #expect(SmallCount.text(count) == text && SmallCount.told(count) == told)
    }

    @Test func countsOfStaffInAUnitAreLeftOutOfJSONAndShownAsFew() throws {
        let places = [2, 3].map { count in
            LocateAnswer.StaffCount(
                unit: UnitPlace(
                    id: UnitID("u\(count)"), name: "U\(count)", category: "room", level: LevelID("l"), levelName: "L"),
                count: count)
        }
        var json = JSONWriter()
        json.array { LocateAnswer.StaffCount.write(places, &$0) }
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(text.contains(#""count":3"#) && !text.contains(#""count":2"#) && text.contains(#""unit":"u2""#))
        let table = LocateAnswer.StaffCount.table(places, TextStyle())
        #expect(table.contains("<3  U2") && table.contains(" 3  U3"))
    }

    @Test func countsOfOtherKindsAreToldAsTheyAre() throws {
        var json = JSONWriter()
        json.object { TrackableKind.write([.staff: 2, .equipment: 1, .patient: 2], &$0) }
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"counts":{"equipment":1,"patient":2,"container":0,"robot":0}}"#)
        var none = JSONWriter()
        none.object { TrackableKind.write([.staff: 3], &$0) }
        #expect(String(decoding: none.bytes, as: UTF8.self).contains(#""staff":3"#))
    }

    /// Everything that the reports and answers say of the small hospital, where two nurses are in the corridor.
    @Test func noAnswerTellsThatTwoAreInTheCorridor() throws {
        let folder = try TemporaryFolder()
        let questions = try SmallHospital.questions(folder)
        let reports = try questions.reports(site: SmallPlan.map())
        var answers: [any Answer] = [
            try questions.locate("staff", limit: 9), try questions.snapshot(), reports.summary, reports.occupancy,
        ]
        for what in ["P-113", "P-666"] { answers.append(try questions.contacts(what, limit: 9)) }
        answers += reports.levels
        for answer in answers {
            let json = String(decoding: answer.json, as: UTF8.self)
            for part in [#""staff":1"#, #""staff":2"#, #""count":1"#, #""count":2"#] {
                #expect(!json.contains(part), "\(json)")
            }
        }
        #expect(reports.summary.text(TextStyle()).contains("<3"))
        #expect(try questions.contacts("P-666", limit: 9).text(TextStyle(language: .french)).contains("<3"))
    }

    @Test func theEquipmentFileSaysWhatCanBeDoneWithADeviceAndWhy() throws {
        let folder = try TemporaryFolder()
        try SmallHospital.fill(folder.data)
        let writer = try StoreWriter(folder: folder.data)
        try writer.devices(now: SmallHospital.now) { book in
            let pump = try book.device("P-118")
            try book.set(
                StatusOverride(
                    track: pump.track, status: .dirty, from: SmallHospital.before(60),
                    until: SmallHospital.before(-3600), role: "nurse", note: "spilled by somebody"))
        }
        try writer.close()
        let questions = Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
        let judge = StatusJudge(StatusPlaces(units: [UnitID("u-sto"): .available]))
        let report = try questions.reports(judge).equipment
        let data = Data(report.json)
        #expect(try SchemaValidator.shipped(for: data).problems(data) == [])
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let items = try #require(json["equipment"] as? [[String: Any]])
        let statuses = try questions.statuses(judge)
        for item in items {
            let id = TrackableID(try #require(item["trackable"] as? String))
            #expect(item["status"] as? String == statuses[id]?.status.name, "\(id)")
            #expect(item["status_reason"] as? String == statuses[id]?.reason.rawValue, "\(id)")
        }
        let dirty = try #require(items.first { $0["trackable"] as? String == "P-118" })
        #expect(dirty["status"] as? String == "dirty" && dirty["status_reason"] as? String == "manual")
        #expect(dirty["set_until"] != nil && dirty["note"] == nil && dirty["set_by"] == nil, "words of people stay out")
        #expect(items.contains { $0["kind"] as? String == "container" && $0["status"] == nil })
        #expect(report.text(TextStyle()).contains("STATUS") && report.text(TextStyle()).contains("dirty"))
        #expect(report.text(TextStyle(language: .french)).contains("STATUT"))
    }
}
