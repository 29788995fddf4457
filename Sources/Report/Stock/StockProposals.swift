public import Model

/// The answer of `stock reorder`: what to order or to fill up, each with its reason.
public struct StockProposals: Answer {
    public static let schema = "vigie.stock-reorder/1"

    /// One proposal. Amounts are smallest units.
    public struct Row: Sendable {
        public var product: String
        public var name: String
        /// Nil for all places together.
        public var place: String?
        /// `reorder_point`, `catalogue_level`, `par`, `min_max` or `empty_bin`.
        public var reason: String
        public var order: Int64
        public var packs: Int
        public var usable: Int64
        public var onOrder: Int64
        public var expiring: Int64
        public var level: Double
        public var upTo: Double
        /// NaN where demand is not looked at.
        public var perDay: Double
        public var coverDays: Double?
        public var stockOutDays: Int
        public var leadDays: Int?
        /// `given`, `own_orders`, `all_orders` or `assumed`.
        public var leadSource: String?
        public var servicePercent: Int?
        public var pattern: String
        /// Of an empty bin: since when, and which request.
        public var since: Instant?
        public var request: String?

        public init(product: String, name: String, place: String?, reason: String, pattern: String) {
            self.product = product
            self.name = name
            self.place = place
            self.reason = reason
            self.pattern = pattern
            order = 0
            packs = 0
            usable = 0
            onOrder = 0
            expiring = 0
            level = 0
            upTo = 0
            perDay = .nan
            stockOutDays = 0
        }
    }

    public var scope: AnswerScope
    public var rows: [Row]

    public init(scope: AnswerScope, rows: [Row]) {
        self.scope = scope
        self.rows = rows
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("total", rows.count)
            json.array("proposals") { json in
                for row in rows { json.object { Self.write(row, &$0) } }
            }
        }
    }

    private static func write(_ row: Row, _ json: inout JSONWriter) {
        json.member("product", row.product)
        json.member("name", row.name.isEmpty ? nil : row.name)
        json.member("place", row.place)
        json.member("reason", row.reason)
        json.member("order", Int(row.order))
        json.member("packs", row.packs)
        json.member("usable", Int(row.usable))
        json.member("on_order", Int(row.onOrder))
        json.member("expiring", Int(row.expiring))
        json.member("reorder_point", row.level, decimals: 1)
        json.member("up_to", row.upTo, decimals: 1)
        if row.perDay.isFinite { json.member("per_day", row.perDay, decimals: 1) }
        json.member("days_of_cover", row.coverDays, decimals: 1)
        json.member("stock_out_days", row.stockOutDays)
        json.member("lead_days", row.leadDays)
        json.member("lead_source", row.leadSource)
        json.member("service_percent", row.servicePercent)
        json.member("pattern", row.pattern)
        json.member("since", row.since)
        json.member("request", row.request)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !rows.isEmpty else { return StockWords.nothing(language) + "\n" + scope.footer(style) }
        let hasPlace = rows.contains { $0.place != nil }
        var columns = [
            TextTable.Column(StockWords.column("product")(language), elasticDownTo: 8),
            TextTable.Column(StockWords.column("name")(language), elasticDownTo: 8),
        ]
        if hasPlace { columns.append(.init(StockWords.column("place")(language), elasticDownTo: 8)) }
        for key in ["order", "packs", "usable", "on_order"] {
            columns.append(.init(StockWords.column(key)(language), isRightAligned: true))
        }
        columns.append(.init(StockWords.column("reason")(language), elasticDownTo: 12))
        var table = TextTable(columns)
        for row in rows {
            var cells: [TextTable.Cell] = [.init(row.product), .init(row.name)]
            if hasPlace { cells.append(.init(row.place ?? "")) }
            for amount in [row.order, Int64(row.packs), row.usable, row.onOrder] {
                cells.append(.init(Spoken.count(Int(amount), language)))
            }
            cells.append(.init(StockWords.word(row.reason)(language)))
            table.add(cells)
        }
        var text = table.text(style)
        for row in rows {
            let why = row.product + (row.place.map { " " + $0 } ?? "") + ": " + why(row, language)
            text += Wrapped.lines(Printable.clean(why), width: style.widthColumns).joined(separator: "\n  ") + "\n"
        }
        return text + scope.footer(style)
    }

    /// The reason as a sentence.
    private func why(_ row: Row, _ language: Language) -> String {
        func number(_ value: Double) -> String { Spoken.decimal(value, language) }
        let there = Spoken.count(Int(row.usable - row.expiring + row.onOrder), language)
        switch row.reason {
        case "empty_bin":
            let since = row.since.map(scope.short) ?? ""
            return Phrase(
                "a bin is empty since \(since); request \(row.request ?? "")",
                "un bac est vide depuis \(since) ; demande \(row.request ?? "")")(language)
        case "par":
            return Phrase(
                "\(there) there or coming; kept full at \(number(row.upTo))",
                "\(there) présents ou attendus ; dotation de \(number(row.upTo))")(language)
        case "min_max":
            return Phrase(
                "\(there) there or coming, at or below the minimum \(number(row.level)); filled up to "
                    + number(row.upTo),
                "\(there) présents ou attendus, au minimum de \(number(row.level)) ou dessous ; complété à "
                    + number(row.upTo))(language)
        case "catalogue_level":
            return Phrase(
                "\(there) there or coming, at or below the catalogue's level \(number(row.level))",
                "\(there) présents ou attendus, au seuil du livret \(number(row.level)) ou dessous")(language)
        default: return demand(row, there, language)
        }
    }

    private func demand(_ row: Row, _ there: String, _ language: Language) -> String {
        func number(_ value: Double) -> String { Spoken.decimal(value, language) }
        let lead = "\(row.leadDays ?? 0)"
        let service = row.servicePercent ?? 0
        let source = row.leadSource.map { StockWords.word($0)(language) } ?? ""
        var parts = [
            Phrase(
                "\(there) there or coming, at or below \(number(row.level)), the demand of \(service) % "
                    + "of past stretches of lead time (median \(lead) d, \(source)) and review",
                "\(there) présents ou attendus, sous ou à \(number(row.level)), la demande de "
                    + "\(service) % des périodes passées de délai (médiane \(lead) j, \(source)) et de "
                    + "revue")(language),
            Phrase(
                "\(number(row.perDay)) a day, demand \(StockWords.word(row.pattern)(language))",
                "\(number(row.perDay)) par jour, demande \(StockWords.word(row.pattern)(language))")(language),
        ]
        if let cover = row.coverDays {
            parts.append(
                Phrase("enough for \(number(cover)) d", "de quoi tenir \(number(cover)) j")(language))
        }
        if row.stockOutDays > 0 {
            parts.append(
                Phrase(
                    "\(row.stockOutDays) days without stock counted as mean days",
                    "\(row.stockOutDays) jours de rupture comptés comme jours moyens")(language))
        }
        if row.expiring > 0 {
            let units = Spoken.count(Int(row.expiring), language)
            parts.append(
                Phrase("\(units) expire before they are used", "\(units) périmeront avant usage")(language))
        }
        parts.append(
            Phrase("a small order, up to \(number(row.upTo))", "petite commande, jusqu'à \(number(row.upTo))")(
                language))
        return parts.joined(separator: language == .french ? " ; " : "; ")
    }
}
