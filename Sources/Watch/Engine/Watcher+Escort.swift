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

/// An escort that cleared somebody.
struct EscortUse {
    var slot: Int
    /// Who was cleared.
    var whom: Int
    var rule: Int32
    var at: Int64
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
        var uses: [EscortUse] = []
        for index in crossings.indices {
            let crossing = crossings[index]
            let entry = book.entries[Int(crossing.effect.rule)]
            guard let escort = entry.rule.escort else { continue }
            let isOld =
                clock.milliseconds > max(crossing.effect.key, crossing.effect.order) + Watcher.judgedMilliseconds
            if isOld, crossing.standing != .waiting {
                guard crossing.escort >= 0 else { continue }
                uses.append(
                    EscortUse(
                        slot: crossing.escort, whom: crossing.slot, rule: crossing.effect.rule,
                        at: crossing.effect.key))
                continue
            }
            let used = uses.count
            let (cleared, isNear) = findEscort(crossing, escort, &uses)
            let canFollow = clock.milliseconds < crossing.effect.key + escort.followMilliseconds
            let standing: Crossing.Standing = cleared ? .cleared : isNear && canFollow ? .waiting : .raised
            crossings[index].escort = uses.count > used ? uses[used].slot : -1
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

    /// Whether a free escort went the same way in time, and whether one is near that still may.
    private func findEscort(
        _ crossing: Crossing, _ escort: Escort, _ uses: inout [EscortUse]
    ) -> (cleared: Bool, isNear: Bool) {
        let at = crossing.effect.key
        let (from, to) = (at - escort.beforeMilliseconds, at + escort.followMilliseconds)
        var isNear = false
        for slot in followed where slot != crossing.slot {
            guard escort.who.holds(tracks[slot].facts) else { continue }
            // Minutes later it may take others; who goes on with the same escort takes no second place.
            var others: [Int] = []
            for use in uses where use.slot == slot && use.rule == crossing.effect.rule {
                guard use.whom != crossing.slot, !others.contains(use.whom) else { continue }
                if abs(use.at - at) <= escort.beforeMilliseconds + escort.followMilliseconds { others.append(use.whom) }
            }
            guard others.count < escort.clears else { continue }
            let (unit, rule) = (crossing.effect.unit, crossing.effect.rule)
            // Who is beside the patient afterwards came along, whatever the radio made of the lift.
            let isBeside = tracks[crossing.slot].met(
                tracks[slot], from: at, to: to, except: crossing.effect.fromUnit)
            if isBeside || tracks[slot].was(in: { book.isSameWay($0, unit, rule) }, from: from, to: to) {
                uses.append(EscortUse(slot: slot, whom: crossing.slot, rule: crossing.effect.rule, at: at))
                return (true, true)
            }
            isNear =
                isNear || tracks[slot].was(in: { $0 == crossing.effect.fromUnit }, from: from, to: to)
                || tracks[crossing.slot].met(tracks[slot], from: from, to: to)
        }
        return (false, isNear)
    }

    mutating func endCrossing(_ key: AlarmKey, at: Int64) {
        guard let index = crossings.firstIndex(where: { $0.key == key }) else { return }
        crossings[index].endedAt = at
    }
}
