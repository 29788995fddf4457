import Testing

/// The rules themselves: each bad text is reported by its rule and line, and good texts are not.
///
/// The bad texts are put together from pieces, so that this file keeps the rules.
@Suite struct LayoutRuleTests {
    private func rules(_ text: String, at path: String = "Sources/Store/A.swift") -> [LayoutRule] {
        LayoutChecker.check(path: path, text: text).map(\.rule)
    }

    @Test(arguments: [
        ("Model", "Foundation"), ("Model", "FoundationEssentials"), ("Model", "SiteMap"), ("Decode", "Foundation"),
        ("Decode", "FoundationEssentials"), ("Decode", "Glibc"), ("Resolve", "FoundationEssentials"),
        ("Resolve", "Store"), ("SiteMap", "Foundation"), ("SiteMap", "Yams"), ("SiteMap", "Resolve"),
        ("Ingest", "GRDB"), ("Ingest", "Store"), ("Store", "CMosquitto"), ("Store", "Yams"), ("Store", "Report"),
        ("Pipeline", "GRDB"), ("Pipeline", "CMosquitto"), ("Pipeline", "Report"), ("Pipeline", "ArgumentParser"),
        ("Report", "Pipeline"), ("Report", "Logging"), ("Report", "Digest"), ("Store", "COpenSSL"),
        ("Decode", "Logging"),
        ("vigie", "GRDBSQLite"), ("vigie", "Ingest"), ("Watch", "Stock"), ("Store", "SomethingNew"),
    ])
    func aForbiddenImportIsReported(target: String, module: String) {
        for form in [
            "import \(module)", "public import \(module)", "@preconcurrency import \(module)",
            "import struct \(module).Data", "    internal import \(module)  // why",
        ] {
            let found = LayoutChecker.check(path: "Sources/\(target)/Part/A.swift", text: "// a file\n\(form)\n")
            #expect(found.map(\.rule) == [.forbiddenImport], "\(target): \(form)")
            #expect(found.first?.line == 2)
        }
    }

    @Test(arguments: [
        ("Sources/SiteMap", "FoundationEssentials"), ("Sources/Resolve", "SiteMap"), ("Sources/Resolve", "Glibc"),
        ("Sources/Store", "GRDB"), ("Sources/Store", "Digest"), ("Sources/Digest", "COpenSSL"),
        ("Sources/Pipeline", "Yams"),
        ("Sources/Ingest", "CMosquitto"), ("Sources/vigie", "ArgumentParser"), ("Sources/Decode", "Algorithms"),
        ("Simulators/SimKit", "CMosquitto"), ("Simulators/CrashRig", "Store"), ("Tests/StoreTests", "GRDB"),
        ("Tests/DecodeTests", "Foundation"),
    ])
    func anAllowedImportIsNot(folder: String, module: String) {
        #expect(rules("import \(module)\n", at: folder + "/A.swift").isEmpty)
    }

    @Test func internalsOfOneTargetAreForbiddenInSimulatorsAndTestsToo() {
        #expect(rules("import CMosquitto\n", at: "Simulators/HospitalSim/A.swift") == [.forbiddenImport])
        #expect(rules("import GRDB\n", at: "Tests/PipelineTests/A.swift") == [.forbiddenImport])
    }

    @Test func anImportInAStringOrCommentIsNone() {
        #expect(
            rules("// import GRDB\nlet text = \"\"\"\n    import Foundation\n    \"\"\"\n", at: "Sources/Model/A.swift")
                .isEmpty)
    }

    @Test func longFilesLinesAndFunctionsAreReported() {
        #expect(rules(String(repeating: "let a = 1\n", count: 501)) == [.fileTooLong])
        #expect(rules(String(repeating: "let a = 1\n", count: 500)).isEmpty)
        #expect(rules("let a = \"" + String(repeating: "x", count: 112) + "\"") == [.lineTooLong])
        #expect(rules("let a = \"" + String(repeating: "é", count: 110) + "\"").isEmpty)
        let body = String(repeating: "    let text = \"}{ \\(items.map { $0 })\" // {\n", count: 69)
        for head in [
            "func long(of values: [Int] = [], _ body: () -> Void = {}) -> Int {", "init() {", "var a: Int {",
            "subscript(index: Int) -> Int {", "func long<T>(\n) where T: Equatable\n{",
        ] {
            let found = LayoutChecker.check(path: "Tests/A/A.swift", text: "// one\n\(head)\n\(body)}\n")
            #expect(found.map(\.rule) == [.functionTooLong], "\(head)")
            #expect(found.first?.line == 2)
        }
        #expect(rules("func short() {\n" + String(repeating: "    a()\n", count: 68) + "}\n").isEmpty)
        #expect(rules("protocol P {\n    func none()\n}\nstruct S {\n" + body + "}\n").isEmpty)
        #expect(rules("let a = Foo.init(1)\nlet b = [\n" + body + "]\n").isEmpty)
    }

    @Test func wordsThatEndTheProcessAreReported() {
        #expect(rules("let a = try" + "! b()\n") == [.forcedTry])
        #expect(rules("guard a else { fatal" + "Error(\"b\") }\n") == [.processEnd])
        #expect(rules("// never try" + "! and fatal" + "Error()\nlet a = \"try" + "!\"\n").isEmpty)
    }

    @Test func leftoversAreReported() {
        #expect(rules("// TO" + "DO: later\n") == [.leftover])
        #expect(rules("let a = 1 /* one\n FIX" + "ME two */\n") == [.leftover])
        #expect(rules("let a = \"TO" + "DO\"\n").isEmpty)
    }

    @Test func interpolatedStatementsAreReported() {
        let hole = "\\(name)"
        for text in [
            "\"SELECT * FROM \(hole)\"", "\"INSERT OR IGNORE INTO t VALUES (\(hole))\"", "\"UPDATE t SET a = \(hole)\"",
            "\"DELETE FROM t WHERE a = '\(hole)'\"", "\"CREATE TABLE \(hole) (a)\"", "\"PRAGMA \(hole)\"",
            "\"\"\"\n    SEL" + "ECT a,\n    b FROM t WHERE c = \(hole)\n    \"\"\"", "#\"VACUUM INTO \\#(name)\"#",
        ] {
            #expect(rules("let a = \(text)\n") == [.interpolatedSQL], "\(text)")
        }
        for text in [
            "\"SELECT * FROM t WHERE a = ?\"", "\"cannot UPDATE \(hole)\"", "\"SELECT \" + \"a FROM t\"",
            "\"select a file from \(hole)\"", "#\"SELECT a FROM \\(name)\"#",
        ] {
            #expect(rules("let a = \(text)\n").isEmpty, "\(text)")
        }
    }

    @Test func theBrokersOwnLoopsAreReported() {
        for call in ["loop(m, 0, 1)", "loop_start(m)", "loop_forever(m, 0, 1)"] {
            #expect(rules("_ = mosquitto_\(call)\n", at: "Sources/Ingest/A.swift") == [.brokerLoop])
            #expect(rules("int a = mosquitto_\(call);\n", at: "Sources/CMosquitto/shim.h") == [.brokerLoop])
        }
        #expect(rules("_ = mosquitto_loop_read(m, 1)\n_ = mosquitto_loop_write(m, 1)\n").isEmpty)
    }

    @Test func pathsOfAMachineAreReported() {
        for root in ["work", "root", "home"] {
            let path = "/" + root + "/someone"
            #expect(rules("let a = \"\(path)\"\n") == [.machinePath])
            #expect(rules("cd \(path)\n", at: "Deploy/demo") == [.machinePath])
            #expect(rules("let a = \"https://example.org\(path)\"\n").isEmpty)
        }
        #expect(rules("let a = \"/var/lib/vigie/data\"\n").isEmpty)
    }

    @Test func undocumentedPublicDeclarationsAreReported() {
        for declaration in [
            "public struct A {}", "public func a() {}", "@inlinable public static func a() {}",
            "public final class A {}",
            "public var a: Int { 1 }", "public typealias A = Int", "public subscript(a: Int) -> Int { a }",
            "@discardableResult\npublic mutating func a() -> Int { 1 }", "public protocol A {}",
        ] {
            #expect(rules(declaration + "\n") == [.undocumentedPublic], "\(declaration)")
            #expect(rules("/// What it is.\n" + declaration + "\n").isEmpty, "\(declaration)")
            #expect(rules(declaration + "\n", at: "Tests/StoreTests/A.swift").isEmpty)
        }
        for fine in [
            "public init() {}", "public var xMetres: Double", "struct A {}", "public var description: String { \"\" }",
            "extension A: Sequence {\n    public func makeOne() -> Int { 1 }\n}", "public import Model",
        ] {
            #expect(rules(fine + "\n", at: "Sources/SiteMap/A.swift").isEmpty, "\(fine)")
        }
        let after = "extension A: B {\n    public func a() {}\n}\nextension A {\n    public func b() {}\n}\n"
        #expect(LayoutChecker.check(path: "Sources/Store/A.swift", text: after).map(\.line) == [5])
    }

    @Test func theTreesOwnRulesAreReported() {
        let good = ["Package.swift", "Sources", "Tests", "README.md", ".gitignore", ".build", "Package.resolved"]
        #expect(LayoutChecker.checkTree(topLevel: good, tracked: [], lineCounts: [10, 120, 500]).isEmpty)
        #expect(
            LayoutChecker.checkTree(topLevel: good + ["docs", "notes.md"], tracked: [], lineCounts: []).map(\.path)
                == ["docs", "notes.md"])
        #expect(
            LayoutChecker.checkTree(topLevel: good, tracked: ["Package.resolved", ".build/"], lineCounts: []).map(
                \.rule)
                == [.trackedArtefact, .trackedArtefact])
        #expect(
            LayoutChecker.checkTree(topLevel: good, tracked: [], lineCounts: [10, 121, 500]).map(\.rule)
                == [.medianFileLength])
    }

    @Test func aGoodFileKeepsAllRules() {
        let text = """
            public import Model
            import GRDB

            /// Counts what it is given.
            public struct Counter: Sendable {
                /// How many.
                public var total: Int { 1 + 1 }

                /// Adds up with a bound argument.
                public func add(_ database: Database) throws {
                    try database.execute(sql: "UPDATE counters SET total = total + ?", arguments: [1])
                }
            }
            """
        #expect(rules(text).isEmpty)
    }
}
