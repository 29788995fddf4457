import Model

/// The words of status, occupancy, flow and utilisation.
extension Phrases {
    static let status = Phrase("STATUS", "STATUT")
    static let why = Phrase("WHY", "POURQUOI")
    static let patientsTitle = Phrase("PATIENTS", "MALADES")
    static let staffTitle = Phrase("STAFF", "PERSONNEL")
    static let equipmentTitle = Phrase("EQUIPMENT", "ÉQUIPEMENT")
    static let bedsFree = Phrase("BEDS FREE", "LITS LIBRES")
    static let uncertainTitle = Phrase("NOT SURE", "INCERTAINS")
    static let step = Phrase("STEP", "ÉTAPE")
    static let median = Phrase("MEDIAN", "MÉDIANE")
    static let ninetieth = Phrase("90 % UNDER", "90 % SOUS")
    static let share = Phrase("OF ALL TIME", "DU TEMPS")
    static let next = Phrase("THEN MOSTLY", "PUIS SURTOUT")
    static let devices = Phrase("DEVICES", "APPAREILS")
    static let inUseTitle = Phrase("IN USE", "UTILISÉS")
    static let idleTitle = Phrase("IDLE", "INACTIFS")
    static let turnsTitle = Phrase("TURNS", "PRISES")
    static let peakTitle = Phrase("PEAK", "POINTE")
    static let neverUsed = Phrase("NEVER USED", "JAMAIS UTILISÉS")

    static let available = Phrase("available", "disponible")
    static let inUse = Phrase("in use", "utilisé")
    static let idle = Phrase("idle", "inactif")
    static let dirty = Phrase("dirty", "à nettoyer")
    static let maintenance = Phrase("in maintenance", "en maintenance")
    static let lost = Phrase("lost", "perdu")
    static let rented = Phrase("rented", "loué")

    static let readersDown = Phrase("readers down", "lecteurs en panne")
    static let notHeard = Phrase("not heard for a day", "muet depuis un jour")
    static let unitSays = Phrase("its unit", "son local")
    static let withPatient = Phrase("with a patient", "auprès d'un patient")
    static let inStore = Phrase("in a store", "en réserve")
    static let standing = Phrase("standing for hours", "immobile depuis des heures")
    static let passing = Phrase("on the way", "de passage")

    static func patientsSeen(_ count: Int, _ language: Language) -> String {
        language == .french ? "\(count) patients suivis" : "\(count) patients followed"
    }
}

extension EquipmentStatus {
    func text(_ language: Language) -> String {
        switch self {
        case .available: Phrases.available(language)
        case .inUse: Phrases.inUse(language)
        case .idle: Phrases.idle(language)
        case .dirty: Phrases.dirty(language)
        case .maintenance: Phrases.maintenance(language)
        case .lost: Phrases.lost(language)
        case .rented: Phrases.rented(language)
        case .cannotTell: Phrases.cannotTell(language)
        }
    }
}

extension JudgedStatus.Reason {
    func text(_ language: Language) -> String {
        switch self {
        case .manual: Phrases.manual(language)
        case .lent: Phrases.lent(language)
        case .planOverdue: Phrases.planOverdue(language)
        case .readersDown: Phrases.readersDown(language)
        case .notHeard: Phrases.notHeard(language)
        case .unit: Phrases.unitSays(language)
        case .withPatient: Phrases.withPatient(language)
        case .store: Phrases.inStore(language)
        case .standing: Phrases.standing(language)
        case .passing: Phrases.passing(language)
        }
    }
}
