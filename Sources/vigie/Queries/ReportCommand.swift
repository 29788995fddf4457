import ArgumentParser
import Glibc
import Model
import Pipeline
import Report
import SiteMap
import Store

/// `vigie report NAME`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the JSON reports, and show one in short.",
        discussion: """
            NAME is summary, equipment, stock, readers, alarms, occupancy, maintenance, levels or all; or flow, \
            utilisation or kpi, which are over a span and not in all; occupancy is over a span with --from. kpi \
            compares the span with another one, by default the one before it. The files go to <data>/reports, each \
            written whole or not at all. With --json the documents go to standard output, one per line, and to files \
            only when --out is given.
            """)

    @Argument(
        help: "summary, equipment, stock, readers, alarms, occupancy, maintenance, flow, utilisation, kpi, levels, all."
    )
    var name: String

    @Option(name: .long, help: "Folder for the files (default: <data>/reports).")
    var out: String?

    @OptionGroup var span: SpanOptions

    @Option(name: .customLong("against-from"), parsing: .unconditional, help: "kpi: start of the other period.")
    var againstFrom: String?

    @Option(name: .customLong("against-to"), parsing: .unconditional, help: "kpi: end of the other period.")
    var againstTo: String?

    @OptionGroup var options: QueryOptions

    /// Rows of a long table in the short text.
    private static let rowsShown = 20

    func run() throws {
        guard name == "kpi" || againstFrom == nil && againstTo == nil else {
            throw ValidationError("--against-from and --against-to are for kpi.")
        }
        let isSpan = span.from != nil || span.to != nil
        if ["flow", "utilisation", "kpi"].contains(name) || name == "occupancy" && isSpan { return try runOverSpan() }
        guard !isSpan else {
            throw ValidationError("--from and --to are for occupancy, flow, utilisation and kpi.")
        }
        try Failures.told {
            let names = try ReportName.named(name)
            let folder = options.folder
            let reader = try StoreReader(folder: folder)
            defer { reader.close() }
            let site = names.contains(.levels) ? try geometry(folder) : nil
            let care = try Statuses.care(folder)
            let reports = try Questions(reader, wallClock: Surroundings.now).reports(
                site: site, StatusJudge(care.statuses), beds: care.beds)
            var written: [String] = []
            let target = out ?? folder.reports
            if out != nil || !options.json { written = try reports.write(names, folder: target) }
            if options.json {
                for answer in reports.answers(names) { try options.show(answer) }
            } else {
                try show(reports, names, written.map { target + "/" + $0 })
            }
        }
    }

    /// A report over a span of time.
    private func runOverSpan() throws {
        try options.answer { reader, questions in
            let (start, end) = try span.resolved(questions)
            let answer: any Answer =
                switch name {
                case "flow":
                    try questions.flow(from: start, to: end, milestones: try Statuses.milestones(options.folder))
                case "occupancy":
                    try questions.occupancy(from: start, to: end, beds: try Statuses.care(options.folder).beds)
                case "kpi": try kpi(questions, from: start, to: end)
                default: try questions.utilisation(from: start, to: end, try Statuses.judge(options.folder))
                }
            if out != nil || !options.json {
                _ = try SpanReport.write(
                    answer, name: name == "occupancy" ? "occupancy-history" : name,
                    folder: out ?? options.folder.reports)
            }
            return answer
        }
    }

    /// The other period is by default as long, and the one before.
    private func kpi(_ questions: Questions, from: Instant, to: Instant) throws -> KPIReport {
        let end = try againstTo.map { try questions.time($0, option: "--against-to") } ?? from
        let start =
            try againstFrom.map { try questions.time($0, option: "--against-from") }
            ?? end.advanced(byMilliseconds: from.milliseconds - to.milliseconds)
        return try questions.kpi(
            from: from, to: to, againstFrom: start, againstTo: end, try Statuses.judge(options.folder),
            site: try options.plan())
    }

    /// The copy of the site in the data folder; `all` does without when there is none.
    private func geometry(_ folder: DataFolder) throws -> SiteMap? {
        do {
            return try SiteMap.load(folder: folder.site).0
        } catch {
            guard name == "all" else { throw error }
            Output.warn("vigie: no level files: " + Printable.clean(error.description))
            return nil
        }
    }

    private func show(_ reports: Reports, _ names: [ReportName], _ paths: [String]) throws {
        var style = options.text.style
        style.rowsMax = Self.rowsShown
        var text = ""
        if let first = reports.answers(names == ReportName.allCases ? [.summary] : names).first {
            text = first.text(style) + "\n"
        }
        for path in paths { text += Printable.clean(path) + "\n" }
        try Output.write(Array(text.utf8))
    }
}
