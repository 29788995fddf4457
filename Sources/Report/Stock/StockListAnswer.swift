public import Model

/// A list of the stock: rows of the same cells, as JSON objects or as a table.
public struct StockListAnswer: Answer {
    /// What one cell holds.
    public enum Value: Hashable, Sendable {
        /// Left out of JSON when empty.
        case text(String)
        case number(Int64)
        case metres(Double)
        /// With one decimal.
        case decimal(Double)
        case day(CalendarDay?)
        case time(Instant?)
        case flag(Bool)
        /// A word out of a closed list, translated in text.
        case word(String)
    }

    /// One cell: its key in JSON, which also names its column.
    public struct Cell: Hashable, Sendable {
        public var key: String
        public var value: Value

        public init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    public var scope: AnswerScope
    /// `vigie.stock-levels/1`.
    public var schema: String
    /// The key of the rows in JSON.
    public var name: String
    /// Facts of the whole, before the rows.
    public var facts: [Cell] = []
    public var rows: [[Cell]] = []
    /// How many there are, before a limit cut the list.
    public var total: Int
    /// Whether a list without rows is an answer (exit 0) or nothing found (exit 1).
    public var isEmptyFound = false

    public init(scope: AnswerScope, schema: String, name: String, rows: [[Cell]] = [], total: Int? = nil) {
        self.scope = scope
        self.schema = schema
        self.name = name
        self.rows = rows
        self.total = total ?? rows.count
    }

    public var isFound: Bool { !rows.isEmpty || isEmptyFound }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(schema, &json)
            for fact in facts { Self.write(fact, &json) }
            json.member("total", total)
            json.key(name)
            json.array { json in
                for row in rows {
                    json.object { json in
                        for cell in row { Self.write(cell, &json) }
                    }
                }
            }
        }
    }

    private static func write(_ cell: Cell, _ json: inout JSONWriter) {
        switch cell.value {
        case .text(let text), .word(let text):
            guard !text.isEmpty else { return }
            json.key(cell.key)
            json.string(text)
        case .number(let number):
            json.key(cell.key)
            json.integer(Int(number))
        case .metres(let metres):
            guard metres.isFinite else { return }
            json.key(cell.key)
            json.number(metres, decimals: 1)
        case .decimal(let number):
            guard number.isFinite else { return }
            json.key(cell.key)
            json.number(number, decimals: 1)
        case .day(let day):
            guard let day else { return }
            json.key(cell.key)
            json.string(day.description)
        case .time(let instant):
            guard let instant else { return }
            json.key(cell.key)
            json.string(instant.rfc3339)
        case .flag(let isSet):
            guard isSet else { return }
            switch cell.key {
            case "reversed": json.member("reversed", true)
            case "stock_out": json.member("stock_out", true)
            case "overdue": json.member("overdue", true)
            case "drill": json.member("drill", true)
            default: json.member("enough", true)
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = ""
        for fact in facts {
            let value = show(fact.value, language)
            if !value.isEmpty { text += StockWords.column(fact.key)(language) + " " + Printable.clean(value) + "\n" }
        }
        if rows.isEmpty {
            text += StockWords.nothing(language) + "\n"
        } else {
            var columns: [String] = []
            for row in rows { for cell in row where !columns.contains(cell.key) { columns.append(cell.key) } }
            var table = TextTable(
                columns.map { key in
                    TextTable.Column(
                        StockWords.column(key)(language), isRightAligned: StockWords.amounts.contains(key),
                        elasticDownTo: StockWords.amounts.contains(key) ? nil : 8)
                })
            for row in rows {
                table.add(
                    columns.map { key in
                        .init(row.first { $0.key == key }.map { show($0.value, language) } ?? "")
                    })
            }
            text += table.text(style)
            if total > rows.count { text += Phrases.andMore(total - rows.count, language) + "\n" }
        }
        return text + scope.footer(style)
    }

    private func show(_ value: Value, _ language: Language) -> String {
        switch value {
        case .text(let text): text
        case .word(let word): StockWords.word(word)(language)
        case .number(let number): Spoken.count(Int(number), language)
        case .decimal(let number): number.isFinite ? Spoken.decimal(number, language) : ""
        case .metres(let metres): metres.isFinite ? Spoken.metres(metres) : ""
        case .day(let day): day?.description ?? ""
        case .time(let instant): instant.map(scope.short) ?? ""
        case .flag(let isSet): isSet ? StockWords.yes(language) : ""
        }
    }
}
