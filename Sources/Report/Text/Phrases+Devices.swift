import Model

/// The words of devices: statuses that people set, loans, maintenance, audits.
extension Phrases {
    static let until = Phrase("until", "jusqu'à")
    static let manual = Phrase("set by hand", "saisi")
    static let lent = Phrase("lent outside", "prêté au dehors")
    static let planOverdue = Phrase("maintenance overdue", "maintenance en retard")

    static let modelTitle = Phrase("MODEL", "MODÈLE")
    static let serialTitle = Phrase("SERIAL", "N° DE SÉRIE")
    static let lastHeardTitle = Phrase("HEARD", "ENTENDU")
    static let placementTitle = Phrase("PLACE", "EMPLACEMENT")
    static let inPlace = Phrase("in place", "à sa place")
    static let sameLevel = Phrase("same level", "même niveau")
    static let elsewhere = Phrase("elsewhere", "ailleurs")
    static let placeUnknown = Phrase("not known where", "lieu inconnu")
    static let belongsNowhere = Phrase("without a home", "sans affectation")
    static let allInPlace = Phrase("all are in their place", "tous sont à leur place")

    static let borrowerTitle = Phrase("WITH", "CHEZ")
    static let dueTitle = Phrase("DUE", "ÉCHÉANCE")
    static let backTitle = Phrase("BACK", "RENDU")
    static let overdue = Phrase("overdue", "en retard")
    static let out = Phrase("out", "sorti")
    static let back = Phrase("back", "rendu")
    static let noLoans = Phrase("no device is out", "aucun appareil n'est sorti")

    static let planTitle = Phrase("PLAN", "GAMME")
    static let everyTitle = Phrase("EVERY", "TOUS LES")
    static let doneTitle = Phrase("LAST DONE", "DERNIÈRE FOIS")
    static let dueSoon = Phrase("due soon", "à prévoir")
    static let planned = Phrase("planned", "planifié")
    static let ofUse = Phrase("in use", "d'usage")
    static let toFind = Phrase("to be found first", "à retrouver d'abord")
    static let noPlans = Phrase("no device has a plan", "aucun appareil n'a de gamme")
    static let nothingDue = Phrase("nothing is due", "rien n'est à faire")

    static let lostTitle = Phrase("LOST", "PERDUS")
    static let peakAtTitle = Phrase("AT", "QUAND")
    static let spareTitle = Phrase("SPARE", "EN TROP")
    static let contractTitle = Phrase("CONTRACT", "CONTRAT")
    static let usesTitle = Phrase("USES", "UTILISATIONS")
    static let hoursTitle = Phrase("HOURS", "HEURES")

    static let patientsMean = Phrase("PATIENTS", "MALADES")
    static let bedsTitle = Phrase("BEDS", "LITS")
    static let staffPeak = Phrase("STAFF AT MOST", "PERSONNEL AU PLUS")
    static let milestoneTitle = Phrase("MILESTONE", "JALON")
    static let reachedTitle = Phrase("REACHED", "ATTEINT")
    static let reachTitle = Phrase("AFTER", "APRÈS")
    static let stayTitle = Phrase("STAYS", "RESTE")
    static let presentTitle = Phrase("THERE NOW", "PRÉSENTS")
    static let legTitle = Phrase("LEG", "TRAJET")
    static let bottleneck = Phrase("bottleneck", "goulot")

    static func overdueLoans(_ count: Int, _ language: Language) -> String {
        Phrase("overdue: \(count)", "en retard : \(count)")(language)
    }

    static func siteOccupancy(_ mean: String, _ peak: Int, _ at: String, _ language: Language) -> String {
        Phrase(
            "patients in the site: \(mean) on average, \(peak) at most (\(at))",
            "malades dans l'établissement : \(mean) en moyenne, \(peak) au plus (\(at))")(language)
    }

    static let deviceWords: [Phrase] = [
        until, manual, lent, planOverdue, modelTitle, serialTitle, lastHeardTitle, placementTitle, inPlace, sameLevel,
        elsewhere, placeUnknown, belongsNowhere, allInPlace, borrowerTitle, dueTitle, backTitle, overdue, out, back,
        noLoans, planTitle, everyTitle, doneTitle, dueSoon, planned, ofUse, toFind, noPlans, nothingDue, lostTitle,
        peakAtTitle, spareTitle, contractTitle, usesTitle, hoursTitle, patientsMean, bedsTitle, staffPeak,
        milestoneTitle, reachedTitle, reachTitle, stayTitle, presentTitle, legTitle, bottleneck,
    ]
}
