import Model

extension SummaryReport {
    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = Tone.heading.paint(Printable.clean(scope.site.rawValue), style) + "\n"
        text += trackableTable(style)
        text += "\n" + flowLines(language) + "\n"
        text += rejectionTable(style)
        text += levelTable(style)
        return text + scope.footer(style)
    }

    private func trackableTable(_ style: TextStyle) -> String {
        let language = style.language
        var columns = [TextTable.Column(Phrases.kind(language))]
        columns.append(.init(Phrases.total(language), isRightAligned: true))
        columns += FixState.allCases.map { .init($0.text(language).uppercased(), isRightAligned: true) }
        var table = TextTable(columns)
        for kind in TrackableKind.allCases {
            let states = trackables[kind] ?? [:]
            let total = states.values.reduce(0, +)
            guard total > 0 else { continue }
            table.add(
                [.init(kind.text(language)), .init(Spoken.count(total, language))]
                    + FixState.allCases.map { .init(Spoken.count(states[$0] ?? 0, language)) })
        }
        return table.rows.isEmpty ? Phrases.nothingRegistered(language) + "\n" : table.text(style)
    }

    private func flowLines(_ language: Language) -> String {
        func amount(_ count: Int, _ word: Phrase) -> String { "\(Spoken.count(count, language)) \(word(language))" }
        let flow = [
            amount(counters["messages"] ?? 0, Phrases.messages),
            amount(counters["observations"] ?? 0, Phrases.observations),
            amount(redelivered, Phrases.redelivered),
        ]
        let loss = [
            amount(rejections.values.reduce(0, +), Phrases.rejected),
            amount(unknownTags, Phrases.readsOfUnknownTags),
            amount(gaps.missing, Phrases.missingNumbers),
        ]
        let health = [
            amount(readers[.online] ?? 0, Phrases.online), amount(readers[.silent] ?? 0, Phrases.silent),
            amount(readers[.offline] ?? 0, Phrases.offline), amount(readers[.never] ?? 0, Phrases.never),
        ]
        return """
            \(flow.joined(separator: ", "))
            \(loss.joined(separator: ", "))
            \(Phrases.readers(language)) \(health.joined(separator: ", "))

            """
    }

    private func rejectionTable(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.reason(language)), .init(Phrases.count(language), isRightAligned: true),
        ])
        for reason in RejectionReason.allCases {
            guard let count = rejections[reason], count > 0 else { continue }
            table.add([.init(reason.rawValue), .init(Spoken.count(count, language))])
        }
        return table.rows.isEmpty ? "" : table.text(style) + "\n"
    }

    private func levelTable(_ style: TextStyle) -> String {
        let language = style.language
        let kinds = TrackableKind.allCases.filter { kind in levels.contains { ($0.counts[kind] ?? 0) > 0 } }
        guard !kinds.isEmpty else { return "" }
        var table = TextTable(
            [.init(Phrases.level(language), elasticDownTo: 8)]
                + kinds.map { .init($0.text(language).uppercased(), isRightAligned: true) })
        for level in levels {
            let name = level.level.name.isEmpty ? level.level.id.rawValue : level.level.name
            table.add(
                [.init(name)] + kinds.map { .init($0.countText(level.counts[$0] ?? 0, language)) })
        }
        return table.text(style) + "\n"
    }
}
