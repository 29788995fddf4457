import Foundation
import Model
import Store
import Testing
import Watch

@testable import Report

/// Devices of the small hospital with what people keep about them.
@Suite struct DeviceAnswerTests {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400

    private func before(_ seconds: Int64) -> Instant { SmallHospital.before(seconds) }

    /// Plans, loans and statuses of several devices; P-113 stood in the store before it went to room 312.
    private func questions(_ folder: TemporaryFolder) throws -> Questions {
        try SmallHospital.fill(folder.data)
        let writer = try StoreWriter(folder: folder.data)
        try writer.devices(now: SmallHospital.now) { book in
            func plan(_ id: String, _ name: String, _ interval: MaintenancePlan.Interval, blocks: Bool = false) throws {
                let device = try book.device(id)
                let plan = MaintenancePlan(
                    track: device.track, name: name, interval: interval, start: before(100 * Self.day),
                    blocksUse: blocks)
                _ = try book.put(plan)
            }
            try plan("P-113", "yearly", .days(365))
            try plan("P-113", "calibration", .days(110))
            try plan("P-114", "safety", .days(30), blocks: true)
            try plan("P-115", "yearly", .days(60))
            try plan("P-118", "filter", .hoursInUse(500))
            let pump = try book.device("P-118")
            try book.set(
                StatusOverride(
                    track: pump.track, status: .dirty, from: before(3 * Self.hour), until: before(-Self.hour),
                    role: "nurse", note: "spilled"))
            for (id, outside, due) in [("P-119", true, 2 * Self.hour), ("P-120", false, -Self.day)] {
                let device = try book.device(id)
                try book.checkOut(
                    DeviceLoan(
                        track: device.track, borrower: "Ward 4", isOutside: outside, out: before(Self.day),
                        due: before(due), role: "porter"), of: device)
            }
            let row = DeviceRow(
                trackable: TrackableID("P-113"), assignedUnit: "Store",
                facts: DeviceFacts(supplier: "Acme", contract: "lease", isRental: true))
            _ = try book.take([row], role: "import")
        }
        try writer.close()
        return Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
    }

    private func status(_ answer: DevicesAnswer, _ id: String) -> String? {
        answer.devices.first { $0.trackable.id.rawValue == id }?.status
            .map { "\($0.status.name)/\($0.reason.rawValue)" }
    }

    @Test func everyStatusHasItsReason() throws {
        let folder = try TemporaryFolder()
        let answer = try questions(folder).devices(nil, StatusJudge(), limit: 50)
        #expect(status(answer, "P-113") == "available/passing")
        #expect(status(answer, "P-114") == "maintenance/plan_overdue")
        #expect(status(answer, "P-116") == "cannot_tell/readers_down")
        #expect(status(answer, "P-117") == "lost/not_heard")
        #expect(status(answer, "P-118") == "dirty/manual")
        #expect(status(answer, "P-119") == "rented/lent")
        #expect(status(answer, "P-120") == "available/store")
        #expect(answer.counts[.rented] == 1)
        let text = answer.text(TextStyle())
        #expect(text.contains("set by hand (nurse) until"), "\(text)")
        let dirty = try questions(try TemporaryFolder()).devices("pump", status: .dirty, StatusJudge(), limit: 5)
        #expect(dirty.devices.map(\.trackable.id.rawValue) == ["P-118"])
    }

    @Test func theStatusOfAnyTimeIsReadFromTheHistory() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let past = try questions.devices("P-118", StatusJudge(), at: before(4 * Self.hour), limit: 5)
        // It is heard only since some minutes: four hours ago nothing was known of it.
        #expect(past.devices.first?.status == nil)
        let set = try questions.devices("P-118", StatusJudge(), at: before(2 * Self.hour), limit: 5)
        #expect(status(set, "P-118") == "dirty/manual")
        let stored = try questions.devices("P-113", StatusJudge(), at: before(60_000), limit: 5)
        #expect(status(stored, "P-113") == "available/store" && stored.devices[0].unit?.name == "Store")
        let judge = StatusJudge(StatusPlaces(units: [UnitID("u-sto"): .dirty]))
        let located = try questions.locate("P-113", status: .dirty, judge, at: before(60_000), limit: 5)
        #expect(located.results.first?.status?.status == .dirty)
        let history = try questions.deviceHistory(
            "P-113", from: before(2 * Self.day), to: SmallHospital.now, StatusJudge())
        #expect(history.spans.map(\.status.reason) == [.store, .passing, .passing, .standing, .passing])
        // Between two stays it was outside of all units.
        #expect(history.spans[2].unit == nil && history.spans[3].unit == nil)
        #expect(history.spans.first?.unit?.name == "Store")
        #expect(history.spans.last?.to == SmallHospital.now)
        #expect(throws: NothingFound.self) {
            try questions.deviceHistory("PAT-7", from: before(9), to: SmallHospital.now, StatusJudge())
        }
    }

    @Test func whatIsDueComesWithItsPlaceAndWhatCannotBeFoundApart() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let report = try questions.maintenance(StatusJudge())
        #expect(report.plans.map(\.plan.name) == ["safety", "yearly", "calibration"])
        #expect(report.plans.map(\.state) == [.overdue, .overdue, .due] && report.total == 5)
        #expect(report.toFind.map(\.device.trackable.id.rawValue) == ["P-115"])
        #expect(report.plans[2].device.unit?.name == "Room 312")
        let all = try questions.maintenance(of: "P-118", dueOnly: false, StatusJudge())
        #expect(all.plans.first?.due.usedMilliseconds == 0 && all.plans.first?.state == .planned)
        #expect(report.text(TextStyle()).contains("to be found first"))
        #expect(report.text(TextStyle(language: .french)).contains("à retrouver d'abord"))
    }

    @Test func anAuditComparesEachPlaceWithTheAssignedUnit() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let audit = try questions.audit(nil, StatusJudge(), limit: 20)
        // P-113 is on the level of its store; P-115 is last known, and nobody knows.
        #expect(audit.devices.map { "\($0.trackable.id) \($0.placement.rawValue)" } == ["P-113 near", "P-115 unknown"])
        #expect(audit.placements == [.near: 1, .unknown: 1, .none: 7])
        let then = try questions.audit("P-113", StatusJudge(), at: before(60_000), showsAll: true, limit: 20)
        #expect(then.devices.first?.placement == .right)
    }

    @Test func aRecallFindsModelsAndRangesOfSerialNumbers() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let model = try questions.recall(model: "alaris", SerialChoice(), StatusJudge())
        #expect(model.devices.map(\.trackable.id.rawValue) == ["P-113"] && model.devices[0].serial == "SN/9")
        let range = try questions.recall(
            model: nil, SerialChoice(from: "SN/8", to: "SN/10"), StatusJudge())
        #expect(range.devices.count == 1)
        #expect(try questions.recall(model: nil, SerialChoice(from: "SN/10"), StatusJudge()).isFound == false)
    }

    @Test func serialNumbersAreInTheOrderOfPeople() {
        let sorted = ["A2", "A10", "a010b", "B1", "B1x"]
        for (index, left) in sorted.enumerated() {
            for right in sorted[(index + 1)...] {
                #expect(SerialOrder.isBefore(left, right) && !SerialOrder.isBefore(right, left), "\(left) \(right)")
            }
        }
        #expect(!SerialOrder.isBefore("SN007", "sn7") && !SerialOrder.isBefore("sn7", "SN007"))
    }

    @Test func overdueLoansComeFirst() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let loans = try questions.deviceLoans()
        #expect(loans.loans.map(\.trackable.id.rawValue) == ["P-119", "P-120"] && loans.overdue == 1)
        #expect(try questions.deviceLoans(overdueOnly: true).loans.count == 1)
    }

    @Test func answersFitTheirSchemasAndSpeakBothLanguages() throws {
        let folder = try TemporaryFolder()
        let questions = try questions(folder)
        let judge = StatusJudge()
        let (from, to) = (before(2 * Self.day), SmallHospital.now)
        let answers: [any Answer] = [
            try questions.devices(nil, judge, limit: 50), try questions.devices(nil, judge, at: before(9), limit: 2),
            try questions.audit(nil, judge, limit: 20), try questions.recall(model: "alaris", SerialChoice(), judge),
            try questions.deviceHistory("P-118", from: from, to: to, judge), try questions.deviceLoans(),
            try questions.maintenance(dueOnly: false, judge), try questions.utilisation(from: from, to: to, judge),
            try questions.locate("pump", status: nil, judge, limit: 20),
            try questions.locate("pump", status: nil, judge, at: before(9), limit: 20),
            try questions.flow(from: from, to: to), try questions.occupancy(from: from, to: to),
            try questions.kpi(
                from: from, to: to, againstFrom: before(4 * Self.day), againstTo: from, judge, site: SmallPlan.map()),
        ]
        for answer in answers {
            let document = Data(answer.json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
            let (english, french) = (answer.text(TextStyle()), answer.text(TextStyle(language: .french)))
            #expect(english != french && !english.contains("\u{1B}"))
        }
    }

    @Test func anEmptyDatabaseAnswersToo() throws {
        let folder = try TemporaryFolder()
        try StoreWriter(folder: folder.data).close()
        let questions = Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
        let (judge, from, to) = (StatusJudge(), before(99), SmallHospital.now)
        let answers: [any Answer] = [
            try questions.devices(nil, judge, limit: 9), try questions.deviceLoans(), try questions.maintenance(judge),
            try questions.utilisation(from: from, to: to, judge), try questions.occupancy(from: from, to: to),
            try questions.kpi(from: from, to: to, againstFrom: before(200), againstTo: from, judge, site: nil),
        ]
        for answer in answers {
            #expect(!answer.isFound)
            let document = Data(answer.json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
        }
        #expect(throws: VigieError.self) {
            try questions.kpi(from: to, to: from, againstFrom: from, againstTo: to, judge, site: nil)
        }
    }
}
