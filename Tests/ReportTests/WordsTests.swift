import Model
import Testing

@testable import Report
@testable import Store

/// Words of the commands that care for the database, replay and decode, in each language.
@Suite struct WordsTests {
    /// Phrases whose words are alike in both languages, and rightly so.
    static let alike: Set<String> = ["messages", "observations", "observations/s", "site", "possible"]

    static let phrases: [Phrase] =
        Array(ReplayWords.counts.values) + Array(Phrases.changes.values) + Array(Phrases.figures.values) + [
            ReplayWords.seconds, ReplayWords.rate, ReplayWords.progress, ReplayWords.noTags,
            ReplayWords.siteWarnings(2),
            ReplayWords.refused(.badTime), DecodeWords.refused, DecodeWords.reader, DecodeWords.antenna,
            DecodeWords.position, DecodeWords.level, DecodeWords.received, DecodeWords.anyReader, DecodeWords.online,
            DecodeWords.offline, DecodeWords.heartbeat, Phrases.copying, Phrases.checking, Phrases.restored,
            Phrases.database, Phrases.site, Phrases.noSite, Phrases.noData, Phrases.log, Phrases.registry,
            Phrases.trackables, Phrases.replaced, Phrases.nothingReplaced,
        ] + ways + reasons + Phrases.deviceWords + Phrases.kpiWords + Phrases.bedWords

    /// The words of `locate --near`, `route` and `contacts`.
    static let ways: [Phrase] =
        RouteStretch.Exit.Kind.allCases.map(Phrases.exit) + [
            Phrases.walk, Phrases.walkTime, Phrases.noWay, Phrases.wayUnknown, Phrases.then,
            Phrases.routeFrom, Phrases.routeTo, Phrases.arrival, Phrases.inAll, Phrases.withoutStairs, Phrases.toLevel,
            Phrases.noWayThere, Phrases.stairsOnly, Phrases.levelsCost("15 m"), Phrases.nobodyKnowsWhere("P-1"),
            Phrases.routeToUnit("u-1"), Phrases.certainty, Phrases.sure, Phrases.possible, Phrases.noContacts,
            Phrases.possibleMeans,
        ]

    /// The words of `why`.
    static let reasons: [Phrase] =
        FixReason.Rule.allCases.map(Phrases.rule) + [
            Phrases.whyWhere, Phrases.whyState, Phrases.whyRule, Phrases.whyRunnerUp, Phrases.whyModels, Phrases.whyTag,
            Phrases.whyDown, Phrases.whyBefore, Phrases.whyStay, Phrases.whySince, Phrases.whyUntil, Phrases.nextDoor,
            Phrases.notNextDoor, Phrases.lastTitle, Phrases.heardTitle, Phrases.hereTitle, Phrases.thereTitle,
            Phrases.speaksTitle, Phrases.ruleAlone, Phrases.basisStored, Phrases.basisSilent, Phrases.notHeardBy,
            Phrases.evidence("3", over: "A"), Phrases.holds("A", since: "12 h"), Phrases.silence("1 h"),
            Phrases.models(units: "1 %", cells: "2 %"), Phrases.weaker("1 dB"), Phrases.stronger("1 dB"),
            Phrases.moreReaders(2), Phrases.evidenceLegend("A", "B"), Phrases.basisReplayed("5", since: "12 h"),
            Phrases.disagrees("A"), Phrases.basisGone(""), Phrases.basisGone("12 h"),
        ]

    @Test func `every phrase has words in both languages, and they differ unless they are the same word`() {
        for phrase in Self.phrases {
            #expect(!phrase.english.isEmpty && !phrase.french.isEmpty)
            #expect(Self.alike.contains(phrase.english) == (phrase.english == phrase.french), "\(phrase)")
        }
    }

    @Test func `French puts a space before its double signs and uses its own quotation marks`() {
        let french =
            Self.phrases.map(\.french) + VerifyProblem.Kind.allCases.map { Phrases.french($0) }
        for text in french {
            for sign in [":", ";", "»"] {
                for piece in text.split(separator: sign, omittingEmptySubsequences: false).dropLast() {
                    #expect(piece.hasSuffix(" "), "\(text)")
                }
            }
            #expect(!text.contains("\"") && !text.contains("`"), "\(text)")
        }
    }

    @Test func `each problem of verify says the same values in both languages`() {
        for kind in VerifyProblem.Kind.allCases {
            let french = Phrases.french(kind)
            for place in 0..<5 {
                #expect(kind.rawValue.contains("{\(place)}") == french.contains("{\(place)}"), "\(kind)")
            }
            if kind != .sqlite { #expect(french != kind.rawValue) }
            let phrase = Phrases.problem(VerifyProblem(kind, ["11", "{0}", "33", "44"]))
            #expect(!phrase.english.contains("{1}") && !phrase.french.contains("{1}"))
        }
        let problem = VerifyProblem(.reference, ["tag", "7", "trackable"])
        #expect(problem.description == "table tag row 7 refers to nothing in trackable")
        #expect(Phrases.problem(problem).french == "table tag, ligne 7 : renvoi à une ligne absente de trackable")
    }

    @Test func `restore tells what is in place and where the old database lies`() {
        let restored = RestoredDatabase(
            backup: "/b/\u{1B}x.db", database: "d/vigie.db", site: SiteID("clinic"), timeZone: "UTC",
            dataUntil: Instant(milliseconds: 1_700_000_000_000), logMessages: 12345, trackables: 3, replaced: "d/old.db"
        )
        let answer = RestoreAnswer(restored)
        #expect(
            answer.text(TextStyle()) == """
                restored      /b/�x.db
                database      d/vigie.db
                site          clinic
                data until    2023-11-14 22:13:20 (UTC)
                log           12,345 messages
                registry      3 trackables
                old database  d/old.db

                """)
        #expect(
            answer.text(TextStyle(language: .french)) == """
                restauré         /b/�x.db
                base de données  d/vigie.db
                site             clinic
                données jusqu'à  2023-11-14 22:13:20 (UTC)
                journal          12\u{202F}345 messages
                registre         3 objets suivis
                ancienne base    d/old.db

                """)
        #expect(
            String(decoding: answer.json, as: UTF8.self) == """
                {"schema":"vigie.restore/1","site":"clinic","backup":"/b/\\u001bx.db","database":"d/vigie.db",\
                "data_until":"2023-11-14T22:13:20.000Z","log_messages":12345,"trackables":3,"replaced":"d/old.db"}
                """)
    }

    @Test func `a change is told in the reader's language, its JSON in one`() {
        let imported = ChangeAnswer(
            verb: "tags import", subject: nil, figures: [("added", 2), ("changed", 1), ("unchanged", 0)])
        #expect(imported.text(TextStyle()) == "tags import: added 2, changed 1, unchanged 0\n")
        #expect(
            imported.text(TextStyle(language: .french))
                == "import du registre : lignes ajoutées 2, modifiées 1, inchangées 0\n")
        #expect(
            String(decoding: imported.json, as: UTF8.self)
                == #"{"schema":"vigie.change/1","verb":"tags import","added":2,"changed":1,"unchanged":0}"#)
        let bound = ChangeAnswer(verb: "tags bind", subject: "P\u{202E}1", figures: [])
        #expect(bound.text(TextStyle()) == "tags bind: P�1\n")
        #expect(bound.text(TextStyle(language: .french)) == "balise attachée à P�1\n")
    }

    @Test func `facts are aligned by columns, not by bytes`() {
        var facts = Facts(widthMin: 4)
        facts.add(Phrase("a", "été"), "1")
        facts.add(Phrase("longer", "b"), "2")
        #expect(facts.text(TextStyle()) == "a       1\nlonger  2\n")
        #expect(facts.text(TextStyle(language: .french)) == "été  1\nb    2\n")
        #expect(ReplayWords.decimal(1.25, .french) == "1,25")
        #expect(ReplayWords.decimal(1.25, .english) == "1.25")
    }
}
