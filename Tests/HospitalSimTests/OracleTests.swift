import Model
import SimKit
import Testing

@testable import HospitalSim

@Suite struct OracleTests {
    private let hospital = SiteTests.build(units: 40, seed: 3)

    @Test func everyCellIsReachedFromEveryOther() {
        let grid = OracleGrid(hospital)
        var reached: Set<Int> = [0]
        var waiting = [0]
        while let cell = waiting.popLast() {
            let steps = grid.next[cell * OracleGrid.headings..<(cell + 1) * OracleGrid.headings]
            for target in steps.map(Int.init) + grid.rides[cell, default: []] where target >= 0 {
                if reached.insert(target).inserted { waiting.append(target) }
            }
        }
        #expect(reached.count == grid.cells.count)
    }

    @Test func itKnowsNearlyAlwaysWhereEverybodyIs() throws {
        var options = SimulationOptions(seed: 4)
        options.population = PopulationOptions(equipment: 2, patients: 2, staff: 2)
        options.faults.deadReaders = 1
        let simulation = try Simulation(hospital, options)
        let oracle = Oracle(simulation, ignoresSilence: false)
        var right = 0
        var total = 0
        for second in 1...120 {
            try simulation.step { _, _ in }
            var json = JSONWriter()
            oracle.step(&json)
            guard second > 10 else { continue }
            let lines = json.text.split(separator: "\n")
            #expect(lines.count == 6)
            for (line, agent) in zip(lines, simulation.world.agents) {
                total += 1
                if line.contains("\"unit\":\"\(simulation.hospital.units[agent.unit].id)\"") { right += 1 }
            }
        }
        #expect(Double(right) > 0.9 * Double(total), "seed 4: \(right) of \(total)")
    }

    @Test func aSurveyNotesEveryUnitInTheWordsOfTheDesign() {
        var walk = SurveyWalk(hospital, seed: 4, noiseDB: 3, reads: 2)
        var again = SurveyWalk(hospital, seed: 4, noiseDB: 3, reads: 2)
        for unit in hospital.units.indices {
            var json = JSONWriter()
            var other = JSONWriter()
            walk.write(unit: unit, &json)
            again.write(unit: unit, &other)
            #expect(json.bytes == other.bytes)
            #expect(json.text.contains("\"unit\":\"\(hospital.units[unit].id)\""))
            #expect(json.text.contains("\"reads\":[{\"reader\":"), "nothing is heard in unit \(unit)")
        }
    }
}
