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
}
