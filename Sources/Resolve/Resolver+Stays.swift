import Model

extension Resolver {
    /// Moves a trackable's new stays into `derivations`, and those that a rewind changed: what was told and stands is
    /// not written again.
    mutating func drainStays(slot: Int, into derivations: inout Derivations) {
        // What is known from a retained message only is no movement: it makes no history.
        guard tracks[slot].hasNewStays, !tracks[slot].isRetainedOnly, !tracks[slot].changes.isEmpty else { return }
        let changes = tracks[slot].changes
        var open = tracks[slot].toldChanges
        // A change that takes the place of the one before it undoes what was told.
        while open > 0, open < changes.count, changes[open].from <= changes[open - 1].from { open -= 1 }
        let start = min(open < changes.count ? changes[open].from : .max, tracks[slot].undoneFrom)
        tracks[slot].hasNewStays = false
        guard start < .max else { return }
        var rewrite = StayRewrite(track: tracks[slot].key, from: Instant(milliseconds: start), stays: [])
        if open > 0, changes[open - 1].unit >= 0 {
            rewrite.preceding = StayRewrite.Preceding(
                to: open < changes.count ? Instant(milliseconds: changes[open].from) : nil,
                confidence: changes[open - 1].confidence)
        }
        rewrite.stays = stays(of: changes[open...], track: tracks[slot].key)
        derivations.stays.append(rewrite)
        tracks[slot].toldChanges = changes.count
        tracks[slot].undoneFrom = .max
        tracks[slot].forgetSettledChanges()
    }

    /// A change to no unit (it left the building) ends the stay before and begins none; a stay that ended in the
    /// instant of its beginning was none.
    private func stays(of changes: ArraySlice<StayChange>, track: TrackKey) -> [StayRecord] {
        var stays: [StayRecord] = []
        for (index, change) in zip(changes.indices, changes) where change.unit >= 0 {
            let isLast = index == changes.endIndex - 1
            if !isLast, changes[index + 1].from <= change.from { continue }
            stays.append(
                StayRecord(
                    track: track, unit: unitKeys[Int(change.unit)], from: Instant(milliseconds: change.from),
                    to: isLast ? nil : Instant(milliseconds: changes[index + 1].from), confidence: change.confidence))
        }
        return stays
    }
}
