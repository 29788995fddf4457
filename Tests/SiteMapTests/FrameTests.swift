import Model
import SiteMap
import Testing

@Suite struct FrameTests {
    /// Lengths of a degree on WGS 84, as published tables have them.
    @Test(arguments: [
        (0.0, 111_319.49, 110_574.28), (45.0, 78_846.81, 111_131.75), (60.0, 55_800.00, 111_412.24),
    ])
    func aDegreeHasItsLength(latitude: Double, east: Double, north: Double) {
        let frame = LocalFrame(originLongitude: 0, originLatitude: latitude)
        #expect(abs(frame.metresPerDegreeEast - east) < 0.05)
        #expect(abs(frame.metresPerDegreeNorth - north) < 0.05)
    }

    @Test func forthAndBackIsExactAtTheSizeOfAHospital() {
        var random = Seeded(5)
        for latitude in [-54.0, -1, 0, 22, 48.85, 69.6] {
            let frame = LocalFrame(originLongitude: 2.35, originLatitude: latitude)
            for _ in 0..<500 {
                let point = Point(
                    xMetres: .random(in: 0...800, using: &random), yMetres: .random(in: 0...800, using: &random))
                let (longitude, latitude) = frame.longitudeLatitude(of: point)
                #expect(frame.point(longitude: longitude, latitude: latitude).distance(to: point) < 0.000_1)
            }
        }
    }

    @Test func theOriginIsTheSouthWestCornerOfTheBuildingsLevels() throws {
        var site = SiteFixture()
        site.level("L0", outline: SiteFixture.rectangle(100, 50, 30, 20))
        site.level("L1", ordinal: 1, outline: SiteFixture.rectangle(110, 40, 30, 20))
        site.room("a", 105, 55, 5, 5)
        site.room("b", on: "L1", 115, 45, 5, 5)
        let map = try site.load()
        #expect(map.levels[0].polygons[0].bounds.minimum.distance(to: Point(xMetres: 0, yMetres: 10)) < 0.01)
        #expect(map.levels[1].polygons[0].bounds.minimum.distance(to: Point(xMetres: 10, yMetres: 0)) < 0.01)
        let inRoom = Point(xMetres: 6, yMetres: 16)
        #expect(map.unit(at: inRoom, level: 0) == 0)
        let (longitude, latitude) = map.longitudeLatitude(of: inRoom, level: 0)
        #expect(map.point(longitude: longitude, latitude: latitude, level: 0).distance(to: inRoom) < 0.001)
        let expected = SiteFixture.frame.longitudeLatitude(of: Point(xMetres: 106, yMetres: 56))
        #expect(abs(longitude - expected.longitude) < 1e-7 && abs(latitude - expected.latitude) < 1e-7)
    }

    @Test func aTransformTurnsScalesAndMoves() {
        let transform = FrameTransform(offsetXMetres: 10, offsetYMetres: 20, rotationDegrees: 90, scale: 0.001)
        let found = transform.apply(Point(xMetres: 2000, yMetres: 500))
        #expect(found.distance(to: Point(xMetres: 9.5, yMetres: 22)) < 1e-9)
        #expect(transform.inverse(found).distance(to: Point(xMetres: 2000, yMetres: 500)) < 1e-6)
        let down = FrameTransform(offsetYMetres: 30, flipsY: true)
        #expect(down.apply(Point(xMetres: 1, yMetres: 4)) == Point(xMetres: 1, yMetres: 26))
        #expect(down.inverse(Point(xMetres: 1, yMetres: 26)) == Point(xMetres: 1, yMetres: 4))
    }

    @Test func controlPointsGiveTheTransformBack() throws {
        var random = Seeded(99)
        for round in 0..<100 {
            let flips = round % 2 == 1
            let truth = FrameTransform(
                offsetXMetres: .random(in: -50...50, using: &random),
                offsetYMetres: .random(in: -50...50, using: &random),
                rotationDegrees: .random(in: -180...180, using: &random), scale: .random(in: 0.001...3, using: &random),
                flipsY: flips)
            let count = flips ? 4 : Int.random(in: 2...6, using: &random)
            let pairs = (0..<count).map { index in
                let point = Point(
                    xMetres: Double(index * index) * 7 + .random(in: 0...3, using: &random),
                    yMetres: Double(index % 3) * 11 + .random(in: 0...3, using: &random))
                return (provider: point, site: truth.apply(point))
            }
            let (found, residual) = try FrameTransform.fitted(pairs)
            #expect(residual < 1e-6, "round \(round)")
            let probe = Point(xMetres: 12, yMetres: 34)
            #expect(found.apply(probe).distance(to: truth.apply(probe)) < 1e-6, "round \(round)")
        }
    }

    @Test func noisyControlPointsLeaveTheirResidual() throws {
        let pairs: [(provider: Point, site: Point)] = [
            (Point(xMetres: 0, yMetres: 0), Point(xMetres: 0.1, yMetres: 0)),
            (Point(xMetres: 10, yMetres: 0), Point(xMetres: 9.9, yMetres: 0)),
            (Point(xMetres: 10, yMetres: 10), Point(xMetres: 10.1, yMetres: 10)),
            (Point(xMetres: 0, yMetres: 10), Point(xMetres: -0.1, yMetres: 10)),
        ]
        let (transform, residual) = try FrameTransform.fitted(pairs)
        #expect(abs(residual - 0.1) < 0.02)
        #expect(abs(transform.scale - 1) < 0.02)
    }

    @Test func tooFewOrEqualControlPointsAreRefused() {
        let point = Point(xMetres: 1, yMetres: 1)
        for pairs in [[], [(provider: point, site: point)], [(point, point), (point, point)]] {
            let error = #expect(throws: VigieError.self) { try FrameTransform.fitted(pairs) }
            #expect(error?.code == .badConfiguration)
        }
    }

    @Test func aSiteResolvesItsProviderFrames() throws {
        let corner = SiteFixture.frame.longitudeLatitude(of: Point(xMetres: 26, yMetres: 0))
        let origin = SiteFixture.frame.longitudeLatitude(of: Point(xMetres: 0, yMetres: 0))
        var named = ProviderFrame(
            provider: "uwb", level: LevelID("L0"), transform: FrameTransform(offsetXMetres: 2))
        named.providerLevel = "Map 1"
        let settings = SiteSettings(
            site: SiteID("h"), timeZone: "Europe/Paris",
            frames: [
                ProviderFrame(
                    provider: "uwb", level: LevelID("L1"),
                    controlPoints: [
                        ControlPoint(
                            provider: Point(xMetres: 0, yMetres: 0),
                            site: .degrees(longitude: origin.longitude, latitude: origin.latitude)),
                        ControlPoint(
                            provider: Point(xMetres: 26_000, yMetres: 0),
                            site: .degrees(longitude: corner.longitude, latitude: corner.latitude)),
                    ]),
                ProviderFrame(provider: "uwb", transform: FrameTransform(offsetXMetres: 1)),
                named,
            ])
        let map = try SiteFixture.ward().load(settings)
        let upper = try #require(map.frame(provider: "uwb", level: LevelID("L1")))
        #expect(
            upper.transform.apply(Point(xMetres: 5000, yMetres: 5000)).distance(to: Point(xMetres: 5, yMetres: 5))
                < 0.01)
        #expect(map.frame(provider: "uwb", level: LevelID("L0"))?.transform.offsetXMetres == 1)
        #expect(map.frame(provider: "uwb")?.level == LevelID("L1"))
        #expect(map.frame(provider: "other") == nil)
        #expect(map.frame(provider: "uwb", named: "L0").map { $0.frame?.transform.offsetXMetres } == 1)
        #expect(map.frame(provider: "uwb", named: "nowhere") == nil)
        let translated = try #require(map.frame(provider: "uwb", named: "Map 1"))
        #expect(translated.level == map.level(LevelID("L0")) && translated.frame?.transform.offsetXMetres == 2)
        #expect(map.frame(provider: "other", named: "Map 1") == nil)
        #expect(map.frame(provider: "other", named: "L0").map { $0.level } == map.level(LevelID("L0")))
        #expect(map.frame(provider: "other", named: nil).map { $0.level } == .some(nil))
    }
}
