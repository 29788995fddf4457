public import Model
public import Watch

/// `maintenance.json` and `maintenance due`: which plans are due, where the devices are now, and which of them cannot
/// be located.
public struct MaintenanceReport: Answer {
    public static let schema = "vigie.maintenance/1"

    public var scope: AnswerScope
    /// Plans that are due until then are told as due.
    public var until: Instant
    /// The longest overdue first; those that are not due last.
    public var plans: [Item]
    /// Whether plans that are not due yet were left out.
    public var isDueOnly: Bool
    /// Plans in all.
    public var total: Int

    /// One plan of one device.
    public struct Item: Sendable {
        public var device: DeviceView
        public var plan: MaintenancePlan
        public var due: MaintenanceDue
        public var state: State
    }

    /// How a plan stands.
    public enum State: String, Sendable, CaseIterable {
        case overdue, due, planned
    }

    /// Due or overdue, and nobody knows where the device is: somebody must look for it.
    public var toFind: [Item] { plans.filter { $0.state != .planned && !$0.device.isPlaceKnown } }

    public var isFound: Bool { total > 0 }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("due_until", until)
            json.member("total", total)
            json.member("overdue", plans.count { $0.state == .overdue })
            json.member("due", plans.count { $0.state == .due })
            json.member("to_find", toFind.count)
            json.array("plans") { json in
                for item in plans { json.object { write(item, &$0) } }
            }
        }
    }

    private func write(_ item: Item, _ json: inout JSONWriter) {
        json.member("plan", item.plan.name)
        json.member("state", item.state.rawValue)
        switch item.plan.interval {
        case .days(let days): json.member("every_days", days)
        case .hoursInUse(let hours): json.member("every_hours_in_use", hours)
        }
        json.member("blocks_use", item.plan.blocksUse)
        json.member("last_done", item.due.lastDone)
        json.member("due_at", item.due.due)
        json.member("hours_in_use", item.due.usedMilliseconds.map { Double($0) / 3_600_000 }, decimals: 2)
        item.device.write(&json)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.noPlans(language) + "\n" + scope.footer(style) }
        var text = table(plans.filter { $0.state == .planned || $0.device.isPlaceKnown }, style)
        if !toFind.isEmpty {
            text += (text.isEmpty ? "" : "\n") + Tone.heading.paint(Phrases.toFind(language), style) + "\n"
            text += table(toFind, style)
        }
        if plans.isEmpty { text += Phrases.nothingDue(language) + "\n" }
        let counts = State.allCases.compactMap { state -> String? in
            let count = plans.count { $0.state == state }
            return count > 0 ? state.text(language) + " \(count)" : nil
        }
        if !counts.isEmpty { text += counts.joined(separator: ", ") + "\n" }
        return text + scope.footer(style)
    }

    private func table(_ items: [Item], _ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.dueTitle(language)), .init(Phrases.state(language)),
            .init(Phrases.id(language), elasticDownTo: 10), .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.planTitle(language), elasticDownTo: 8), .init(Phrases.everyTitle(language)),
            .init(Phrases.doneTitle(language)), .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6), .init(Phrases.lastHeardTitle(language)),
            .init(Phrases.status(language)),
        ])
        let shown = items.prefix(style.rowsMax ?? items.count)
        for item in shown {
            table.add([
                .init(dueText(item, language)), .init(item.state.text(language), item.state.tone),
                .init(item.device.trackable.id.rawValue), .init(item.device.trackable.label(language)),
                .init(item.plan.name), .init(item.plan.interval.text(language)),
                .init(item.due.lastDone.map { scope.zone.civil($0).dateText } ?? Phrases.neverHeard(language)),
                .init(item.device.placeText), .init(item.device.unit?.levelLabel ?? ""),
                .init(item.device.heardAt.map(scope.short) ?? Phrases.neverHeard(language)),
                .init(item.device.status?.status.text(language) ?? ""),
            ])
        }
        let left = items.count - shown.count
        return table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "")
    }

    /// The day, or how much of the hours in use is gone.
    private func dueText(_ item: Item, _ language: Language) -> String {
        if let due = item.due.due { return scope.zone.civil(due).dateText }
        guard let used = item.due.usedMilliseconds, case .hoursInUse(let hours) = item.plan.interval else { return "" }
        return "\(used / 3_600_000)/\(hours) h"
    }
}

extension MaintenanceReport.State {
    func text(_ language: Language) -> String {
        switch self {
        case .overdue: Phrases.overdue(language)
        case .due: Phrases.dueSoon(language)
        case .planned: Phrases.planned(language)
        }
    }

    var tone: Tone {
        switch self {
        case .overdue: .bad
        case .due: .warning
        case .planned: .plain
        }
    }
}

extension MaintenancePlan.Interval {
    /// `365 d`, `500 h in use`.
    func text(_ language: Language) -> String {
        switch self {
        case .days(let days): "\(days) " + (language == .french ? "j" : "d")
        case .hoursInUse(let hours): "\(hours) h " + Phrases.ofUse(language)
        }
    }
}
