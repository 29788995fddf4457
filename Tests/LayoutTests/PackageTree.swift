import Foundation

/// The package that this test lies in, as text.
struct PackageTree {
    let root: URL

    init() throws {
        // Links are followed: the rules are about the package that holds the file.
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            guard folder.path != "/" else { throw CocoaError(.fileNoSuchFile) }
            folder = folder.deletingLastPathComponent()
        }
        root = folder
    }

    var topLevel: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: root.path) }
    }

    /// The text files of the folders that count, by path from the root, sorted.
    func files() throws -> [(path: String, text: String)] {
        var files: [(path: String, text: String)] = []
        for folder in ["Sources", "Simulators", "Tests", "Deploy"] {
            let top = root.appendingPathComponent(folder).path
            for name in FileManager.default.enumerator(atPath: top)?.compactMap({ $0 as? String }) ?? [] {
                guard let data = FileManager.default.contents(atPath: top + "/" + name),
                    let text = String(data: data, encoding: .utf8)
                else { continue }
                files.append(("\(folder)/\(name)", text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// The names that the repository keeps, as far as the rules ask: read from git's index, without git.
    func tracked() -> [String] {
        guard let index = FileManager.default.contents(atPath: root.path + "/.git/index") else { return [] }
        // An entry's path lies in the index as it is, with a zero after it.
        var names: [String] = []
        if index.range(of: Data([0]) + Data("Package.resolved".utf8) + Data([0])) != nil {
            names.append("Package.resolved")
        }
        if index.range(of: Data(".build/".utf8)) != nil { names.append(".build/") }
        return names
    }
}
