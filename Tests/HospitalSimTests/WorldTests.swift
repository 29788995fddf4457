import Model
import Testing

@testable import HospitalSim

@Suite struct WorldTests {
    private func world(seed: UInt64, activity: Double = 4, staff: Int = 8) -> (Hospital, World) {
        let hospital = SiteTests.build(units: 120, seed: seed)
        let options = PopulationOptions(equipment: 20, patients: 10, staff: staff, containers: 5)
        let trackables = Population(options, hospital: hospital, seed: seed).trackables
        return (hospital, World(hospital, trackables: trackables, seed: seed, activity: activity))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func everybodyIsInTheUnitThatIsSaid(seed: UInt64) {
        let (hospital, world) = world(seed: seed)
        for second in 0..<600 {
            world.step()
            for agent in world.agents {
                if !hospital.units[agent.unit].polygon.contains(agent.point, tolerance: 1e-6) {
                    Issue.record("seed \(seed), second \(second), \(hospital.unitName(agent.unit))")
                }
            }
        }
    }

    @Test func nobodyJumpsAndOneStepLeadsToANeighbour() {
        let (hospital, world) = world(seed: 4)
        var neighbours = hospital.units.indices.map { Set([$0]) }
        for portal in world.graph.portals {
            neighbours[portal.units.0].insert(portal.units.1)
            neighbours[portal.units.1].insert(portal.units.0)
        }
        var before = world.agents
        var changes = 0
        for _ in 0..<900 {
            world.step()
            for (old, new) in zip(before, world.agents) {
                if old.unit != new.unit { changes += 1 }
                // In one second one crosses at most a bathroom's or a corridor's corner: two doors.
                if old.unit != new.unit, neighbours[old.unit].isDisjoint(with: neighbours[new.unit]) {
                    Issue.record("from \(hospital.unitName(old.unit)) to \(hospital.unitName(new.unit))")
                }
                let isOneLevel = hospital.units[old.unit].level == hospital.units[new.unit].level
                if isOneLevel, old.point.distance(to: new.point) > 2.5 {
                    Issue.record("jumped in \(hospital.unitName(new.unit))")
                }
            }
            before = world.agents
        }
        #expect(changes > 100)
    }

    @Test func staffCarryEquipmentAndLevelsAreChangedByStairsAndLiftsOnly() {
        let (hospital, world) = world(seed: 5, activity: 20)
        var carried = Set<Int>()
        var levelChanges = 0
        var before = world.agents
        for _ in 0..<900 {
            world.step()
            for (index, agent) in world.agents.enumerated() {
                if agent.carrier >= 0 {
                    carried.insert(index)
                    if world.agents[agent.carrier].unit != agent.unit || world.agents[agent.carrier].kind != .staff {
                        Issue.record("what is carried is where its carrier is not")
                    }
                }
                let old = hospital.units[before[index].unit]
                let new = hospital.units[agent.unit]
                guard old.level != new.level else { continue }
                levelChanges += 1
                let ways = ["stairs", "elevator"]
                #expect(ways.contains(old.category) || ways.contains(new.category))
                if agent.kind == .equipment { #expect(old.category != "stairs" && new.category != "stairs") }
            }
            before = world.agents
        }
        #expect(carried.count > 5)
        #expect(levelChanges > 10)
    }

    @Test func withoutStaffEquipmentIsMovedAllTheSame() {
        let (_, world) = world(seed: 6, activity: 20, staff: 0)
        let before = world.agents.map(\.unit)
        for _ in 0..<600 { world.step() }
        #expect(zip(before, world.agents).filter { $0 != $1.unit }.count > 5)
    }

    @Test func aWayIsAsLongAsItsSteps() throws {
        let hospital = SiteTests.build(units: 500, seed: 7)
        let graph = WalkGraph(hospital)
        let rooms = UnitRoles(hospital).patientRooms
        let pair = (from: try #require(rooms.first), to: try #require(rooms.last))
        let from = pair.from
        let to = pair.to
        let steps = try #require(
            graph.route(
                from: from, hospital.units[from].inside, to: to, hospital.units[to].inside, avoidsStairs: true))
        #expect(steps.last?.unit == to)
        #expect(steps.allSatisfy { hospital.units[$0.unit].polygon.contains($0.point, tolerance: 1e-6) })
        #expect(!steps.contains { $0.rideSeconds > 0 && hospital.units[$0.unit].category == "stairs" })
        let back = graph.metres(from: to, to: from)
        #expect(abs(graph.metres(from: from, to: to) - back) < 1e-6)
    }

    @Test func peopleHavePseudonymsOnly() {
        let hospital = SiteTests.build(units: 60)
        let options = PopulationOptions(equipment: 10, patients: 5, staff: 5, containers: 2, unknownTags: 3)
        let trackables = Population(options, hospital: hospital, seed: 1).trackables
        #expect(Set(trackables.map(\.tag.canonical)).count == trackables.count)
        for entry in trackables where entry.kind == .patient || entry.kind == .staff {
            #expect(entry.name.isEmpty && entry.category.isEmpty && entry.serial.isEmpty)
        }
        let rows = String(decoding: Population.csv(of: trackables, hospital: hospital), as: UTF8.self)
            .split(separator: "\n")
        #expect(rows.count == 1 + 22)
        #expect(rows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 8 })
    }

    @Test func epcsAreOfTheCompanyAndTheirHeadersSayWhatTheyAre() {
        #expect(EPC.hex(EPC.bytes(index: 7, isContainer: false)) == "34166259D800000000000007")
        #expect(EPC.hex(EPC.bytes(index: 7, isContainer: true)) == "33166259D8000A8000000007")
    }
}
