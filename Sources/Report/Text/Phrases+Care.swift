/// The words of the commands that care for the database.
extension Phrases {
    // `restore`
    static let copying = Phrase("copying", "copie")
    static let checking = Phrase("checking", "vérification")
    static let restored = Phrase("restored", "restauré")
    static let database = Phrase("database", "base de données")
    static let site = Phrase("site", "site")
    static let noSite = Phrase("none", "aucun")
    static let noData = Phrase("nothing yet", "aucune donnée")
    static let log = Phrase("log", "journal")
    static let registry = Phrase("registry", "registre")
    static let trackables = Phrase("trackables", "objets suivis")
    static let replaced = Phrase("old database", "ancienne base")
    static let nothingReplaced = Phrase("there was no database", "il n'y avait pas de base de données")

    // Commands that change something
    static let changes: [String: Phrase] = [
        "tags import": Phrase("tags import:", "import du registre :"),
        "tags bind": Phrase("tags bind:", "balise attachée à"),
        "tags unbind": Phrase("tags unbind:", "balise détachée de"),
        "backup": Phrase("backup:", "sauvegarde :"),
        "purge": Phrase("purge:", "purge :"),
        "alarms ack": Phrase("alarm acknowledged:", "alarme acquittée :"),
        "alarms resolve": Phrase("alarm resolved:", "alarme résolue :"),
        "alarms comment": Phrase("alarm commented:", "alarme commentée :"),
        "alarms mute": Phrase("alarms muted:", "alarmes en sourdine :"),
        "devices import": Phrase("devices import:", "import des appareils :"),
        "devices status": Phrase("status set:", "statut saisi :"),
        "devices auto": Phrase("status left to the readers:", "statut rendu aux lecteurs :"),
        "devices checkout": Phrase("checked out:", "sorti :"),
        "devices checkin": Phrase("checked in:", "rentré :"),
        "maintenance plan": Phrase("planned:", "planifié :"),
        "maintenance unplan": Phrase("plan removed:", "gamme retirée :"),
        "maintenance done": Phrase("done:", "fait :"),
    ]

    static let figures: [String: Phrase] = [
        "added": Phrase("added", "lignes ajoutées"),
        "changed": Phrase("changed", "modifiées"),
        "unchanged": Phrase("unchanged", "inchangées"),
        "stays": Phrase("stays", "séjours supprimés"),
        "current_states": Phrase("current states", "états actuels"),
        "bindings": Phrase("bindings", "rattachements"),
        "samples": Phrase("samples", "échantillons"),
        "left": Phrase("left", "restants"),
        "minutes": Phrase("minutes:", "minutes :"),
        "counted": Phrase("counted", "comptés"),
        "differences": Phrase("differences", "écarts"),
        "already_recorded": Phrase("already recorded", "déjà enregistrés"),
        "held_scans_taken": Phrase("waiting scans taken", "lectures en attente reprises"),
        "places": Phrase("places", "emplacements"),
        "devices": Phrase("devices", "appareils"),
        "columns_ignored": Phrase("columns passed over", "colonnes laissées"),
        "archived": Phrase("archived, left out", "archivés, laissés"),
        "units": Phrase("units", "unités"),
        "lots": Phrase("lots", "nombre de lots"),
        "due_back": Phrase("to be given back", "à rendre"),
        "pseudonyms": Phrase("pseudonyms", "pseudonymes effacés"),
        "events": Phrase("events", "événements"),
        "updated": Phrase("updated", "mises à jour"),
        "posted": Phrase("movements", "mouvements"),
        "reversed": Phrase("reversed", "annulés"),
        "temperatures": Phrase("temperatures", "relevés de température"),
        "read": Phrase("movements read", "mouvements lus"),
        "entries": Phrase("entries", "écritures"),
        "balances": Phrase("balances", "soldes"),
        "balances_corrected": Phrase("balances corrected", "soldes corrigés"),
        "waiting": Phrase("waiting for the catalogue", "en attente du livret"),
    ]

    /// What was done, by the command's name.
    static func change(_ verb: String) -> Phrase { changes[verb] ?? Phrase("\(verb):", "\(verb) :") }

    /// What a count is called, by its name in JSON.
    static func figure(_ name: String) -> Phrase { figures[name] ?? Phrase(same: name.replacing("_", with: " ")) }
}
