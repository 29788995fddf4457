import Model

/// The words of alarms.
extension Phrases {
    static let number = Phrase("NO", "N°")
    static let at = Phrase("AT", "HEURE")
    static let severity = Phrase("SEVERITY", "GRAVITÉ")
    static let rule = Phrase("RULE", "RÈGLE")
    static let detail = Phrase("DETAIL", "DÉTAIL")
    static let condition = Phrase("WHEN", "QUAND")
    static let raisedTitle = Phrase("RAISED", "LEVÉES")
    static let perDay = Phrase("PER DAY", "PAR JOUR")
    static let mostInADay = Phrase("MOST", "MAXIMUM")
    static let checksTitle = Phrase("TO CHECK", "À VÉRIFIER")
    static let escortedTitle = Phrase("ESCORTED", "ACCOMPAGNÉS")
    static let firstTitle = Phrase("FIRST", "PREMIÈRE")
    static let noAlarms = Phrase("no alarms", "aucune alarme")
    static let notInHistory = Phrase("history does not hold it", "absent de l'historique")

    // Severity and certainty
    static let info = Phrase("info", "information")
    static let critical = Phrase("critical", "critique")
    static let sureWord = Phrase("sure", "sûre")
    static let check = Phrase("to check", "à vérifier")

    // Life
    static let raised = Phrase("raised", "levée")
    static let amended = Phrase("amended", "corrigée")
    static let ended = Phrase("over", "terminée")
    static let reopened = Phrase("raised again", "rouverte")
    static let retracted = Phrase("retracted", "retirée")
    static let escalated = Phrase("escalated", "relancée")
    static let acknowledged = Phrase("acknowledged", "acquittée")
    static let resolved = Phrase("resolved", "résolue")
    static let commented = Phrase("commented", "commentée")
    static let muted = Phrase("muted", "en sourdine")
    static let notTold = Phrase("not told", "non signalée")

    static func muting(_ count: Int, _ language: Language) -> String {
        language == .french ? "\(count) mise(s) en sourdine en cours" : "\(count) mute(s) at work"
    }

    static func triedOver(_ stays: Int, _ trackables: Int, _ language: Language) -> String {
        let (stays, trackables) = (Spoken.count(stays, language), Spoken.count(trackables, language))
        return language == .french
            ? "essayé sur \(stays) séjours de \(trackables) objets et personnes"
            : "tried over \(stays) stays of \(trackables) trackables"
    }
}

/// What goes with an alarm, as people read it; the JSON has the core's own few words.
enum AlarmDetail {
    static func text(_ alarm: AlarmRecord, _ language: Language) -> String {
        let words = alarm.detail.split(separator: " ")
        guard words.count == 2 else { return alarm.detail }
        let numbers = words[1].split(separator: "/")
        guard numbers.count == 2 else { return alarm.detail }
        let isFrench = language == .french
        switch words[0] {
        case "limit":
            let count = numbers[0]
            return isFrench
                ? "plus de \(count) par heure : la suite n'est pas signalée"
                : "more than \(count) an hour: the rest is not told"
        case "blind":
            return isFrench
                ? "\(numbers[0]) locaux sur \(numbers[1]) sans lecteur"
                : "\(numbers[0]) of \(numbers[1]) units without a reader"
        default: return alarm.detail
        }
    }
}

extension AlarmSeverity {
    func text(_ language: Language) -> String {
        switch self {
        case .info: Phrases.info(language)
        case .warning: Phrases.warning(language)
        case .critical: Phrases.critical(language)
        }
    }

    var tone: Tone { self == .critical ? .bad : self == .warning ? .warning : .plain }
}

extension AlarmCertainty {
    func text(_ language: Language) -> String {
        switch self {
        case .sure: Phrases.sureWord(language)
        case .check: Phrases.check(language)
        case .cannotTell: Phrases.cannotTell(language)
        }
    }
}

extension AlarmEventKind {
    func text(_ language: Language) -> String {
        switch self {
        case .raised: Phrases.raised(language)
        case .amended: Phrases.amended(language)
        case .ended: Phrases.ended(language)
        case .reopened: Phrases.reopened(language)
        case .retracted: Phrases.retracted(language)
        case .escalated: Phrases.escalated(language)
        case .acknowledged: Phrases.acknowledged(language)
        case .resolved: Phrases.resolved(language)
        case .commented: Phrases.commented(language)
        }
    }
}

extension AlarmState {
    func text(_ language: Language) -> String {
        switch self {
        case .retracted: Phrases.retracted(language)
        case .resolved: Phrases.resolved(language)
        case .muted: Phrases.muted(language)
        case .acknowledged: Phrases.acknowledged(language)
        case .ended: Phrases.ended(language)
        case .raised: Phrases.raised(language)
        }
    }
}
