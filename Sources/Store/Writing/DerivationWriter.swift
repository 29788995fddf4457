internal import GRDB
import Model

/// Writes what the fold derived, inside the caller's transaction.
struct DerivationWriter {
    let database: Database
    /// Durable keys of the present site's levels, by index.
    let levelKeys: [Int32]

    /// How many samples of refused messages are kept.
    static let samplesMax: Int64 = 1000

    func write(_ derivations: Derivations) throws {
        if !derivations.tracks.isEmpty { try writeTracks(derivations) }
        if !derivations.stays.isEmpty { try writeStays(derivations.stays) }
        if !derivations.readers.isEmpty { try writeReaders(derivations.readers) }
        if !derivations.sequences.isEmpty { try writeSequences(derivations.sequences) }
        if !derivations.rejections.isEmpty { try writeRejections(derivations.rejections) }
        if !derivations.samples.isEmpty { try writeSamples(derivations.samples) }
        if !derivations.alarms.isEmpty { try AlarmTable(database: database).write(derivations.alarms) }
        if !derivations.watch.isEmpty { try AlarmTable(database: database).write(derivations.watch) }
        if !derivations.outbox.isEmpty { try writeOutbox(derivations.outbox) }
        if !derivations.lateSpans.isEmpty { try LateSpanTable(database: database).insert(derivations.lateSpans) }
        if !derivations.settledSpans.isEmpty { try LateSpanTable(database: database).remove(derivations.settledSpans) }
        try writeSilences(derivations)
        var counters = derivations.counters
        let corrections = derivations.stays.count { $0.isCorrection }
        if corrections > 0 { counters["corrections", default: 0] += corrections }
        if !counters.isEmpty { try writeCounters(counters) }
    }

    private func writeTracks(_ derivations: Derivations) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO current (track, tag, unit, confirmed_unit, second_unit, confidence,
                second_confidence, level, x, y, latitude, longitude, uncertainty, observed_at, since, interval, flags,
                battery, temperature,
                down_readers, filter)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try derivations.bytes.withUnsafeBytes { arena in
            for track in derivations.tracks {
                statement.bind(1, track.track.rawValue)
                statement.bind(2, track.tagKey)
                statement.bind(3, track.unit.map { Int64($0.rawValue) })
                statement.bind(4, track.confirmedUnit.map { Int64($0.rawValue) })
                statement.bind(5, track.secondUnit.map { Int64($0.rawValue) })
                statement.bind(6, track.confidence)
                statement.bind(7, track.secondConfidence)
                statement.bind(8, levelKey(track.level))
                statement.bind(9, track.xMetres)
                statement.bind(10, track.yMetres)
                statement.bind(11, track.latitude)
                statement.bind(12, track.longitude)
                statement.bind(13, track.uncertaintyMetres)
                statement.bind(14, track.observedAt)
                statement.bind(15, track.since)
                statement.bind(16, track.intervalMilliseconds)
                statement.bind(17, Int64(track.flags.rawValue))
                statement.bind(18, track.batteryPercent)
                statement.bind(19, track.temperatureCelsius)
                statement.bindUncopiedText(20, UnsafeRawBufferPointer(rebasing: arena[track.downReaders.range]))
                statement.bindUncopied(21, UnsafeRawBufferPointer(rebasing: arena[track.filter.range]))
                try statement.run()
            }
        }
    }

    private func levelKey(_ index: Int32?) -> Int64? {
        guard let index, levelKeys.indices.contains(Int(index)) else { return nil }
        return Int64(levelKeys[Int(index)])
    }

    /// A rewrite holds every stay of its trackable from its `from` on, and may close the one before, or open it again.
    private func writeStays(_ rewrites: [StayRewrite]) throws {
        let delete = try RawStatement(database, "DELETE FROM stay WHERE track = ? AND from_at >= ?")
        let insert = try RawStatement(
            database,
            "INSERT INTO stay (track, from_at, to_at, unit, confidence, corrected) VALUES (?, ?, ?, ?, ?, ?)")
        let end = try RawStatement(
            database,
            """
            UPDATE stay SET to_at = ?1, confidence = ?2
            WHERE track = ?3 AND from_at = (SELECT max(from_at) FROM stay WHERE track = ?3 AND from_at < ?4)
            """)
        for rewrite in rewrites {
            delete.bind(1, rewrite.track.rawValue)
            delete.bind(2, rewrite.from)
            try delete.run()
            if let preceding = rewrite.preceding {
                end.bind(1, preceding.to?.milliseconds)
                end.bind(2, preceding.confidence)
                end.bind(3, rewrite.track.rawValue)
                end.bind(4, rewrite.from)
                try end.run()
            }
            for stay in rewrite.stays {
                insert.bind(1, stay.track.rawValue)
                insert.bind(2, stay.from)
                insert.bind(3, stay.to?.milliseconds)
                insert.bind(4, stay.unit.rawValue)
                insert.bind(5, stay.confidence)
                insert.bind(6, stay.isCorrected ? 1 : 0)
                try insert.run()
            }
        }
    }

    private func writeSilences(_ derivations: Derivations) throws {
        let table = SilenceTable(database: database)
        if !derivations.silences.isEmpty { try table.insert(derivations.silences) }
        for read in derivations.heardWithin { try table.cut(read.track, from: read.from, to: read.to) }
        for span in derivations.lateSpans where span.track != LateSpan.backlog {
            try table.cut(span.track, from: span.from, to: span.to)
        }
        for dark in derivations.darkUnits { try table.darken(dark) }
    }

    private func writeReaders(_ readers: [ReaderRecord]) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO reader (id, status, last_heard, observations, rejections, unknown_tags, clock_skew,
                listened_second, listened_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for reader in readers {
            statement.bind(1, reader.reader.rawValue)
            statement.bind(2, reader.status.rawValue)
            statement.bind(3, reader.lastHeard?.milliseconds)
            statement.bind(4, reader.observations)
            statement.bind(5, reader.rejections)
            statement.bind(6, reader.unknownTags)
            statement.bind(7, reader.clockSkewMilliseconds.map { Int64($0) })
            statement.bind(8, reader.listened?.second)
            statement.bind(9, reader.listened.map { Int64(bitPattern: $0.seconds) })
            try statement.run()
        }
    }

    private func writeSequences(_ sequences: [SequenceRecord]) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO sequence (reader, boot, high_water, duplicates, last_at, gaps, lowest)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        for sequence in sequences {
            statement.bind(1, sequence.reader.rawValue)
            statement.bind(2, sequence.boot)
            statement.bind(3, sequence.highWater)
            statement.bind(4, sequence.duplicates)
            statement.bind(5, sequence.lastAt)
            statement.bind(6, GapText.write(sequence.gaps))
            statement.bind(7, sequence.lowest)
            try statement.run()
        }
    }

    private func writeRejections(_ rejections: [RejectionCount]) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO rejection (reason, dialect, reader, count) VALUES (?, ?, ?, ?)
            ON CONFLICT (reason, dialect, reader) DO UPDATE SET count = count + excluded.count
            """)
        for rejection in rejections {
            statement.bind(1, rejection.reason.rawValue)
            statement.bind(2, rejection.dialect)
            statement.bind(3, rejection.reader)
            statement.bind(4, rejection.added)
            try statement.run()
        }
    }

    private func writeSamples(_ samples: [RejectionSample]) throws {
        let insert = try RawStatement(
            database, "INSERT INTO rejection_sample (position, at, reason, detail, topic) VALUES (?, ?, ?, ?, ?)")
        for sample in samples.suffix(Int(Self.samplesMax)) {
            insert.bind(1, sample.position.rawValue)
            insert.bind(2, sample.at)
            insert.bind(3, sample.reason.rawValue)
            insert.bind(4, sample.detail)
            insert.bind(5, sample.topic)
            try insert.run()
        }
        let trim = try RawStatement(
            database, "DELETE FROM rejection_sample WHERE id <= (SELECT max(id) FROM rejection_sample) - ?")
        trim.bind(1, Self.samplesMax)
        try trim.run()
    }

    private func writeCounters(_ counters: [String: Int]) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO counter (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
            """)
        for (name, added) in counters {
            statement.bind(1, name)
            statement.bind(2, added)
            try statement.run()
        }
    }

    /// A retained message replaces the waiting one of its topic: the broker would keep the last only, and an outage of
    /// the broker must not fill the outbox with high-water marks.
    private func writeOutbox(_ messages: [OutboxMessage]) throws {
        let replace = try RawStatement(database, "DELETE FROM outbox WHERE retained = 1 AND topic = ?")
        let insert = try RawStatement(database, "INSERT INTO outbox (topic, payload, retained) VALUES (?, ?, ?)")
        for message in messages {
            if message.isRetained {
                replace.bind(1, message.topic)
                try replace.run()
            }
            try message.payload.withUnsafeBytes { payload in
                insert.bind(1, message.topic)
                insert.bindUncopied(2, payload)
                insert.bind(3, message.isRetained ? 1 : 0)
                try insert.run()
            }
        }
    }
}

/// Gaps as text: `3..5 9..9`. Not a minus sign in between, because numbers may be negative.
enum GapText {
    static func write(_ gaps: [ClosedRange<Int64>]) -> String {
        var text = ""
        for gap in gaps {
            if !text.isEmpty { text += " " }
            text += String(gap.lowerBound) + ".." + String(gap.upperBound)
        }
        return text
    }

    /// Nil when the text is not one that ``write(_:)`` gives.
    static func read(_ text: String) -> [ClosedRange<Int64>]? {
        var gaps: [ClosedRange<Int64>] = []
        for part in text.split(separator: " ") {
            let ends = part.split(separator: ".")
            guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first <= last else {
                return nil
            }
            gaps.append(first...last)
        }
        return gaps
    }
}
