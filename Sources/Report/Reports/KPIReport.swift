public import Model

/// `kpi.json`: how two periods compare: searching, idle devices, alarms. Each figure has its definition and the size of
/// the sample that it rests on; a figure without a sample is left empty.
public struct KPIReport: Answer {
    public static let schema = "vigie.kpi/1"

    /// A span of time with its figures.
    public struct Period: Sendable {
        public var from: Instant
        public var to: Instant
        public var figures: [Figure: Value]

        public init(from: Instant, to: Instant, figures: [Figure: Value]) {
            self.from = from
            self.to = to
            self.figures = figures
        }
    }

    /// A figure and how many cases it rests on.
    public struct Value: Hashable, Sendable {
        /// NaN without a case.
        public var value: Double
        public var sample: Int

        public init(_ value: Double, _ sample: Int) {
            self.value = sample > 0 ? value : .nan
            self.sample = sample
        }
    }

    /// What is compared.
    public enum Figure: String, Sendable, CaseIterable {
        case locatedShare = "located_share"
        case lostDevices = "lost_devices"
        case walkMedian = "walk_to_available_median_m"
        case walkNinetieth = "walk_to_available_p90_m"
        case noneAvailableShare = "none_available_share"
        case inUseShare = "in_use_share"
        case idleShare = "idle_share"
        case turnsPerDevice = "turns_per_device_day"
        case alarmsPerDay = "alarms_per_day"
        case checkShare = "alarms_check_share"
        case retractedShare = "alarms_retracted_share"
        case acknowledgedShare = "alarms_acknowledged_share"
        case acknowledgeMedian = "acknowledge_median_s"

        /// Shares are told in percent.
        var isShare: Bool { rawValue.hasSuffix("_share") }
    }

    public var scope: AnswerScope
    public var period: Period
    public var against: Period
    /// False without the site's plan: then walks cannot be told.
    public var hasPlan: Bool

    /// Days without an alarm are no finding.
    public var isFound: Bool { period.figures.contains { $0.key != .alarmsPerDay && $0.value.sample > 0 } }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", period.from)
            json.member("to", period.to)
            json.member("against_from", against.from)
            json.member("against_to", against.to)
            json.array("kpis") { json in
                for figure in Figure.allCases { json.object { write(figure, &$0) } }
            }
        }
    }

    private func write(_ figure: Figure, _ json: inout JSONWriter) {
        let (now, before) = (value(figure, period), value(figure, against))
        json.member("kpi", figure.rawValue)
        json.member("definition", Phrases.definition(figure)(.english))
        json.member("value", now.value, decimals: 4)
        json.member("sample", now.sample)
        json.member("against_value", before.value, decimals: 4)
        json.member("against_sample", before.sample)
        json.member("change", now.value - before.value, decimals: 4)
    }

    private func value(_ figure: Figure, _ period: Period) -> Value { period.figures[figure] ?? Value(.nan, 0) }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.kpiTitle(language)), .init(Phrases.periodTitle(language), isRightAligned: true),
            .init(Phrases.sampleTitle(language), isRightAligned: true),
            .init(Phrases.againstTitle(language), isRightAligned: true),
            .init(Phrases.sampleTitle(language), isRightAligned: true),
            .init(Phrases.changeTitle(language), isRightAligned: true),
        ])
        for figure in Figure.allCases {
            let (now, before) = (value(figure, period), value(figure, against))
            let change = now.value - before.value
            table.add([
                .init(Phrases.kpi(figure)(language)), .init(shown(figure, now.value, language)),
                .init("\(now.sample)"), .init(shown(figure, before.value, language)), .init("\(before.sample)"),
                .init((change > 0 ? "+" : "") + shown(figure, change, language, " pt")),
            ])
        }
        var text = spanLine(Phrases.periodTitle(language), period) + spanLine(Phrases.againstTitle(language), against)
        text += table.text(style)
        if !hasPlan { text += Phrases.noPlan(language) + "\n" }
        for figure in Figure.allCases {
            let colon = language == .french ? " :" : ":"
            let line = "\(Phrases.kpi(figure)(language))\(colon) \(Phrases.definition(figure)(language))"
            for line in Wrapped.lines(line, width: style.widthColumns) { text += Tone.faint.paint(line, style) + "\n" }
        }
        return text + scope.footer(style)
    }

    private func spanLine(_ title: String, _ period: Period) -> String {
        "\(title)  \(scope.full(period.from)) – \(scope.full(period.to))\n"
    }

    /// Shares in percent, their change in points, the rest with one decimal.
    private func shown(_ figure: Figure, _ value: Double, _ language: Language, _ sign: String = " %") -> String {
        guard value.isFinite else { return "–" }
        return figure.isShare ? Spoken.decimal(value * 100, language) + sign : Spoken.decimal(value, language)
    }
}
