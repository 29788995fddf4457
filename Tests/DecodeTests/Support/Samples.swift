import Foundation

/// Recordings of real devices, which lie beside the project and not in it.
enum Samples {
    static let folder: URL? = {
        let manager = FileManager.default
        if let path = ProcessInfo.processInfo.environment["VIGIE_SHARED"] {
            let folder = URL(fileURLWithPath: path).appendingPathComponent("samples")
            return manager.fileExists(atPath: folder.path) ? folder : nil
        }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let samples = folder.appendingPathComponent("shared/samples")
            if manager.fileExists(atPath: samples.path) { return samples }
        }
        return nil
    }()

    /// A file's lines; nil when there are no samples.
    static func lines(_ name: String) throws -> [String]? {
        guard let folder else {
            print("skipped: no shared samples for \(name)")
            return nil
        }
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }
}
