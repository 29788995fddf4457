/// What the layout must hold.
enum LayoutRule: String, CaseIterable, Sendable {
    case forbiddenImport, fileTooLong, functionTooLong, lineTooLong, forcedTry, processEnd, leftover, interpolatedSQL
    case brokerLoop, machinePath, undocumentedPublic, topLevelEntry, medianFileLength, trackedArtefact
}

/// One place that breaks a rule.
struct Violation: CustomStringConvertible, Sendable {
    var path: String
    /// From 1; 0 when the whole file or tree is meant.
    var line: Int
    var rule: LayoutRule
    var detail: String

    var description: String { "\(path):\(line): \(rule.rawValue): \(detail)" }
}

/// Every limit of the layout in one place.
enum LayoutLimits {
    static let fileLines = 500
    static let medianFileLines = 120
    static let functionLines = 70
    static let lineColumns = 120
}
