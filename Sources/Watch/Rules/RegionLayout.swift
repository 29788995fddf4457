import Model
import SiteMap

/// From the words of a region to units and shapes of a site.
struct RegionLayout {
    let map: SiteMap

    struct Placed {
        var units: [Int32] = []
        var fences: [Fence] = []
        /// For `approach`: what is approached; `units` are those beside it.
        var targets: [Int32] = []
    }

    func place(_ condition: Condition) -> Placed {
        var placed = Placed()
        guard let region = condition.region else { return placed }
        placed.units = units(region).map(Int32.init)
        placed.fences = region.shapes.compactMap(fence)
        if case .approach = condition {
            placed.targets = placed.units
            placed.units = beside(placed.targets)
            placed.fences = []
        }
        return placed
    }

    /// Units with a level way into the region, which are not in it.
    private func beside(_ targets: [Int32]) -> [Int32] {
        let region = Set(targets)
        var units: Set<Int32> = []
        for target in targets {
            for neighbour in map.neighbours(of: Int(target)) where !neighbour.isVertical {
                if !region.contains(Int32(neighbour.unit)) { units.insert(Int32(neighbour.unit)) }
            }
        }
        return units.sorted()
    }

    private func units(_ region: Region) -> [Int] {
        let levels = levels(region)
        var units: Set<Int> = []
        for name in region.units { units.formUnion(map.unit(named: name)) }
        if !region.categories.isEmpty {
            let categories = Set(region.categories)
            units.formUnion(map.units.indices.filter { categories.contains(map.units[$0].category) })
        }
        if region.units.isEmpty, region.categories.isEmpty, let levels {
            units.formUnion(map.units.indices.filter { levels.contains(map.units[$0].level) })
        }
        if let levels { units = units.filter { levels.contains(map.units[$0].level) } }
        return units.sorted()
    }

    /// The levels that narrow the region; nil for none.
    private func levels(_ region: Region) -> Set<Int>? {
        guard !region.levels.isEmpty || !region.levelCategories.isEmpty else { return nil }
        return Set(
            map.levels.indices.filter { index in
                let level = map.levels[index]
                return region.levelCategories.contains(level.category) || region.levels.contains { isCalled($0, level) }
            })
    }

    private func isCalled(_ text: String, _ level: Level) -> Bool {
        text == level.id.rawValue || text == level.name || text == level.shortName
    }

    private func fence(_ shape: RegionShape) -> Fence? {
        guard let level = map.levels.firstIndex(where: { isCalled(shape.level, $0) }) else { return nil }
        let points = shape.points.filter { $0.count == 2 }.map { Point(xMetres: $0[0], yMetres: $0[1]) }
        if let radius = shape.radiusMetres, let centre = points.first {
            return Fence(
                .circle(
                    xMetres: Float(centre.xMetres), yMetres: Float(centre.yMetres), radiusMetres: Float(radius)),
                level: level)
        }
        return points.count >= 3 ? Fence(.polygon(Polygon(exterior: points)), level: level) : nil
    }
}
