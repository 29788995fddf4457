public import Model

/// The answer to `devices loans`: who has which device, and what should be back.
public struct DeviceLoansAnswer: Answer {
    public static let schema = "vigie.device-loans/1"

    public var scope: AnswerScope
    /// Overdue first, then by expected return, then those without one.
    public var loans: [Loan]
    public var overdue: Int

    /// One loan.
    public struct Loan: Sendable {
        public var trackable: TrackableName
        public var loan: DeviceLoan
        public var isOverdue: Bool
        /// Where it is, or was last.
        public var unit: UnitPlace?
        public var heardAt: Instant?
    }

    public var isFound: Bool { !loans.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("overdue", overdue)
            json.array("loans") { json in
                for row in loans {
                    json.object { json in
                        row.trackable.write(&json)
                        json.member("borrower", row.loan.borrower)
                        json.member("outside", row.loan.isOutside)
                        json.member("out_at", row.loan.out)
                        json.member("due_at", row.loan.due)
                        json.member("back_at", row.loan.back)
                        json.member("overdue", row.isOverdue)
                        json.member("by", row.loan.role.isEmpty ? nil : row.loan.role)
                        json.member("note", row.loan.note.isEmpty ? nil : row.loan.note)
                        row.unit?.write(&json)
                        json.member("heard_at", row.heardAt)
                    }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.noLoans(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.id(language), elasticDownTo: 10), .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.borrowerTitle(language), elasticDownTo: 10), .init(Phrases.since(language)),
            .init(Phrases.dueTitle(language)), .init(Phrases.backTitle(language)),
            .init(Phrases.unit(language), elasticDownTo: 12), .init(Phrases.lastHeardTitle(language)),
            .init(Phrases.state(language)),
        ])
        for row in loans {
            let state: TextTable.Cell =
                row.isOverdue
                ? .init(Phrases.overdue(language), .bad)
                : .init(row.loan.back == nil ? Phrases.out(language) : Phrases.back(language))
            table.add([
                .init(row.trackable.id.rawValue), .init(row.trackable.label(language)), .init(row.loan.borrower),
                .init(scope.short(row.loan.out)), .init(row.loan.due.map(scope.short) ?? ""),
                .init(row.loan.back.map(scope.short) ?? ""), .init(row.unit?.label ?? ""),
                .init(row.heardAt.map(scope.short) ?? Phrases.neverHeard(language)), state,
            ])
        }
        return table.text(style) + Phrases.overdueLoans(overdue, language) + "\n" + scope.footer(style)
    }
}
