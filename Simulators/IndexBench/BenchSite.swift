import Glibc
import Model
import SimKit
import SiteMap

/// The hospital that walking is measured in.
enum BenchSite {
    static let unitCount = 2000

    /// The site of a folder; else one that the simulator beside this executable makes.
    static func map(folder: String?) -> SiteMap? {
        do {
            if let folder { return try SiteMap.load(folder: folder).0 }
            guard let simulator = sibling("hospital-sim") else {
                print("walking: skipped: build hospital-sim beside this, or name a site with --site")
                return nil
            }
            let scratch = try TemporaryFolder.make("vigie-bench-index")
            defer { TemporaryFolder.remove(scratch) }
            let site = scratch + "/site"
            let arguments = ["site", "--out", site, "--units", String(unitCount), "--levels", "8", "--seed", "1"]
            let child = try ChildProcess(path: simulator, arguments: arguments)
            guard child.wait(milliseconds: 60_000) == .exited(code: 0) else {
                print("walking: skipped: hospital-sim failed")
                return nil
            }
            return try SiteMap.load(folder: site).0
        } catch {
            print("walking: skipped: \(error)")
            return nil
        }
    }

    private static func sibling(_ name: String) -> String? {
        var path = [CChar](repeating: 0, count: 4096)
        guard readlink("/proc/self/exe", &path, path.count - 1) > 0 else { return nil }
        let own = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = own.lastIndex(of: "/") else { return nil }
        let candidate = own[...slash] + name
        return access(String(candidate), X_OK) == 0 ? String(candidate) : nil
    }
}
