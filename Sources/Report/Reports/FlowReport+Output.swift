public import Model

extension FlowReport {
    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.member("patients", patients)
            json.member("length_median_s", Double(lengthMedianMilliseconds) / 1000, decimals: 0)
            json.member("length_p90_s", Double(length90Milliseconds) / 1000, decimals: 0)
            json.member("bottleneck", steps.first?.category)
            json.array("steps") { json in
                for step in steps { json.object { Self.write(step, &$0) } }
            }
            json.array("milestones") { json in
                for milestone in milestones { json.object { Self.write(milestone, &$0) } }
            }
            json.array("legs") { json in
                for leg in legs {
                    json.object { json in
                        json.member("from", leg.from)
                        json.member("to", leg.to)
                        json.member("count", leg.count)
                        leg.length.write(&json)
                        json.member("share", leg.share, decimals: 3)
                    }
                }
            }
        }
    }

    private static func write(_ step: Step, _ json: inout JSONWriter) {
        json.member("category", step.category)
        json.member("count", step.count)
        json.member("median_s", Double(step.medianMilliseconds) / 1000, decimals: 0)
        json.member("p90_s", Double(step.ninetiethMilliseconds) / 1000, decimals: 0)
        json.member("share", step.share, decimals: 3)
        json.member("next", step.next)
    }

    private static func write(_ milestone: MilestoneCount, _ json: inout JSONWriter) {
        json.member("milestone", milestone.name)
        json.member("reached", milestone.reached)
        json.object("reach") { milestone.reach.write(&$0) }
        if let stay = milestone.stay { json.object("stay") { stay.write(&$0) } }
        json.member("present", milestone.present)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nobodyThere(language) + "\n" + scope.footer(style) }
        let parts = [milestoneTable(style), legTable(style), stepTable(style)].filter { !$0.isEmpty }
        var text = parts.joined(separator: "\n")
        if patients >= Self.countMin { text += Phrases.patientsSeen(patients, language) + "\n" }
        return text + scope.footer(style)
    }

    private func milestoneTable(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.milestoneTitle(language), elasticDownTo: 10),
            .init(Phrases.reachedTitle(language), isRightAligned: true),
            .init(Phrases.reachTitle(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.stayTitle(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.presentTitle(language), isRightAligned: true),
        ])
        for milestone in milestones {
            func span(_ value: Int64?) -> String { value.map { Spoken.span(milliseconds: $0, language) } ?? "" }
            table.add([
                .init(milestone.name), .init("\(milestone.reached)"), .init(span(milestone.reach.median)),
                .init(span(milestone.reach.ninetieth)), .init(span(milestone.stay?.median)),
                .init(span(milestone.stay?.ninetieth)), .init(milestone.present.map { "\($0)" } ?? ""),
            ])
        }
        return table.text(style)
    }

    private func legTable(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.legTitle(language), elasticDownTo: 12), .init(Phrases.count(language), isRightAligned: true),
            .init(Phrases.median(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.share(language), isRightAligned: true), .init(""),
        ])
        for (index, leg) in legs.enumerated() {
            table.add([
                .init("\(leg.from) → \(leg.to)"), .init("\(leg.count)"),
                .init(Spoken.span(milliseconds: leg.length.median, language)),
                .init(Spoken.span(milliseconds: leg.length.ninetieth, language)),
                .init(Spoken.percent(Float(leg.share))),
                .init(index == 0 ? Phrases.bottleneck(language) : "", .warning),
            ])
        }
        return table.text(style)
    }

    private func stepTable(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.step(language), elasticDownTo: 10), .init(Phrases.count(language), isRightAligned: true),
            .init(Phrases.median(language), isRightAligned: true),
            .init(Phrases.ninetieth(language), isRightAligned: true),
            .init(Phrases.share(language), isRightAligned: true), .init(Phrases.next(language), elasticDownTo: 10),
        ])
        for step in steps {
            table.add([
                .init(step.category), .init("\(step.count)"),
                .init(Spoken.span(milliseconds: step.medianMilliseconds, language)),
                .init(Spoken.span(milliseconds: step.ninetiethMilliseconds, language)),
                .init(Spoken.percent(Float(step.share))), .init(step.next ?? ""),
            ])
        }
        return table.text(style)
    }
}

extension FlowReport.Quantiles {
    /// `median_s`, `p90_s`.
    func write(_ json: inout JSONWriter) {
        json.member("median_s", Double(median) / 1000, decimals: 0)
        json.member("p90_s", Double(ninetieth) / 1000, decimals: 0)
    }
}
