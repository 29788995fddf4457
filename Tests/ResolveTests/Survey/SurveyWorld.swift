import Model
import SimKit
import SiteMap

@testable import Resolve

/// A corridor site whose radio is not what the defaults assume, and surveys made in it.
struct SurveyWorld {
    let map: SiteMap
    var random: SeededRandom
    var truth = PathLossModel(powerAtOneMetreDBm: -50, exponent: 2.7, wallLossDB: 5, floorLossDB: 18)
    /// What single readers hear too much, dB.
    var excessDB: [Int: Double] = [:]
    var noiseDB = 3.0

    init(
        rooms: Int = 6, levels: Int = 1, seed: UInt64 = 1,
        hasReader: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }
    ) throws {
        var corridor = CorridorSite(rooms: rooms, levels: levels)
        corridor.hasReader = hasReader
        map = try SiteMap.load(files: corridor.files.map { ($0.name, Array($0.text.utf8)) }).0
        random = SeededRandom(seed: seed)
    }

    /// The true mean power; a slow wave over the floor is what no path loss explains.
    func mean(reader: Int, level: Int, _ point: Point) -> Double? {
        guard let features = PlanLoss(map).features(reader: reader, level: level, point) else { return nil }
        let wave = 4 * (((point.xMetres + Double(reader)) / 4).truncatingRemainder(dividingBy: 2) - 1)
        return truth.mean(features) + excessDB[reader, default: 0] + wave
    }

    /// A unit by its id; -1 when there is none.
    func unit(_ id: String) -> Int { map.unitIndex(UnitID(id)) ?? -1 }

    /// A place in any unit.
    mutating func place() -> (unit: Int, point: Point) {
        let unit = random.below(map.units.count)
        let bounds = map.units[unit].bounds
        return (
            unit,
            Point(
                xMetres: random.uniform(bounds.minimum.xMetres...bounds.maximum.xMetres),
                yMetres: random.uniform(bounds.minimum.yMetres...bounds.maximum.yMetres))
        )
    }

    mutating func point(unit: Int, at place: Point, isUnitOnly: Bool = false) -> SurveyPoint {
        let level = map.units[unit].level
        var reads: [SurveyPoint.Read] = []
        for reader in map.readers.indices {
            guard let mean = mean(reader: reader, level: level, place) else { continue }
            for _ in 0..<4 {
                let power = mean + noiseDB * random.normal()
                if power > -95 { reads.append(.init(reader: reader, rssiDBm: min(-20, power))) }
            }
        }
        return SurveyPoint(
            level: isUnitOnly ? nil : level, xMetres: isUnitOnly ? .nan : place.xMetres,
            yMetres: isUnitOnly ? .nan : place.yMetres, unit: unit, reads: reads)
    }

    mutating func survey(points: Int) -> [SurveyPoint] {
        (0..<points).map { _ in
            let place = place()
            return point(unit: place.unit, at: place.point)
        }
    }

    /// Root mean square error of a map's means at fresh places, dB; only where the tag is heard well.
    mutating func error(of radio: SurveyRadio, places: Int = 200) -> Double {
        var sum = 0.0
        var count = 0.0
        for _ in 0..<places {
            let place = place()
            let level = map.units[place.unit].level
            for reader in map.readers.indices {
                guard let mean = mean(reader: reader, level: level, place.point), mean > -90 else { continue }
                let error = radio.expectation(reader: reader, level: level, place.point).meanDBm - mean
                sum += error * error
                count += 1
            }
        }
        return (sum / max(1, count)).squareRoot()
    }
}
