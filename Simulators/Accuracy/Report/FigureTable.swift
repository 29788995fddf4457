internal import FoundationEssentials
internal import Model
internal import SimKit

/// The figures as people read them.
enum FigureTable {
    static func text(_ figures: [Figure]) -> String {
        var rows = [["work", "figure", "value", "must", "", "nearest", "beside"]]
        var last = ""
        for figure in figures {
            rows.append([
                figure.work == last ? "" : figure.work, figure.name, cell(figure.value, figure),
                figure.must.map { (figure.direction == .lower ? "<= " : ">= ") + cell($0, figure) } ?? "",
                figure.holds.map { $0 ? "holds" : "MISSED" } ?? "", figure.baseline.map { cell($0, figure) } ?? "",
                figure.beside ?? "",
            ])
            last = figure.work
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                // Words to the left, numbers to the right.
                line += (2...5).contains(column) && column != 4 ? padding + cell + "  " : cell + padding + "  "
            }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private static func cell(_ value: Double, _ figure: Figure) -> String {
        guard value.isFinite else { return "-" }
        var json = JSONWriter()
        json.number(value, decimals: figure.decimals)
        var text = json.text
        if figure.decimals > 0 {
            if !text.contains(".") { text += "." }
            let digits =
                text.count - 1 - (text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? 0)
            text += String(repeating: "0", count: max(0, figure.decimals - digits))
        }
        return figure.unit.isEmpty ? text : text + " " + figure.unit
    }
}

/// Figures of an earlier run, to compare with.
struct Reference: Decodable {
    var schema: String
    var figures: [String: Double]

    static let schema = "vigie.accuracy/1"

    static func read(_ path: String) throws -> Reference {
        let reference = try SharedFolder.decode(Reference.self, try SharedFolder.text(path), place: path)
        guard reference.schema == schema else {
            throw VigieError(.badData, "is no \(schema)", place: path, remedy: "Write one with --write")
        }
        return reference
    }

    /// The figures that are finite, one a line, in the order of the table.
    static func text(_ figures: [Figure]) -> String {
        var text = "{\n  \"schema\": \"\(schema)\",\n  \"figures\": {\n"
        let finite = figures.filter(\.value.isFinite)
        for (index, figure) in finite.enumerated() {
            var json = JSONWriter()
            json.number(figure.value, decimals: 4)
            text += "    \"\(figure.id)\": \(json.text)\(index + 1 < finite.count ? "," : "")\n"
        }
        return text + "  }\n}\n"
    }

    /// What is worse than here by more than 5 %; figures that one side lacks are passed over.
    func drifts(_ figures: [Figure]) -> [String] {
        figures.compactMap { figure in
            guard let old = self.figures[figure.id], figure.isWorse(than: old) else { return nil }
            return "\(figure.id): \(figure.value), reference \(old)"
        }
    }

}
