import ArgumentParser
import Glibc
import Model
import Report
import SiteMap
import Store

/// `vigie report NAME`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the JSON reports, and show one in short.",
        discussion: """
            NAME is summary, equipment, stock, readers, alarms, occupancy, flow, utilisation, levels or all; flow and \
            utilisation are over a span, and not in all. The files go to <data>/reports, each written whole or \
            not at all. With --json the documents go to standard output, one per line, and to files only when --out is \
            given.
            """)

    @Argument(help: "summary, equipment, stock, readers, alarms, occupancy, flow, utilisation, levels or all.")
    var name: String

    @Option(name: .long, help: "Folder for the files (default: <data>/reports).")
    var out: String?

    @Option(name: .long, parsing: .unconditional, help: "flow, utilisation: start (default: 7 days before the end).")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "flow, utilisation: end (default: now).")
    var to: String?

    @OptionGroup var options: QueryOptions

    /// Rows of a long table in the short text.
    private static let rowsShown = 20

    func run() throws {
        if name == "flow" || name == "utilisation" { return try runOverSpan() }
        guard from == nil, to == nil else { throw ValidationError("--from and --to are for flow and utilisation.") }
        try Failures.told {
            let names = try ReportName.named(name)
            let folder = options.folder
            let reader = try StoreReader(folder: folder)
            defer { reader.close() }
            let site = names.contains(.levels) ? try geometry(folder) : nil
            let reports = try Questions(reader, wallClock: Surroundings.now).reports(site: site)
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
            let end = try to.map { try questions.time($0, option: "--to") } ?? questions.scope().now
            let start =
                try from.map { try questions.time($0, option: "--from") }
                ?? end.advanced(byMilliseconds: -7 * 86_400_000)
            guard start < end else { throw VigieError(.usage, "--from is not before --to", remedy: "Turn them.") }
            let answer: any Answer =
                name == "flow"
                ? try questions.flow(from: start, to: end)
                : try questions.utilisation(from: start, to: end, try Statuses.judge(options.folder))
            if out != nil || !options.json {
                _ = try SpanReport.write(answer, name: name, folder: out ?? options.folder.reports)
            }
            return answer
        }
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
