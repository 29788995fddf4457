public import Model
import Store

extension Questions {
    /// Alarms, the newest first.
    ///
    /// - Parameters:
    ///   - all: those that are resolved or retracted too.
    ///   - from: only what happened since; nil for all.
    /// - Throws: the store's errors.
    public func alarms(all: Bool = false, from: Instant? = nil, limit: Int = 1000) throws -> AlarmsAnswer {
        try together {
            let scope = scope(try reader.status())
            let rows = try reader.alarms(openOnly: !all, since: from, limit: limit)
            return AlarmsAnswer(
                scope: scope, alarms: rows, open: rows.count { $0.isOpen },
                mutes: try reader.mutes(now: scope.now).count)
        }
    }

    /// One alarm with its life.
    /// - Throws: ``NothingFound`` when there is none of that number.
    public func alarm(_ number: Int64) throws -> AlarmsAnswer {
        try together {
            guard let found = try reader.alarm(number) else {
                throw NothingFound("there is no alarm \(number)", hint: "See 'vigie alarms list --all'")
            }
            return AlarmsAnswer(
                scope: scope(try reader.status()), alarms: [found.alarm], open: found.alarm.isOpen ? 1 : 0,
                events: found.events)
        }
    }
}
