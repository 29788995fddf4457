import Model

/// Somebody crossed, and an escort may clear it.
struct Crossing: Hashable, Sendable {
    enum Standing: UInt8, Sendable {
        case waiting, cleared, raised
    }

    var slot: Int
    var effect: Effect
    var key: AlarmKey
    var standing = Standing.waiting
    /// Slot of the escort that cleared it; -1 for none.
    var escort = -1
    /// Came back meanwhile, when nothing was raised yet.
    var endedAt = Int64.max
}

extension Watcher {
    /// Crossings are kept for so long after they happened, in milliseconds, and judged anew for a minute: a second one
    /// at the same door must not get the escort of a first one that was forgotten before it.
    private static let crossingMilliseconds: Int64 = 180_000
    private static let judgedMilliseconds: Int64 = 60_000

    /// Gives each crossing its escort, the earliest crossing first: one escort clears as many as its rule says, and who
    /// is left over is told, also when others went through the same door with theirs.
    mutating func judgeCrossings() {
        guard !crossings.isEmpty else { return }
        crossings.sort { ($0.effect.key, $0.slot) < ($1.effect.key, $1.slot) }
        var places = EscortPlaces()
        for index in crossings.indices {
            let crossing = crossings[index]
            guard let escort = book.entries[Int(crossing.effect.rule)].rule.escort else { continue }
            let isOld =
                clock.milliseconds > max(crossing.effect.key, crossing.effect.order) + Watcher.judgedMilliseconds
            if isOld, crossing.standing != .waiting {
                if crossing.escort >= 0 { places.take(use(crossing, crossing.escort)) }
                continue
            }
            let rule = EscortRule(book: book, escort: escort, effect: crossing.effect)
            let (slot, isNear) = findEscort(crossing, rule, places)
            if let slot { places.take(use(crossing, slot)) }
            let canFollow = clock.milliseconds < crossing.effect.key + escort.followMilliseconds
            let standing: Crossing.Standing = slot != nil ? .cleared : isNear && canFollow ? .waiting : .raised
            crossings[index].escort = slot ?? -1
            guard standing != crossing.standing else { continue }
            crossings[index].standing = standing
            desk.isChanged = true
            if standing == .raised {
                raiseNow(crossing.slot, crossing.effect)
                if crossing.endedAt < .max { desk.end(crossing.key, at: crossing.endedAt, clock: clock) }
            } else if crossing.standing == .raised {
                desk.retract(crossing.key, clock: clock)
            }
        }
        let oldest = clock.milliseconds - Watcher.crossingMilliseconds
        crossings.removeAll { $0.effect.key < oldest && $0.effect.order < oldest && $0.standing != .waiting }
    }

    private func use(_ crossing: Crossing, _ escort: Int) -> EscortPlaces.Use {
        EscortPlaces.Use(
            escort: tracks[escort].facts.track, whom: tracks[crossing.slot].facts.track, rule: crossing.effect.rule,
            at: crossing.effect.key)
    }

    /// The first free escort that went along, and whether one is near that still may.
    private func findEscort(
        _ crossing: Crossing, _ rule: EscortRule, _ places: EscortPlaces
    ) -> (slot: Int?, isNear: Bool) {
        let subject = tracks[crossing.slot]
        var isNear = false
        for slot in followed where slot != crossing.slot {
            guard rule.escort.who.holds(tracks[slot].facts),
                places.isFree(tracks[slot].facts.track, for: subject.facts.track, rule)
            else { continue }
            let other = tracks[slot]
            if rule.wentAlong(other, with: subject) { return (slot, true) }
            isNear = isNear || rule.mayFollow(other, subject)
        }
        return (nil, isNear)
    }

    mutating func endCrossing(_ key: AlarmKey, at: Int64) {
        guard let index = crossings.firstIndex(where: { $0.key == key }) else { return }
        crossings[index].endedAt = at
    }
}
