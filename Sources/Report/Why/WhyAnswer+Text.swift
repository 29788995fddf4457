import Glibc
import Model

extension WhyAnswer {
    public func text(_ style: TextStyle) -> String {
        let language = style.language
        let title = Printable.clean("\(trackable.id.rawValue)  \(trackable.label(language))")
        var text = Tone.heading.paint(title, style) + "\n"
        if let at { text += Tone.heading.paint(Phrases.whereAt(scope.full(at), language), style) + "\n" }
        var facts = Facts()
        if reason.basis == .history { addHistoryOnly(&facts, language) } else { addFix(&facts, language) }
        if let previous, stay != nil { facts.add(Phrases.whyBefore, cameFrom(previous, language)) }
        text += facts.text(style, wrapped: true)
        if reason.basis != .history { text += table(style) }
        for line in Wrapped.lines(basisText(language), width: style.widthColumns) { text += line + "\n" }
        return text + scope.footer(style)
    }

    private func addHistoryOnly(_ facts: inout Facts, _ language: Language) {
        guard let stay else { return }
        facts.add(Phrases.whyWhere, "\(stay.unit.label), \(stay.unit.levelLabel)")
        let span = stay.to.map { "\(scope.short(stay.from)) – \(scope.short($0))" }
        let when = span ?? "\(Phrases.whySince(language)) \(scope.short(stay.from))"
        let holds = (isInStay ? Phrases.wasThere : Phrases.lastBefore)(language)
        facts.add(Phrases.whyStay, "\(when), \(Spoken.percent(stay.confidence)), \(holds)")
    }

    private func addFix(_ facts: inout Facts, _ language: Language) {
        facts.add(Phrases.whyWhere, placeText(language))
        var state = reason.state.text(language)
        if let observedAt = reason.observedAt { state += ", \(Phrases.heard(language)) \(scope.short(observedAt))" }
        facts.add(Phrases.whyState, state)
        facts.add(Phrases.whyRule, ruleText(language))
        if let second = reason.second {
            facts.add(Phrases.whyRunnerUp, "\(label(second.unit)), \(Spoken.share(second.confidence))")
        }
        if let best = reason.best, best.byCells.isFinite {
            let shares = (Spoken.share(best.byUnits), Spoken.share(best.byCells))
            facts.add(Phrases.whyModels, Phrases.models(units: shares.0, cells: shares.1)(language))
        }
        if reason.tagOffsetDB.isFinite, !reason.heard.isEmpty {
            facts.add(Phrases.whyTag, tagText(language))
        }
        let down = reason.watchers.filter(\.isDown)
        guard !down.isEmpty else { return }
        var seen: Set<ReaderID> = []
        let names = down.filter { seen.insert($0.reader).inserted }.map { watcher in
            let since = watcher.lastHeard.map { " \(Phrases.whySince(language)) \(scope.short($0))" } ?? ""
            return "\(watcher.reader.rawValue) (\(watcher.status.text(language))\(since))"
        }
        facts.add(Phrases.whyDown, names.joined(separator: ", "))
    }

    private func placeText(_ language: Language) -> String {
        guard let best = reason.best else {
            guard let position = reason.position else { return Phrases.nowhere(language) }
            let point = "(\(Int(position.xMetres.rounded())), \(Int(position.yMetres.rounded())) m)"
            return "\(Phrases.outsideUnits(language)) \(point)"
        }
        let place = "\(label(best.unit)), \(Spoken.percent(best.confidence))"
        guard reason.state == .cannotTell else { return place }
        return "\(Phrases.cannotTell(language)), \(Phrases.lastKnown(language)) \(place)"
    }

    private func label(_ unit: UnitID) -> String {
        units[unit].map { "\($0.label), \($0.levelLabel)" } ?? unit.rawValue
    }

    private func name(_ unit: UnitID) -> String { units[unit]?.label ?? unit.rawValue }

    private func ruleText(_ language: Language) -> String {
        switch reason.rule {
        case .hold:
            let confirmed = reason.confirmedUnit.map(name) ?? ""
            let since = reason.challengedSince.map(scope.short) ?? ""
            return Phrases.holds(confirmed, since: since)(language)
        case .evidence:
            guard let odds = reason.odds, let second = reason.second else { return Phrases.ruleAlone(language) }
            return Phrases.evidence(Spoken.times(odds, language), over: name(second.unit))(language)
        case .silence:
            let age = reason.observedAt.map { moment.milliseconds - $0.milliseconds } ?? 0
            return Phrases.silence(Spoken.span(milliseconds: age, language))(language)
        case .position:
            let accuracy = reason.position.map { Double($0.accuracyMetres) } ?? .nan
            return Phrases.rule(.position)(language)
                + (accuracy.isFinite ? ", ± \(Spoken.decimal(accuracy, language)) m" : "")
        default: return Phrases.rule(reason.rule)(language)
        }
    }

    private func tagText(_ language: Language) -> String {
        let offset = Double(reason.tagOffsetDB)
        let amount = "\(Spoken.decimal(abs(offset), language)) dB"
        let spread = "± \(Spoken.decimal(Double(reason.tagOffsetSpreadDB), language)) dB"
        return (offset < 0 ? Phrases.weaker(amount) : Phrases.stronger(amount))(language) + " (\(spread))"
    }

    private func cameFrom(_ previous: StayView, _ language: Language) -> String {
        var text = "\(previous.unit.label), \(previous.unit.levelLabel)"
        if let to = previous.to { text += ", \(Phrases.whyUntil(language)) \(scope.short(to))" }
        if let isNextDoor { text += ", " + (isNextDoor ? Phrases.nextDoor : Phrases.notNextDoor)(language) }
        return text
    }

    /// In text, at most so many readers.
    private static let readersShown = 10

    private func table(_ style: TextStyle) -> String {
        guard !reason.heard.isEmpty else { return "" }
        let language = style.language
        var table = TextTable([
            .init(Phrases.reader(language), elasticDownTo: 12),
            .init(Phrases.readsTitle(language), isRightAligned: true),
            .init(Phrases.lastTitle(language), isRightAligned: true),
            .init(Phrases.heardTitle(language), isRightAligned: true),
            .init(Phrases.hereTitle(language), isRightAligned: true),
            .init(Phrases.thereTitle(language), isRightAligned: true),
            .init(Phrases.speaksTitle(language), isRightAligned: true),
        ])
        func decibels(_ value: Float) -> String { value.isFinite ? "\(Int(value.rounded())) dBm" : "" }
        for heard in reason.heard.prefix(Self.readersShown) {
            table.add([
                .init(heard.reader.rawValue), .init(Spoken.count(heard.reads, language)),
                .init(Spoken.age(milliseconds: moment.milliseconds - heard.lastAt.milliseconds, language)),
                .init(decibels(heard.meanDBm)), .init(decibels(heard.expectedDBm)),
                .init(decibels(heard.expectedSecondDBm)), .init(factor(heard.logLikelihood, language)),
            ])
        }
        var text = table.text(style)
        let left = reason.heard.count - Self.readersShown
        if left > 0 { text += Phrases.moreReaders(left)(language) + "\n" }
        if let best = reason.best, let second = reason.second {
            let legend = Phrases.evidenceLegend(name(best.unit), name(second.unit))(language)
            for line in Wrapped.lines(Printable.clean(legend), width: style.widthColumns) { text += line + "\n" }
        }
        return text
    }

    /// `× 41` for the best unit, `÷ 1.3` against it.
    private func factor(_ logLikelihood: Float, _ language: Language) -> String {
        guard logLikelihood.isFinite else { return "" }
        return (logLikelihood < 0 ? "÷ " : "× ") + Spoken.times(exp(Double(abs(logLikelihood))), language)
    }

    private func basisText(_ language: Language) -> String {
        switch reason.basis {
        case .stored: return Phrases.basisStored(language)
        case .replayed:
            let messages = Spoken.count(reason.logMessages, language)
            let text = Phrases.basisReplayed(messages, since: reason.logFrom.map(scope.short) ?? "")(language)
            guard agreesWithHistory == false, let stay else { return text }
            return text + Phrases.disagrees(Printable.clean(stay.unit.label))(language)
        case .history:
            guard isFound else { return Phrases.notHeardBy(language) }
            guard let logFrom, logFrom <= moment else {
                return Phrases.basisGone(logFrom.map(scope.short) ?? "")(language)
            }
            return Phrases.basisSilent(language)
        }
    }
}

extension Spoken {
    /// As ``percent(_:)``, but what is possible is never nothing.
    static func share(_ fraction: Float) -> String {
        fraction > 0 && fraction < 0.01 ? "< 1 %" : percent(fraction)
    }

    /// One decimal below ten: `1.3`, `41`, `> 1000`.
    static func times(_ value: Double, _ language: Language) -> String {
        guard value < 999.5 else { return "> 1000" }
        return value < 9.95 ? decimal(value, language) : "\(Int(value.rounded()))"
    }
}
