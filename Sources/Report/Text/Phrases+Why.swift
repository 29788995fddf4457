import Model

/// The words of `why`.
extension Phrases {
    static let whyWhere = Phrase("where", "lieu")
    static let whyState = Phrase("state", "état")
    static let whyRule = Phrase("why", "raison")
    static let whyRunnerUp = Phrase("runner-up", "deuxième")
    static let whyModels = Phrase("beliefs", "croyances")
    static let whyTag = Phrase("tag", "balise")
    static let whyDown = Phrase("readers down", "lecteurs en panne")
    static let whyBefore = Phrase("before", "avant")
    static let whyStay = Phrase("stay", "séjour")
    static let whySince = Phrase("since", "depuis")
    static let whyUntil = Phrase("until", "jusqu'à")
    static let nextDoor = Phrase("next door", "porte voisine")
    static let notNextDoor = Phrase("not next door", "pas voisin")
    static let lastTitle = Phrase("LAST", "DERNIÈRE")
    static let heardTitle = Phrase("HEARD", "ENTENDU")
    static let hereTitle = Phrase("HERE", "ICI")
    static let thereTitle = Phrase("THERE", "AILLEURS")
    static let speaksTitle = Phrase("SPEAKS", "POIDS")
    static let ruleAlone = Phrase("no other unit comes into question", "aucun autre local n'entre en question")
    static let basisStored = Phrase(
        "from the filter as it is kept now", "d'après le filtre tel qu'il est conservé maintenant")
    static let basisSilent = Phrase(
        "the log has no read of it before that time: this is what history tells",
        "le journal n'en a aucune lecture avant cette heure : voici ce que dit l'historique")
    static let notHeardBy = Phrase("not heard by then", "pas encore entendu à cette heure")

    /// What decided, without figures.
    static func rule(_ rule: FixReason.Rule) -> Phrase {
        switch rule {
        case .neverHeard: Phrase("no reader ever heard it", "aucun lecteur ne l'a jamais entendu")
        case .retained:
            Phrase(
                "only a retained message tells of it: nobody knows how old it is",
                "seul un message conservé par le courtier en parle : son âge est inconnu")
        case .outage:
            Phrase(
                "the readers that would know are down, so nobody may rely on it",
                "les lecteurs qui le sauraient sont en panne : on ne peut s'y fier")
        case .silence: Phrase("not heard: the last place stays", "pas entendu : le dernier lieu reste")
        case .outside:
            Phrase("a ready-made position lies in no unit", "une position toute faite n'est dans aucun local")
        case .position: Phrase("a ready-made position", "une position toute faite")
        case .antenna:
            Phrase("it was read last by an antenna there", "une antenne de ce lieu l'a lu en dernier")
        case .hold: Phrase("another unit leads, not yet confirmed", "un autre local mène, pas encore confirmé")
        case .evidence: Phrase("the readers' evidence", "les preuves des lecteurs")
        }
    }

    static func evidence(_ odds: String, over unit: String) -> Phrase {
        Phrase(
            "the readers' evidence: \(odds) times likelier than \(unit)",
            "les preuves des lecteurs : \(odds) fois plus probable que \(unit)")
    }

    static func holds(_ unit: String, since: String) -> Phrase {
        Phrase(
            "it leads since \(since), not yet clearly or long enough: confirmed is \(unit)",
            "il mène depuis \(since), pas encore assez nettement ou longtemps : confirmé est \(unit)")
    }

    static func silence(_ span: String) -> Phrase {
        Phrase("not heard for \(span): the last place stays", "pas entendu depuis \(span) : le dernier lieu reste")
    }

    static func moreReaders(_ count: Int) -> Phrase {
        Phrase("… and \(count) more readers; --json has all", "… et \(count) autres lecteurs ; --json les donne tous")
    }

    static func models(units: String, cells: String) -> Phrase {
        Phrase("by rooms \(units), by cells of 1 m \(cells)", "par locaux \(units), par cellules de 1 m \(cells)")
    }

    static func weaker(_ amount: String) -> Phrase {
        Phrase("\(amount) weaker than usual", "\(amount) plus faible que d'ordinaire")
    }

    static func stronger(_ amount: String) -> Phrase {
        Phrase("\(amount) stronger than usual", "\(amount) plus forte que d'ordinaire")
    }

    static func evidenceLegend(_ best: String, _ second: String) -> Phrase {
        Phrase(
            "HERE and THERE: expected of this tag in \(best) and in \(second). SPEAKS: how many times likelier the "
                + "reads are here (×) or there (÷); older reads count less, as it may have moved",
            "ICI et AILLEURS : attendu de cette balise dans \(best) et dans \(second). POIDS : combien de fois les "
                + "lectures sont plus probables ici (×) ou là (÷) ; les anciennes comptent moins, car elle a pu bouger")
    }

    static func basisReplayed(_ messages: String, since: String) -> Phrase {
        Phrase(
            "read again from \(messages) messages of the log since \(since)",
            "relu dans \(messages) messages du journal depuis \(since)")
    }

    static func disagrees(_ unit: String) -> Phrase {
        Phrase("; history tells \(unit)", " ; l'historique dit \(unit)")
    }

    static func basisGone(_ from: String) -> Phrase {
        from.isEmpty
            ? Phrase(
                "the log is empty: this is what history tells", "le journal est vide : voici ce que dit l'historique")
            : Phrase(
                "the log begins at \(from): this is what history tells",
                "le journal commence à \(from) : voici ce que dit l'historique")
    }
}
