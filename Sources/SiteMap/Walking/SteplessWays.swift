extension SiteMap {
    /// The same site without the ways that wheels cannot take: beds, trolleys and wheelchairs use lifts and ramps.
    ///
    /// Left out are stairs, escalators, changes of level that the site does not explain, and the units of stairs and
    /// escalators as ways through. Walks, searches and distances of the copy know nothing of them.
    ///
    /// - Parameter ends: indices of units that may be stairs nevertheless, because a way begins or ends there.
    /// - Complexity: O(n) in the doors, and in each unit's doors times their units.
    public func withoutStairs(keeping ends: [Int] = []) -> SiteMap {
        var copy = self
        copy.graph = WalkingGraph(
            portals: graph.portals.map { portal in
                var portal = portal
                portal.units.removeAll { unit in
                    let kind = units[unit].verticalKind
                    return (kind == .stairs || kind == .escalator) && !ends.contains(unit)
                }
                portal.links.removeAll(where: \.isStepped)
                return portal
            }, units: units)
        return copy
    }
}
