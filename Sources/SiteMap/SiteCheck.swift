public import Model

/// What `vigie site check` says of a folder.
public struct SiteCheck: Sendable {
    /// All errors and warnings, in the order of the files, at most ``Limits/siteProblemsMax``.
    public let problems: [SiteProblem]
    /// The site as far as it could be read; nil when nothing could.
    public let map: SiteMap?
    /// Why the site cannot be loaded; nil when it can.
    public let failure: VigieError?
    /// Walkable units that cannot be reached from the largest connected part of the site; indices into the map's
    /// units, rising.
    public let unreachableUnits: [Int]
    /// Walkable units with no reader inside or within its ``ReaderKind/reachMetres`` on the same level; indices into
    /// the map's units, rising.
    public let uncoveredUnits: [Int]

    /// The errors among the problems.
    public var errors: [SiteProblem] { problems.filter { $0.severity == .error } }
    /// The warnings among the problems.
    public var warnings: [SiteProblem] { problems.filter { $0.severity == .warning } }
}

extension SiteMap {
    /// Walkable units outside the largest connected part.
    /// - Complexity: O(units + passages).
    func unreachableUnits() -> [Int] {
        var part = Array(repeating: -1, count: units.count)
        var sizes: [Int] = []
        for start in units.indices where part[start] < 0 && units[start].isWalkable {
            var stack = [start]
            part[start] = sizes.count
            sizes.append(0)
            while let unit = stack.popLast() {
                sizes[part[unit]] += 1
                for neighbour in neighbours(of: unit) where part[neighbour.unit] < 0 {
                    part[neighbour.unit] = part[unit]
                    stack.append(neighbour.unit)
                }
            }
        }
        // The first of equals, so that the answer is the same each time.
        guard let largest = sizes.indices.max(by: { (sizes[$0], $1) < (sizes[$1], $0) }) else { return [] }
        return units.indices.filter { units[$0].isWalkable && part[$0] != largest }
    }

    /// Walkable units that no reader covers.
    /// - Complexity: O(units · readers of the level).
    func uncoveredUnits() -> [Int] {
        var readersOfLevel: [[Reader]] = Array(repeating: [], count: levels.count)
        for reader in readers {
            if let level = reader.level, reader.point != nil { readersOfLevel[level].append(reader) }
        }
        return units.indices.filter { index in
            let unit = units[index]
            guard unit.isWalkable else { return false }
            return !readersOfLevel[unit.level].contains { reader in
                guard let point = reader.point else { return false }
                let reach = reader.kind.reachMetres
                return reader.unit == index
                    || (unit.bounds.distance(from: point) <= reach && unit.distance(from: point) <= reach)
            }
        }
    }
}
