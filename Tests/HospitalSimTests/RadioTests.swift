import Testing

@testable import HospitalSim

@Suite struct RadioTests {
    private static let hospital = SiteTests.build(units: 120, seed: 3)

    /// Without shadowing, so that the formula can be computed by hand.
    private static let plain: RadioModel = {
        var parameters = RadioModel.Parameters()
        parameters.shadowDB = 0
        return RadioModel(hospital, seed: 1, parameters: parameters)
    }()

    @Test func powerAtTheReaderIsTheFormulas() throws {
        let index = try #require(RadioTests.hospital.readers.firstIndex { $0.kind == "ble" })
        let reader = RadioTests.hospital.readers[index]
        let power = try #require(RadioTests.plain.meanDBm(reader: index, at: reader.position, level: reader.level))
        // Straight below it: only the height counts. -59 - 22 log10(1.5) = -62.87.
        #expect(reader.heightMetres == 2.5)
        #expect(abs(power + 62.874) < 0.01)
    }

    @Test func wallsAndFloorsWeaken() throws {
        let hospital = RadioTests.hospital
        let index = try #require(hospital.readers.firstIndex { $0.kind == "ble" && $0.level == 0 })
        let place = hospital.readers[index].position
        let same = try #require(RadioTests.plain.meanDBm(reader: index, at: place, level: 0))
        let above = try #require(RadioTests.plain.meanDBm(reader: index, at: place, level: 1))
        #expect(same - above > 16)
        let unit = try #require(hospital.units.first { $0.level == 0 && $0.polygon.contains(place) })
        let corner = unit.polygon.bounds
        let across = Point(corner.high.x + 0.5, place.y)
        if hospital.units.contains(where: { $0.level == 0 && $0.polygon.contains(across) }) {
            #expect(RadioTests.plain.wallLoss(from: place, to: across, level: 0) > 0)
        }
        #expect(RadioTests.plain.wallLoss(from: place, to: unit.inside, level: 0) == 0)
    }

    @Test func corridorsThatMeetHaveNoWallBetweenThem() throws {
        let hospital = RadioTests.hospital
        let door = try #require(
            hospital.doors.first {
                hospital.units[$0.unit].category == "walkway"
                    && $0.otherUnit.map { hospital.units[$0].category == "walkway" } ?? false
            })
        let other = try #require(door.otherUnit)
        let level = hospital.units[door.unit].level
        let near = door.middle.toward(hospital.units[door.unit].inside, share: 0.2)
        let far = door.middle.toward(hospital.units[other].inside, share: 0.2)
        #expect(RadioTests.plain.wallLoss(from: near, to: far, level: level) == 0)
    }

    @Test func shadowingIsTheSameAtOnePlaceAndAlikeNearIt() throws {
        let hospital = RadioTests.hospital
        let shadowed = RadioModel(hospital, seed: 1)
        let index = try #require(hospital.readers.firstIndex { $0.kind == "ble" && $0.level == 0 })
        let place = hospital.readers[index].position
        func shadow(_ point: Point) -> Double? {
            guard let with = shadowed.meanDBm(reader: index, at: point, level: 0),
                let without = RadioTests.plain.meanDBm(reader: index, at: point, level: 0)
            else { return nil }
            return with - without
        }
        var values: [Double] = []
        var steps: [Double] = []
        for number in 0..<400 {
            let point = Point(place.x + Double(number % 20 - 10) * 0.9, place.y + Double(number / 20 - 10) * 0.9)
            guard let here = shadow(point), let near = shadow(Point(point.x + 0.2, point.y)) else { continue }
            #expect(shadow(point) == here)
            values.append(here)
            steps.append(abs(near - here))
        }
        try #require(values.count > 50)
        let mean = values.reduce(0, +) / Double(values.count)
        let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        #expect(spread > 1.5 && spread < 4.5)
        #expect(steps.reduce(0, +) / Double(steps.count) < spread / 2)
    }

    @Test func antennasHearPassiveTagsAndNothingElse() throws {
        let hospital = RadioTests.hospital
        let index = try #require(hospital.readers.firstIndex { $0.kind == "uhf" })
        let reader = hospital.readers[index]
        let radio = RadioTests.plain
        let passive = radio.receptions(at: reader.position, level: reader.level, isPassive: true)
        #expect(passive.contains { $0.reader == Int32(index) })
        #expect(passive.allSatisfy { hospital.readers[Int($0.reader)].kind == "uhf" })
        let active = radio.receptions(at: reader.position, level: reader.level, isPassive: false)
        #expect(active.allSatisfy { hospital.readers[Int($0.reader)].kind != "uhf" })
        let far = Point(reader.position.x + 4.5, reader.position.y)
        #expect(radio.meanDBm(reader: index, at: far, level: reader.level) == nil)
    }
}
