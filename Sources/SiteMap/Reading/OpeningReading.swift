import Model

/// An opening with the portals that it becomes: one for each frame in which it touches units.
struct OpeningDraft: Sendable {
    var opening: Opening
    /// The middle and the touched units, first on its own level, then on others of the same ordinal.
    var sides: [Side]

    struct Side: Sendable {
        var point: Point
        var units: [Int]
    }
}

extension SiteLoader {
    mutating func readOpenings(_ plan: FloorPlan, grids: [LevelGrid]) -> [OpeningDraft] {
        var drafts: [OpeningDraft] = []
        for feature in features("opening.geojson", type: "opening") {
            let category = category(feature, known: Categories.openings)
            let name = label(feature, "name") ?? feature.id
            guard let level = level(feature, plan.levelIndices), let degrees = line(feature) else { continue }
            let sides = sides(of: degrees, level: level, plan, grids)
            let line = inMetres(degrees, plan.frame(level: level))
            let units = sides.flatMap(\.units).sorted()
            if units.isEmpty {
                warn(
                    feature, "geometry.coordinates",
                    "no unit within \(DoorMatcher.toleranceMetres) m: it links nothing",
                    "Draw it on the edge that its units share")
            }
            drafts.append(
                OpeningDraft(
                    opening: Opening(
                        id: feature.id, name: name, category: category, level: level, line: line,
                        point: DoorMatcher.samples(of: line)[2], units: units),
                    sides: sides))
        }
        return drafts
    }

    private mutating func line(_ feature: RawFeature) -> [Degrees]? {
        guard !feature.geometry.isNull else {
            warn(feature, "geometry", "no geometry; the opening is left out", "Draw its line")
            return nil
        }
        var parser = GeometryParser()
        do {
            return try parser.line(feature.geometry)
        } catch {
            fail(feature, error.field, error.what, error.remedy)
            return nil
        }
    }

    private func inMetres(_ degrees: [Degrees], _ frame: LocalFrame) -> [Point] {
        degrees.map { frame.point(longitude: $0.longitude, latitude: $0.latitude) }
    }

    /// Units of the own level; where that is only one, also of the other levels of the same ordinal: a door between
    /// two buildings is drawn on one of them.
    private func sides(
        of degrees: [Degrees], level: Int, _ plan: FloorPlan, _ grids: [LevelGrid]
    ) -> [OpeningDraft.Side] {
        var sides: [OpeningDraft.Side] = []
        func look(_ level: Int) {
            let line = inMetres(degrees, plan.frame(level: level))
            let units = DoorMatcher.units(on: line, grid: grids[level], units: plan.units)
            if !units.isEmpty { sides.append(OpeningDraft.Side(point: DoorMatcher.samples(of: line)[2], units: units)) }
        }
        look(level)
        guard sides.first?.units.count == 1 else { return sides }
        for other in plan.levels.indices
        where other != level && plan.levels[other].ordinal == plan.levels[level].ordinal { look(other) }
        return sides
    }
}

/// Finds the units that an opening lies on the edge of.
enum DoorMatcher {
    /// How far an opening may lie from a unit's edge: half a thick wall, and the drawing's error.
    static let toleranceMetres = 0.3

    /// Points at 10, 30, 50, 70 and 90 % of a line's length.
    static func samples(of line: [Point]) -> [Point] {
        let segments = zip(line, line.dropFirst()).map { Segment(start: $0, end: $1) }
        let length = segments.reduce(0) { $0 + $1.lengthMetres }
        return [0.1, 0.3, 0.5, 0.7, 0.9].map { share in
            var rest = share * length
            for segment in segments {
                if rest <= segment.lengthMetres, segment.lengthMetres > 0 {
                    return segment.point(at: rest / segment.lengthMetres)
                }
                rest -= segment.lengthMetres
            }
            return line.last ?? Point(xMetres: 0, yMetres: 0)
        }
    }

    /// The walkable units whose edge runs along a line: near to its middle part, and as far from its one end as from
    /// its other, so that a unit around the corner does not count. Rising.
    static func units(on line: [Point], grid: LevelGrid, units: [Unit]) -> [Int] {
        let samples = samples(of: line)
        let length = samples[0].distance(to: samples[4]) / 0.8
        var area = Bounds(line)
        area.minimum = Point(
            xMetres: area.minimum.xMetres - toleranceMetres, yMetres: area.minimum.yMetres - toleranceMetres)
        area.maximum = Point(
            xMetres: area.maximum.xMetres + toleranceMetres, yMetres: area.maximum.yMetres + toleranceMetres)
        return grid.units(near: area).filter { index in
            let unit = units[index]
            guard unit.isWalkable, !unit.bounds.intersection(area).isEmpty else { return false }
            let distances = samples.map { unit.distanceToEdge(from: $0) }
            return distances[1...3].allSatisfy { $0 <= toleranceMetres }
                && abs(distances[0] - distances[4]) <= max(0.02, 0.4 * length)
        }
    }
}

extension Unit {
    func distanceToEdge(from point: Point) -> Double {
        polygons.reduce(.infinity) { min($0, $1.distanceToEdge(from: point)) }
    }
}
