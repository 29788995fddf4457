import ArgumentParser
import Model
import Pipeline
import Report
import SiteMap
import Store

/// `vigie locate WHAT`.
struct LocateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locate", abstract: "Where something is now, or was.",
        discussion: """
            WHAT is an id, a tag, a name, a kind (equipment, patient, staff, container, robot) or a category; the \
            first of these that fits decides, then a part of an id, name or category. Staff are given as counts.

            Exit codes: 0 found, 1 nothing found.
            """)

    @Argument(help: "What to look for; several words are one name.")
    var what: [String]

    @Option(name: .long, help: "Id or name of a unit: the nearest by walking come first.")
    var near: String?

    @Flag(name: .customLong("no-stairs"), help: "With --near: walk by lifts and ramps only, as beds and trolleys do.")
    var avoidsStairs = false

    @Option(
        name: .long, parsing: .unconditional,
        help: "A past time: 2026-11-21T14:00:00Z, '2026-11-21 14:00', 14:00 (local time of the site), -2h.")
    var at: String?

    @Option(
        name: .long,
        help: """
            Devices of one status, now or --at: available, in_use, idle, dirty, maintenance, lost, rented, \
            cannot_tell, any.
            """)
    var status: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(20)

    @OptionGroup var options: QueryOptions

    func run() throws {
        let query = what.joined(separator: " ")
        try options.answer { questions in
            // The plan is read only when somebody walks: it costs more than the question.
            var site = near == nil ? nil : try options.plan()
            if avoidsStairs { site = site?.withoutStairs() }
            let instant = try at.map { try questions.time($0, option: "--at") }
            if let status {
                let (wanted, judge) = (try Statuses.named(status), try Statuses.judge(options.folder))
                guard let instant else {
                    return try questions.locate(
                        query, status: wanted, judge, near: near, site: site, limit: limit.rows)
                }
                return try questions.locate(
                    query, status: wanted, judge, at: instant, near: near, site: site, limit: limit.rows)
            }
            guard let instant else { return try questions.locate(query, near: near, site: site, limit: limit.rows) }
            return try questions.locate(query, near: near, at: instant, site: site, limit: limit.rows)
        }
    }
}

/// What `--status` asks for.
enum Statuses {
    /// Nil for any.
    static func named(_ text: String) throws(VigieError) -> EquipmentStatus? {
        if text == "any" { return nil }
        guard let status = EquipmentStatus(name: text) else {
            let names = EquipmentStatus.allCases.map(\.name).joined(separator: ", ")
            throw VigieError(
                .usage, "'\(Printable.clean(text))' is no status", place: "--status",
                remedy: "Choose \(names), or any.")
        }
        return status
    }

    /// With what the rules of the site say of its units.
    static func judge(_ folder: DataFolder) throws(VigieError) -> StatusJudge {
        StatusJudge(try care(folder).statuses)
    }

    /// What the rules of the site say of its units: of devices in them, and of beds.
    static func care(_ folder: DataFolder) throws(VigieError) -> SiteCare.Content {
        try SiteCare().content(folder: folder.site)
    }

    /// The steps of patients' ways that the rules of the site name.
    static func milestones(_ folder: DataFolder) throws(VigieError) -> [MilestoneUnits] {
        guard let map = try? SiteMap.load(folder: folder.site).0 else { return [] }
        return try MilestonesReader.read(folder: folder.site, map: map)
    }
}
