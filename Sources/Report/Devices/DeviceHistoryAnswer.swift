public import Model

/// The answer to `devices history DEVICE`: its statuses over a span, each with its reason and its unit.
public struct DeviceHistoryAnswer: Answer {
    public static let schema = "vigie.device-history/1"

    public var scope: AnswerScope
    public var trackable: TrackableName
    public var from: Instant
    public var to: Instant
    /// In rising order.
    public var spans: [Span]

    /// One status for a while.
    public struct Span: Sendable {
        public var status: JudgedStatus
        public var from: Instant
        public var to: Instant
        /// Nil outside of all units.
        public var unit: UnitPlace?
    }

    public var isFound: Bool { !spans.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            trackable.write(&json)
            json.member("from", from)
            json.member("to", to)
            json.array("statuses") { json in
                for span in spans {
                    json.object { json in
                        span.status.write(&json)
                        json.member("from", span.from)
                        json.member("to", span.to)
                        json.member("duration_s", span.to.seconds(since: span.from), decimals: 3)
                        span.unit?.write(&json)
                    }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.noStays(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.from(language)), .init(Phrases.to(language)),
            .init(Phrases.duration(language), isRightAligned: true), .init(Phrases.status(language)),
            .init(Phrases.why(language), elasticDownTo: 12), .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
        ])
        for span in spans {
            let length = span.to.milliseconds - span.from.milliseconds
            table.add([
                .init(scope.short(span.from)), .init(scope.short(span.to)),
                .init(Spoken.span(milliseconds: length, language)), .init(span.status.status.text(language)),
                .init(span.status.whyText(scope, language)), .init(span.unit?.label ?? ""),
                .init(span.unit?.levelLabel ?? ""),
            ])
        }
        let title = Printable.clean(trackable.id.rawValue) + "  " + Printable.clean(trackable.label(language))
        return Tone.heading.paint(title, style) + "\n" + table.text(style) + scope.footer(style)
    }
}
