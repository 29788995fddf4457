import Model

/// The portals while they are collected.
struct GraphDraft {
    let plan: FloorPlan
    var portals: [WalkingGraph.Portal] = []
    /// Where relationships refer to: the first portal of an opening, and the indices of units.
    var portalOfOpening: [String: Int] = [:]
    var unitOfID: [String: Int] = [:]
    /// Pairs of levels that relationships link, lower index first.
    var linkedLevels: Set<[Int]> = []

    init(plan: FloorPlan) {
        self.plan = plan
        for (index, unit) in plan.units.enumerated() { unitOfID[unit.id.rawValue] = index }
    }

    mutating func add(_ point: Point, units: [Int], opening: Int? = nil) -> Int {
        portals.append(WalkingGraph.Portal(point: point, units: units, opening: opening))
        return portals.count - 1
    }

    mutating func link(_ first: Int, _ second: Int, metres: Double, isVertical: Bool, kind: VerticalKind? = nil) {
        let there = WalkingGraph.Link(portal: second, metres: metres, isVertical: isVertical, kind: kind)
        let back = WalkingGraph.Link(portal: first, metres: metres, isVertical: isVertical, kind: kind)
        portals[first].links.append(there)
        portals[second].links.append(back)
    }

    func level(ofPortal portal: Int) -> Int? {
        portals[portal].units.first.map { plan.units[$0].level }
    }
}

extension SiteLoader {
    /// All ways of the site: openings (or shared edges where the site has no opening), relationships, and stairs and
    /// lifts above each other between levels that no relationship links.
    mutating func makeGraph(
        _ plan: FloorPlan, openings: [OpeningDraft], relationships: [Relationship]
    ) -> WalkingGraph {
        var draft = GraphDraft(plan: plan)
        for (index, opening) in openings.enumerated() { draft.add(opening, index: index) }
        if openings.isEmpty, plan.units.count > 1 {
            warn(
                file: "opening.geojson", "no opening: units that share an edge count as linked",
                "Draw the doors, so that distances go through them")
            for level in plan.levels { draft.addSharedEdges(level) }
        }
        for relationship in relationships { add(relationship, to: &draft) }
        draft.addVerticalLinks()
        return WalkingGraph(portals: draft.portals, units: plan.units)
    }

    private mutating func add(_ relationship: Relationship, to draft: inout GraphDraft) {
        var portals: [Int] = []
        for station in relationship.stations {
            if station.isOpening, let portal = draft.portalOfOpening[station.id] {
                portals.append(portal)
            } else if !station.isOpening, let unit = draft.unitOfID[station.id] {
                portals.append(draft.add(draft.plan.units[unit].point, units: [unit]))
            } else {
                warn(
                    relationship.feature, "properties",
                    "no usable \(station.isOpening ? "opening" : "unit") \(quoted(station.id))",
                    "Correct the reference, or remove the relationship")
            }
        }
        for (first, second) in zip(portals, portals.dropFirst()) {
            draft.link(first, second, category: relationship.category)
        }
    }
}

extension GraphDraft {
    mutating func add(_ opening: OpeningDraft, index: Int) {
        var previous: Int?
        for side in opening.sides {
            let portal = add(side.point, units: side.units, opening: index)
            if let previous { link(previous, portal, metres: 0, isVertical: false) }
            if previous == nil { portalOfOpening[opening.opening.id] = portal }
            previous = portal
        }
    }

    /// Links two stations of a relationship: straight on one level, by the category's cost for each level between.
    mutating func link(_ first: Int, _ second: Int, category: String) {
        guard first != second, let from = level(ofPortal: first), let to = level(ofPortal: second) else { return }
        if from == to {
            let metres = portals[first].point.distance(to: portals[second].point)
            link(first, second, metres: metres, isVertical: false)
            return
        }
        let levels = max(1, abs(plan.levels[from].ordinal - plan.levels[to].ordinal))
        let kind = Categories.verticalKind(category) ?? verticalKind(of: first) ?? verticalKind(of: second)
        let metres = (kind ?? .stairs).metresPerLevel * Double(levels)
        link(first, second, metres: metres, isVertical: true, kind: kind)
        linkedLevels.insert([min(from, to), max(from, to)])
    }

    private func verticalKind(of portal: Int) -> VerticalKind? {
        portals[portal].units.lazy.compactMap { plan.units[$0].verticalKind }.first
    }

    /// Stairs, lifts, escalators and ramps that lie above the same kind on the next level of the building.
    mutating func addVerticalLinks() {
        for building in plan.buildings.indices {
            let levels = plan.levels.indices.filter { plan.levels[$0].building == building }
            let ordinals = Set(levels.map { plan.levels[$0].ordinal }).sorted()
            for (lower, upper) in zip(ordinals, ordinals.dropFirst()) {
                for below in levels where plan.levels[below].ordinal == lower {
                    for above in levels where plan.levels[above].ordinal == upper {
                        addVerticalLinks(below, above)
                    }
                }
            }
        }
    }

    private mutating func addVerticalLinks(_ below: Int, _ above: Int) {
        guard !linkedLevels.contains([min(below, above), max(below, above)]) else { return }
        for lower in plan.levels[below].units {
            guard let kind = plan.units[lower].verticalKind else { continue }
            for upper in plan.levels[above].units where plan.units[upper].verticalKind == kind {
                guard Overlap.isLarge(plan.units[lower], plan.units[upper]) else { continue }
                let from = add(plan.units[lower].point, units: [lower])
                let to = add(plan.units[upper].point, units: [upper])
                link(from, to, metres: kind.metresPerLevel, isVertical: true, kind: kind)
            }
        }
    }

    /// Links the units of a level that share an edge, in the middle of what they share.
    mutating func addSharedEdges(_ level: Level) {
        let units = level.units.filter { plan.units[$0].isWalkable }
        let order = units.sorted {
            (plan.units[$0].bounds.minimum.xMetres, $0) < (plan.units[$1].bounds.minimum.xMetres, $1)
        }
        for (position, first) in order.enumerated() {
            let reach = plan.units[first].bounds.maximum.xMetres + DoorMatcher.toleranceMetres
            for second in order[(position + 1)...] {
                guard plan.units[second].bounds.minimum.xMetres <= reach else { break }
                guard let point = Overlap.middleOfSharedEdge(plan.units[first], plan.units[second]) else { continue }
                _ = add(point, units: [min(first, second), max(first, second)])
            }
        }
    }
}
