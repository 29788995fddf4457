/// What a rule would have done on real days: the site's own history before a rule is applied.
public struct PolicyReplay: Sendable, Equatable {
    /// Days on which more was asked for than there was.
    public private(set) var stockOutDays = 0
    /// What was missing on those days, in smallest units; it is delivered later.
    public private(set) var missingUnits = 0.0
    /// The mean of what lay on the shelf at the end of a day.
    public var averageUnits: Double { days > 0 ? unitDays / Double(days) : 0 }
    public private(set) var orders = 0
    public private(set) var days = 0
    private var unitDays = 0.0

    /// Replays days with a rule that may change.
    ///
    /// - Parameters:
    ///   - days: real consumption; below zero is a return.
    ///   - leadTimes: the days that orders take, one after the other and again from the first.
    ///   - packUnits: smallest units in a pack.
    ///   - isOrderDay: whether orders are placed on a day.
    ///   - opening: the stock before the first day.
    ///   - rule: the rule on a day; it must look at nothing behind that day.
    public static func run(
        _ days: [Double], leadTimes: LeadTimes, packUnits: Double, opening: Double,
        isOrderDay: (Int) -> Bool = { _ in true }, rule: (Int) -> ReplenishmentRule
    ) -> PolicyReplay {
        var replay = PolicyReplay()
        var stock = opening
        var onOrder: [(day: Int, units: Double)] = []
        for (day, demand) in days.enumerated() {
            while let next = onOrder.firstIndex(where: { $0.day <= day }) { stock += onOrder.remove(at: next).units }
            if demand > 0, demand > stock {
                replay.stockOutDays += 1
                replay.missingUnits += demand - max(0, stock)
            }
            stock -= demand
            replay.unitDays += max(0, stock)
            replay.days += 1
            guard isOrderDay(day), packUnits > 0 else { continue }
            let missing = rule(day).missing(at: onOrder.reduce(stock) { $0 + $1.units })
            guard missing > 0 else { continue }
            let lead = leadTimes.days.isEmpty ? 1 : leadTimes.days[replay.orders % leadTimes.days.count]
            onOrder.append((day + max(1, lead), (missing / packUnits).rounded(.up) * packUnits))
            replay.orders += 1
        }
        return replay
    }
}
