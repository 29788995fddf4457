internal import GRDB
import Glibc
import Model

/// Takes rows into the registry, inside the caller's transaction.
///
/// What is stored is read once, in the tables' own order, and looked up by the rows' ids in memory: a look-up by SQL
/// for each row would cost several times that.
struct RegistryImporter {
    private let database: Database
    private let rows: [RegistryRow]
    private let instant: Instant

    /// The row of each tag.
    private var rowOfTag: ByteTable
    /// The distinct trackables of the rows, numbered in order.
    private var numberOfTrackable: ByteTable
    private var trackableOfRow: [Int32] = []
    private var trackables: [Trackable] = []
    /// What is stored of each row's tag.
    private var tags: [StoredTag]
    /// Whether no trackable was stored before.
    private var isFirst = true

    private struct Trackable {
        /// The durable key; 0 when it is not stored yet.
        var key: Int32 = 0
        /// The first row that is of it.
        let firstRow: Int32
        /// The row whose fields are stored now; -1 when these are other fields.
        var storedRow: Int32 = -1
        /// The row whose fields stay in the end.
        var lastRow: Int32 = 0
        var isNew = false
        var hasChanged = false
    }

    private struct StoredTag {
        /// The durable key; 0 when it is not stored yet.
        var key: Int32 = 0
        var track: Int32?
    }

    static func run(_ database: Database, _ rows: [RegistryRow], at instant: Instant) throws -> RegistryImport {
        var importer = try RegistryImporter(database, rows, instant)
        try importer.readTrackables()
        try importer.readTags()
        return try importer.write()
    }

    private init(_ database: Database, _ rows: [RegistryRow], _ instant: Instant) throws {
        self.database = database
        self.rows = rows
        self.instant = instant
        rowOfTag = ByteTable(minimumCapacity: rows.count)
        numberOfTrackable = ByteTable(minimumCapacity: rows.count)
        tags = Array(repeating: StoredTag(), count: rows.count)
        trackableOfRow.reserveCapacity(rows.count)
        trackables.reserveCapacity(rows.count)
        for (index, row) in rows.enumerated() {
            try check(row, number: index + 1)
            let earlier = rowOfTag.find(row.tag.rawValue)
            guard earlier < 0 else {
                throw bad(index + 1, "its tag is given in row \(earlier + 1) already", "Keep one of the two rows")
            }
            rowOfTag.insert(row.tag.rawValue, Int32(truncatingIfNeeded: index))
            let known = numberOfTrackable.find(row.trackable.rawValue)
            if known < 0 {
                let number = Int32(truncatingIfNeeded: trackables.count)
                numberOfTrackable.insert(row.trackable.rawValue, number)
                trackables.append(Trackable(firstRow: Int32(truncatingIfNeeded: index)))
                trackableOfRow.append(number)
            } else {
                guard rows[Int(trackables[Int(known)].firstRow)].kind == row.kind else {
                    throw bad(
                        index + 1, "its trackable has another kind in an earlier row", "Give all its tags one kind")
                }
                trackableOfRow.append(known)
            }
        }
    }

    private func check(_ row: RegistryRow, number: Int) throws {
        for (text, what) in [(row.tag.rawValue, "tag"), (row.trackable.rawValue, "trackable")] {
            guard RegistryWriter.isIdentifier(text) else {
                throw bad(
                    number, "its \(what) is empty, longer than \(Limits.tagBytesMax) bytes or has control characters",
                    "Correct the row")
            }
        }
        guard row.name.isEmpty || (row.kind != .patient && row.kind != .staff) else {
            throw bad(number, "a \(row.kind.rawValue) must not have a name", "Leave the name empty: pseudonyms only")
        }
    }

    private func bad(_ number: Int, _ what: String, _ remedy: String) -> VigieError {
        VigieError(.badData, what, place: "registry row \(number)", remedy: remedy + "; nothing was imported")
    }

    // MARK: What is stored

    private mutating func readTrackables() throws {
        let statement = try RawStatement(
            database, "SELECT id, key, kind, name, category, assigned_unit, model, serial FROM trackable")
        defer { statement.reset() }
        while try statement.step() {
            isFirst = false
            let number = Int(numberOfTrackable.find(statement.utf8(0)))
            guard number >= 0 else { continue }
            trackables[number].key = statement.int32(1)
            let first = trackables[number].firstRow
            if rows[Int(first)].hasFields(of: statement, from: 2) { trackables[number].storedRow = first }
        }
    }

    private mutating func readTags() throws {
        let statement = try RawStatement(database, "SELECT id, key, trackable FROM tag")
        defer { statement.reset() }
        while try statement.step() {
            let row = Int(rowOfTag.find(statement.utf8(0)))
            guard row >= 0 else { continue }
            tags[row] = StoredTag(key: statement.int32(1), track: statement.optionalInt32(2))
        }
    }

    // MARK: Writing

    /// What the rows do one after the other, then what is stored in the end: inserted together, for each statement
    /// costs as much as a row.
    private mutating func write() throws -> RegistryImport {
        let result = try count()
        let new = trackables.indices.filter { trackables[$0].isNew }
        let indexes = try isFirst && new.count >= Self.rowsToIndexLater ? dropIndexes() : []
        try insert(
            new.count,
            into: "INSERT INTO trackable (key, id, kind, name, category, assigned_unit, model, serial) VALUES ",
            columns: 8
        ) { [rows, trackables] index, statement, first in
            let row = rows[Int(trackables[new[index]].lastRow)]
            statement.bind(first, trackables[new[index]].key)
            bind(row, statement, from: first + 1)
        }
        for sql in indexes { try database.execute(sql: sql) }
        for trackable in trackables where !trackable.isNew && trackable.hasChanged { try update(trackable) }

        let newTags = rows.indices.filter { tags[$0].key == 0 }
        try insert(newTags.count, into: "INSERT INTO tag (id, trackable, bound_at) VALUES ", columns: 3) {
            [rows, trackables, trackableOfRow] index, statement, first in
            let row = newTags[index]
            statement.bind(first, rows[row].tag.rawValue)
            statement.bind(first + 1, trackables[Int(trackableOfRow[row])].key)
            statement.bind(first + 2, instant)
        }
        let bindings = RegistryWriter(database)
        for (row, tag) in tags.enumerated() where tag.key != 0 {
            let track = trackables[Int(trackableOfRow[row])].key
            if tag.track != track { try bindings.move(tagKey: tag.key, to: track, at: instant) }
        }
        return result
    }

    /// Gives new trackables their keys and counts row by row.
    private mutating func count() throws -> RegistryImport {
        var nextKey = Int32(
            truncatingIfNeeded: try database.integer(
                "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'trackable'"))
        var result = RegistryImport()
        for (index, row) in rows.enumerated() {
            let number = Int(trackableOfRow[index])
            let isNew = trackables[number].key == 0
            if isNew {
                nextKey += 1
                trackables[number].key = nextKey
                trackables[number].isNew = true
            }
            let storedRow = Int(trackables[number].storedRow)
            let isSame = !isNew && storedRow >= 0 && (storedRow == index || row.hasFields(of: rows[storedRow]))
            if !isSame {
                trackables[number].storedRow = Int32(truncatingIfNeeded: index)
                trackables[number].hasChanged = true
            }
            trackables[number].lastRow = Int32(truncatingIfNeeded: index)
            let tag = tags[index]
            let isRebound = tag.track != trackables[number].key
            if isNew || tag.key == 0 {
                result.added += 1
            } else if !isSame || isRebound {
                result.changed += 1
            } else {
                result.unchanged += 1
            }
        }
        return result
    }

    /// From so many rows on, the indexes of a first import are made after it.
    private static let rowsToIndexLater = 5000

    /// Takes the secondary indexes of the empty registry away, inside the transaction: sorted once at the end they cost
    /// a third of what they cost row by row.
    ///
    /// - Returns: the statements that make them again, as the schema has them.
    private func dropIndexes() throws -> [String] {
        var indexes: [(name: String, sql: String)] = []
        try RawStatement(
            database,
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'trackable' AND sql IS NOT NULL"
        ).forEachRow { indexes.append(($0.text(0), $0.text(1))) }
        for index in indexes { try database.drop(index: index.name) }
        return indexes.map(\.sql)
    }

    /// Rows of one statement.
    private static let rowsPerStatement = 64

    /// Inserts rows, many by one statement.
    ///
    /// - Parameter bind: called with a row's number, the statement, and the place of the row's first value.
    private func insert(
        _ count: Int, into sql: String, columns: Int, bind: (Int, RawStatement, Int32) -> Void
    ) throws {
        let values = "(" + Array(repeating: "?", count: columns).joined(separator: ", ") + ")"
        var done = 0
        while done < count {
            let size = min(Self.rowsPerStatement, count - done)
            let statement = try RawStatement(
                database, sql + Array(repeating: values, count: size).joined(separator: ", "))
            repeat {
                for row in 0..<size { bind(done + row, statement, Int32(row * columns + 1)) }
                try statement.run()
                done += size
            } while count - done >= size
        }
    }

    private func update(_ trackable: Trackable) throws {
        let statement = try RawStatement(
            database,
            """
            UPDATE trackable SET kind = ?2, name = ?3, category = ?4, assigned_unit = ?5, model = ?6, serial = ?7
            WHERE id = ?1
            """)
        bind(rows[Int(trackable.lastRow)], statement, from: 1)
        try statement.run()
    }

    /// The id and the six fields.
    private func bind(_ row: RegistryRow, _ statement: RawStatement, from first: Int32) {
        statement.bind(first, row.trackable.rawValue)
        statement.bind(first + 1, row.kind.rawValue)
        statement.bind(first + 2, row.name)
        statement.bind(first + 3, row.category)
        statement.bind(first + 4, row.assignedUnit)
        statement.bind(first + 5, row.model)
        statement.bind(first + 6, row.serial)
    }
}

extension RegistryRow {
    /// Whether another row says the same of the trackable.
    fileprivate func hasFields(of other: RegistryRow) -> Bool {
        kind == other.kind && name == other.name && category == other.category && assignedUnit == other.assignedUnit
            && model == other.model && serial == other.serial
    }

    /// Whether six columns of a stored row say the same, byte for byte.
    fileprivate func hasFields(of stored: RawStatement, from column: Int32) -> Bool {
        stored.utf8(column, equals: kind.rawValue) && stored.utf8(column + 1, equals: name)
            && stored.utf8(column + 2, equals: category) && stored.utf8(column + 3, equals: assignedUnit)
            && stored.utf8(column + 4, equals: model) && stored.utf8(column + 5, equals: serial)
    }
}

extension RawStatement {
    /// The bytes of a text; valid until the next step.
    fileprivate func utf8(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        bytes(column).assumingMemoryBound(to: UInt8.self)
    }

    fileprivate func utf8(_ column: Int32, equals text: String) -> Bool {
        let stored = bytes(column)
        var text = text
        return text.withUTF8 { text in
            guard text.count == stored.count, let left = text.baseAddress, let right = stored.baseAddress else {
                return text.count == stored.count
            }
            return memcmp(left, right, text.count) == 0
        }
    }
}
