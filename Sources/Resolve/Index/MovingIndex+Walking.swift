public import SiteMap

extension MovingIndex {
    /// The k trackables that are nearest to a place by walking, nearest first, equal distances by lower slot.
    ///
    /// A trackable is in the unit that its coordinates lie in; one whose coordinates lie in none, or that no way leads
    /// to, is not found. The search spreads through the doors and stops at the k-th distance.
    ///
    /// - Parameters:
    ///   - unit: index into ``SiteMap/units``; one that is not there is refused and counted.
    ///   - start: where in it; its representative point unless given.
    ///   - map: the site whose levels the index was made from, in the same order.
    ///   - isWanted: which slots count.
    ///   - results: emptied first; its memory is used again.
    /// - Complexity: O(entrances and trackables of the units within the k-th distance · k).
    public func nearestByWalking(
        _ k: Int, fromUnit unit: Int, at start: Point? = nil, of map: SiteMap,
        where isWanted: (Int32) -> Bool = { _ in true }, into results: inout [NearSlot]
    ) {
        results.removeAll(keepingCapacity: true)
        guard map.units.indices.contains(unit), start.map({ $0.xMetres.isFinite && $0.yMetres.isFinite }) ?? true
        else {
            memory.pointee.refusedCount += 1
            return
        }
        guard k > 0 else { return }
        var search = map.walkingSearch(from: unit, at: start)
        // A unit with several entrances is looked at again from each.
        var members: [Int: [(slot: Int32, point: Point)]] = [:]
        while let entrance = search.next() {
            if results.count >= k, let worst = results.last, Float(entrance.metres) > worst.metres { return }
            let inside = members[entrance.unit] ?? self.members(of: entrance.unit, map, isWanted)
            members[entrance.unit] = inside
            for member in inside {
                let metres = Float(entrance.metres + entrance.point.distance(to: member.point))
                offer(NearSlot(slot: member.slot, metres: metres), k, &results)
            }
        }
    }

    private func members(
        of unit: Int, _ map: SiteMap, _ isWanted: (Int32) -> Bool
    ) -> [(slot: Int32, point: Point)] {
        guard map.units[unit].level < levelCount else { return [] }
        var slots: [Int32] = []
        self.slots(inUnit: unit, of: map, into: &slots)
        return slots.filter(isWanted).compactMap { slot in
            place(of: slot).map { (slot, Point(xMetres: Double($0.xMetres), yMetres: Double($0.yMetres))) }
        }
    }

    /// Keeps the k best, each slot once.
    private func offer(_ near: NearSlot, _ k: Int, _ results: inout [NearSlot]) {
        func precedes(_ left: NearSlot, _ right: NearSlot) -> Bool {
            (left.metres, left.slot) < (right.metres, right.slot)
        }
        if results.count >= k, let worst = results.last, !precedes(near, worst) { return }
        if let known = results.firstIndex(where: { $0.slot == near.slot }) {
            guard precedes(near, results[known]) else { return }
            results.remove(at: known)
        }
        let place = results.firstIndex { precedes(near, $0) } ?? results.count
        results.insert(near, at: place)
        if results.count > k { results.removeLast() }
    }
}
