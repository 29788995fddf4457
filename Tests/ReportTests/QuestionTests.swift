import Model
import SiteMap
import Store
import Testing

@testable import Report

@Suite struct QuestionTests {
    private func ask<Value>(clock: StoreClock = .capture, _ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder, clock: clock))
    }

    @Test func everyMatchIsLookedAtBeforeTheNearestAreTaken() throws {
        let map = try SmallPlan.map()
        let answer = try ask { try $0.locate("pump", near: "u-of2", site: map, limit: 1) }
        #expect(answer.results.map(\.trackable.id.rawValue) == ["P-115"])
        #expect(answer.hasMore)
    }

    @Test func aNameOfSeveralUnitsIsBadDataWithTheCandidates() throws {
        let error = #expect(throws: VigieError.self) { try ask { try $0.locate("pump", near: "office", limit: 5) } }
        #expect(error?.code == .badData)
        #expect(error?.remedy == "Give the id of one: u-of1 (Office, Ground), u-of2 (Office, First)")
    }

    @Test func anUnknownUnitIsNothingFoundWithWhatComesNear() throws {
        let nothing = #expect(throws: NothingFound.self) { try ask { try $0.snapshot(unit: "offi\u{1B}") } }
        #expect(nothing?.what == "--unit: the site has no unit 'offi�'")
        let near = #expect(throws: NothingFound.self) { try ask { try $0.locate("pump", near: "offi", limit: 5) } }
        #expect(near?.hint == "Did you mean u-of1 (Office, Ground), u-of2 (Office, First)?")
    }

    @Test(arguments: ["S-1", "cc1"]) func oneMemberOfStaffIsRefused(what: String) throws {
        let here = #expect(throws: VigieError.self) { try ask { try $0.locate(what, limit: 5) } }
        #expect(here?.code == .notAllowed)
        let past = #expect(throws: VigieError.self) { try ask { try $0.locate(what, at: SmallHospital.now, limit: 5) } }
        #expect(past?.code == .notAllowed)
        #expect(throws: VigieError.self) { try ask { try $0.history(what, limit: 5) } }
    }

    @Test func aPartOfAPseudonymSinglesNoStaffOut() throws {
        let answer = try ask { try $0.locate("s-", limit: 5) }
        #expect(answer.results.isEmpty)
        #expect(answer.staff.isEmpty)
        #expect(!answer.isFound)
        let nurses = try ask { try $0.locate("Nurse", limit: 1) }
        #expect(nurses.staff.map(\.count) == [2])
        #expect(throws: NothingFound.self) { try ask { try $0.history("s-", limit: 5) } }
    }

    @Test func staffAreNowhereNamedInAnswersAndReports() throws {
        let texts = try ask { questions -> [String] in
            let reports = try questions.reports(site: SmallSite.map())
            let answers: [any Answer] =
                [
                    try questions.locate("staff", limit: 5), try questions.snapshot(),
                    try questions.snapshot(at: SmallHospital.now),
                ] + reports.answers(ReportName.allCases)
            return answers.flatMap { [String(decoding: $0.json, as: UTF8.self), $0.text(TextStyle())] }
        }
        for text in texts {
            for secret in ["S-1", "S-2", "S-3", "cc1", "cc2", "cc3"] { #expect(!text.contains(secret)) }
        }
    }

    @Test func reportFilesHoldNoPatients() throws {
        let reports = try ask { try $0.reports(site: SmallSite.map()) }
        for answer in reports.answers(ReportName.allCases) {
            #expect(!String(decoding: answer.json, as: UTF8.self).contains("PAT-7"))
        }
        #expect(reports.summary.trackables[.patient]?[.stale] == 1)
        let room = try #require(reports.levels[0].units.first { $0.unit.name == "214" })
        #expect(room.counts == [.equipment: 1, .patient: 1])
    }

    @Test func awayIsSaidOnlyWhereAUnitIsAssigned() throws {
        let items = try ask { try $0.reports() }.equipment.items
        func away(_ id: String) -> Bool? { items.first { $0.located.trackable.id.rawValue == id }?.isAway }
        #expect(away("P-115") == true)
        #expect(away("P-113") == nil)
    }

    @Test func theWallClockCountsUnlessTheDatabaseIsACapture() throws {
        let folder = try TemporaryFolder()
        try SmallHospital.fill(folder.data, clock: .wall)
        let later = SmallHospital.now.advanced(byMilliseconds: 60_000)
        let wall = try Questions(StoreReader(folder: folder.data), wallClock: later).locate("P-113", limit: 1)
        #expect(wall.results[0].judgement.ageMilliseconds == 64_000)
        #expect(wall.results[0].judgement.state == .stale)
        #expect(wall.text(TextStyle()).hasSuffix("as of 2026-11-21 22:35:54 (Europe/Paris), data until 22:34:54\n"))
        let capture = try TemporaryFolder()
        try SmallHospital.fill(capture.data, clock: .capture)
        let same = try Questions(StoreReader(folder: capture.data), wallClock: later).locate("P-113", limit: 1)
        #expect(same.results[0].judgement.ageMilliseconds == 4000)
    }

    @Test func theEndOfAStayIsNotInIt() throws {
        let moments: [(Int64, PastPlace.Basis, String?)] = [
            (100_000, .none, nil), (90_000, .stay, "u-sto"), (50_001, .stay, "u-sto"), (50_000, .stay, "u-cor"),
            (49_000, .lastStayBefore, "u-cor"), (604, .stay, "u-312"), (0, .stay, "u-312"),
        ]
        for (seconds, basis, unit) in moments {
            let answer = try ask { try $0.locate("P-113", at: SmallHospital.before(seconds), limit: 1) }
            #expect(answer.results[0].basis == basis, "\(seconds)")
            #expect(answer.results[0].stay?.unit.id.rawValue == unit, "\(seconds)")
            #expect(answer.isFound == (basis != .none))
        }
    }

    @Test func historyKeepsToItsSpanAndItsLimit() throws {
        let all = try ask { try $0.history("P-113", limit: 3) }
        #expect(all.stays.map(\.unit.id.rawValue) == ["u-sto", "u-cor", "u-312"])
        #expect(!all.hasOlder)
        let two = try ask { try $0.history("P-113", limit: 2) }
        #expect(two.stays.map(\.unit.id.rawValue) == ["u-cor", "u-312"])
        #expect(two.hasOlder)
        let span = try ask {
            try $0.history("P-113", from: SmallHospital.before(49_500), to: SmallHospital.before(1000), limit: 9)
        }
        #expect(span.stays.map(\.unit.id.rawValue) == ["u-cor"])
        let error = #expect(throws: VigieError.self) {
            try ask { try $0.history("P-113", from: SmallHospital.now, to: SmallHospital.before(1), limit: 9) }
        }
        #expect(error?.code == .usage)
    }

    @Test func historyWantsOneTrackable() throws {
        let several = #expect(throws: VigieError.self) { try ask { try $0.history("pump", limit: 9) } }
        #expect(several?.code == .badData)
        #expect(several?.remedy == "Give the id of one: P-113, P-114, P-115, P-116, P-117, …")
        let nothing = #expect(throws: NothingFound.self) { try ask { try $0.history("zebra", limit: 9) } }
        #expect(nothing?.what == "nothing is registered as 'zebra'")
        #expect(try ask { try $0.history("P-117", limit: 9) }.isFound == false)
    }

    @Test func anEmptyDatabaseAnswersEverything() throws {
        let folder = try TemporaryFolder()
        try StoreWriter(folder: folder.data).close()
        let questions = Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
        #expect(try questions.locate("pump", limit: 9).isFound == false)
        #expect(try questions.snapshot().text(TextStyle()).hasPrefix("nothing was there\n"))
        #expect(try questions.tags().text(TextStyle()) == "nothing is registered\n")
        for answer in try questions.reports().answers(ReportName.allCases) {
            #expect(!answer.text(TextStyle()).isEmpty)
        }
        let doctor = try questions.doctor()
        #expect(doctor.worst == .bad)
        #expect(doctor.findings.first { $0.check == "site" }?.grade == .bad)
    }

    @Test func theHospitalIsSoundAndTheDoctorSeesItsTroubles() throws {
        let verify = try ask { try $0.verify() }
        #expect(verify.findings.filter { $0.grade != .ok } == [])
        #expect(verify.contentHash?.utf8.count == 64)
        let doctor = try ask { try $0.doctor() }
        let text = doctor.text(TextStyle())
        for part in ["offline: r-9", "silent: r-2", "never heard: r-3", "r-1 17", "4 × malformed_json"] {
            #expect(text.contains(part))
        }
        #expect(doctor.worst == .bad)
    }

    @Test func theDoctorSpeaksFrenchToo() throws {
        let doctor = try ask { try $0.doctor() }
        let french = doctor.text(TextStyle(language: .french))
        #expect(french.contains("hors ligne : r-9"))
        #expect(french.contains("→ Ajouter le lecteur à readers.geojson"))
        for finding in doctor.findings where finding.remedy != nil {
            #expect(finding.remedy?.english != finding.remedy?.french)
        }
        for line in doctor.text(TextStyle(language: .french, widthColumns: 60)).split(separator: "\n").dropLast() {
            #expect(DisplayWidth.of(String(line)) <= 60 || !line.dropFirst(20).contains(" "), "\(line)")
        }
    }

    @Test(arguments: [
        (3_040_001, true), (3_051_002, true), (3_051_003, false), (3_050_007, false), (3_050_006, true),
        (3_044_006, false), (3_006_023, false), (3_052_000, false),
    ]) func sqliteVersionsWithTheResetBugAreKnown(version: Int, hasBug: Bool) {
        #expect(Checkup.hasWALResetBug(version) == hasBug)
    }

    @Test func aDaemonThatStoppedIsSeen() throws {
        let folder = try TemporaryFolder()
        try SmallHospital.fill(folder.data, clock: .wall)
        let later = SmallHospital.now.advanced(byMilliseconds: 400_000)
        let doctor = try Questions(StoreReader(folder: folder.data), wallClock: later).doctor()
        #expect(doctor.findings.first { $0.check == "data" }?.grade == .bad)
    }
}
