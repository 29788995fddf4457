import FoundationEssentials
import Glibc
public import Model
public import SiteMap
import Synchronization

/// What reports need of a site folder: its plan, and what `rules.yaml` says besides rules. Read once, and again when a
/// file of the folder changed: a file of a thousand rules is not parsed for every report.
public final class SiteCare: Sendable {
    /// As of one reading.
    public struct Content: Sendable {
        /// Nil when the folder has no site that loads.
        public var map: SiteMap?
        public var statuses = StatusPlaces()
        public var beds = BedPlaces()
    }

    /// What tells a changed file from the same one.
    private struct Stamp: Equatable {
        var name: String
        var seconds: Int
        var nanoseconds: Int
        var bytes: Int
        var inode: UInt
    }

    private struct Kept {
        var folder: String
        var stamps: [Stamp]
        var outcome: Result<Content, VigieError>
    }

    private struct State {
        var kept: Kept?
        var readings = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// How often the folder was read in earnest.
    public var readings: Int { state.withLock { $0.readings } }

    /// What the folder says now.
    /// - Throws: 78 when `rules.yaml` is wrong, with line and remedy, until it is changed.
    /// - Complexity: one look at each file's times while nothing changes.
    public func content(folder: String) throws(VigieError) -> Content {
        // Taken before the reading: what changes meanwhile is read the next time.
        let stamps = SiteCare.stamps(folder)
        let kept = state.withLock { $0.kept }
        if let kept, kept.folder == folder, kept.stamps == stamps { return try kept.outcome.get() }
        let outcome = SiteCare.read(folder)
        state.withLock { state in
            state.readings += 1
            state.kept = Kept(folder: folder, stamps: stamps, outcome: outcome)
        }
        return try outcome.get()
    }

    private static func read(_ folder: String) -> Result<Content, VigieError> {
        guard let map = try? SiteMap.load(folder: folder).0 else { return .success(Content()) }
        do throws(VigieError) {
            return .success(try RulesReader.care(folder: folder, map: map))
        } catch {
            return .failure(error)
        }
    }

    private static func stamps(_ folder: String) -> [Stamp] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { name in
            var status = stat()
            guard stat(folder + "/" + name, &status) == 0 else {
                return Stamp(name: name, seconds: 0, nanoseconds: 0, bytes: -1, inode: 0)
            }
            return Stamp(
                name: name, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
                bytes: Int(status.st_size), inode: UInt(status.st_ino))
        }
    }
}
