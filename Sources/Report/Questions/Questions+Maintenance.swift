import Model
import Store
import Watch

extension Questions {
    /// Maintenance with the places of the devices now.
    ///
    /// - Parameters:
    ///   - what: as a person types it; nil for all devices.
    ///   - dueWithinDays: plans that are due so soon count as due.
    ///   - dueOnly: leaves out what is not due yet.
    /// - Complexity: O(trackables · log stays + plans); plans of hours in use read the stays since they began.
    public func maintenance(
        of what: String? = nil, dueWithinDays days: Int = 30, dueOnly: Bool = true, _ judge: StatusJudge
    ) throws -> MaintenanceReport {
        try together {
            let scope = try scope()
            let until = scope.now.advanced(byMilliseconds: Int64(days) * 86_400_000)
            let records = try reader.deviceRecords()
            let wanted = try what.map { text in
                Set(try reader.trackables(matching: text, limit: Int(Int32.max)).map(\.trackable.track))
            }
            var items: [MaintenanceReport.Item] = []
            let plans = records.plans.values.flatMap { $0 }
            if !plans.isEmpty {
                let uses = try uses(of: plans, records.entries, from: scope.now, until: scope.now, judge)
                for (track, view) in try views(judge, at: nil) where wanted?.contains(track) ?? true {
                    for plan in records.plans[track] ?? [] {
                        let due = MaintenanceDue(
                            plan, records.entries[track] ?? [], inUse: uses[track] ?? [], now: scope.now)
                        let state: MaintenanceReport.State =
                            due.isOverdue(now: scope.now)
                            ? .overdue : due.due.map { $0 <= until } ?? false ? .due : .planned
                        items.append(MaintenanceReport.Item(device: view, plan: plan, due: due, state: state))
                    }
                }
            }
            let total = items.count
            if dueOnly { items.removeAll { $0.state == .planned } }
            items.sort { left, right in
                let (one, two) = (left.due.due ?? .distantFuture, right.due.due ?? .distantFuture)
                return (one, left.device.trackable.id, left.plan.name) < (
                    two, right.device.trackable.id, right.plan.name
                )
            }
            return MaintenanceReport(scope: scope, until: until, plans: items, isDueOnly: dueOnly, total: total)
        }
    }

    /// Who has which device.
    ///
    /// - Parameter showsAll: those that are back too.
    public func deviceLoans(overdueOnly: Bool = false, showsAll: Bool = false) throws -> DeviceLoansAnswer {
        try together {
            let scope = try scope()
            let records = try reader.deviceRecords()
            let found = records.loans.values.flatMap { $0 }.filter { loan in
                overdueOnly ? loan.isOverdue(now: scope.now) : showsAll || loan.back == nil
            }
            var rows: [DeviceLoansAnswer.Loan] = []
            for loan in found {
                guard let row = try reader.current(of: [loan.track]).first else { continue }
                rows.append(
                    DeviceLoansAnswer.Loan(
                        trackable: TrackableName(row.trackable), loan: loan,
                        isOverdue: loan.isOverdue(now: scope.now), unit: row.current?.unit.map(UnitPlace.init),
                        heardAt: row.current?.observedAt))
            }
            func rank(_ row: DeviceLoansAnswer.Loan) -> (Int, Instant, Int64) {
                (row.loan.back == nil ? 0 : 1, row.loan.due ?? .distantFuture, row.loan.number)
            }
            rows.sort { rank($0) < rank($1) }
            return DeviceLoansAnswer(scope: scope, loans: rows, overdue: rows.count(where: \.isOverdue))
        }
    }
}
