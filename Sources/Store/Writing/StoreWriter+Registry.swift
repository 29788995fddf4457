internal import GRDB
public import Model

/// What an import of the registry did, in rows.
public struct RegistryImport: Hashable, Sendable {
    public var added = 0
    public var changed = 0
    public var unchanged = 0

    public init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.changed = changed
        self.unchanged = unchanged
    }
}

extension StoreWriter {
    /// Takes rows into the registry, all or nothing. A tag that is bound to another trackable is rebound at `at`, and
    /// the earlier binding is kept as past. One trackable may have several tags. Tags that are not in the rows stay.
    ///
    /// - Parameter rows: tags in canonical form.
    /// - Throws: 65 naming the row (from 1) for an empty or too long id, a tag given twice, a trackable given with two
    ///   kinds, or a name for a patient or staff: pseudonyms only.
    /// - Complexity: O(rows) look-ups and writes, one transaction.
    public func importRegistry(_ rows: [RegistryRow], at instant: Instant) throws(VigieError) -> RegistryImport {
        do {
            return try transact { try RegistryWriter($0).importRows(rows, at: instant) }
        } catch {
            throw error.error
        }
    }

    /// Binds a tag, known or new, to a trackable that the registry has; ends its earlier binding.
    ///
    /// - Throws: 66 for an unknown trackable, 65 for an empty or too long tag.
    @discardableResult
    public func bind(tag: TagID, to trackable: TrackableID, at instant: Instant) throws(VigieError) -> TagBinding {
        do {
            return try transact { try RegistryWriter($0).bind(tag, to: trackable, at: instant) }
        } catch {
            throw error.error
        }
    }

    /// Ends a tag's binding.
    ///
    /// - Returns: what it was bound to; nil when the tag is unknown or was bound to nothing.
    @discardableResult
    public func unbind(tag: TagID, at instant: Instant) throws(VigieError) -> TrackableID? {
        do {
            return try transact { try RegistryWriter($0).unbind(tag, at: instant) }
        } catch {
            throw error.error
        }
    }

    /// Every tag that is bound now, in order of its key.
    public func bindings() throws(StoreFailure) -> [TagBinding] {
        try access { database in
            var bindings: [TagBinding] = []
            let statement = try RawStatement(
                database,
                """
                SELECT tag.id, tag.key, trackable.key, trackable.id, trackable.kind FROM tag
                JOIN trackable ON trackable.key = tag.trackable ORDER BY tag.key
                """)
            try statement.forEachRow { row in
                guard let kind = TrackableKind(rawValue: row.text(4)) else { return }
                bindings.append(
                    TagBinding(
                        tag: TagID(row.text(0)), tagKey: row.int32(1), track: TrackKey(row.int32(2)),
                        trackable: TrackableID(row.text(3)), kind: kind))
            }
            return bindings
        }
    }
}

/// The rules of the registry, inside the caller's transaction.
private struct RegistryWriter {
    let database: Database
    // Held over all rows: looking five statements up per row costs more than running them.
    private let findTrackable: RawStatement
    private let writeTrackable: RawStatement
    private let findTag: RawStatement
    private let insertTag: RawStatement

    init(_ database: Database) throws {
        self.database = database
        findTrackable = try RawStatement(
            database, "SELECT key, kind, name, category, assigned_unit, model, serial FROM trackable WHERE id = ?")
        writeTrackable = try RawStatement(
            database,
            """
            INSERT INTO trackable (kind, name, category, assigned_unit, model, serial, id) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, category = excluded.category,
                assigned_unit = excluded.assigned_unit, model = excluded.model, serial = excluded.serial
            RETURNING key
            """)
        findTag = try RawStatement(database, "SELECT key, trackable FROM tag WHERE id = ?")
        insertTag = try RawStatement(database, "INSERT INTO tag (id, trackable, bound_at) VALUES (?, ?, ?)")
    }

    func importRows(_ rows: [RegistryRow], at instant: Instant) throws -> RegistryImport {
        var result = RegistryImport()
        var rowOfTag: [TagID: Int] = [:]
        var kinds: [TrackableID: TrackableKind] = [:]
        for (index, row) in rows.enumerated() {
            try check(row, number: index + 1)
            if let earlier = rowOfTag.updateValue(index + 1, forKey: row.tag) {
                throw bad(index + 1, "its tag is given in row \(earlier) already", "Keep one of the two rows")
            }
            if let kind = kinds.updateValue(row.kind, forKey: row.trackable), kind != row.kind {
                throw bad(index + 1, "its trackable has another kind in an earlier row", "Give all its tags one kind")
            }
            let (track, isNew, hasChanged) = try upsert(row)
            let (tagIsNew, isRebound) = try rebind(row.tag, to: track, at: instant)
            if isNew || tagIsNew {
                result.added += 1
            } else if hasChanged || isRebound {
                result.changed += 1
            } else {
                result.unchanged += 1
            }
        }
        return result
    }

    private func check(_ row: RegistryRow, number: Int) throws {
        for (text, what) in [(row.tag.rawValue, "tag"), (row.trackable.rawValue, "trackable")] {
            guard Self.isIdentifier(text) else {
                throw bad(
                    number, "its \(what) is empty, longer than \(Limits.tagBytesMax) bytes or has control characters",
                    "Correct the row")
            }
        }
        guard row.name.isEmpty || (row.kind != .patient && row.kind != .staff) else {
            throw bad(number, "a \(row.kind.rawValue) must not have a name", "Leave the name empty: pseudonyms only")
        }
    }

    static func isIdentifier(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= Limits.tagBytesMax else { return false }
        return text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } || Printable.clean(text) == text
    }

    private func bad(_ number: Int, _ what: String, _ remedy: String) -> VigieError {
        VigieError(.badData, what, place: "registry row \(number)", remedy: remedy + "; nothing was imported")
    }

    private func upsert(_ row: RegistryRow) throws -> (track: Int32, isNew: Bool, hasChanged: Bool) {
        findTrackable.bind(1, row.trackable.rawValue)
        let wanted = [row.kind.rawValue, row.name, row.category, row.assignedUnit, row.model, row.serial]
        let found = try findTrackable.first { stored in
            (key: stored.int32(0), isSame: wanted.indices.allSatisfy { stored.text(Int32($0 + 1)) == wanted[$0] })
        }
        if let found, found.isSame { return (found.key, false, false) }
        for (column, text) in wanted.enumerated() { writeTrackable.bind(Int32(column + 1), text) }
        writeTrackable.bind(7, row.trackable.rawValue)
        let key = try writeTrackable.first { $0.int32(0) } ?? 0
        return (key, found == nil, found != nil)
    }

    /// Binds a tag to a trackable, unless it is.
    private func rebind(_ tag: TagID, to track: Int32, at instant: Instant) throws -> (isNew: Bool, isRebound: Bool) {
        findTag.bind(1, tag.rawValue)
        guard let found = try findTag.first({ ($0.int32(0), $0.optionalInt32(1)) }) else {
            insertTag.bind(1, tag.rawValue)
            insertTag.bind(2, track)
            insertTag.bind(3, instant)
            try insertTag.run()
            return (true, false)
        }
        if found.1 == track { return (false, false) }
        try end(tagKey: found.0, at: instant)
        let update = try RawStatement(database, "UPDATE tag SET trackable = ?, bound_at = ? WHERE key = ?")
        update.bind(1, track)
        update.bind(2, instant)
        update.bind(3, found.0)
        try update.run()
        return (false, true)
    }

    /// Moves the present binding to the past ones.
    private func end(tagKey: Int32, at instant: Instant) throws {
        let keep = try RawStatement(
            database,
            """
            INSERT INTO past_binding (tag, trackable, bound_at, unbound_at)
            SELECT key, trackable, bound_at, ? FROM tag WHERE key = ? AND trackable IS NOT NULL
            """)
        keep.bind(1, instant)
        keep.bind(2, tagKey)
        try keep.run()
        let clear = try RawStatement(database, "UPDATE tag SET trackable = NULL, bound_at = NULL WHERE key = ?")
        clear.bind(1, tagKey)
        try clear.run()
    }

    func bind(_ tag: TagID, to trackable: TrackableID, at instant: Instant) throws -> TagBinding {
        guard Self.isIdentifier(tag.rawValue) else {
            throw VigieError(
                .badData, "the tag is empty, longer than \(Limits.tagBytesMax) bytes or has control characters")
        }
        let find = try RawStatement(database, "SELECT key, kind FROM trackable WHERE id = ?")
        find.bind(1, trackable.rawValue)
        guard let found = try find.first({ ($0.int32(0), TrackableKind(rawValue: $0.text(1))) }), let kind = found.1
        else {
            throw VigieError(
                .noInput, "the registry has no such trackable", remedy: "Add it with 'vigie tags import' first")
        }
        _ = try rebind(tag, to: found.0, at: instant)
        let key = try RawStatement(database, "SELECT key FROM tag WHERE id = ?")
        key.bind(1, tag.rawValue)
        let tagKey = try key.first { $0.int32(0) } ?? 0
        return TagBinding(tag: tag, tagKey: tagKey, track: TrackKey(found.0), trackable: trackable, kind: kind)
    }

    func unbind(_ tag: TagID, at instant: Instant) throws -> TrackableID? {
        let find = try RawStatement(
            database,
            """
            SELECT tag.key, trackable.id FROM tag JOIN trackable ON trackable.key = tag.trackable WHERE tag.id = ?
            """)
        find.bind(1, tag.rawValue)
        guard let found = try find.first({ ($0.int32(0), $0.text(1)) }) else { return nil }
        try end(tagKey: found.0, at: instant)
        return TrackableID(found.1)
    }
}
