import Foundation
import Model
import Stock

/// A hospital pharmacy's own issues, orders and reorder levels, as its open data have them.
struct StudyData {
    /// One product.
    struct Product {
        var name: String
        /// Units issued less returned, a day; day 0 is the first of all.
        var days: [Double]
        /// Orders: the day and how many days it took.
        var orders: [(day: Int, leadDays: Int)]
        var packUnits: Double
        var level: Double
        var packsPerOrder: Double
    }

    var products: [Product] = []
    /// Monday is 0.
    var firstWeekday = 0

    /// - Throws: `noInput` when a file is missing; `badData` with its name when a row cannot be read.
    init(folder: String) throws {
        let issues = try Self.rows(folder + "/nhs-nottinghamshire-pharmacy-daily.csv")
        let leads = try Self.rows(folder + "/nhs-nottinghamshire-leadtime.csv")
        let levels = try Self.rows(folder + "/nhs-nottinghamshire-reorder-levels.csv")
        guard let first = issues.compactMap({ Self.day($0[0]) }).min(),
            let last = issues.compactMap({ Self.day($0[0]) }).max()
        else { throw VigieError(.badData, "no day", place: folder) }
        // 1 January 1970 was a Thursday.
        firstWeekday = (first + 3) % 7
        for row in levels where row.count >= 5 {
            guard let pack = Double(row[2]), let level = Double(row[3]), let packs = Double(row[4]) else { continue }
            var days = [Double](repeating: 0, count: last - first + 1)
            for issue in issues where issue[1] == row[0] {
                if let day = Self.day(issue[0]), let units = Double(issue[3]) { days[day - first] += units }
            }
            var orders: [(day: Int, leadDays: Int)] = []
            for order in leads where order[0] == row[0] && order.count > 5 {
                if let ordered = Self.day(order[4]), let received = Self.day(order[5]) {
                    orders.append((ordered - first, received - ordered))
                }
            }
            orders.sort { $0.day < $1.day }
            products.append(
                Product(
                    name: row[0], days: days, orders: orders, packUnits: pack, level: level, packsPerOrder: packs))
        }
        products.sort { $0.name < $1.name }
    }

    private static func rows(_ path: String) throws -> [[String]] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw VigieError(.noInput, "cannot be read", place: path, remedy: "Give the folder with --data.")
        }
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != "\r" } }
        }
    }

    /// Days since 1970 of `2017-07-06` (Hinnant, *chrono-compatible low-level date algorithms*).
    private static func day(_ text: String) -> Int? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        let year = parts[1] <= 2 ? parts[0] - 1 : parts[0]
        let era = year / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (parts[1] + (parts[1] > 2 ? -3 : 9)) + 2) / 5 + parts[2] - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
