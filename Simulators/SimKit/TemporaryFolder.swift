internal import Glibc
public import Model

/// Folders and small files for tests and simulators, without Foundation.
public enum TemporaryFolder {
    /// Makes a new, empty folder under `TMPDIR` or `/tmp`, for this user only.
    public static func make(_ name: String) throws(VigieError) -> String {
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(root)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw VigieError(.cannotCreate, "no temporary folder can be made", place: root)
        }
        return template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? root
        }
    }

    /// Makes a folder, whose parent exists.
    public static func makeFolder(_ path: String) throws(VigieError) {
        guard mkdir(path, 0o755) == 0 else { throw VigieError(.cannotCreate, "cannot be made", place: path) }
    }

    /// Removes a folder and all in it; what is gone already is fine.
    public static func remove(_ path: String) {
        guard let directory = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let child = path + "/" + name
            // A link is removed and not followed.
            if unlink(child) != 0 { remove(child) }
        }
        closedir(directory)
        rmdir(path)
    }

    public static func write(_ text: String, to path: String) throws(VigieError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw VigieError(.cannotCreate, "cannot be written", place: path) }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw VigieError(.cannotCreate, "cannot be written", place: path) }
            rest = rest.dropFirst(count)
        }
    }

    /// A file's text; empty when it cannot be read.
    public static func text(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
