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
            made anew every week from what lay behind that week; its usual service level is the one of an ordinary \
            product. Stock is counted in days of demand, so that products can be added up.
            """)

    @Option(help: "Folder with the issues, lead times and reorder levels.")
    var data: String

    static let heldOutDays = 731
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
        let usual = Criticality.ordinary.serviceLevel
        print("policy                stock-out days  stock, days of demand    units  orders")
        show("own reorder levels", total(data, heldOut) { own($0, $1, data) })
        for level in Self.levels {
            let mark = level == usual ? " (usual)" : ""
            show("service \(level.text(2))" + mark, total(data, heldOut) { proposed($0, $1, data, level) })
        }
        print("product  mean/day  own: days out, cover  service \(usual.text(2)): days out, cover")
        for product in data.products {
            let theirs = own(product, heldOut, data)
            let mine = proposed(product, heldOut, data, usual)
            let mean = Self.mean(product, heldOut)
            print(
                "\(product.name)  \(mean.text(1))  \(theirs.stockOutDays), \((theirs.averageUnits / mean).text(1))"
                    + "  \(mine.stockOutDays), \((mine.averageUnits / mean).text(1))")
        }
    }

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
            total.coverDays += result.averageUnits / Self.mean(product, days)
            total.units += result.averageUnits
            total.orders += result.orders
        }
        return total
    }

    private static func mean(_ product: StudyData.Product, _ days: Range<Int>) -> Double {
        max(1e-9, product.days[days].reduce(0) { $0 + max(0, $1) } / Double(days.count))
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
