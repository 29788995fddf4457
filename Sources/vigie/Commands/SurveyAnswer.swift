import Model
import Pipeline
import Report

/// What `survey learn` tells: what was used, how well the map predicts what it has not seen, and what the survey lacks.
struct SurveyAnswer: Answer {
    static let schema = "vigie.survey/1"
    /// In text, at most so many names of a kind.
    private static let namesMax = 12

    let result: SurveyLearning.Result
    let out: String

    init(_ result: SurveyLearning.Result, out: String) {
        self.result = result
        self.out = out
    }

    func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", SurveyAnswer.schema)
            json.member("radio_map", out)
            json.object("counts") { counts in
                for (name, value) in result.counts {
                    counts.key(name)
                    counts.integer(value)
                }
            }
            json.member("first_bad_line", result.firstBadLine)
            json.member("leave_one_out_db", result.leaveOneOutDB, decimals: 2)
            json.member("fitted_path_loss_db", result.fittedPathLossDB, decimals: 2)
            json.member("plan_path_loss_db", result.defaultPathLossDB, decimals: 2)
            json.member("exponent", result.exponent, decimals: 2)
            json.member("wall_db", result.wallLossDB, decimals: 2)
            json.member("floor_db", result.floorLossDB, decimals: 2)
            json.member("square_metres_per_point", result.squareMetresPerPoint, decimals: 1)
            json.array("units_without_points") { for name in result.unitsWithoutPoints { $0.string(name) } }
            json.array("unheard_readers") { for id in result.unheardReaders { $0.string(id) } }
            json.array("odd_readers") { json in
                for reader in result.oddReaders {
                    json.object { json in
                        json.member("reader", reader.reader)
                        json.member("excess_db", reader.excessDB, decimals: 1)
                        json.member("places", reader.places)
                    }
                }
            }
            json.array("alike_units") { json in
                for pair in result.alikeUnits {
                    json.object { json in
                        json.array("units") {
                            $0.string(pair.first)
                            $0.string(pair.second)
                        }
                        json.member("separation", pair.separation, decimals: 2)
                    }
                }
            }
        }
    }

    func text(_ style: TextStyle) -> String {
        var facts = Facts()
        facts.add(Phrase("radio map", "carte radio"), out)
        for (name, value) in result.counts where value > 0 {
            facts.add(SurveyAnswer.countNames[name] ?? Phrase(name, name), String(value))
        }
        if let line = result.firstBadLine {
            facts.add(Phrase("first bad line", "première ligne fautive"), String(line))
        }
        func decibels(_ value: Double) -> String { "\((value * 10).rounded() / 10) dB" }
        if let error = result.leaveOneOutDB {
            facts.add(Phrase("error, place left out", "erreur, point écarté"), decibels(error))
        }
        if let error = result.fittedPathLossDB {
            facts.add(Phrase("  path loss alone", "  affaiblissement seul"), decibels(error))
        }
        if let error = result.defaultPathLossDB {
            facts.add(Phrase("  without a survey", "  sans relevé"), decibels(error))
        }
        if let area = result.squareMetresPerPoint {
            facts.add(Phrase("floor for each point", "surface par point"), "\((area * 10).rounded() / 10) m²")
        }
        add(result.unitsWithoutPoints, Phrase("units without points", "unités sans point"), to: &facts)
        add(result.unheardReaders, Phrase("readers never heard", "lecteurs jamais entendus"), to: &facts)
        let odd = result.oddReaders.map { reader in
            "\(reader.reader) \(reader.excessDB > 0 ? "+" : "")\(decibels(reader.excessDB))"
        }
        add(odd, Phrase("readers off their offset", "lecteurs au décalage douteux"), to: &facts)
        let alike = result.alikeUnits.map { "\($0.first) / \($0.second)" }
        add(alike, Phrase("units hard to tell apart", "unités difficiles à distinguer"), to: &facts)
        return facts.text(style)
    }

    private func add(_ names: [String], _ title: Phrase, to facts: inout Facts) {
        guard !names.isEmpty else { return }
        let shown = names.prefix(SurveyAnswer.namesMax).joined(separator: ", ")
        let rest = names.count - SurveyAnswer.namesMax
        facts.add(title, shown + (rest > 0 ? ", … +\(rest)" : ""))
    }

    private static let countNames: [String: Phrase] = [
        "points": Phrase("points", "points relevés"),
        "used_points": Phrase("  used", "  utilisés"),
        "unit_only_points": Phrase("  of those by unit only", "  dont par unité seule"),
        "reads": Phrase("reads", "lectures"),
        "used_reads": Phrase("  used", "  utilisées"),
        "unknown_readers": Phrase("  of unknown readers", "  de lecteurs inconnus"),
        "bad_powers": Phrase("  without a usable power", "  sans puissance utilisable"),
        "unknown_units": Phrase("points in unknown units", "points dans des unités inconnues"),
        "placeless_points": Phrase("points without a place", "points sans lieu"),
        "contradicting_places": Phrase("places outside their unit", "lieux hors de leur unité"),
        "contradicting_reads": Phrase("places that contradict themselves", "lieux qui se contredisent"),
        "bad_lines": Phrase("lines that are no points", "lignes qui ne sont pas des points"),
    ]
}
