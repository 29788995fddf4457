internal import GRDB
internal import GRDBSQLite
import Model

/// A prepared statement of GRDB's cache, bound and stepped by SQLite's own calls.
///
/// GRDB's statement arguments cost two to eight times as much per row, which is why every table goes this way. The
/// statement must be reset before the access to the database ends: ``run()`` and ``forEachRow(_:)`` do that.
struct RawStatement {
    /// Tells SQLite to copy the bytes at once.
    static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private let statement: Statement
    let handle: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Binding, from 1

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }
    func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }
    func bind(_ index: Int32, _ value: Int32) { sqlite3_bind_int64(handle, index, Int64(value)) }
    func bind(_ index: Int32, _ value: Instant) { sqlite3_bind_int64(handle, index, value.milliseconds) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    /// NaN becomes NULL, as SQLite does with every NaN.
    func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(handle, index, value) }
    func bind(_ index: Int32, _ value: Float) { sqlite3_bind_double(handle, index, Double(value)) }

    func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            _ = utf8.withMemoryRebound(to: CChar.self) {
                // An empty string may have no address: NULL would be stored instead of ''.
                sqlite3_bind_text(handle, index, $0.baseAddress ?? Self.empty, Int32($0.count), Self.transient)
            }
        }
    }

    /// Binds bytes that stay where they are until the statement ran.
    func bindUncopied(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        if let address = bytes.baseAddress, bytes.count > 0 {
            sqlite3_bind_blob(handle, index, address, Int32(bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(handle, index, 0)
        }
    }

    /// Binds UTF-8 that stays where it is until the statement ran.
    func bindUncopiedText(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        let address = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        sqlite3_bind_text(handle, index, address ?? Self.empty, Int32(bytes.count), nil)
    }

    nonisolated(unsafe) private static let empty: UnsafePointer<CChar> = {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        pointer.pointee = 0
        return UnsafePointer(pointer)
    }()

    // MARK: Running

    /// One step; true when there is a row.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    /// Runs a statement without rows, and makes it ready for the next binding.
    func run() throws {
        let code = sqlite3_step(handle)
        if code == SQLITE_DONE || code == SQLITE_ROW {
            sqlite3_reset(handle)
            return
        }
        throw failure(code)
    }

    /// Ends the statement's read; needed after ``step()`` only.
    func reset() { sqlite3_reset(handle) }

    /// Calls `body` per row, then resets, also when something throws.
    func forEachRow(_ body: (RawStatement) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while try step() { try body(self) }
    }

    /// `body` of the first row, nil without one.
    func first<Value>(_ body: (RawStatement) throws -> Value) throws -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? body(self) : nil
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }

    // MARK: Columns, from 0

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func int32(_ column: Int32) -> Int32 { Int32(truncatingIfNeeded: sqlite3_column_int64(handle, column)) }
    func instant(_ column: Int32) -> Instant { Instant(milliseconds: int64(column)) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    func optionalInt32(_ column: Int32) -> Int32? { isNull(column) ? nil : int32(column) }
    func optionalInstant(_ column: Int32) -> Instant? { isNull(column) ? nil : instant(column) }

    /// NULL reads as NaN.
    func double(_ column: Int32) -> Double { isNull(column) ? .nan : sqlite3_column_double(handle, column) }
    func float(_ column: Int32) -> Float { Float(double(column)) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Valid until the next step.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

extension Database {
    /// Runs one constant statement without values.
    func run(_ sql: String) throws { try RawStatement(self, sql).forEachRow { _ in } }

    /// The integer in the first column of the first row, 0 without a row.
    func integer(_ sql: String) throws -> Int64 {
        try RawStatement(self, sql).first { $0.int64(0) } ?? 0
    }
}
