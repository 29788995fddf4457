public import Model

/// Reads a time as people give it to `--at`, `--from` and `--to`.
public enum AskedTime {
    /// Reads RFC 3339 (`2026-11-21T14:00:00Z`), a date with a time in the site's zone (`2026-11-21 14:00`, seconds
    /// optional), a time of day (`14:00`: the latest that is past), or a time back from now (`-2h`, `-90m`, `-3d`,
    /// `-45s`).
    ///
    /// - Throws: ``VigieError`` with code `usage` when the text is none of these.
    public static func parse(
        _ text: String, now: Instant, zone: SiteZone, option: String = "--at"
    ) throws(VigieError) -> Instant {
        if let instant = Instant.parse(text) { return instant }
        if let back = back(text) { return now.advanced(byMilliseconds: -back) }
        if let instant = local(text, zone: zone) ?? timeOfDay(text, now: now, zone: zone) { return instant }
        throw VigieError(
            .usage, "'\(Printable.clean(text))' is not a time", place: option,
            remedy: "Write 2026-11-21T14:00:00Z, '2026-11-21 14:00' or 14:00 (local time of the site), or -2h")
    }

    /// `-2h` in milliseconds; at most about ten years, so that nothing overflows.
    private static func back(_ text: String) -> Int64? {
        guard text.hasPrefix("-"), let unit = text.last, let amount = Int64(text.dropFirst().dropLast()),
            (0...100_000).contains(amount)
        else { return nil }
        switch unit {
        case "s": return amount * 1000
        case "m": return amount * 60_000
        case "h": return amount * 3_600_000
        case "d": return min(amount, 3_660) * 86_400_000
        default: return nil
        }
    }

    /// The text as if it were UTC, then seen from the zone: the calendar check is Model's.
    private static func local(_ text: String, zone: SiteZone) -> Instant? {
        guard let shown = Instant.parse(text, requiresZone: false) else { return nil }
        return zone.instant(CivilTime(shown, offsetSeconds: 0))
    }

    private static func timeOfDay(_ text: String, now: Instant, zone: SiteZone) -> Instant? {
        let today = zone.civil(now)
        guard let instant = local("\(today.dateText) \(text)", zone: zone) else { return nil }
        if instant <= now { return instant }
        let yesterday = zone.civil(instant.advanced(byMilliseconds: -36 * 3_600_000))
        let before = zone.civil(instant.advanced(byMilliseconds: -24 * 3_600_000))
        let day = before.dateText == today.dateText ? yesterday : before
        return local("\(day.dateText) \(text)", zone: zone)
    }
}

extension AskedTime {
    /// As ``parse(_:now:zone:option:)``, and a day alone: its begin in the site's zone, or with `isEnd` its end; and
    /// with `isEnd` a time from now on (`90m`, `8h`, `3d`).
    ///
    /// - Throws: ``VigieError`` with code `usage` when the text is none of these.
    public static func parse(
        _ text: String, isEnd: Bool, now: Instant, zone: SiteZone, option: String
    ) throws(VigieError) -> Instant {
        if let day = CalendarDay(text) {
            let shown = (isEnd ? day.advanced(byDays: 1) : day).start
            return zone.instant(CivilTime(shown, offsetSeconds: 0))
        }
        if isEnd, let ahead = back("-" + text) { return now.advanced(byMilliseconds: ahead) }
        return try parse(text, now: now, zone: zone, option: option)
    }
}
