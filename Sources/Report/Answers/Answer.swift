public import Model
public import Store

/// What a command answers: one value, rendered as JSON for programs or as text for people.
public protocol Answer: Sendable {
    /// False when the question was understood and nothing was found (exit code 1).
    var isFound: Bool { get }
    /// Writes the whole document, one object with `schema` first.
    func write(_ json: inout JSONWriter)
    /// Lines, each ended by a line feed.
    func text(_ style: TextStyle) -> String
}

extension Answer {
    public var isFound: Bool { true }

    /// The JSON document, without a line feed at its end.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }
}

/// Whose data an answer speaks of, and as of when.
public struct AnswerScope: Sendable {
    public var site: SiteID
    public var zone: SiteZone
    /// The instant for which states and ages hold.
    public var now: Instant
    /// The newest message that the answer knows of; nil in an empty database.
    public var dataUntil: Instant?
    /// The machine's clock, or the capture's in a database that `replay` made.
    public var clock: StoreClock

    public init(site: SiteID, zone: SiteZone, now: Instant, dataUntil: Instant?, clock: StoreClock) {
        self.site = site
        self.zone = zone
        self.now = now
        self.dataUntil = dataUntil
        self.clock = clock
    }

    func write(_ schema: String, _ json: inout JSONWriter) {
        json.member("schema", schema)
        json.member("site", site.rawValue)
        json.member("as_of", now)
        json.member("clock", clock.rawValue)
        json.member("data_until", dataUntil)
    }

    /// The last line of a text answer: as of when, in which zone, by which clock.
    func footer(_ style: TextStyle) -> String {
        var line = Phrases.asOf(style.language) + " " + full(now) + " (" + zone.name
        if clock == .capture { line += ", " + Phrases.capture(style.language) }
        line += ")"
        if let dataUntil, clock == .wall {
            line += ", " + Phrases.dataUntil(style.language) + " " + short(dataUntil)
        }
        if !zone.isKnown { line += "; " + Phrases.zoneUnknown(style.language) }
        return Tone.faint.paint(Printable.clean(line), style) + "\n"
    }

    /// `2026-11-21 22:34:54` in the site's zone.
    func full(_ instant: Instant) -> String {
        let civil = zone.civil(instant)
        return civil.dateText + " " + civil.timeTextWithSeconds
    }

    /// The time alone when it is on the day of `now`, else with its date.
    func short(_ instant: Instant) -> String {
        let civil = zone.civil(instant)
        let isToday = civil.dateText == zone.civil(now).dateText
        return isToday ? civil.timeTextWithSeconds : civil.dateText + " " + civil.timeText
    }
}
