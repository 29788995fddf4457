import Model

/// Levels and units in metres, with the frames of their buildings.
struct FloorPlan: Sendable {
    var buildings: [Building] = []
    var levels: [Level] = []
    var units: [Unit] = []
    var unitDrafts: [UnitDraft]
    /// From a draft's place to the level's.
    let levelOfDraft: [Int]
    let levelIndices: [LevelID: Int]

    /// Groups levels into buildings, gives each building its frame, and brings the levels' outlines into it. Units
    /// are still drafts: see ``SiteLoader/makeUnits(_:)``.
    init(levels drafts: [LevelDraft], units unitDrafts: [UnitDraft], buildingNames: [String: String]) {
        self.unitDrafts = unitDrafts
        let groups = FloorPlan.groups(drafts)
        var corners: [[Degrees]] = Array(repeating: [], count: drafts.count)
        for (index, draft) in drafts.enumerated() { corners[index] = draft.polygons.flatMap(\.exterior) }
        for unit in unitDrafts where drafts[unit.level].polygons.isEmpty {
            corners[unit.level] += unit.polygons.flatMap(\.exterior)
        }
        for group in 0...(groups.max() ?? 0) {
            let members = drafts.indices.filter { groups[$0] == group }
            let own = members.flatMap { corners[$0] }
            let id = members.lazy.compactMap { drafts[$0].buildingIDs.first }.first ?? ""
            buildings.append(
                Building(
                    id: id, name: buildingNames[id] ?? id,
                    frame: LocalFrame(
                        originLongitude: own.map(\.longitude).min() ?? 0, originLatitude: own.map(\.latitude).min() ?? 0
                    )))
        }
        let order = drafts.indices.sorted {
            (groups[$0], drafts[$0].ordinal, $0) < (groups[$1], drafts[$1].ordinal, $1)
        }
        var levelOfDraft = Array(repeating: 0, count: drafts.count)
        for (level, index) in order.enumerated() {
            let draft = drafts[index]
            let frame = buildings[groups[index]].frame
            let polygons = draft.polygons.map { $0.inMetres(frame) }
            levelOfDraft[index] = level
            var bounds = Bounds.empty
            for polygon in polygons { bounds.extend(to: polygon.bounds) }
            levels.append(
                Level(
                    id: draft.id, name: draft.name, shortName: draft.shortName, category: draft.category,
                    ordinal: draft.ordinal, building: groups[index], polygons: polygons, units: [], bounds: bounds))
        }
        self.levelOfDraft = levelOfDraft
        levelIndices = Dictionary(levels.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A number of each level's building, from 0 in the order of the levels. Buildings that share a level are one:
    /// their levels need one frame. Levels that name no building are one building.
    private static func groups(_ levels: [LevelDraft]) -> [Int] {
        var representative: [String: String] = [:]
        func root(_ id: String) -> String {
            var id = id
            while let next = representative[id], next != id { id = next }
            return id
        }
        for level in levels {
            let first = root(level.buildingIDs.first ?? "")
            for id in level.buildingIDs { representative[root(id)] = first }
        }
        var numbers: [String: Int] = [:]
        return levels.map { level in
            let root = root(level.buildingIDs.first ?? "")
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            return number
        }
    }

    /// The frame of a level.
    func frame(level: Int) -> LocalFrame { buildings[levels[level].building].frame }
}

extension SiteLoader {
    /// Brings the units into their buildings' frames; what has no area or crosses itself is told.
    mutating func makeUnits(_ plan: inout FloorPlan) {
        for draft in plan.unitDrafts {
            let level = plan.levelOfDraft[draft.level]
            let frame = plan.frame(level: level)
            let polygons = draft.polygons.map { $0.inMetres(frame) }
            guard polygons.allSatisfy({ $0.areaSquareMetres >= 0.01 }) else {
                fail(draft.feature, "geometry.coordinates", "an outline without area", "Draw the outline again")
                continue
            }
            if polygons.contains(where: { $0.rings.contains { Outline.crossesItself($0) } }) {
                warn(draft.feature, "geometry.coordinates", "an outline that crosses itself", "Draw the outline again")
            }
            var bounds = Bounds.empty
            for polygon in polygons { bounds.extend(to: polygon.bounds) }
            let display = draft.displayPoint.map { frame.point(longitude: $0.longitude, latitude: $0.latitude) }
            let isSolid = Categories.solid.contains(draft.category)
            plan.levels[level].units.append(plan.units.count)
            plan.levels[level].bounds.extend(to: bounds)
            plan.units.append(
                Unit(
                    id: UnitID(draft.feature.id), name: draft.name, category: draft.category, level: level,
                    polygons: polygons, bounds: bounds,
                    areaSquareMetres: polygons.reduce(0) { $0 + $1.areaSquareMetres },
                    point: Outline.pointInside(polygons, preferred: display), isWalkable: !isSolid,
                    verticalKind: Categories.verticalKind(draft.category)))
        }
        for level in plan.levels where level.units.isEmpty {
            warn(file: "level.geojson", "level \(quoted(level.id.rawValue)) has no unit", "Draw its units")
        }
    }

    /// Tells units that lie far from the rest of their building, mostly longitude and latitude the wrong way round, and
    /// leaves them out.
    mutating func checkExtent(_ plan: inout FloorPlan) {
        var points: [[Degrees]] = Array(repeating: [], count: plan.buildings.count)
        let buildingOfDraft = plan.levelOfDraft.map { [levels = plan.levels] in levels[$0].building }
        func building(_ draft: UnitDraft) -> Int { buildingOfDraft[draft.level] }
        for draft in plan.unitDrafts { points[building(draft)] += draft.polygons.prefix(1).map { $0.exterior[0] } }
        let middles = points.map { points in
            Degrees(longitude: median(points.map(\.longitude)), latitude: median(points.map(\.latitude)))
        }
        var near: [UnitDraft] = []
        for draft in plan.unitDrafts {
            let middle = middles[building(draft)]
            let frame = LocalFrame(originLongitude: middle.longitude, originLatitude: middle.latitude)
            let isFar = draft.polygons.contains { polygon in
                polygon.exterior.contains { degrees in
                    let point = frame.point(longitude: degrees.longitude, latitude: degrees.latitude)
                    return max(abs(point.xMetres), abs(point.yMetres)) > Limits.siteBuildingMetresMax
                }
            }
            guard isFar else {
                near.append(draft)
                continue
            }
            fail(
                draft.feature, "geometry.coordinates",
                "more than \(Int(Limits.siteBuildingMetresMax / 1000)) km from the rest of its building",
                "Check its coordinates: longitude comes first")
        }
        plan.unitDrafts = near
    }

    private func median(_ numbers: [Double]) -> Double {
        numbers.isEmpty ? 0 : numbers.sorted()[numbers.count / 2]
    }
}
