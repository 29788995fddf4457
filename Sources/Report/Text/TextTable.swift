import Model

/// Aligned columns, two spaces apart; empty columns are left out, and on a terminal the elastic ones give way.
struct TextTable {
    struct Column {
        var title: String
        var isRightAligned = false
        /// The fewest columns that are still of use; nil for a column that is never cut.
        var elasticDownTo: Int?

        init(_ title: String, isRightAligned: Bool = false, elasticDownTo: Int? = nil) {
            self.title = title
            self.isRightAligned = isRightAligned
            self.elasticDownTo = elasticDownTo
        }
    }

    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var tone = Tone.plain

        /// Everything that a table shows passes ``Printable/clean(_:)`` here.
        init(_ text: String, _ tone: Tone = .plain) {
            self.text = Printable.clean(text)
            self.tone = tone
        }

        init(stringLiteral text: String) { self.init(text) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []
    private static let gap = 2

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines, each ended; nothing when there are no rows.
    func text(_ style: TextStyle, indent: Int = 0) -> String {
        guard !rows.isEmpty else { return "" }
        let shown = columns.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
        let widths = widths(of: shown, style, indent: indent)
        var text = line(shown.map { Cell(columns[$0].title, .heading) }, shown, widths, style, indent)
        for row in rows { text += line(shown.map { row[$0] }, shown, widths, style, indent) }
        return text
    }

    private func line(_ cells: [Cell], _ shown: [Int], _ widths: [Int], _ style: TextStyle, _ indent: Int) -> String {
        var line = String(repeating: " ", count: indent)
        for (place, cell) in cells.enumerated() {
            let text = DisplayWidth.cut(cell.text, to: widths[place])
            let padding = String(repeating: " ", count: widths[place] - DisplayWidth.of(text))
            let isLast = place == cells.count - 1
            if columns[shown[place]].isRightAligned {
                line += padding + cell.tone.paint(text, style)
            } else {
                line += cell.tone.paint(text, style) + (isLast ? "" : padding)
            }
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    /// Natural widths; on a terminal the widest elastic column loses one until all fit.
    private func widths(of shown: [Int], _ style: TextStyle, indent: Int) -> [Int] {
        var widths = shown.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column].text)) }
        }
        guard let limit = style.widthColumns else { return widths }
        func total() -> Int { widths.reduce(indent + Self.gap * (widths.count - 1), +) }
        while total() > limit {
            let elastic = shown.indices.filter { widths[$0] > columns[shown[$0]].elasticDownTo ?? .max }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }
}
