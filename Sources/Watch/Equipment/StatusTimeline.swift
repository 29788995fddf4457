public import Model

/// Derives a device's statuses from its stays and from what people said. Nothing of it is stored, so that a late read,
/// which amends the stays, amends the statuses too, and the order in which reads came changes nothing.
public enum StatusTimeline {
    /// Standing without a patient for so long, outside a store, is idle.
    public static let idleAfterMilliseconds: Int64 = 4 * 3_600_000
    /// Stays in one unit apart by no more than this are one.
    static let gapMilliseconds: Int64 = 60_000

    /// The statuses in a span of time, in rising order and without holes from the first moment on at which anything is
    /// known. A device that was never heard is lost all the time.
    ///
    /// - Parameters:
    ///   - device: its stays need not be cut to the span; the one that holds the span's start must be there.
    ///   - around: patients from ``idleAfterMilliseconds`` before the span on.
    /// - Complexity: O(stays · log patients + what people said).
    public static func spans(
        of device: DeviceEvidence, in span: TimeSpan, _ around: StatusSurroundings
    ) -> [StatusSpan] {
        guard !span.isEmpty else { return [] }
        var spans = base(device, span, around)
        spans = overlay(spans, lost(device, span), .lost, .notHeard, span)
        spans = darken(spans, around.dark)
        spans = overlay(spans, device.overdue, .maintenance, .planOverdue, span)
        spans = overlay(spans, device.lent, .rented, .lent, span)
        for (time, status) in manual(device.overrides) {
            spans = overlay(spans, [time], status, .manual, span)
        }
        return coalesced(spans)
    }

    /// The status at one instant; nil before anything is known.
    public static func status(
        of device: DeviceEvidence, at instant: Int64, _ around: StatusSurroundings
    ) -> StatusSpan? {
        spans(of: device, in: instant..<(instant + 1), around).last
    }

    /// When each status that people set holds: each one ends where the next begins.
    public static func manual(_ overrides: [StatusOverride]) -> [(TimeSpan, EquipmentStatus)] {
        let sorted = overrides.sorted {
            ($0.from.milliseconds, $0.number) < ($1.from.milliseconds, $1.number)
        }
        var spans: [(TimeSpan, EquipmentStatus)] = []
        for (index, override) in sorted.enumerated() {
            let next = index + 1 < sorted.count ? sorted[index + 1].from.milliseconds : Int64.max
            let end = min(next, override.until?.milliseconds ?? .max)
            guard let status = override.status, end > override.from.milliseconds else { continue }
            spans.append((override.from.milliseconds..<end, status))
        }
        return spans
    }

    // MARK: What the readers say

    /// A stretch in one unit, or outside all of them.
    private struct Stretch {
        var unit: UnitKey?
        var from: Int64
        var to: Int64
    }

    private static func stretches(_ stays: [DeviceStay]) -> [Stretch] {
        var stretches: [Stretch] = []
        for stay in stays where stay.to > stay.from {
            if let last = stretches.last {
                if last.unit == stay.unit, stay.from - last.to <= gapMilliseconds {
                    stretches[stretches.count - 1].to = max(last.to, stay.to)
                    continue
                }
                if stay.from > last.to { stretches.append(Stretch(unit: nil, from: last.to, to: stay.from)) }
            }
            stretches.append(Stretch(unit: stay.unit, from: stay.from, to: stay.to))
        }
        if let last = stretches.last, last.to < .max {
            stretches.append(Stretch(unit: nil, from: last.to, to: .max))
        }
        return stretches
    }

    private static func base(
        _ device: DeviceEvidence, _ span: TimeSpan, _ around: StatusSurroundings
    ) -> [StatusSpan] {
        var spans: [StatusSpan] = []
        for stretch in stretches(device.stays) where stretch.from < span.upperBound && stretch.to > span.lowerBound {
            judge(stretch, span, around, into: &spans)
        }
        if spans.isEmpty, device.stays.isEmpty, device.heardUntil == nil {
            spans.append(
                StatusSpan(status: .lost, reason: .notHeard, from: span.lowerBound, to: span.upperBound))
        }
        return spans
    }

    private static func judge(
        _ stretch: Stretch, _ span: TimeSpan, _ around: StatusSurroundings, into spans: inout [StatusSpan]
    ) {
        let meaning = stretch.unit.flatMap { around.units[$0] } ?? UnitMeaning()
        func add(_ status: EquipmentStatus, _ reason: StatusReason, _ from: Int64, _ to: Int64) {
            let (start, end) = (max(from, span.lowerBound), min(to, span.upperBound))
            guard start < end else { return }
            spans.append(StatusSpan(status: status, reason: reason, from: start, to: end, unit: stretch.unit))
        }
        if let status = meaning.status { return add(status, .unit, stretch.from, stretch.to) }
        // Idle is counted from the end of the last use, which may lie before the span.
        let first = max(stretch.from, span.lowerBound - idleAfterMilliseconds)
        let seen = first..<max(first, min(stretch.to, span.upperBound))
        let used = stretch.unit.map { TimeSpans.parts(of: around.patients[$0] ?? [], in: seen) } ?? []
        var (time, standingSince) = (seen.lowerBound, stretch.from)
        func addFree(until end: Int64) {
            if meaning.isStore { return add(.available, .store, time, end) }
            let idleFrom = max(standingSince + idleAfterMilliseconds, time)
            add(.available, .passing, time, min(idleFrom, end))
            add(.idle, .standing, idleFrom, end)
        }
        for use in used {
            addFree(until: use.lowerBound)
            add(.inUse, .withPatient, use.lowerBound, use.upperBound)
            time = use.upperBound
            standingSince = use.upperBound
        }
        addFree(until: seen.upperBound)
    }

    private static func lost(_ device: DeviceEvidence, _ span: TimeSpan) -> [TimeSpan] {
        var spans: [TimeSpan] = []
        func add(_ from: Int64, _ to: Int64) {
            let start = from + Silence.lostAfterMilliseconds
            if start < to { spans.append(start..<to) }
        }
        for silence in device.silences { add(silence.lowerBound, silence.upperBound) }
        if let heard = device.heardUntil { add(heard, span.upperBound) }
        return TimeSpans.merged(spans)
    }

    private static func darken(_ spans: [StatusSpan], _ dark: [UnitKey: [TimeSpan]]) -> [StatusSpan] {
        guard !dark.isEmpty else { return spans }
        return spans.flatMap { span -> [StatusSpan] in
            guard let unit = span.unit, let times = dark[unit] else { return [span] }
            return cut(span, TimeSpans.parts(of: times, in: span.from..<span.to), .cannotTell, .readersDown)
        }
    }

    // MARK: Layers

    /// A span with some parts of it, in rising order, under another status.
    private static func cut(
        _ span: StatusSpan, _ parts: [TimeSpan], _ status: EquipmentStatus, _ reason: StatusReason
    ) -> [StatusSpan] {
        var pieces: [StatusSpan] = []
        var time = span.from
        func add(_ end: Int64, _ status: EquipmentStatus, _ reason: StatusReason) {
            if time < end {
                pieces.append(StatusSpan(status: status, reason: reason, from: time, to: end, unit: span.unit))
            }
            time = max(time, end)
        }
        for part in parts {
            add(part.lowerBound, span.status, span.reason)
            add(part.upperBound, status, reason)
        }
        add(span.to, span.status, span.reason)
        return pieces
    }

    /// Puts a status over all others in some spans of time, also where nothing was known.
    private static func overlay(
        _ spans: [StatusSpan], _ times: [TimeSpan], _ status: EquipmentStatus, _ reason: StatusReason,
        _ window: TimeSpan
    ) -> [StatusSpan] {
        let times = TimeSpans.parts(of: TimeSpans.merged(times), in: window)
        guard !times.isEmpty else { return spans }
        let known = spans.map { $0.from..<$0.to }
        var result = spans.flatMap { cut($0, TimeSpans.parts(of: times, in: $0.from..<$0.to), status, reason) }
        for time in times {
            var start = time.lowerBound
            for part in TimeSpans.parts(of: known, in: time) + [time.upperBound..<time.upperBound] {
                if start < part.lowerBound {
                    result.append(StatusSpan(status: status, reason: reason, from: start, to: part.lowerBound))
                }
                start = part.upperBound
            }
        }
        return result.sorted { $0.from < $1.from }
    }

    private static func coalesced(_ spans: [StatusSpan]) -> [StatusSpan] {
        var result: [StatusSpan] = []
        for span in spans {
            if let last = result.last, last.to == span.from, last.status == span.status, last.reason == span.reason,
                last.unit == span.unit
            {
                result[result.count - 1].to = span.to
            } else {
                result.append(span)
            }
        }
        return result
    }
}
