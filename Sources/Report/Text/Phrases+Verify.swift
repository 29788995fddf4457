import Store

/// What `verify` finds wrong, in French; English is the problem's own description.
extension Phrases {
    static func problem(_ problem: VerifyProblem) -> Phrase {
        Phrase(problem.description, problem.filled(french(problem.kind)))
    }

    /// The words with the same places for values as the English ones.
    static func french(_ kind: VerifyProblem.Kind) -> String {
        switch kind {
        case .sqlite: "{0}"
        case .unreadable: "illisible : {0} (SQLite {1})"
        case .reference: "table {0}, ligne {1} : renvoi à une ligne absente de {2}"
        case .logCount: "{0} messages présents ; {1} ajoutés et {2} élagués"
        case .logPositions: "les positions vont de {0} à {1}, au lieu de {2} à {3}"
        case .logBytes: "{0} octets présents, {1} comptés"
        case .cursorPastEnd: "le curseur {0} dépasse la fin du journal ({1})"
        case .trimmedUnfolded: "{0} messages élagués, mais seulement {1} traités"
        case .messagesFolded: "{0} messages comptés comme traités jusqu'à la position {1}"
        case .setAsideUntold: "{0} messages mis de côté, {1} signalés"
        case .gapsUnreadable: "les numéros manquants du lecteur {0} sont illisibles"
        case .gapsTooMany: "le lecteur {0} a {1} suites de numéros manquants"
        case .gapsOverlap: "des numéros manquants du lecteur {0} se recouvrent"
        case .gapNotBelow: "un numéro manquant du lecteur {0} dépasse son dernier numéro reçu"
        case .reasonUnknown: "un motif ne figure pas dans la liste"
        case .rejectionCount: "le compte des refus {0} est de {1}"
        case .samplesTooMany: "{0} échantillons conservés, c'est trop"
        case .stayEndsBefore: "un séjour de la piste {0} finit avant de commencer à {1}"
        case .staysOverlap: "deux séjours de la piste {0} se recouvrent à {1}"
        case .stayOpenBefore: "un séjour de la piste {0} reste ouvert avant celui de {1}"
        case .stayTrack: "un séjour est de la piste {0}, qui n'existe pas"
        case .stayUnit: "un séjour est dans le local {0}, qui n'existe pas"
        case .currentUnit: "la piste {0} est dans un autre local que son séjour ouvert"
        case .currentNames: "la piste {0} renvoie à un objet, un local ou un niveau qui n'existe pas"
        case .currentMissing: "la piste {0} a un séjour ouvert mais pas d'état actuel"
        case .stockEntries: "le registre donne {0} écritures, {1} sont présentes"
        case .stockSlotMissing: "le mouvement {0} n'a pas de ligne de solde"
        case .stockBalance: "le solde {0} vaut {1}, le registre dit {2}"
        case .stockTimeline: "les écritures du solde {0} ne suivent pas le registre"
        case .stockCases: "{1} dossiers {0} subsistent, le registre en a {2}"
        case .more: "et {0} de plus"
        }
    }
}
