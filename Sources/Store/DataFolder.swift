import Glibc
public import Model

/// The folder that holds everything of one site: the database, its lock, the control socket, the JSON reports and a
/// copy of the site.
public struct DataFolder: Sendable, Hashable {
    /// The folder itself, as given.
    public let path: String

    public init(path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path.isEmpty ? "." : path
    }

    /// The SQLite database; SQLite keeps `-wal` and `-shm` beside it.
    public var database: String { path + "/vigie.db" }
    /// Held locked by the one writer; contains its process id as text.
    public var lock: String { path + "/vigie.lock" }
    /// The Unix socket on which the daemon takes commands that change something.
    public var socket: String { path + "/vigie.sock" }
    /// The folder of the JSON reports.
    public var reports: String { path + "/reports" }
    /// The copy of the site folder.
    public var site: String { path + "/site" }

    /// Whether a database is there.
    public var hasDatabase: Bool { access(database, F_OK) == 0 }

    /// Makes the folder, and those above it, readable for its owner only (0700). A folder that is there is left as it
    /// is.
    ///
    /// - Throws: 73 when it cannot be made.
    public func create() throws(VigieError) {
        var partial = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            partial += "/" + component
            if mkdir(partial, 0o700) != 0, errno != EEXIST {
                throw VigieError(
                    .cannotCreate, "cannot make the data folder: \(String(cString: strerror(errno)))", place: partial,
                    remedy: "Give another folder with --data or VIGIE_DATA, or make it writable")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw VigieError(
                .cannotCreate, "the data folder is not a folder", place: path, remedy: "Give another folder with --data"
            )
        }
    }
}
