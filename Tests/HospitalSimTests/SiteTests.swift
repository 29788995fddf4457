import Testing

@testable import HospitalSim

@Suite struct SiteTests {
    static func build(
        units: Int, seed: UInt64 = 1, levels: Int? = nil, change: (inout SiteRequest) -> Void = { _ in }
    ) -> Hospital {
        var request = SiteRequest(seed: seed, units: units, levels: levels, language: .english)
        change(&request)
        var generator = HospitalGenerator(request)
        return generator.build()
    }

    @Test(arguments: [20, 37, 60, 120, 500, 2000])
    func theNumberOfUnitsIsTheOneAskedFor(units: Int) {
        #expect(SiteTests.build(units: units).units.count == units)
    }

    @Test func sameSeedSameBytesAndAnotherSeedOthers() {
        let first = IMDFWriter(SiteTests.build(units: 120, seed: 5), seed: 5).files()
        let second = IMDFWriter(SiteTests.build(units: 120, seed: 5), seed: 5).files()
        let other = IMDFWriter(SiteTests.build(units: 120, seed: 6), seed: 6).files()
        #expect(first.map(\.name) == second.map(\.name))
        #expect(zip(first, second).allSatisfy { $0.bytes == $1.bytes })
        #expect(zip(first, other).contains { $0.name == "unit.geojson" && $0.bytes != $1.bytes })
    }

    @Test(arguments: [(20, UInt64(1)), (120, 2), (500, 3), (2000, 4)])
    func everyUnitIsReachedFromEveryOther(units: Int, seed: UInt64) {
        let hospital = SiteTests.build(units: units, seed: seed)
        let graph = WalkGraph(hospital)
        // All ways go both ways, so it is enough to reach all from one.
        for unit in hospital.units.indices {
            if !graph.metres(from: unit, to: 0).isFinite {
                Issue.record("\(hospital.unitName(unit)) is cut off, seed \(seed)")
            }
        }
    }

    @Test(arguments: [60, 300])
    func unitsFillEachLevelWithoutGapsOrOverlaps(units: Int) {
        let hospital = SiteTests.build(units: units, seed: 8)
        for (index, level) in hospital.levels.enumerated() {
            let own = hospital.units.filter { $0.level == index }
            let sum = own.reduce(0) { $0 + $1.polygon.signedArea }
            #expect(abs(sum - level.outline.signedArea) < 1e-6)
            let (low, high) = level.outline.bounds
            // No lattice point is in two units, none inside the outline is in no unit.
            for row in 1..<20 {
                for column in 1..<20 {
                    let point = Point(
                        low.x + (high.x - low.x) * (Double(column) + 0.137) / 21,
                        low.y + (high.y - low.y) * (Double(row) + 0.271) / 21)
                    let holders = own.filter { $0.polygon.contains(point, tolerance: 0) }.count
                    let expected = level.outline.contains(point, tolerance: 0) ? 1 : 0
                    if holders != expected { Issue.record("\(holders) units at \(point), level \(index)") }
                }
            }
        }
    }

    @Test func doorsLieOnTheWallsOfBothTheirUnits() {
        let hospital = SiteTests.build(units: 500, seed: 4)
        for door in hospital.doors {
            for unit in [door.unit, door.otherUnit].compactMap({ $0 }) {
                for point in [door.from, door.middle, door.to] {
                    if hospital.units[unit].polygon.borderDistance(point) > 1e-6 {
                        Issue.record("the door of \(hospital.unitName(unit)) is not in its wall")
                    }
                }
            }
        }
        let outside = hospital.doors.filter { $0.otherUnit == nil }
        #expect(!outside.isEmpty)
        #expect(outside.allSatisfy { hospital.levels[hospital.units[$0.unit].level].ordinal == 0 })
    }

    @Test func stairsAndLiftsOfNeighbouringLevelsLieOverEachOther() {
        let hospital = SiteTests.build(units: 500, seed: 4)
        for level in hospital.levels.indices {
            let kinds = Set(hospital.units.filter { $0.level == level }.map(\.category))
            #expect(kinds.isSuperset(of: ["stairs", "elevator", "walkway", "storage"]))
        }
        #expect(!hospital.links.isEmpty)
        for link in hospital.links {
            #expect(hospital.units[link.lower].polygon == hospital.units[link.upper].polygon)
            #expect(hospital.units[link.upper].level == hospital.units[link.lower].level + 1)
        }
    }

    @Test func readersAreInsideTheirLevelAndTheirIdsFitATopic() {
        for names in ReaderNames.allCases {
            let hospital = SiteTests.build(units: 120, seed: 3) { $0.readerNames = names }
            #expect(Set(hospital.readers.map(\.id)).count == hospital.readers.count)
            for reader in hospital.readers {
                #expect(hospital.units.contains { $0.level == reader.level && $0.polygon.contains(reader.position) })
                #expect(reader.id.utf8.count <= 64)
                #expect(reader.id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) })
                #expect(abs(reader.offsetDB) <= 6)
                if names == .macs { #expect(DialectChoice.isMAC(reader.id)) }
            }
        }
    }

    @Test func aNumberOfReadersIsThatNumber() {
        for count in [1, 30, 400] {
            let hospital = SiteTests.build(units: 60) { $0.readers = .count(count) }
            #expect(hospital.readers.count == count)
        }
    }

    @Test func wrongOffsetsAreWrittenAndTheTrueOnesKept() {
        let honest = SiteTests.build(units: 60, seed: 2)
        let wrong = SiteTests.build(units: 60, seed: 2) { $0.wrongOffsets = true }
        #expect(honest.readers.map(\.offsetDB) != wrong.readers.map(\.offsetDB))
        #expect(honest.readers.allSatisfy { wrong.trueOffsetsDB[$0.id] == $0.offsetDB })
    }

    @Test func roomNumbersAreReadAsPeopleReadThem() {
        #expect(SiteNames.roomNumber(12, ordinal: 3, wide: false) == "312")
        #expect(SiteNames.roomNumber(12, ordinal: 0, wide: false) == "012")
        #expect(SiteNames.roomNumber(112, ordinal: 3, wide: true) == "3112")
        #expect(SiteNames.roomNumber(4, ordinal: -1, wide: false) == "B04")
    }
}
