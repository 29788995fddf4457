import Model
import Store
import Testing

@testable import Report

/// Whole answers, letter by letter.
@Suite struct GoldenTextTests {
    static let english = TextStyle()
    static let french = TextStyle(language: .french)

    static func ask<Value>(_ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder))
    }

    @Test func aCategoryGivesEveryState() throws {
        let answer = try Self.ask { try $0.locate("pump", limit: 20) }
        #expect(
            answer.text(Self.english) == """
                ID     NAME             UNIT                    LEVEL   STATE          AGE  SURE
                P-113  Infusion pump    Room 312                First   live           4 s  93 %
                P-114  Infusion pump    214 or Corridor         Ground  stale        1 min  55 %
                P-115  Infusion pump    Store                   First   last known     2 h  93 %
                P-116  Infusion pump    Room 312?               First   cannot tell  6 min  93 %
                P-117  Infusion pump                                    unknown      never
                P-118  Infusion pump    Island                  First   live           2 s  93 %
                P-119  Infusion pump    outside units (3, 8 m)  First   live           5 s
                P-120  Infusion pump    Store                   First   last known       ?  93 %
                P-666  Evil�[31m��name  Corridor                Ground  live           3 s  93 %
                P-116: cannot tell, last known Room 312 at 22:28:14, readers down: r-1 r-2
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                ID     NOM              LOCAL                     NIVEAU  ÉTAT              ÂGE   SÛR
                P-113  Infusion pump    Room 312                  First   en direct         4 s  93 %
                P-114  Infusion pump    214 ou Corridor           Ground  ancien          1 min  55 %
                P-115  Infusion pump    Store                     First   dernier connu     2 h  93 %
                P-116  Infusion pump    Room 312?                 First   indéterminé     6 min  93 %
                P-117  Infusion pump                                      inconnu        jamais
                P-118  Infusion pump    Island                    First   en direct         2 s  93 %
                P-119  Infusion pump    hors des locaux (3, 8 m)  First   en direct         5 s
                P-120  Infusion pump    Store                     First   dernier connu       ?  93 %
                P-666  Evil�[31m��name  Corridor                  Ground  en direct         3 s  93 %
                P-116: indéterminé, dernier connu Room 312 (22:28:14), lecteurs en panne : r-1 r-2
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func oneMatchHasRoomForDetails() throws {
        let answer = try Self.ask { try $0.locate("P-113", limit: 20) }
        #expect(
            answer.text(Self.english) == """
                ID     NAME           UNIT      LEVEL  STATE  AGE  SURE
                P-113  Infusion pump  Room 312  First  live   4 s  93 %
                there since 22:24:50, heard 22:34:50, ± 3 m, battery 87 %
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                ID     NOM            LOCAL     NIVEAU  ÉTAT       ÂGE   SÛR
                P-113  Infusion pump  Room 312  First   en direct  4 s  93 %
                là depuis 22:24:50, entendu 22:34:50, ± 3 m, pile 87 %
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func nearOrdersByWalkingAndLeavesTheUnreachableLast() throws {
        let map = try SmallPlan.map()
        let answer = try Self.ask { try $0.locate("pump", near: "Corridor", site: map, limit: 20) }
        #expect(
            answer.text(Self.english) == """
                ID     NAME             UNIT                    LEVEL   STATE          AGE  SURE       WALK  TIME
                P-666  Evil�[31m��name  Corridor                Ground  live           3 s  93 %        4 m   3 s
                P-114  Infusion pump    214 or Corridor         Ground  stale        1 min  55 %       10 m   8 s
                P-113  Infusion pump    Room 312                First   live           4 s  93 %       26 m  20 s
                P-116  Infusion pump    Room 312?               First   cannot tell  6 min  93 %       26 m  20 s
                P-115  Infusion pump    Store                   First   last known     2 h  93 %       28 m  22 s
                P-120  Infusion pump    Store                   First   last known       ?  93 %       28 m  22 s
                P-118  Infusion pump    Island                  First   live           2 s  93 %     no way
                P-117  Infusion pump                                    unknown      never        not known
                P-119  Infusion pump    outside units (3, 8 m)  First   live           5 s        not known
                P-116: cannot tell, last known Room 312 at 22:28:14, readers down: r-1 r-2
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        let french = answer.text(Self.french)
        #expect(french.contains("À PIED  TEMPS\n"))
        #expect(french.contains("sans accès\n") && french.contains("non connu\n"))
    }

    @Test func staffAreCounts() throws {
        let answer = try Self.ask { try $0.locate("staff", limit: 20) }
        #expect(
            answer.text(Self.english) == """
                STAFF  UNIT      LEVEL
                   <3  Corridor  Ground
                   <3  Room 312  First
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                PERSONNEL  LOCAL     NIVEAU
                       <3  Corridor  Ground
                       <3  Room 312  First
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func nothingFoundSaysWhereToLook() throws {
        let answer = try Self.ask { try $0.locate("zebra", limit: 20) }
        #expect(
            answer.text(Self.english) == """
                nothing is registered as 'zebra'; 'vigie tags list' shows what is

                """)
        #expect(
            answer.text(Self.french) == """
                rien n'est enregistré sous « zebra » ; « vigie tags list » montre le registre

                """)
    }

    @Test func aPastMomentSaysWhatItRestsOn() throws {
        let answer = try Self.ask { try $0.locate("pump", at: SmallHospital.before(45_000), limit: 2) }
        #expect(
            answer.text(Self.english) == """
                where it was at 2026-11-21 10:04:54
                ID     NAME           UNIT      LEVEL   FROM      TO        BASIS
                P-113  Infusion pump  Corridor  Ground  08:41:34  08:58:14  last before
                P-114  Infusion pump                                        not heard yet
                … and more; -n shows more
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                lieu au 2026-11-21 10:04:54
                ID     NOM            LOCAL     NIVEAU  DE        À         FONDEMENT
                P-113  Infusion pump  Corridor  Ground  08:41:34  08:58:14  dernier avant
                P-114  Infusion pump                                        pas encore entendu
                … et d'autres ; -n en montre plus
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func aHistoryIsTheStays() throws {
        let answer = try Self.ask { try $0.history("P-113", limit: 20) }
        #expect(
            answer.text(Self.english) == """
                P-113  Infusion pump
                FROM                 TO                           FOR  UNIT      LEVEL   SURE
                2026-11-20 21:34:54  2026-11-21 08:41:34  11 h 06 min  Store     First   90 %
                2026-11-21 08:41:34  08:58:14             16 min 40 s  Corridor  Ground  90 %
                2026-11-21 22:24:50  still there          10 min 04 s  Room 312  First   90 %
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                P-113  Infusion pump
                DE                   À                          DURÉE  LOCAL     NIVEAU   SÛR
                2026-11-20 21:34:54  2026-11-21 08:41:34  11 h 06 min  Store     First   90 %
                2026-11-21 08:41:34  08:58:14             16 min 40 s  Corridor  Ground  90 %
                2026-11-21 22:24:50  y est encore         10 min 04 s  Room 312  First   90 %
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func aSnapshotIsByLevelAndUnit() throws {
        let answer = try Self.ask { try $0.snapshot() }
        #expect(
            answer.text(Self.english) == """
                UNIT      LEVEL   ID     NAME             STATE        SINCE
                Corridor  Ground  P-666  Evil�[31m��name  live         22:24:51
                Corridor  Ground         <3 × staff
                214       Ground  P-114  Infusion pump    stale        22:23:54
                214       Ground  PAT-7  patient          stale        22:23:14
                Room 312  First   P-113  Infusion pump    live         22:24:50
                Room 312  First   P-116  Infusion pump    cannot tell  22:18:14
                Room 312  First          <3 × staff
                Store     First   BOX-1  Blood box        live         22:24:45
                Store     First   P-115  Infusion pump    last known   20:24:54
                Store     First   P-120  Infusion pump    last known   22:24:53
                Island    First   P-118  Infusion pump    live         22:24:52
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(Self.french) == """
                LOCAL     NIVEAU  ID     NOM              ÉTAT           DEPUIS
                Corridor  Ground  P-666  Evil�[31m��name  en direct      22:24:51
                Corridor  Ground         <3 × personnel
                214       Ground  P-114  Infusion pump    ancien         22:23:54
                214       Ground  PAT-7  patient          ancien         22:23:14
                Room 312  First   P-113  Infusion pump    en direct      22:24:50
                Room 312  First   P-116  Infusion pump    indéterminé    22:18:14
                Room 312  First          <3 × personnel
                Store     First   BOX-1  Blood box        en direct      22:24:45
                Store     First   P-115  Infusion pump    dernier connu  20:24:54
                Store     First   P-120  Infusion pump    dernier connu  22:24:53
                Island    First   P-118  Infusion pump    en direct      22:24:52
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func theRegistryIsByTag() throws {
        let answer = try Self.ask { try $0.tags(kind: .staff) }
        #expect(
            answer.text(Self.english) == """
                TAG  ID   KIND   CATEGORY
                cc1  S-1  staff  nurse
                cc2  S-2  staff  nurse
                cc3  S-3  staff  porter

                """)
        #expect(
            answer.text(Self.french) == """
                BALISE  ID   GENRE      CATÉGORIE
                cc1     S-1  personnel  nurse
                cc2     S-2  personnel  nurse
                cc3     S-3  personnel  porter

                """)
    }
}
