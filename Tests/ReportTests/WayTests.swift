import Model
import SiteMap
import Store
import Testing

@testable import Report

@Suite struct WayTests {
    private func ask<Value>(_ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder))
    }

    // MARK: locate --near

    @Test func nearOrdersByTheDoorsAndLeavesThoseWithoutAWayAndThoseWithoutAPlaceLast() throws {
        let map = try SmallPlan.map()
        let answer = try ask { try $0.locate("pump", near: "u-214", site: map, limit: 100) }
        #expect(
            answer.results.map(\.trackable.id.rawValue) == [
                "P-114", "P-666", "P-113", "P-116", "P-115", "P-120", "P-118", "P-117", "P-119",
            ])
        // P-666 stands 2 m behind the door; P-113 is heard at (14, 4), up the stairs; P-116 counts from the middle.
        let up = 4 + 8.5 + 1 + 15 + 1
        let wanted = [0, 6, up + 4.272, up + 5, up + 4.272 + 2.5, up + 4.272 + 2.5]
        for (result, metres) in zip(answer.results, wanted) {
            #expect(
                abs((result.way?.metres ?? -1) - metres) < 0.01,
                "\(result.trackable.id): \(String(describing: result.way))")
        }
        #expect(answer.results.suffix(3).map(\.way) == [.blocked, .unknown, .unknown])
        let text = answer.text(TextStyle())
        #expect(text.contains("34 m  26 s"))
        #expect(text.contains("no way") && text.contains("not known"))
    }

    @Test func everyDistanceIsThatOfTheWalk() throws {
        let map = try SmallPlan.map()
        for goal in map.units.indices {
            let reach = Reach(from: goal, map: map)
            for start in map.units.indices {
                let walk = map.walk(from: start, to: goal)
                let way = reach.way(to: map.units[start].id)
                #expect(abs((way.metres ?? -1) - (walk?.metres ?? -1)) < 1e-6)
                #expect((way == .blocked) == (walk == nil))
            }
        }
        #expect(Reach(from: 0, map: map).way(to: UnitID("gone")) == .unknown)
    }

    @Test func aPlaceOutsideItsUnitCountsFromTheMiddle() throws {
        let map = try SmallPlan.map()
        let room = try #require(map.unitIndex(UnitID("u-214")))
        let reach = Reach(from: room, map: map)
        let middle = reach.way(to: UnitID("u-cor"))
        #expect(reach.way(to: UnitID("u-cor"), at: Point(xMetres: 90, yMetres: 90)) == middle)
        #expect(reach.way(to: UnitID("u-cor"), at: Point(xMetres: 9, yMetres: 4)) != middle)
    }

    @Test func withoutStairsBedsTakeTheLift() throws {
        let map = try SmallPlan.map().withoutStairs()
        let answer = try ask { try $0.locate("P-113", near: "u-214", site: map, limit: 1) }
        // By the lift's door at (10, 8).
        let metres = 4 + 4.472 + 1 + 20 + 1 + 5.657
        #expect(abs((answer.results[0].way?.metres ?? 0) - metres) < 0.01)
    }

    @Test func aPastMomentIsOrderedByTheUnitsOfThen() throws {
        let map = try SmallPlan.map()
        let answer = try ask { try $0.locate("pump", near: "u-sto", at: SmallHospital.before(1), site: map, limit: 9) }
        #expect(answer.results.first?.trackable.id == TrackableID("P-115"))
        #expect(answer.results.first?.way == .metres(0))
        let earlier = try ask {
            try $0.locate("pump", near: "u-cor", at: SmallHospital.before(60_000), site: map, limit: 9)
        }
        #expect(earlier.results.map(\.trackable.id.rawValue).first == "P-113")
        #expect(earlier.results.dropFirst().allSatisfy { $0.way == .unknown })
    }

    @Test func nearWithoutAPlanSaysWhatToDo() throws {
        let error = #expect(throws: VigieError.self) { try ask { try $0.locate("pump", near: "214", limit: 5) } }
        #expect(error?.code == .noInput)
        #expect(error?.remedy?.contains("vigie serve") == true)
    }

    // MARK: route

    @Test func aRouteTellsDoorsStairsAndWhatTheyCost() throws {
        let map = try SmallPlan.map()
        let answer = try ask { try $0.route(from: "214", to: "P-113", site: map) }
        #expect(answer.isFound)
        #expect(
            answer.text(TextStyle()) == """
                from  214, Ground
                to    P-113 Infusion pump, Room 312, First, live
                WALK  UNIT      LEVEL   THEN
                 4 m  214       Ground  door
                 9 m  Corridor  Ground  door
                 1 m  Stairs    Ground  stairs to First
                 1 m  Stairs    First   door
                 4 m  Room 312  First   there
                in all 34 m, 26 s, of these 15 m stand for changes of level
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        #expect(
            answer.text(TextStyle(language: .french)) == """
                de    214, Ground
                vers  P-113 Infusion pump, Room 312, First, en direct
                À PIED  LOCAL     NIVEAU  PUIS
                   4 m  214       Ground  porte
                   9 m  Corridor  Ground  porte
                   1 m  Stairs    Ground  escalier vers First
                   1 m  Stairs    First   porte
                   4 m  Room 312  First   arrivée
                en tout 34 m, 26 s, dont 15 m pour les changements de niveau
                état au 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
    }

    @Test func theWayBackIsAsLong() throws {
        let map = try SmallPlan.map()
        let there = try ask { try $0.route(from: "u-214", to: "P-113", site: map) }
        let back = try ask { try $0.route(from: "aa113", to: "214", site: map) }
        #expect(abs(there.metres - back.metres) < 1e-6 && there.metres > 0)
        let same = try ask { try $0.route(from: "u-214", to: "214", site: map) }
        #expect(same.isFound && same.metres == 0)
    }

    @Test func bedsTakeTheLiftAndSaySo() throws {
        let map = try SmallPlan.map()
        let answer = try ask { try $0.route(from: "Corridor", to: "Room 312", site: map, avoidsStairs: true) }
        guard case .way(let stretches) = answer.outcome else { throw NothingFound("no way") }
        #expect(stretches.compactMap(\.exit?.kind) == [.door, .elevator, .door])
        #expect(answer.text(TextStyle()).contains("without stairs"))
        // From the stairs themselves one may leave, by their door only.
        let left = try ask { try $0.route(from: "u-214", to: "P-666", site: map, avoidsStairs: true) }
        #expect(left.isFound)
    }

    @Test func noWayAndStairsOnlyAreTold() throws {
        let map = try SmallPlan.map()
        let island = try ask { try $0.route(from: "214", to: "Island", site: map) }
        #expect(!island.isFound)
        #expect(island.text(TextStyle()).contains("no way leads there\n"))
        #expect(String(decoding: island.json, as: UTF8.self).contains(#""found":false,"reason":"no_way""#))
        let files = SmallPlan.files.map { file in
            (file.name, Array(String(decoding: file.bytes, as: UTF8.self).replacing("elevator", with: "room").utf8))
        }
        let stairs = try SiteMap.load(files: files).0
        let answer = try ask { try $0.route(from: "214", to: "Room 312", site: stairs, avoidsStairs: true) }
        #expect(answer.text(TextStyle(language: .french)).contains("seuls des escaliers y mènent\n"))
    }

    @Test func nobodyIsSentToAPlaceThatIsNotKnown() throws {
        let map = try SmallPlan.map()
        for what in ["P-117", "P-119"] {
            let answer = try ask { try $0.route(from: "214", to: what, site: map) }
            #expect(!answer.isFound)
            #expect(answer.text(TextStyle()).contains("it is not known where \(what) is\n"))
        }
        let answer = try ask { try $0.route(from: "P-116", to: "214", site: map) }
        #expect(!answer.isFound)
        #expect(
            answer.text(TextStyle()).contains(
                """
                P-116: cannot tell, last known Room 312 at 22:28:14, readers down: r-1 r-2. \
                To go there nevertheless, give the unit: u-312
                """))
        #expect(String(decoding: answer.json, as: UTF8.self).contains(#""reason":"cannot_tell""#))
        // What was only not heard for a while is still where one looks first.
        let stale = try ask { try $0.route(from: "214", to: "P-115", site: map) }
        #expect(stale.isFound && stale.text(TextStyle()).contains("Store, First, last known, heard 20:34:54"))
    }

    @Test func endsThatMeanNothingOrMuchAreRefused() throws {
        let map = try SmallPlan.map()
        func end(_ text: String) throws -> RouteAnswer { try ask { try $0.route(from: text, to: "214", site: map) } }
        let nothing = #expect(throws: NothingFound.self) { try end("Rom 312") }
        #expect(nothing?.what == "FROM: there is no unit and no trackable 'Rom 312'")
        #expect(nothing?.hint == "Did you mean u-312 (Room 312, First)?")
        #expect(throws: NothingFound.self) { try end("nurse") }
        let offices = #expect(throws: VigieError.self) { try end("office") }
        #expect(offices?.remedy == "Give the id of one: u-of1 (Office, Ground), u-of2 (Office, First)")
        let pumps = #expect(throws: VigieError.self) { try end("pump") }
        #expect(pumps?.code == .badData && pumps?.place == "FROM")
        let staff = #expect(throws: VigieError.self) { try end("S-1") }
        #expect(staff?.code == .notAllowed)
    }

    @Test func slipsAreCountedAsLevenshteinDid() {
        #expect(Slips.between("room 312", "room 312", most: 2) == 0)
        #expect(Slips.between("rom 312", "room 312", most: 2) == 1)
        #expect(Slips.between("kitten", "sitting", most: 3) == 3)
        #expect(Slips.between("kitten", "sitting", most: 2) == 3)
        #expect(Slips.between("", "abc", most: 2) == 3)
    }
}
