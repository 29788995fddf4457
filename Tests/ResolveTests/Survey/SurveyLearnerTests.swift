import Foundation
import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("What a survey teaches")
struct SurveyLearnerTests {
    @Test("no points give the plan's path loss exactly")
    func nothing() throws {
        var world = try SurveyWorld(levels: 2)
        let (radio, report) = SurveyLearner(world.map).learn([])
        let parameters = ResolveParameters()
        for _ in 0..<100 {
            let place = world.place()
            let level = world.map.units[place.unit].level
            for reader in world.map.readers.indices {
                let features = try #require(PlanLoss(world.map).features(reader: reader, level: level, place.point))
                let expected =
                    Double(parameters.powerAtOneMetreDBm) + world.map.readers[reader].offsetDecibels
                    - Double(parameters.pathLossExponent) * features.distanceDB
                    - Double(parameters.wallLossDB) * features.walls - Double(parameters.floorLossDB) * features.floors
                let got = radio.expectation(reader: reader, level: level, place.point)
                #expect(got.meanDBm == expected)
                #expect(abs(got.varianceDB - Double(parameters.shadowingDB * parameters.shadowingDB)) < 1e-9)
            }
        }
        #expect(report.leaveOneOutDB == nil)
        #expect(report.squareMetresPerPoint == nil)
        #expect(report.unitsWithoutPoints.count == world.map.units.count)
        #expect(report.unheardReaders.count == world.map.readers.count)
    }

    @Test("twelve points lessen the error of the plan, hundreds nearly end it", arguments: [1, 2] as [UInt64])
    func more(seed: UInt64) throws {
        var world = try SurveyWorld(levels: 2, seed: seed)
        let learner = SurveyLearner(world.map)
        let none = world.error(of: learner.learn([]).radio)
        let few = world.error(of: learner.learn(world.survey(points: 12)).radio)
        let many = world.error(of: learner.learn(world.survey(points: 140)).radio)
        #expect(few < 0.75 * none, "seed \(seed): \(none) to \(few) dB")
        #expect(many < 2.5, "seed \(seed): \(many) dB")
        #expect(many < few)
    }

    @Test("leave-one-out tells about what fresh places show")
    func honest() throws {
        var world = try SurveyWorld(seed: 5)
        let (radio, report) = SurveyLearner(world.map).learn(world.survey(points: 70))
        let fresh = world.error(of: radio)
        let told = try #require(report.leaveOneOutDB)
        // The left-out values themselves carry the noise of four reads, 1.5 dB.
        #expect(told > 0.7 * fresh && told < fresh + 2, "\(told) told, \(fresh) at fresh places")
        #expect(try #require(report.fittedPathLossDB) < (try #require(report.defaultPathLossDB)))
        #expect(abs(report.exponent - world.truth.exponent) < 0.6)
    }

    @Test("a reader with a wrong offset is named, and heard right all the same")
    func oddReader() throws {
        var world = try SurveyWorld(seed: 6)
        world.excessDB = [2: 16]
        let (radio, report) = SurveyLearner(world.map).learn(world.survey(points: 60))
        #expect(report.oddReaders.map(\.reader) == [2])
        #expect(try #require(report.oddReaders.first).excessDB > 8)
        #expect(world.error(of: radio) < 3)
    }

    @Test("points that know only their unit move the unit's mean")
    func unitsOnly() throws {
        var world = try SurveyWorld(seed: 7)
        let unit = world.unit("u-0-2")
        let middle = world.map.units[unit].point
        let points = (0..<6).map { _ in world.point(unit: unit, at: middle, isUnitOnly: true) }
        let (radio, report) = SurveyLearner(world.map).learn(points)
        #expect(report.counts.unitOnlyPoints == 6)
        let reader = try #require(world.map.readers.firstIndex { $0.unit == unit })
        let truth = try #require(world.mean(reader: reader, level: 0, middle))
        let before = SurveyLearner(world.map).learn([]).radio.expectation(reader: reader, level: 0, middle).meanDBm
        let after = radio.expectation(reader: reader, level: 0, middle)
        #expect(abs(after.meanDBm - truth) < 0.6 * abs(before - truth))
        let far = radio.expectation(reader: reader, level: 0, Point(xMetres: 14, yMetres: 1))
        #expect(after.deviationDB < far.deviationDB)
    }

    @Test("far from every point the map is as unsure as without a survey, near one it is not")
    func unsure() throws {
        var world = try SurveyWorld(rooms: 20, seed: 8)
        let unit = world.unit("u-0-0")
        let bounds = world.map.units[unit].bounds
        let points = (0..<20).map { _ in
            let place = Point(
                xMetres: world.random.uniform(bounds.minimum.xMetres...bounds.maximum.xMetres),
                yMetres: world.random.uniform(bounds.minimum.yMetres...bounds.maximum.yMetres))
            return world.point(unit: unit, at: place)
        }
        let (radio, report) = SurveyLearner(world.map).learn(points)
        let near = radio.expectation(reader: 0, level: 0, world.map.units[unit].point)
        let far = radio.expectation(reader: 0, level: 0, Point(xMetres: 48, yMetres: 10))
        #expect(near.deviationDB < 0.8 * far.deviationDB)
        #expect(!report.unitsWithoutPoints.contains(unit))
        #expect(report.unitsWithoutPoints.count == world.map.units.count - 1)
    }

    @Test("two rooms that one reader sees alike are named")
    func alike() throws {
        let world = try SurveyWorld { _, room in room == 2 }
        let report = SurveyLearner(world.map).learn([]).report
        let first = world.unit("u-0-0")
        let second = world.unit("u-0-4")
        let pair = report.alikeUnits.first { [$0.first, $0.second] == [first, second].sorted() }
        #expect(try #require(pair).separation < 0.5)
        let full = try SurveyWorld()
        let told = SurveyLearner(full.map).learn([]).report.alikeUnits
        #expect(!told.contains { [$0.first, $0.second] == [first, second].sorted() })
    }

    @Test("the file holds every reader and place, the same bytes each time")
    func file() throws {
        var world = try SurveyWorld(levels: 2, seed: 9)
        let points = world.survey(points: 40)
        let (radio, _) = SurveyLearner(world.map).learn(points)
        let bytes = radio.json(world.map)
        #expect(bytes == SurveyLearner(world.map).learn(points).radio.json(world.map))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["schema"] as? String == "vigie.radio-map/1")
        let readers = try #require(object["readers"] as? [[String: Any]])
        #expect(readers.count == world.map.readers.count)
        #expect(
            readers.map { ($0["places"] as? [Any])?.count ?? -1 } == radio.readers.map(\.places.count))
        #expect((object["units"] as? [String])?.allSatisfy { world.unit($0) >= 0 } == true)
    }
}
