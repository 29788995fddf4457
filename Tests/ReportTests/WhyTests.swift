import Foundation
import Model
import SiteMap
import Store
import Testing

@testable import Report

@Suite struct WhyTests {
    private func ask<Value>(_ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder))
    }

    /// A reason with something in each field.
    private var reason: FixReason {
        var reason = FixReason(basis: .stored, rule: .evidence, state: .live)
        reason.observedAt = SmallHospital.before(4)
        reason.best = .init(unit: UnitID("u-312"), confidence: 0.93, byUnits: 0.9, byCells: 0.95)
        reason.second = .init(unit: UnitID("u-sto"), confidence: 0.004, byUnits: 0.01, byCells: .nan)
        reason.confirmedUnit = UnitID("u-312")
        reason.windowMilliseconds = 10_000
        reason.tagOffsetDB = -1.26
        reason.tagOffsetSpreadDB = 0.5
        reason.heard = [
            .init(
                reader: ReaderID("r-2"), reads: 9, lastAt: SmallHospital.before(4), meanDBm: -58.4, expectedDBm: -57,
                expectedSecondDBm: -71, logLikelihood: 3.7, oddsWithout: 12),
            .init(
                reader: ReaderID("r-1"), reads: 2, lastAt: SmallHospital.before(6), meanDBm: -80, expectedDBm: -82,
                expectedSecondDBm: -79, logLikelihood: -0.26, oddsWithout: .nan),
        ]
        reason.watchers = [
            .init(
                reader: ReaderID("r-2"), unit: UnitID("u-312"), status: .online, lastHeard: SmallHospital.now,
                isDown: false),
            .init(
                reader: ReaderID("r-9"), unit: UnitID("u-sto"), status: .silent, lastHeard: SmallHospital.before(900),
                isDown: true),
        ]
        return reason
    }

    private func why(_ reason: FixReason, of what: String = "P-113", at instant: Instant? = nil) throws -> WhyAnswer {
        let plan = try SmallPlan.map()
        return try ask { try $0.why(what, at: instant, plan: plan) { _ in reason } }
    }

    @Test func theEvidenceIsATableAndTheRuleASentence() throws {
        let answer = try why(reason)
        #expect(
            answer.text(TextStyle()) == """
                P-113  Infusion pump
                where         Room 312, First, 93 %
                state         live, heard 22:34:50
                why           the readers' evidence: 232 times likelier than Store
                runner-up     Store, First, < 1 %
                beliefs       by rooms 90 %, by cells of 1 m 95 %
                tag           1.3 dB weaker than usual (± 0.5 dB)
                readers down  r-9 (silent since 22:19:54)
                before        Corridor, Ground, until 08:58:14, not next door
                READER  READS  LAST    HEARD     HERE    THERE  SPEAKS
                r-2         9   4 s  -58 dBm  -57 dBm  -71 dBm    × 40
                r-1         2   6 s  -80 dBm  -82 dBm  -79 dBm   ÷ 1.3
                HERE and THERE: expected of this tag in Room 312 and in Store. SPEAKS: how many times likelier \
                the reads are here (×) or there (÷); older reads count less, as it may have moved
                from the filter as it is kept now
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        let french = answer.text(TextStyle(language: .french))
        for part in [
            "les preuves des lecteurs : 232 fois plus probable que Store", "÷ 1,3", "1,3 dB plus faible",
            "r-9 (silencieux depuis 22:19:54)", "pas voisin", "ICI", "AILLEURS",
        ] { #expect(french.contains(part), "\(part)") }
    }

    @Test func everyRuleHasWordsInBothLanguages() throws {
        for rule in FixReason.Rule.allCases {
            var reason = reason
            reason.rule = rule
            reason.state = rule == .outage ? .cannotTell : rule == .silence ? .stale : .live
            reason.challengedSince = SmallHospital.before(1)
            reason.position = .init(at: SmallHospital.before(1), xMetres: 1, yMetres: 2, accuracyMetres: 0.3)
            let answer = try why(reason)
            let texts = Language.allCases.map { answer.text(TextStyle(language: $0)) }
            #expect(texts[0] != texts[1])
            let line = { (text: String, name: String) in text.split(separator: "\n").first { $0.hasPrefix(name) } }
            #expect(line(texts[0], "why") != nil && line(texts[1], "raison") != nil)
        }
        var outage = reason
        outage.rule = .outage
        outage.state = .cannotTell
        #expect(try why(outage).text(TextStyle()).contains("cannot tell, last known Room 312, First, 93 %"))
    }

    @Test func whatWasReadAgainSaysSoAndWhereHistoryDiffers() throws {
        var replayed = reason
        replayed.basis = .replayed
        replayed.logMessages = 12345
        replayed.logFrom = SmallHospital.before(900)
        let agreeing = try why(replayed, at: SmallHospital.before(300))
        #expect(agreeing.agreesWithHistory == true)
        #expect(agreeing.text(TextStyle()).contains("read again from 12,345 messages of the log since 22:19:54\n"))
        replayed.best?.unit = UnitID("u-of2")
        replayed.confirmedUnit = UnitID("u-of2")
        let differing = try why(replayed, at: SmallHospital.before(300))
        #expect(differing.agreesWithHistory == false)
        #expect(differing.text(TextStyle()).contains("; history tells Room 312\n"))
    }

    @Test func withoutALogOnlyHistoryIsTold() throws {
        let history = FixReason(basis: .history, rule: .silence, state: .lastKnown)
        let answer = try why(history, at: SmallHospital.before(60_000))
        #expect(
            answer.text(TextStyle()) == """
                P-113  Infusion pump
                where it was at 2026-11-21 05:54:54
                where  Store, First
                stay   2026-11-20 21:34 – 08:41:34, 90 %, was there
                the log begins at 21:34:54: this is what history tells
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        let never = try why(FixReason(basis: .stored, rule: .neverHeard, state: .unknown), of: "P-117")
        #expect(!never.isFound)
        #expect(never.text(TextStyle()).contains("why    no reader ever heard it\n"))
    }

    @Test func aTimeThatIsNotPastIsNow() throws {
        #expect(try why(reason, at: SmallHospital.now.advanced(byMilliseconds: 60_000)).at == nil)
    }

    @Test func staffAndWhatMeansManyAreRefused() throws {
        #expect(#expect(throws: VigieError.self) { try why(reason, of: "S-1") }?.code == .notAllowed)
        #expect(#expect(throws: VigieError.self) { try why(reason, of: "pump") }?.code == .badData)
        #expect(throws: NothingFound.self) { try why(reason, of: "zebra") }
    }

    @Test func theDocumentFitsItsSchema() throws {
        var positioned = reason
        positioned.rule = .position
        positioned.position = .init(at: SmallHospital.before(1), xMetres: 1, yMetres: 2, accuracyMetres: .nan)
        positioned.challengedSince = SmallHospital.before(2)
        var replayed = reason
        replayed.basis = .replayed
        replayed.logFrom = SmallHospital.before(900)
        let answers = [
            try why(reason), try why(positioned), try why(replayed, at: SmallHospital.before(300)),
            try why(FixReason(basis: .history, rule: .silence, state: .lastKnown), at: SmallHospital.before(60_000)),
            try why(FixReason(basis: .stored, rule: .neverHeard, state: .unknown), of: "P-117"),
        ]
        for answer in answers {
            let document = Data(answer.json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
        }
    }

    @Test func amountsAreSpokenWithTheirLanguage() {
        #expect(Spoken.times(1.26, .english) == "1.3")
        #expect(Spoken.times(1.26, .french) == "1,3")
        #expect(Spoken.times(41.4, .french) == "41")
        #expect(Spoken.times(5000, .english) == "> 1000")
        #expect(Spoken.share(0.004) == "< 1 %")
        #expect(Spoken.share(0) == "0 %")
        #expect(Spoken.walk(seconds: 59.4, .english) == "59 s")
        #expect(Spoken.walk(seconds: 59.6, .english) == "1 min")
        #expect(Spoken.walk(seconds: 200, .english) == "3 min")
    }
}
