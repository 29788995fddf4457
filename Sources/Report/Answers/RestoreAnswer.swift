public import Model
public import Store

/// The answer of `restore`: what is in place now, and where the database lies that was there before.
public struct RestoreAnswer: Answer {
    public static let schema = "vigie.restore/1"

    public var restored: RestoredDatabase
    private let zone: SiteZone

    /// - Parameter zoneFolder: the system's tz database.
    public init(_ restored: RestoredDatabase, zoneFolder: String = "/usr/share/zoneinfo") {
        self.restored = restored
        zone = SiteZone(named: restored.timeZone, folder: zoneFolder)
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            json.member("site", restored.site?.rawValue)
            json.member("backup", restored.backup)
            json.member("database", restored.database)
            json.member("data_until", restored.dataUntil)
            json.member("log_messages", restored.logMessages)
            json.member("trackables", restored.trackables)
            json.member("replaced", restored.replaced)
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var facts = Facts()
        facts.add(Phrases.restored, restored.backup)
        facts.add(Phrases.database, restored.database)
        facts.add(Phrases.site, restored.site?.rawValue ?? Phrases.noSite(language))
        facts.add(Phrases.dataUntil, until(language))
        facts.add(Phrases.log, "\(Spoken.count(restored.logMessages, language)) \(Phrases.messages(language))")
        facts.add(Phrases.registry, "\(Spoken.count(restored.trackables, language)) \(Phrases.trackables(language))")
        facts.add(Phrases.replaced, restored.replaced ?? Phrases.nothingReplaced(language))
        return facts.text(style)
    }

    /// One line for a terminal while it works: `copying 45 %`.
    public static func progressText(_ progress: CareProgress, _ language: Language) -> String {
        let words = progress.step == "copy" ? Phrases.copying : Phrases.checking
        return "\(words(language)) \(progress.done * 100 / max(1, progress.total)) %"
    }

    private func until(_ language: Language) -> String {
        guard let instant = restored.dataUntil else { return Phrases.noData(language) }
        let civil = zone.civil(instant)
        return "\(civil.dateText) \(civil.timeTextWithSeconds) (\(zone.name))"
    }
}
