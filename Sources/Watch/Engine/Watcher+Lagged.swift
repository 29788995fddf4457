public import Model
import SiteMap

/// A condition that has to hold for a while, by rule, trackable and place.
struct SpanKey: Hashable, Sendable {
    var rule: Int32
    var slot: Int = -1
    var subject: Int32 = -1
}

extension Watcher {
    /// Keeps a measurement of a tag until the reorder window has passed. NaN for what was not measured.
    public mutating func note(celsius: Float, batteryPercent: Float, track: TrackKey, at: Instant) {
        guard needsTelemetry, let slot = slots[track], !(celsius.isNaN && batteryPercent.isNaN) else { return }
        guard book.telemetry.contains(where: { tracks[slot].rules.contains($0) }) else { return }
        let sample = WatchedTrack.Sample(at: at.milliseconds, celsius: celsius, batteryPercent: batteryPercent)
        guard !tracks[slot].samples.contains(sample) else { return }
        let place = tracks[slot].samples.lastIndex { $0.at <= sample.at }.map { $0 + 1 } ?? 0
        tracks[slot].samples.insert(sample, at: place)
        tracks[slot].isChanged = true
        lagging.insert(slot)
    }

    /// Judges the second that lies behind the reorder window.
    mutating func judgeLagged() {
        let instant = clock.milliseconds - Watcher.lagMilliseconds
        for slot in lagging.sorted() { judgeSamples(slot, until: instant) }
        lagging = lagging.filter { !tracks[$0].samples.isEmpty }
        guard instant / 1000 > laggedTick / 1000 else { return }
        laggedTick = instant
        for number in book.pars { judgePar(number, at: instant) }
        for number in book.nears { judgeNear(number, at: instant) }
    }

    // MARK: Telemetry

    private mutating func judgeSamples(_ slot: Int, until: Int64) {
        while let sample = tracks[slot].samples.first, sample.at <= until {
            tracks[slot].samples.removeFirst()
            tracks[slot].isChanged = true
            for number in book.telemetry where tracks[slot].rules.contains(number) {
                switch book.entries[Int(number)].rule.condition {
                case .temperature(let below, let above, let milliseconds):
                    guard !sample.celsius.isNaN else { continue }
                    let isWrong = sample.celsius < below ?? -.infinity || sample.celsius > above ?? .infinity
                    let detail = "\(Watcher.tenths(sample.celsius)) °C"
                    hold(number, slot, isWrong, at: sample.at, milliseconds: milliseconds, detail: detail)
                case .battery(let below):
                    guard !sample.batteryPercent.isNaN else { continue }
                    // A battery recovers a little when it rests: that is no new one.
                    let isOpen = spans[SpanKey(rule: number, slot: slot)] != nil
                    let isWrong = sample.batteryPercent < below + (isOpen ? 5 : 0)
                    let detail = "\(Watcher.tenths(sample.batteryPercent)) %"
                    hold(number, slot, isWrong, at: sample.at, milliseconds: 0, detail: detail)
                default: continue
                }
            }
        }
    }

    static func tenths(_ value: Float) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// Raises when something was wrong for long enough, ends when it is right.
    private mutating func hold(
        _ number: Int32, _ slot: Int, _ isWrong: Bool, at: Int64, milliseconds: Int64, detail: String,
        subject: Int32 = -1, certainty: AlarmCertainty = .sure, unit: Int32? = nil
    ) {
        let span = SpanKey(rule: number, slot: slot, subject: subject)
        let rule = book.entries[Int(number)].rule
        let track = slot >= 0 ? tracks[slot].facts.track.rawValue : -1
        guard isWrong else {
            guard let since = spans.removeValue(forKey: span) else { return }
            desk.isChanged = true
            guard let told = rule.toldAt(since + milliseconds, calendar) else { return }
            desk.close(AlarmKey(rule: rule.id, track: track, at: told, subject: subject), at: at, clock: clock)
            return
        }
        let since = spans[span] ?? at
        if spans[span] == nil {
            spans[span] = since
            desk.isChanged = true
        }
        guard at >= since + milliseconds, let told = rule.toldAt(since + milliseconds, calendar), at >= told
        else { return }
        let key = AlarmKey(rule: rule.id, track: track, at: told, subject: subject)
        guard desk.open[key] == nil else { return }
        let place = unit ?? (slot >= 0 ? presentUnit(slot) : nil)
        let keys = unitKeys
        desk.raise(key, rule, certainty, clock: clock) { alarm in
            alarm.unit = place.map { keys[Int($0)] }
            alarm.detail = detail
        }
    }

    // MARK: PAR levels

    private mutating func judgePar(_ number: Int32, at instant: Int64) {
        let entry = book.entries[Int(number)]
        guard case .par(_, let target, let scope, let milliseconds) = entry.rule.condition else { return }
        func group(_ unit: Int32) -> Int32 {
            switch scope {
            case .unit: unit
            case .level: Int32(book.map.units[Int(unit)].level)
            case .all: 0
            }
        }
        var counts: [Int32: (there: Int, dark: Int, unit: Int32)] = [:]
        for unit in entry.units where counts[group(unit)] == nil { counts[group(unit)] = (0, 0, unit) }
        let units = Set(entry.units)
        for track in tracks where track.rules.contains(number) {
            guard let unit = track.unit(at: instant), units.contains(unit) else { continue }
            counts[group(unit)]?.there += 1
            if track.cannotTell { counts[group(unit)]?.dark += 1 }
        }
        for (subject, count) in counts.sorted(by: { $0.key < $1.key }) {
            let certainty: AlarmCertainty = count.dark > 0 ? .cannotTell : .sure
            hold(
                number, -1, count.there < target, at: instant, milliseconds: milliseconds,
                detail: "\(count.there)/\(target)", subject: subject, certainty: certainty,
                unit: scope == .unit ? subject : count.unit)
        }
    }

    // MARK: Moving zones

    private mutating func judgeNear(_ number: Int32, at instant: Int64) {
        guard case .near(let others, let metres, let milliseconds) = book.entries[Int(number)].rule.condition else {
            return
        }
        var inUnit: [Int32: [Int]] = [:]
        var all: [Int] = []
        for slot in followed where others.holds(tracks[slot].facts) {
            all.append(slot)
            if let unit = tracks[slot].unit(at: instant), unit >= 0 { inUnit[unit, default: []].append(slot) }
        }
        for slot in tracks.indices where tracks[slot].rules.contains(number) {
            var isNear = false
            if let metres {
                isNear = all.contains {
                    $0 != slot && isWithin(metres, tracks[slot], tracks[$0], at: instant)
                }
            } else if let unit = tracks[slot].unit(at: instant), unit >= 0 {
                isNear = (inUnit[unit] ?? []).contains { $0 != slot }
            }
            hold(number, slot, isNear, at: instant, milliseconds: milliseconds, detail: "")
        }
    }

    private func isWithin(_ metres: Double, _ one: WatchedTrack, _ other: WatchedTrack, at instant: Int64) -> Bool {
        guard let a = one.place(at: instant), let b = other.place(at: instant), a.level == b.level else { return false }
        let (dx, dy) = (Double(a.xMetres - b.xMetres), Double(a.yMetres - b.yMetres))
        return dx * dx + dy * dy <= metres * metres
    }
}

extension WatchedTrack {
    /// The last position not later than a time, and at most a minute older.
    func place(at instant: Int64) -> (level: Int32, xMetres: Float, yMetres: Float)? {
        if let found = pending.last(where: { $0.level >= 0 && $0.at <= instant }) {
            return (found.level, found.xMetres, found.yMetres)
        }
        guard settled.level >= 0, settled.heardAt >= instant - 60_000 else { return nil }
        return (settled.level, settled.xMetres, settled.yMetres)
    }
}
