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
    /// - Complexity: O(rows + registry), one transaction: 100,000 rows take about half a second.
    public func importRegistry(_ rows: [RegistryRow], at instant: Instant) throws(VigieError) -> RegistryImport {
        do {
            return try transact { try RegistryImporter.run($0, rows, at: instant) }
        } catch {
            throw error.error
        }
    }

    /// Binds a tag, known or new, to a trackable that the registry has; ends its earlier binding.
    ///
    /// - Throws: 65 for an unknown trackable, and for an empty or too long tag.
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

/// The rules of single bindings, inside the caller's transaction.
struct RegistryWriter {
    let database: Database

    init(_ database: Database) { self.database = database }

    static func isIdentifier(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= Limits.tagBytesMax else { return false }
        return text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } || Printable.clean(text) == text
    }

    /// Binds a tag to a trackable, unless it is.
    ///
    /// - Returns: the tag's key.
    private func rebind(_ tag: TagID, to track: Int32, at instant: Instant) throws -> Int32 {
        let find = try RawStatement(database, "SELECT key, trackable FROM tag WHERE id = ?")
        find.bind(1, tag.rawValue)
        guard let found = try find.first({ ($0.int32(0), $0.optionalInt32(1)) }) else {
            let insert = try RawStatement(database, "INSERT INTO tag (id, trackable, bound_at) VALUES (?, ?, ?)")
            insert.bind(1, tag.rawValue)
            insert.bind(2, track)
            insert.bind(3, instant)
            try insert.run()
            return Int32(truncatingIfNeeded: database.lastInsertedRowID)
        }
        if found.1 != track { try move(tagKey: found.0, to: track, at: instant) }
        return found.0
    }

    /// Binds a known tag to another trackable than it is on.
    func move(tagKey: Int32, to track: Int32, at instant: Instant) throws {
        try end(tagKey: tagKey, at: instant)
        let update = try RawStatement(database, "UPDATE tag SET trackable = ?, bound_at = ? WHERE key = ?")
        update.bind(1, track)
        update.bind(2, instant)
        update.bind(3, tagKey)
        try update.run()
    }

    /// Moves the present binding to the past ones.
    func end(tagKey: Int32, at instant: Instant) throws {
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
                .badData, "the registry has no such trackable", remedy: "Add it with 'vigie tags import' first")
        }
        let tagKey = try rebind(tag, to: found.0, at: instant)
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
