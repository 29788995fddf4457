import Model

/// The problems found so far, bounded.
struct ProblemList: Sendable {
    private(set) var all: [SiteProblem] = []
    private(set) var errorCount = 0
    private(set) var untold = 0
    /// Whether a needed file is missing: then the exit code is 66.
    var isFileMissing = false

    mutating func add(_ problem: SiteProblem) {
        if problem.severity == .error { errorCount += 1 }
        if all.count < Limits.siteProblemsMax {
            all.append(problem)
        } else {
            untold += 1
        }
    }
}
