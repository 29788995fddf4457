/// The words of text answers, one line each.
enum Phrases {
    // Column titles
    static let id = Phrase("ID", "ID")
    static let name = Phrase("NAME", "NOM")
    static let unit = Phrase("UNIT", "LOCAL")
    static let level = Phrase("LEVEL", "NIVEAU")
    static let state = Phrase("STATE", "ÉTAT")
    static let age = Phrase("AGE", "ÂGE")
    static let confidenceShort = Phrase("SURE", "SÛR")
    static let walk = Phrase("WALK", "À PIED")
    static let walkTime = Phrase("TIME", "TEMPS")
    static let from = Phrase("FROM", "DE")
    static let to = Phrase("TO", "À")
    static let since = Phrase("SINCE", "DEPUIS")
    static let duration = Phrase("FOR", "DURÉE")
    static let basis = Phrase("BASIS", "FONDEMENT")
    static let count = Phrase("COUNT", "NOMBRE")
    static let kind = Phrase("KIND", "GENRE")
    static let reader = Phrase("READER", "LECTEUR")
    static let tag = Phrase("TAG", "BALISE")
    static let reason = Phrase("REASON", "MOTIF")
    static let category = Phrase("CATEGORY", "CATÉGORIE")
    static let assignedUnit = Phrase("ASSIGNED TO", "AFFECTÉ À")
    static let readsTitle = Phrase("READS", "LECTURES")

    static let total = Phrase("TOTAL", "TOTAL")
    static let rejectedTitle = Phrase("REJECTED", "REFUS")
    static let missingTitle = Phrase("MISSING", "PERTES")
    static let floor = Phrase("FLOOR", "ÉTAGE")
    static let unitsTitle = Phrase("UNITS", "LOCAUX")
    static let readersTitle = Phrase("READERS", "LECTEURS")
    static let unreachable = Phrase("UNREACHABLE", "SANS ACCÈS")
    static let uncovered = Phrase("UNCOVERED", "NON COUVERTS")

    // States
    static let live = Phrase("live", "en direct")
    static let stale = Phrase("stale", "ancien")
    static let lastKnown = Phrase("last known", "dernier connu")
    static let unknown = Phrase("unknown", "inconnu")
    static let cannotTell = Phrase("cannot tell", "indéterminé")

    // Kinds
    static let equipment = Phrase("equipment", "équipement")
    static let patient = Phrase("patient", "patient")
    static let staff = Phrase("staff", "personnel")
    static let container = Phrase("container", "conteneur")
    static let robot = Phrase("robot", "robot")

    // Reader status
    static let online = Phrase("online", "en ligne")
    static let silent = Phrase("silent", "silencieux")
    static let offline = Phrase("offline", "hors ligne")
    static let never = Phrase("never heard", "jamais entendu")

    // Grades
    static let warn = Phrase("warn", "avis")
    static let bad = Phrase("bad", "grave")
    static let error = Phrase("error", "erreur")
    static let warning = Phrase("warning", "avertissement")
    static let loads = Phrase("the site loads", "le site se charge")
    static let doesNotLoad = Phrase("the site does not load", "le site ne se charge pas")

    // Amounts, after a number
    static let messages = Phrase("messages", "messages")
    static let observations = Phrase("observations", "observations")
    static let redelivered = Phrase("delivered again", "livrés deux fois")
    static let rejected = Phrase("rejected", "refusés")
    static let readsOfUnknownTags = Phrase("reads of unknown tags", "lectures de balises inconnues")
    static let missingNumbers = Phrase("numbers missing", "numéros manquants")
    static let readers = Phrase("readers:", "lecteurs :")

    // Sentences
    static let or = Phrase("or", "ou")
    static let asOf = Phrase("as of", "état au")
    static let capture = Phrase("capture", "capture")
    static let dataUntil = Phrase("data until", "données jusqu'à")
    static let zoneUnknown = Phrase(
        "the site's time zone is not on this machine", "le fuseau du site n'est pas sur cette machine")
    static let outsideUnits = Phrase("outside units", "hors des locaux")
    static let nowhere = Phrase("no place", "sans lieu")
    static let neverHeard = Phrase("never", "jamais")
    static let there = Phrase("there since", "là depuis")
    static let heard = Phrase("heard", "entendu")
    static let battery = Phrase("battery", "pile")
    static let clockAhead = Phrase("its clock ran ahead", "son horloge avançait")
    static let noWay = Phrase("no way", "sans accès")
    static let wayUnknown = Phrase("not known", "non connu")
    static let wasThere = Phrase("was there", "y était")
    static let lastBefore = Phrase("last before", "dernier avant")
    static let notHeardYet = Phrase("not heard yet", "pas encore entendu")
    static let lasting = Phrase("still there", "y est encore")
    static let noStays = Phrase("no stays in this span", "aucun séjour dans cette période")
    static let olderLeftOut = Phrase(
        "older stays left out; -n shows more", "séjours plus anciens omis ; -n en montre plus")
    static let more = Phrase("… and more; -n shows more", "… et d'autres ; -n en montre plus")
    static let nobodyThere = Phrase("nothing was there", "rien ne s'y trouvait")

    static let nothingRegistered = Phrase("nothing is registered", "rien n'est enregistré")
    static let notBound = Phrase("(bound to nothing)", "(sans porteur)")
    static let noReaders = Phrase("no readers", "aucun lecteur")
    static let notPlaced = Phrase("not in the site", "absent du site")
    static let contentHash = Phrase("content", "contenu")

    static func at(_ time: String, _ language: Language) -> String {
        Phrase("at \(time)", "(\(time))")(language)
    }

    static func corrected(_ language: Language) -> String {
        Phrase("* corrected after reads that came late", "* corrigé après des lectures arrivées en retard")(language)
    }

    static func readersDown(_ readers: String, _ language: Language) -> String {
        Phrase("readers down: \(readers)", "lecteurs en panne : \(readers)")(language)
    }

    static func andMore(_ count: Int, _ language: Language) -> String {
        let number = Spoken.count(count, language)
        return Phrase("… and \(number) more; -n shows more", "… et \(number) de plus ; -n en montre plus")(language)
    }

    static func moreInFile(_ count: Int, _ language: Language) -> String {
        let number = Spoken.count(count, language)
        return Phrase("… and \(number) more in the file", "… et \(number) de plus dans le fichier")(language)
    }

    static func nothingMatches(_ query: String, _ language: Language) -> String {
        Phrase(
            "nothing is registered as '\(query)'; 'vigie tags list' shows what is",
            "rien n'est enregistré sous « \(query) » ; « vigie tags list » montre le registre")(language)
    }

    static func whereAt(_ time: String, _ language: Language) -> String {
        Phrase("where it was at \(time)", "lieu au \(time)")(language)
    }

    static func errors(_ count: Int, _ language: Language) -> String {
        "\(count) " + (count == 1 ? error : Phrase("errors", "erreurs"))(language)
    }

    static func warnings(_ count: Int, _ language: Language) -> String {
        "\(count) " + (count == 1 ? warning : Phrase("warnings", "avertissements"))(language)
    }
}
