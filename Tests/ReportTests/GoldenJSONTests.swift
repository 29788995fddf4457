import Model
import Store
import Testing

@testable import Report

/// Whole answers, letter by letter.
@Suite struct GoldenJSONTests {
    static func ask<Value>(_ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder))
    }

    @Test func oneLiveTrackable() throws {
        let answer = try Self.ask { try $0.locate("P-113", limit: 20) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"P-113",\#
                "has_more":false,"results":[{"trackable":"P-113","kind":"equipment",\#
                "name":"Infusion pump","category":"pump","tag":"aa113","state":"live","unit":"u-312",\#
                "unit_name":"Room 312","unit_category":"room","level":"lv/1","level_name":"First",\#
                "confidence":0.93,"confirmed_unit":"u-312","x":14,"y":4,"uncertainty_m":2.5,\#
                "observed_at":"2026-11-21T21:34:50.123Z","age_s":4,"since":"2026-11-21T21:24:50.123Z",\#
                "battery_percent":87,"temperature_c":21.5}]}
                """#)
    }

    @Test func twoUnitsWhenOneWouldPromiseTooMuch() throws {
        let answer = try Self.ask { try $0.locate("P-114", limit: 20) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"P-114",\#
                "has_more":false,"results":[{"trackable":"P-114","kind":"equipment",\#
                "name":"Infusion pump","category":"pump","tag":"aa114","state":"stale","unit":"u-214",\#
                "unit_name":"214","unit_category":"room","level":"lv-0","level_name":"Ground",\#
                "confidence":0.55,"second_unit":"u-cor","second_unit_name":"Corridor",\#
                "second_confidence":0.4,"confirmed_unit":"u-214","x":4,"y":4,"uncertainty_m":2.5,\#
                "observed_at":"2026-11-21T21:33:54.123Z","age_s":60,"since":"2026-11-21T21:23:54.123Z"}]}
                """#)
    }

    @Test func theReadersThatAreDownAreNamed() throws {
        let answer = try Self.ask { try $0.locate("P-116", limit: 20) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"P-116",\#
                "has_more":false,"results":[{"trackable":"P-116","kind":"equipment",\#
                "name":"Infusion pump","category":"pump","tag":"aa116","state":"cannotTell",\#
                "unit":"u-312","unit_name":"Room 312","unit_category":"room","level":"lv/1",\#
                "level_name":"First","confidence":0.93,"confirmed_unit":"u-312","x":14,"y":4,\#
                "uncertainty_m":2.5,"observed_at":"2026-11-21T21:28:14.123Z","age_s":400,\#
                "since":"2026-11-21T21:18:14.123Z","readers_down":["r-1","r-2"]}]}
                """#)
    }

    @Test func registeredAndNeverHeard() throws {
        let answer = try Self.ask { try $0.locate("P-117", limit: 20) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"P-117",\#
                "has_more":false,"results":[{"trackable":"P-117","kind":"equipment",\#
                "name":"Infusion pump","category":"pump","state":"unknown"}]}
                """#)
    }

    @Test func hostileNamesAreEscaped() throws {
        let answer = try Self.ask { try $0.locate("aa666", limit: 20) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"aa666",\#
                "has_more":false,"results":[{"trackable":"P-666","kind":"equipment",\#
                "name":"Evil\u001b[31m\#u{202E}\nname","category":"pump","tag":"aa666","state":"live",\#
                "unit":"u-cor","unit_name":"Corridor","unit_category":"walkway","level":"lv-0",\#
                "level_name":"Ground","confidence":0.93,"confirmed_unit":"u-cor","x":10,"y":4,\#
                "uncertainty_m":2.5,"observed_at":"2026-11-21T21:34:51.123Z","age_s":3,\#
                "since":"2026-11-21T21:24:51.123Z"}]}
                """#)
    }

    @Test func aPastMoment() throws {
        let map = try SmallPlan.map()
        let answer = try Self.ask {
            try $0.locate("pump", near: "214", at: SmallHospital.before(45_000), site: map, limit: 2)
        }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.locate/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","query":"pump",\#
                "at":"2026-11-21T09:04:54.123Z","near":"u-214","has_more":true,\#
                "results":[{"trackable":"P-113","kind":"equipment","name":"Infusion pump",\#
                "category":"pump","basis":"last_stay_before","unit":"u-cor","unit_name":"Corridor",\#
                "unit_category":"walkway","level":"lv-0","level_name":"Ground",\#
                "from":"2026-11-21T07:41:34.123Z","to":"2026-11-21T07:58:14.123Z","duration_s":1000,\#
                "confidence":0.9,"walking_m":10,"walking_s":8},{"trackable":"P-114","kind":"equipment",\#
                "name":"Infusion pump","category":"pump","basis":"none","way":"unknown"}]}
                """#)
    }

    @Test func aHistory() throws {
        let answer = try Self.ask { try $0.history("P-113", limit: 1) }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.history/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","trackable":"P-113",\#
                "kind":"equipment","name":"Infusion pump","category":"pump","has_older":true,\#
                "stays":[{"unit":"u-312","unit_name":"Room 312","unit_category":"room","level":"lv/1",\#
                "level_name":"First","from":"2026-11-21T21:24:50.123Z","duration_s":604,\#
                "confidence":0.9}]}
                """#)
    }

    @Test func aSnapshotOfOneUnit() throws {
        let answer = try Self.ask { try $0.snapshot(unit: "room 312") }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.snapshot/1","site":"essai","as_of":"2026-11-21T21:34:54.123Z",\#
                "clock":"capture","data_until":"2026-11-21T21:34:54.123Z","at":"2026-11-21T21:34:54.123Z",\#
                "basis":"current","units":[{"unit":"u-312","unit_name":"Room 312","unit_category":"room",\#
                "level":"lv/1","level_name":"First","counts":{"equipment":2},\#
                "trackables":[{"trackable":"P-113","kind":"equipment","name":"Infusion pump",\#
                "category":"pump","state":"live","from":"2026-11-21T21:24:50.123Z",\#
                "confidence":0.93},{"trackable":"P-116","kind":"equipment","name":"Infusion pump",\#
                "category":"pump","state":"cannotTell","from":"2026-11-21T21:18:14.123Z",\#
                "confidence":0.93}]}]}
                """#)
    }

    @Test func theSummary() throws {
        let answer = try Self.ask { try $0.reports().summary }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.summary/1","site":"essai","generated_at":"2026-11-21T21:34:54.123Z",\#
                "data_until":"2026-11-21T21:34:54.123Z","clock":"capture",\#
                "trackables":{"equipment":{"total":9,"live":4,"stale":1,"lastKnown":2,"unknown":1,\#
                "cannotTell":1},"patient":{"total":1,"live":0,"stale":1,"lastKnown":0,"unknown":0,\#
                "cannotTell":0},"staff":{"total":3,"live":3,"stale":0,"lastKnown":0,"unknown":0,\#
                "cannotTell":0},"container":{"total":1,"live":1,"stale":0,"lastKnown":0,"unknown":0,\#
                "cannotTell":0},"robot":{"total":0,"live":0,"stale":0,"lastKnown":0,"unknown":0,\#
                "cannotTell":0}},"messages":2,"observations":23456,"redelivered":4,\#
                "rejections":{"total":6,"by_reason":{"malformed_json":4,"unknown_reader":2}},\#
                "readers":{"online":1,"silent":1,"offline":1,"never":1},"unknown_tags":17,\#
                "gaps":{"readers":1,"missing":4,"duplicates":2},"levels":[{"level":"lv-0",\#
                "level_name":"Ground","ordinal":0,"counts":{"equipment":2,"patient":1,\#
                "container":0,"robot":0}},{"level":"lv/1","level_name":"First","ordinal":1,\#
                "counts":{"equipment":6,"patient":0,"container":1,"robot":0}}],\#
                "counters":{"duplicates":1,"messages":2,"observations":23456,"redelivered":3}}
                """#)
    }

    @Test func theReaders() throws {
        let answer = try Self.ask { try $0.reports().readers }
        #expect(
            String(decoding: answer.json, as: UTF8.self) == #"""
                {"schema":"vigie.readers/1","site":"essai","generated_at":"2026-11-21T21:34:54.123Z",\#
                "data_until":"2026-11-21T21:34:54.123Z","clock":"capture","readers":[{"reader":"r-1",\#
                "placed":true,"kind":"ble","unit":"u-cor","unit_name":"Corridor",\#
                "unit_category":"walkway","level":"lv-0","level_name":"Ground","x":10,"y":4,\#
                "status":"online","last_heard":"2026-11-21T21:34:54.123Z","silent_s":0,\#
                "observations":20000,"rejections":4,"unknown_tags":17,"clock_skew_ms":-250,"missing":4,\#
                "duplicates":2},{"reader":"r-2","placed":true,"kind":"ble","unit":"u-312",\#
                "unit_name":"Room 312","unit_category":"room","level":"lv/1","level_name":"First","x":14,\#
                "y":4,"status":"silent","last_heard":"2026-11-21T21:26:34.123Z","silent_s":500,\#
                "observations":3456,"rejections":0,"unknown_tags":0},{"reader":"r-3","placed":true,\#
                "kind":"uhf","status":"never","observations":0,"rejections":0,\#
                "unknown_tags":0},{"reader":"r-9","placed":false,"status":"offline",\#
                "last_heard":"2026-11-21T21:19:54.123Z","silent_s":900,"observations":0,"rejections":2,\#
                "unknown_tags":0}]}
                """#)
    }
}
