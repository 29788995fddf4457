import Testing

@testable import HospitalSim

@Suite struct GeometryTests {
    /// A room with its bathroom cut out of the north-east corner.
    private let room = Polygon([
        Point(0, 0), Point(4, 0), Point(4, 3), Point(2, 3), Point(2, 5), Point(0, 5),
    ])

    @Test func aPolygonGivenClockwiseIsTurnedRound() {
        let polygon = Polygon([Point(0, 0), Point(0, 2), Point(3, 2), Point(3, 0)])
        #expect(polygon.signedArea == 6)
    }

    @Test func areaOfAnLShapedRoom() {
        #expect(room.signedArea == 16)
    }

    @Test func cornerThatIsCutOutIsOutsideAndTheBorderIsInside() {
        #expect(room.contains(Point(1, 4)))
        #expect(!room.contains(Point(3, 4)))
        #expect(room.contains(Point(2, 4)))
        #expect(room.contains(Point(0, 0)))
    }

    @Test func oneSeesNotRoundTheCorner() {
        #expect(room.sees(Point(0.5, 0.5), Point(0.5, 4.5)))
        #expect(!room.sees(Point(3.8, 2.8), Point(1.8, 4.9)))
    }

    @Test func theOnlyBendIsAtTheInwardCorner() {
        let bends = room.bends()
        #expect(bends.count == 1)
        #expect(bends.allSatisfy { room.contains($0) && $0.distance(to: Point(2, 3)) < 0.31 })
    }

    @Test func innerPointIsInsideWhereTheCentroidIsNot() {
        let hook = Polygon([
            Point(0, 0), Point(10, 0), Point(10, 10), Point(9, 10), Point(9, 1), Point(0, 1),
        ])
        #expect(hook.contains(hook.innerPoint))
        #expect(hook.borderDistance(hook.innerPoint) > 0.2)
    }

    @Test func degreesAndMetresForthAndBack() {
        let frame = LocalFrame(longitude: 2.31, latitude: 46.62)
        let degrees = frame.degrees(Point(120, 80))
        let back = frame.metres(longitude: degrees.longitude, latitude: degrees.latitude)
        #expect(back.distance(to: Point(120, 80)) < 1e-6)
        // A degree of latitude at 46.62° is 111.166 km on WGS 84.
        #expect(abs(frame.metresPerDegreeNorth - 111_166) < 10)
    }

    @Test func heapGivesEqualTimesInTheirOrder() {
        var heap = EventHeap<Int>()
        for value in 0..<100 { heap.push(value, at: Int64(value % 3)) }
        var seen: [(Int64, Int)] = []
        while let (element, time) = heap.pop() { seen.append((time, element)) }
        #expect(seen.count == 100)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
    }
}
