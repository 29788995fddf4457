public import Model

/// The words of `replay`.
public enum ReplayWords {
    /// What a count of the replay is called, by its name in JSON; the name itself when it is not known here.
    public static func count(_ name: String) -> Phrase {
        counts[name] ?? Phrase(same: name.replacing("_", with: " "))
    }

    static let counts: [String: Phrase] = [
        "lines": Phrase("lines", "lignes"),
        "blank_lines": Phrase("blank lines", "lignes vides"),
        "rejected_lines": Phrase("rejected lines", "lignes refusées"),
        "messages": Phrase("messages", "messages"),
        "observations": Phrase("observations", "observations"),
        "resolved": Phrase("resolved", "prises en compte"),
        "rewound": Phrase("rewound", "remises dans l'ordre"),
        "repeated": Phrase("repeated", "répétées"),
        "late": Phrase("late", "trop tardives"),
        "corrections": Phrase("corrected pieces", "passages corrigés"),
        "duplicates": Phrase("duplicates", "doublons"),
        "superseded": Phrase("superseded", "dépassées"),
        "health": Phrase("health", "états des lecteurs"),
        "tags": Phrase("tags", "balises"),
    ]

    /// `refused: unknown_tag`; reasons are the words of the closed list in every language.
    public static func refused(_ reason: RejectionReason) -> Phrase {
        Phrase("refused: \(reason.rawValue)", "refus : \(reason.rawValue)")
    }

    /// How long it took.
    public static let seconds = Phrase("seconds", "secondes")
    /// Observations decoded, by the wall clock.
    public static let rate = Phrase("observations/s", "observations/s")
    /// While it works, on a terminal.
    public static let progress = Phrase("replay", "relecture")

    /// A number with at most three decimals, as each language writes them.
    public static func decimal(_ value: Double, _ language: Language) -> String {
        let text = "\((value * 1000).rounded() / 1000)"
        return language == .french ? text.replacing(".", with: ",") : text
    }

    /// A site that loaded with warnings.
    public static func siteWarnings(_ count: Int) -> Phrase {
        Phrase(
            "site: \(count) warnings; see `vigie site check`",
            "site : \(count) avertissement\(count == 1 ? "" : "s") ; voir « vigie site check »")
    }

    /// Told when the registry is empty.
    public static let noTags = Phrase(
        "no tag is registered, so nothing is tracked: import a registry with --tags",
        "aucune balise n'est enregistrée, donc rien n'est suivi : importer un registre avec --tags")
}

/// The words of `decode`, between the values of a message.
public enum DecodeWords {
    public static let refused = Phrase("refused:", "refusé :")
    public static let reader = Phrase("by", "par")
    public static let antenna = Phrase("antenna", "antenne")
    public static let position = Phrase("at", "à")
    public static let level = Phrase("on", "niveau")
    public static let received = Phrase("(received)", "(heure de réception)")
    public static let anyReader = Phrase("a reader", "un lecteur")
    public static let online = Phrase("online", "en ligne")
    public static let offline = Phrase("offline", "hors ligne")
    public static let heartbeat = Phrase("heartbeat", "signe de vie")
}
