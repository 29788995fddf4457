import Model

extension WatchBlob {
    // MARK: The whole

    static func write(_ watcher: Watcher) -> [UInt8] {
        var writer = Writer()
        let marks = watcher.book.entries.map(\.mark)
        writer.put(watcher.siteMark)
        writer.put(watcher.clock.milliseconds)
        writer.put(watcher.desk.nextNumber)
        let open = watcher.desk.open.sorted { $0.value.number < $1.value.number }
        writer.put(open.map(\.key)) { $0.put(key: $1) }
        writer.put(open.map(\.value)) { $0.put(alarm: $1) }
        writer.put(watcher.crossings) { writer, crossing in
            writer.put(watcher.tracks[crossing.slot].facts.track.rawValue)
            writer.put(effect: crossing.effect, book: watcher.book)
            writer.put(key: crossing.key)
            writer.put(crossing.standing.rawValue)
            writer.put(crossing.endedAt)
        }
        let spans = watcher.spans.sorted {
            ($0.key.rule, $0.key.slot, $0.key.subject) < ($1.key.rule, $1.key.slot, $1.key.subject)
        }
        writer.put(spans.map { ($0.key, $0.value) }) { writer, span in
            writer.put(marks[Int(span.0.rule)])
            writer.put(span.0.slot >= 0 ? watcher.tracks[span.0.slot].facts.track.rawValue : -1)
            writer.put(span.0.subject)
            writer.put(span.1)
        }
        writer.put(watcher.downSince.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) { writer, reader in
            writer.put(reader.0)
            writer.put(reader.1)
        }
        let events = watcher.tagEvents.sorted { ($0.key.rule, $0.key.slot) < ($1.key.rule, $1.key.slot) }
        writer.put(events.map { ($0.key, $0.value) }) { writer, event in
            writer.put(marks[Int(event.0.rule)])
            writer.put(watcher.tracks[event.0.slot].facts.track.rawValue)
            writer.put(event.1) { writer, span in
                writer.put(span.first)
                writer.put(span.last)
                writer.put(key: span.key)
            }
        }
        put(watcher.desk.hours, &writer)
        writer.put(watcher.crossings) { writer, crossing in
            writer.put(crossing.escort >= 0 ? watcher.tracks[crossing.escort].facts.track.rawValue : -1)
        }
        return writer.bytes
    }

    /// Tellings of the hour: a restart must not let a flood begin anew.
    private static func put(_ hours: [RuleID: AlarmDesk.Hour], _ writer: inout Writer) {
        writer.put(hours.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, entry in
            writer.put(text: entry.key.rawValue)
            writer.put(entry.value.hour)
            writer.put(Int64(entry.value.told))
            writer.put(entry.value.isNoticeTold ? UInt8(1) : 0)
        }
    }

    private static func hours(_ reader: inout Reader) throws(Broken) -> [RuleID: AlarmDesk.Hour] {
        // State that was written before there were counts has none.
        guard reader.place < reader.bytes.count else { return [:] }
        var hours: [RuleID: AlarmDesk.Hour] = [:]
        _ = try reader.list { (reader) throws(Broken) in
            let rule = RuleID(try reader.text())
            let (hour, told) = (try reader.take(Int64.self), try reader.take(Int64.self))
            hours[rule] = AlarmDesk.Hour(
                hour: hour, told: Int(clamping: told), isNoticeTold: try reader.take(UInt8.self) == 1)
        }
        return hours
    }

    /// Fills a fresh watcher.
    /// - Returns: false when the state is another site's: then only the alarms and their numbers are taken over.
    static func read(_ bytes: [UInt8], into watcher: inout Watcher, rules: [UInt64: Int32]) throws(Broken) -> Bool {
        var reader = try Reader(bytes)
        let isSameSite = try reader.take(UInt64.self) == watcher.siteMark
        watcher.clock = Instant(milliseconds: try reader.take(Int64.self))
        watcher.desk.nextNumber = try reader.take(Int64.self)
        let keys = try reader.list { (reader) throws(Broken) in try reader.key() }
        let alarms = try reader.list { (reader) throws(Broken) in try reader.alarm() }
        guard keys.count == alarms.count else { throw Broken() }
        for (key, alarm) in zip(keys, alarms) { watcher.desk.open[key] = alarm }
        guard isSameSite else { return false }
        let slots = watcher.slots
        var crossings = try reader.list { (reader) throws(Broken) -> Crossing? in
            let slot = slots[TrackKey(try reader.take(Int32.self))]
            let effect = try reader.effect(rules)
            let key = try reader.key()
            let standing = Crossing.Standing(rawValue: try reader.take(UInt8.self))
            let endedAt = try reader.take(Int64.self)
            guard let slot, let effect, let standing else { return nil }
            return Crossing(slot: slot, effect: effect, key: key, standing: standing, endedAt: endedAt)
        }
        _ = try reader.list { (reader) throws(Broken) in
            let rule = rules[try reader.take(UInt64.self)]
            let track = try reader.take(Int32.self)
            let subject = try reader.take(Int32.self)
            let since = try reader.take(Int64.self)
            guard let rule, let slot = track < 0 ? -1 : slots[TrackKey(track)] else { return }
            watcher.spans[SpanKey(rule: rule, slot: slot, subject: subject)] = since
        }
        _ = try reader.list { (reader) throws(Broken) in
            let index = try reader.take(Int32.self)
            watcher.downSince[index] = try reader.take(Int64.self)
        }
        _ = try reader.list { (reader) throws(Broken) in
            let rule = rules[try reader.take(UInt64.self)]
            let slot = slots[TrackKey(try reader.take(Int32.self))]
            let spans = try reader.list { (reader) throws(Broken) in
                TagEventSpan(
                    first: try reader.take(Int64.self), last: try reader.take(Int64.self), key: try reader.key())
            }
            if let rule, let slot { watcher.tagEvents[EventKey(rule: rule, slot: slot)] = spans }
        }
        watcher.desk.hours = try hours(&reader)
        if reader.place < reader.bytes.count {
            let escorts = try reader.list { (reader) throws(Broken) in TrackKey(try reader.take(Int32.self)) }
            for (index, escort) in zip(crossings.indices, escorts) {
                crossings[index]?.escort = slots[escort] ?? -1
            }
        }
        watcher.crossings = crossings.compactMap(\.self)
        return true
    }
}

extension WatchBlob.Writer {
    mutating func put(key: AlarmKey) {
        put(text: key.rule.rawValue)
        put(key.track)
        put(key.at)
        put(key.subject)
    }

    mutating func put(alarm: AlarmRecord) {
        put(alarm.number)
        for text in [
            alarm.rule, alarm.condition, alarm.severity.rawValue, alarm.certainty.rawValue,
            alarm.reader?.rawValue ?? "", alarm.notify, alarm.detail,
        ] { put(text: text) }
        put(alarm.track?.rawValue ?? -1)
        put(alarm.unit?.rawValue ?? -1)
        put(alarm.fromUnit?.rawValue ?? -1)
        put(alarm.at.milliseconds)
        put(alarm.raisedAt.milliseconds)
        put(alarm.endedAt?.milliseconds ?? .max)
        put((alarm.isLimited ? 1 : 0) | (alarm.isMuted ? UInt8(2) : 0))
    }
}

extension WatchBlob.Reader {
    mutating func key() throws(WatchBlob.Broken) -> AlarmKey {
        AlarmKey(
            rule: RuleID(try text()), track: try take(Int32.self), at: try take(Int64.self),
            subject: try take(Int32.self))
    }

    mutating func alarm() throws(WatchBlob.Broken) -> AlarmRecord {
        let number = try take(Int64.self)
        let (rule, condition) = (try text(), try text())
        guard let severity = AlarmSeverity(rawValue: try text()), let certainty = AlarmCertainty(rawValue: try text())
        else { throw WatchBlob.Broken() }
        let (reader, notify, detail) = (try text(), try text(), try text())
        let (track, unit, from) = (try take(Int32.self), try take(Int32.self), try take(Int32.self))
        let at = Instant(milliseconds: try take(Int64.self))
        let raisedAt = Instant(milliseconds: try take(Int64.self))
        let endedAt = try take(Int64.self)
        let flags = try take(UInt8.self)
        var alarm = AlarmRecord(
            number: number, rule: rule, condition: condition, severity: severity, certainty: certainty, at: at,
            raisedAt: raisedAt)
        alarm.reader = reader.isEmpty ? nil : ReaderID(reader)
        alarm.notify = notify
        alarm.detail = detail
        alarm.track = track >= 0 ? TrackKey(track) : nil
        alarm.unit = unit >= 0 ? UnitKey(unit) : nil
        alarm.fromUnit = from >= 0 ? UnitKey(from) : nil
        alarm.endedAt = endedAt < .max ? Instant(milliseconds: endedAt) : nil
        alarm.isLimited = flags & 1 != 0
        alarm.isMuted = flags & 2 != 0
        return alarm
    }
}
