import Model
import SimKit
import Watch

struct Judged: Equatable {
    var status: EquipmentStatus
    var reason: StatusReason
}

/// A random small world, in whole minutes, and the rules of statuses told a second time: for one minute, without spans.
struct StatusWorld {
    var random: SeededRandom
    var around: StatusSurroundings
    private static let minute: Int64 = 60_000
    private static let minutes = 6 * 24 * 60
    private static let units = (1...4).map { UnitKey(Int32($0)) }

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        around = StatusSurroundings(
            units: [Self.units[1]: UnitMeaning(isStore: true), Self.units[2]: UnitMeaning(status: .dirty)])
        for unit in Self.units {
            around.patients[unit] = TimeSpans.merged(times(6, atMost: 600))
            if random.chance(0.5) { around.dark[unit] = TimeSpans.merged(times(2, atMost: 700)) }
        }
    }

    private mutating func times(_ count: Int, atMost minutes: Int) -> [TimeSpan] {
        (0..<random.below(count + 1)).map { _ in
            let from = Int64(random.below(Self.minutes)) * Self.minute
            return from..<(from + Int64(1 + random.below(minutes)) * Self.minute)
        }
    }

    mutating func span() -> TimeSpan {
        let from = Int64(random.below(Self.minutes / 2)) * Self.minute
        return from..<(from + Int64(30 + random.below(Self.minutes / 2)) * Self.minute)
    }

    mutating func device() -> DeviceEvidence {
        var device = DeviceEvidence()
        var time = random.below(1500)
        while time < Self.minutes {
            let length = 2 + random.below(1200)
            let isLast = time + length >= Self.minutes
            device.stays.append(
                DeviceStay(
                    unit: random.pick(Self.units), from: Int64(time) * Self.minute,
                    to: isLast && random.chance(0.7) ? .max : Int64(time + length) * Self.minute))
            // Holes of one minute belong to the stay before, longer ones are outside of all units.
            time += length + random.pick([0, 0, 1, 1, 90])
        }
        device.heardUntil = Int64(Self.minutes / 2 + random.below(Self.minutes / 2)) * Self.minute
        if random.chance(0.5) { device.silences = TimeSpans.merged(times(2, atMost: 3000)) }
        device.lent = times(1, atMost: 900)
        device.overdue = times(1, atMost: 900)
        device.overrides = times(3, atMost: 900).enumerated().map { number, time in
            StatusOverride(
                number: Int64(number), track: TrackKey(1),
                status: random.pick([nil, .maintenance, .available, .dirty, .inUse]),
                from: Instant(milliseconds: time.lowerBound),
                until: random.chance(0.5) ? Instant(milliseconds: time.upperBound) : nil)
        }
        return device
    }

    /// The status in the minute that begins at an instant; nil before anything is known.
    func judged(_ device: DeviceEvidence, at instant: Int64) -> Judged? {
        func holds(_ spans: [TimeSpan]) -> Bool { spans.contains { $0.contains(instant) } }
        let newest = device.overrides.filter { $0.from.milliseconds <= instant }
            .max { ($0.from.milliseconds, $0.number) < ($1.from.milliseconds, $1.number) }
        if let newest, let status = newest.status, newest.until.map({ $0.milliseconds > instant }) ?? true {
            return Judged(status: status, reason: .manual)
        }
        if holds(device.lent) { return Judged(status: .rented, reason: .lent) }
        if holds(device.overdue) { return Judged(status: .maintenance, reason: .planOverdue) }
        guard let first = device.stays.first, first.from <= instant else { return lost(device, instant) }
        let unit = self.unit(device, instant)
        if let unit, holds(around.dark[unit] ?? []) { return Judged(status: .cannotTell, reason: .readersDown) }
        if let lost = lost(device, instant) { return lost }
        guard let unit else { return standing(device, instant, nil) }
        if unit == Self.units[2] { return Judged(status: .dirty, reason: .unit) }
        if holds(around.patients[unit] ?? []) { return Judged(status: .inUse, reason: .withPatient) }
        if unit == Self.units[1] { return Judged(status: .available, reason: .store) }
        return standing(device, instant, unit)
    }

    private func lost(_ device: DeviceEvidence, _ instant: Int64) -> Judged? {
        let day = Int64(24 * 3_600_000)
        let isSilent = device.silences.contains { $0.lowerBound + day <= instant && instant < $0.upperBound }
        guard isSilent || device.heardUntil.map({ $0 + day <= instant }) ?? device.stays.isEmpty else { return nil }
        return Judged(status: .lost, reason: .notHeard)
    }

    /// Where it was; a hole of a minute between two stays in one unit is none.
    private func unit(_ device: DeviceEvidence, _ instant: Int64) -> UnitKey? {
        if let stay = device.stays.last(where: { $0.from <= instant && instant < $0.to }) { return stay.unit }
        guard let before = device.stays.last(where: { $0.to <= instant }),
            let after = device.stays.first(where: { $0.from > instant })
        else { return nil }
        return before.unit == after.unit && after.from - before.to <= Self.minute ? before.unit : nil
    }

    /// Back in time, minute by minute, as long as it stood there without a patient.
    private func standing(_ device: DeviceEvidence, _ instant: Int64, _ unit: UnitKey?) -> Judged {
        let limit = Int64(4 * 3_600_000)
        var time = instant - Self.minute
        while time > instant - limit - Self.minute {
            let wasUsed = unit.map { unit in (around.patients[unit] ?? []).contains { $0.contains(time) } } ?? false
            let wasKnown = device.stays[0].from <= time
            guard wasKnown, self.unit(device, time) == unit, !wasUsed else { break }
            time -= Self.minute
        }
        let since = time + Self.minute
        return since + limit <= instant
            ? Judged(status: .idle, reason: .standing) : Judged(status: .available, reason: .passing)
    }
}
