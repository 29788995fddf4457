/// Which target may import what: the table of the design, one way only.
enum ImportRules {
    /// Our own modules, by target of `Sources`.
    static let own: [String: Set<String>] = [
        "Model": [],
        "SiteMap": ["Model"],
        "CMosquitto": [],
        "COpenSSL": [],
        "Digest": ["COpenSSL"],
        "Ingest": ["Model", "CMosquitto"],
        "Decode": ["Model"],
        "Resolve": ["Model", "SiteMap"],
        "Watch": ["Model", "SiteMap"],
        "Stock": ["Model", "SiteMap", "Digest"],
        "Store": ["Model", "Digest"],
        "Pipeline": ["Model", "SiteMap", "Ingest", "Decode", "Resolve", "Watch", "Stock", "Store", "Digest"],
        "Report": ["Model", "SiteMap", "Watch", "Store"],
        "vigie": ["Model", "SiteMap", "Decode", "Store", "Pipeline", "Report"],
    ]

    /// Packages and system modules, by target of `Sources`; `pure` and nothing else for the others.
    static let foreign: [String: Set<String>] = [
        // Only for mathematics; no files, no clock.
        "Resolve": math,
        "Watch": math,
        "Stock": math,
        "SiteMap": math.union(["FoundationEssentials"]),
        "Ingest": system.union(["Logging", "Metrics", "ServiceLifecycle"]),
        "Store": system.union(["GRDB", "GRDBSQLite", "Logging", "Metrics", "ServiceLifecycle"]),
        "Pipeline": system.union(["Yams", "Logging", "Metrics", "ServiceLifecycle"]),
        "Report": system,
        "vigie": system.union(["ArgumentParser", "Yams", "Logging", "Metrics", "ServiceLifecycle"]),
    ]

    /// Small and pure: anywhere.
    static let pure: Set<String> = [
        "Collections", "OrderedCollections", "DequeModule", "HeapModule", "BitCollections", "HashTreeCollections",
        "Algorithms",
    ]
    static let math: Set<String> = ["Glibc", "Musl"]
    static let system = math.union(["Darwin", "Dispatch", "Synchronization", "FoundationEssentials", "Foundation"])

    /// In simulators and tests everything goes but the internals of one target.
    static let elsewhere: [String: Set<String>] = [
        "GRDB": ["Tests/StoreTests"],
        "GRDBSQLite": ["Tests/StoreTests"],
        "CMosquitto": ["Simulators/SimKit"],
        "COpenSSL": [],
    ]

    static func check(_ path: String, _ codeLines: [String]) -> [Violation] {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3 else { return [] }
        var violations: [Violation] = []
        for (index, line) in codeLines.enumerated() {
            guard let module = module(line), !isAllowed(module, folder: parts[0], target: parts[1]) else { continue }
            violations.append(
                Violation(
                    path: path, line: index + 1, rule: .forbiddenImport,
                    detail: "\(parts[1]) must not import \(module)"))
        }
        return violations
    }

    private static func isAllowed(_ module: String, folder: String, target: String) -> Bool {
        if folder == "Sources" {
            return pure.contains(module) || own[target, default: []].contains(module)
                || foreign[target, default: []].contains(module)
        }
        guard let targets = elsewhere[module] else { return true }
        return targets.contains("\(folder)/\(target)")
    }

    /// The module that a line imports; nil when it imports none.
    private static func module(_ line: String) -> String? {
        var words = line.split(whereSeparator: { " \t;".contains($0) }).map(String.init)
        let before: Set<String> = [
            "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency", "@_exported",
            "@_implementationOnly",
        ]
        while let first = words.first, before.contains(first) || first.hasPrefix("@_spi") { words.removeFirst() }
        guard words.first == "import", words.count >= 2 else { return nil }
        let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[1]) && words.count >= 3 ? words[2] : words[1]
        return name.split(separator: ".").first.map(String.init)
    }
}
