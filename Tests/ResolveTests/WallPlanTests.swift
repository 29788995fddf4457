import Model
import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("What walls cost, and who stays where")
struct WallPlanTests {
    /// The corridor site with some units of another category.
    private func site(_ categories: [String: String] = [:]) throws -> SiteMap {
        let files = CorridorSite().files.map { file -> (String, [UInt8]) in
            guard file.name == "unit.geojson" else { return (file.name, Array(file.text.utf8)) }
            let lines = file.text.split(separator: "\n").map { line -> String in
                let id = categories.keys.first { line.contains(#""id":"\#($0)""#) }
                guard let id, let category = categories[id] else { return String(line) }
                return line.split(separator: #""category":"room""#, omittingEmptySubsequences: false)
                    .joined(separator: #""category":"\#(category)""#)
            }
            return (file.name, Array(lines.joined(separator: "\n").utf8))
        }
        return try SiteMap.load(files: files).0
    }

    private func walls(_ map: SiteMap, _ one: String, _ two: String) throws -> Double {
        let first = map.units[try #require(map.unitIndex(UnitID(one)))]
        let second = map.units[try #require(map.unitIndex(UnitID(two)))]
        return WallPlan(map, ResolveParameters()).walls(from: first.point, to: second.point, level: first.level)
    }

    @Test("a partition counts once, a shaft twice, a tiled room between, and corridors that meet have no wall")
    func kinds() throws {
        let plain = try site()
        #expect(try walls(plain, "u-0-0", "u-0-2") == 1)
        #expect(try walls(plain, "u-0-0", "u-0-4") == 2)
        #expect(try walls(plain, "u-0-0", "u-0-0") == 0)
        #expect(try walls(plain, "c-0", "lift-0") == 2)
        let other = try site(["u-0-0": "restroom", "u-0-2": "lobby", "u-0-4": "stairs"])
        #expect(try walls(other, "u-0-2", "c-0") == 0)
        #expect(try walls(other, "u-0-0", "u-0-2") == 1.25)
        #expect(try walls(other, "u-0-2", "u-0-4") == 2)
    }

    @Test("a survey's plan and the plan without one count walls alike")
    func alike() throws {
        let map = try site(["u-0-2": "restroom", "u-0-4": "elevator"])
        let plan = PlanLoss(map)
        for (index, reader) in map.readers.enumerated() {
            let place = try #require(reader.point)
            for unit in map.units {
                let features = try #require(plan.features(reader: index, level: unit.level, unit.point))
                let walls = WallPlan(map, ResolveParameters()).walls(from: place, to: unit.point, level: unit.level)
                #expect(features.walls == walls)
            }
        }
    }

    @Test("nobody is kept in a restroom for long: it is left sooner than a room")
    func restrooms() throws {
        let map = try site(["u-0-2": "restroom"])
        let graph = UnitGraph(map, verticalShare: 0.15)
        let restroom = try #require(map.unitIndex(UnitID("u-0-2")))
        #expect(map.units.indices.filter { graph.isRestroom[$0] } == [restroom])
        #expect(ResolveParameters().restroomHaste > 1)
    }

    @Test("the map's error lasts longer for what stands, but not for robots, which creep")
    func rest() throws {
        let map = try site()
        let parameters = ResolveParameters()
        let survey = SurveyLearner(map).learn([]).radio
        let model = UnitModel(
            map: map, radio: RadioMap(map, parameters), survey: survey, parameters: parameters)
        var state = FilterState()
        state.time = 1_800_000_000_000
        state.confirmedSince = state.time
        let soon = model.lastingError(state, at: state.time + 5000, kind: .patient)
        #expect(soon.seconds == parameters.errorSecondsPeople && soon.share == parameters.errorLastingPeople)
        let late = model.lastingError(state, at: state.time + 60_000, kind: .patient)
        #expect(late.seconds == parameters.errorSecondsResting && late.share == 1)
        let robot = model.lastingError(state, at: state.time + 60_000, kind: .robot)
        #expect(robot.seconds == parameters.errorSecondsPeople && robot.share == parameters.errorLastingPeople)
    }
}
