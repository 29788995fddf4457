import Glibc
import Model

/// Writing of a file so that a reader sees the old content or the new, never half of it.
public enum AtomicFile {
    /// Writes a temporary file in the same folder, syncs it, renames it over `folder/name` and syncs the folder.
    ///
    /// - Parameter name: must be a plain file name; see ``FileName``.
    /// - Throws: ``VigieError``: `cannotCreate` when the folder or the file cannot be made, `inputOutput` when writing
    ///   fails. The temporary file is removed then.
    public static func write(_ bytes: [UInt8], folder: String, name: String) throws {
        let target = folder + "/" + name
        let temporary = "\(folder)/.\(name).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw failure(.cannotCreate, "cannot create the file", target) }
        var isDone = false
        defer { if !isDone { unlink(temporary) } }
        do {
            try writeAll(bytes, descriptor, target)
            guard fsync(descriptor) == 0 else { throw failure(.inputOutput, "cannot sync the file", target) }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw failure(.inputOutput, "cannot close the file", target) }
        guard rename(temporary, target) == 0 else { throw failure(.cannotCreate, "cannot replace the file", target) }
        isDone = true
        try syncFolder(folder)
    }

    /// Makes a folder and its parents where they are missing.
    ///
    /// - Throws: ``VigieError`` with code `cannotCreate`.
    public static func makeFolder(_ path: String) throws {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw VigieError(.cannotCreate, "is not a folder", place: path, remedy: "Choose another folder")
            }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else {
            throw failure(.cannotCreate, "cannot create the folder", path)
        }
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ target: String) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(.inputOutput, "cannot write the file", target) }
            offset += count
        }
    }

    private static func syncFolder(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(.inputOutput, "cannot open the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(.inputOutput, "cannot sync the folder", folder) }
    }

    private static func failure(_ code: VigieError.Code, _ what: String, _ place: String) -> VigieError {
        let reason = String(cString: strerror(errno))
        return VigieError(code, "\(what): \(reason)", place: place, remedy: "Check the disk and the folder's rights")
    }
}

/// File names that come from data.
public enum FileName {
    /// A plain file name made of an identifier: every byte outside `A–Z a–z 0–9 . _ -` becomes `_` and two hex
    /// digits; so does a dot in front, so that neither a hidden file nor `..` can be named. At most 100 bytes; a
    /// longer name keeps its first 80 and ends with a hash of the whole (FNV-1a, 16 hex digits).
    ///
    /// Two identifiers can only share a name when one holds an escape of the other literally; callers that write
    /// several files number the later one.
    public static func plain(_ identifier: String) -> String {
        var name: [UInt8] = []
        for byte in identifier.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): name.append(byte)
            case UInt8(ascii: ".") where !name.isEmpty: name.append(byte)
            default:
                name.append(UInt8(ascii: "_"))
                name.append(hexDigit(byte >> 4))
                name.append(hexDigit(byte & 15))
            }
        }
        if name.isEmpty { return "_" }
        guard name.count > 100 else { return String(decoding: name, as: UTF8.self) }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in identifier.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = (0..<16).map { hexDigit(UInt8(hash >> UInt64(60 - 4 * $0) & 15)) }
        return String(decoding: name.prefix(80) + [UInt8(ascii: "-")] + digits, as: UTF8.self)
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10
    }
}
