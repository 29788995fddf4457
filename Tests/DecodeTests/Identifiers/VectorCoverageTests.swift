import Testing

/// Every kind of row of the published vectors is tried by a test or named as one that does not apply (the README's
/// table says why): a row of a new kind fails here until somebody decides.
@Suite struct VectorCoverageTests {
    private static let tried: [String: [String]] = [
        "gs1-vectors.tsv": [
            "linter:", "biip:", "digital-link->message", "gs1-fnc1(^)-message", "gs1-association:",
            "scandata(AIM-id)->message:", "gs1-bracketed-linter", "gs1-bracketed-errmarkup", "gs1-bracketed->fnc1",
            "gs1-csharp:", "ppn-csharp:", "ean-csharp:", "bracketed->digital-link", "check-digit", "doc-example",
        ],
        "gs1-linter-vectors.tsv": ["linter:"],
        "hibc-vectors.tsv": [
            "hibc-objc", "hibc-csharp", "hibc-bwipp", "hibc-zint", "hibc-python-excerpt", "hibc-js-readme",
        ],
    ]
    /// No row of these applies.
    private static let named: [String: [String]] = [
        "gs1-vectors.tsv": ["message->scandata:", "swiftgs1", "gs1-128-csharp:"]
    ]
    private static let counts = ["gs1-vectors.tsv": 1764, "gs1-linter-vectors.tsv": 5203, "hibc-vectors.tsv": 158]

    @Test(arguments: ["gs1-vectors.tsv", "gs1-linter-vectors.tsv", "hibc-vectors.tsv"])
    func everyKindIsTriedOrNamed(file: String) throws {
        guard let rows = try VectorRow.read(file, { _ in true }) else { return }
        let known = (Self.tried[file] ?? []) + (Self.named[file] ?? [])
        let open = rows.filter { row in !known.contains { row.kind.hasPrefix($0) } }
        #expect(open.isEmpty, "\(Set(open.map(\.kind)))")
        #expect(rows.count == Self.counts[file])
    }
}
