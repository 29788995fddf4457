import ArgumentParser
import Model
import Stock

/// Replays a hospital's real issues and lead times with its own reorder levels and with Vigie's rule, over its last two
/// years, which the rule has not seen.
struct StockStudy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reorder",
        abstract: "Reorder points from demand and lead time against a hospital's own levels, on its last two years.",
        discussion: """
            Each order takes as long as a real one of the same product did. Orders are placed on weekdays. The rule is \
            made anew every week from what lay behind that week. Stock is counted in days of demand, so that products \
            can be added up.

            The service level is chosen on the year before the two that are held out: of the levels that hold no more \
            stock in it than the hospital's own, the one with the fewest days out of stock; of equal ones the lowest. \
            Once stock is measured in days of demand (products without any in that year are left out), once in units. \
            The held-out years are then run once with each. --curve also shows what every other level would have done \
            there, which nobody could know.
            """)

    @Option(help: "Folder with the issues, lead times and reorder levels.")
    var data: String

    @Flag(help: "Every level on the held-out years, too.")
    var curve = false

    static let heldOutDays = 731
    /// The last year before them, on which the level is chosen.
    static let choiceDays = 365
    static let levels = [0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99]

    /// What a policy came to over all products.
    struct Total {
        var stockOutDays = 0
        var coverDays = 0.0
        var units = 0.0
        var orders = 0
    }

    func run() throws {
        let data = try StudyData(folder: data)
        guard let days = data.products.first?.days.count, days > 2 * Self.heldOutDays else {
            throw VigieError(.badData, "needs more than four years", place: self.data)
        }
        let heldOut = (days - Self.heldOutDays)..<days
        let inner = (heldOut.lowerBound - Self.choiceDays)..<heldOut.lowerBound
        print("the year before, on which the level is chosen")
        let levels = choose(data, inner)
        print("the held-out years")
        head()
        show("own reorder levels", total(data, heldOut) { own($0, $1, data) })
        for (level, measure) in [(levels.byDays, "by days"), (levels.byUnits, "by units")] {
            show("service \(level.text(2)), \(measure)", total(data, heldOut) { proposed($0, $1, data, level) })
        }
        if curve {
            print("what nobody could know")
            head()
            for level in Self.levels {
                show("service \(level.text(2))", total(data, heldOut) { proposed($0, $1, data, level) })
            }
        }
        let level = levels.byUnits
        print("product  mean/day  own: days out, cover  service \(level.text(2)): days out, cover")
        for product in data.products {
            let theirs = own(product, heldOut, data)
            let mine = proposed(product, heldOut, data, level)
            guard let mean = Self.mean(product, heldOut) else { continue }
            print(
                "\(product.name)  \(mean.text(1))  \(theirs.stockOutDays), \((theirs.averageUnits / mean).text(1))"
                    + "  \(mine.stockOutDays), \((mine.averageUnits / mean).text(1))")
        }
    }

    /// The level with the fewest days out of stock among those that hold no more stock than the site's own levels, in
    /// days of demand and in units; the lowest of equal ones. The lowest of all when none holds so little.
    private func choose(_ data: StudyData, _ days: Range<Int>) -> (byDays: Double, byUnits: Double) {
        head()
        let theirs = total(data, days) { own($0, $1, data) }
        show("own reorder levels", theirs)
        var totals: [(level: Double, total: Total)] = []
        for level in Self.levels {
            let mine = total(data, days) { proposed($0, $1, data, level) }
            show("service \(level.text(2))", mine)
            totals.append((level, mine))
        }
        func best(_ stock: (Total) -> Double) -> Double {
            totals.filter { stock($0.total) <= stock(theirs) }
                .min { ($0.total.stockOutDays, $0.level) < ($1.total.stockOutDays, $1.level) }?.level ?? Self.levels[0]
        }
        return (best(\.coverDays), best(\.units))
    }

    private func head() { print("policy                stock-out days  stock, days of demand    units  orders") }

    private func show(_ name: String, _ total: Total) {
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let padded = name + String(repeating: " ", count: max(0, 24 - name.count))
        print(
            padded + pad("\(total.stockOutDays)", 12) + pad(total.coverDays.text(1), 23)
                + pad(total.units.text(0), 9) + pad("\(total.orders)", 8))
    }

    private func total(
        _ data: StudyData, _ days: Range<Int>, _ replay: (StudyData.Product, Range<Int>) -> PolicyReplay
    ) -> Total {
        var total = Total()
        for product in data.products {
            let result = replay(product, days)
            total.stockOutDays += result.stockOutDays
            if let mean = Self.mean(product, days) { total.coverDays += result.averageUnits / mean }
            total.units += result.averageUnits
            total.orders += result.orders
        }
        return total
    }

    /// Nil without demand.
    private static func mean(_ product: StudyData.Product, _ days: Range<Int>) -> Double? {
        let mean = product.days[days].reduce(0) { $0 + max(0, $1) } / Double(days.count)
        return mean > 0 ? mean : nil
    }

    private func isOrderDay(_ data: StudyData, _ day: Int) -> Bool { (data.firstWeekday + day) % 7 < 5 }

    /// The site's own: a level and a fixed number of packs.
    private func own(_ product: StudyData.Product, _ days: Range<Int>, _ data: StudyData) -> PolicyReplay {
        let quantity = product.packUnits * product.packsPerOrder
        return PolicyReplay.run(
            Array(product.days[days]), leadTimes: LeadTimes(product.orders.map(\.leadDays)),
            packUnits: product.packUnits, opening: product.level + quantity / 2,
            isOrderDay: { isOrderDay(data, days.lowerBound + $0) },
            rule: { _ in .fixed(level: product.level, quantity: quantity) })
    }

    private func proposed(
        _ product: StudyData.Product, _ days: Range<Int>, _ data: StudyData, _ serviceLevel: Double
    ) -> PolicyReplay {
        var rules: [Int: ReplenishmentRule] = [:]
        func rule(_ day: Int) -> ReplenishmentRule {
            let week = day / 7
            if let known = rules[week] { return known }
            let today = days.lowerBound + week * 7
            let history = DemandHistory(days: Array(product.days[max(0, today - 730)..<today]))
            // Only orders that had come by then; of a product without any those of all.
            var leads = product.orders.filter { $0.day + $0.leadDays < today }.map(\.leadDays)
            if leads.count < 5 {
                leads = data.products.flatMap { $0.orders.filter { $0.day + $0.leadDays < today }.map(\.leadDays) }
            }
            let made =
                Replenishment.rule(
                    history, LeadTimes(leads.isEmpty ? [1, 2, 3] : leads), serviceLevel: serviceLevel,
                    packUnits: product.packUnits)
                ?? .fixed(level: product.level, quantity: product.packUnits * product.packsPerOrder)
            rules[week] = made
            return made
        }
        var opening = product.level
        if case .reorderPoint(_, let upTo) = rule(0) { opening = upTo }
        return PolicyReplay.run(
            Array(product.days[days]), leadTimes: LeadTimes(product.orders.map(\.leadDays)),
            packUnits: product.packUnits, opening: opening,
            isOrderDay: { isOrderDay(data, days.lowerBound + $0) }, rule: rule)
    }
}
