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

    /// The error that `load` throws: every error found, one a line; nil when there is none.
    func failure(place: String) -> VigieError? {
        guard errorCount > 0 else { return nil }
        let code = isFileMissing ? VigieError.Code.noInput : .badData
        let errors = all.filter { $0.severity == .error }
        if errorCount == 1, let only = errors.first {
            return VigieError(code, only.what, place: place + "/" + only.place, remedy: only.remedy)
        }
        var what = "the site has \(errorCount) errors"
        for error in errors { what += "\n  " + error.description }
        if errors.count < errorCount { what += "\n  and \(errorCount - errors.count) more" }
        return VigieError(code, what, place: place)
    }
}

extension SiteLoader {
    mutating func fail(file: String, field: String? = nil, _ what: String, _ remedy: String) {
        problems.add(SiteProblem(.error, file: file, field: field, what: what, remedy: remedy))
    }

    mutating func warn(file: String, field: String? = nil, _ what: String, _ remedy: String) {
        problems.add(SiteProblem(.warning, file: file, field: field, what: what, remedy: remedy))
    }

    mutating func fail(_ feature: RawFeature, _ field: String?, _ what: String, _ remedy: String) {
        problems.add(
            SiteProblem(
                .error, file: feature.file, feature: feature.label, field: field, what: what, remedy: remedy))
    }

    mutating func warn(_ feature: RawFeature, _ field: String?, _ what: String, _ remedy: String) {
        problems.add(
            SiteProblem(
                .warning, file: feature.file, feature: feature.label, field: field, what: what, remedy: remedy))
    }
}
