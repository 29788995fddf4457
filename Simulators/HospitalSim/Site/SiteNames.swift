/// The names on the doors, in English and French. The town and the hospital are invented.
enum SiteNames {
    static let hospital = Label(english: "Saint-Elme Hospital", french: "Hôpital Saint-Elme")
    static let siteID = "saint-elme"

    static let wards = [
        Label(english: "Cardiology", french: "Cardiologie"),
        Label(english: "Surgery", french: "Chirurgie"),
        Label(english: "Medicine", french: "Médecine"),
        Label(english: "Orthopaedics", french: "Orthopédie"),
        Label(english: "Geriatrics", french: "Gériatrie"),
        Label(english: "Neurology", french: "Neurologie"),
        Label(english: "Maternity", french: "Maternité"),
        Label(english: "Paediatrics", french: "Pédiatrie"),
        Label(english: "Oncology", french: "Oncologie"),
        Label(english: "Pneumology", french: "Pneumologie"),
        Label(english: "Urology", french: "Urologie"),
        Label(english: "Gastroenterology", french: "Gastro-entérologie"),
        Label(english: "Nephrology", french: "Néphrologie"),
        Label(english: "Intensive care", french: "Réanimation"),
    ]

    /// Clinics of the ground floor: the wing's name, a room's name and its IMDF category.
    static let clinics: [(wing: Label, room: Label, category: String)] = [
        (
            Label(english: "Emergency", french: "Urgences"), Label(english: "Treatment bay", french: "Box"),
            "firstaid"
        ),
        (
            Label(english: "Imaging", french: "Imagerie"), Label(english: "Imaging room", french: "Salle d'imagerie"),
            "laboratory"
        ),
        (
            Label(english: "Outpatients", french: "Consultations"),
            Label(english: "Consulting room", french: "Consultation"), "office"
        ),
        (
            Label(english: "Day surgery", french: "Ambulatoire"), Label(english: "Theatre", french: "Bloc"),
            "laboratory"
        ),
    ]

    /// What a basement's wings hold.
    static let basements: [(wing: Label, room: Label, category: String)] = [
        (
            Label(english: "Central stores", french: "Magasin central"), Label(english: "Store", french: "Réserve"),
            "storage"
        ),
        (
            Label(english: "Biomedical workshop", french: "Atelier biomédical"),
            Label(english: "Workshop", french: "Atelier"), "storage"
        ),
        (
            Label(english: "Sterilisation", french: "Stérilisation"),
            Label(english: "Sterile room", french: "Salle stérile"), "laboratory"
        ),
        (
            Label(english: "Pharmacy", french: "Pharmacie"), Label(english: "Pharmacy room", french: "Pharmacie"),
            "storage"
        ),
    ]

    /// Rooms along the spine, with their IMDF categories.
    static let services: [(name: Label, category: String)] = [
        (Label(english: "Office", french: "Bureau"), "office"),
        (Label(english: "Staff room", french: "Salle de repos"), "lounge"),
        (Label(english: "Clean utility", french: "Utilité propre"), "storage"),
        (Label(english: "Dirty utility", french: "Utilité sale"), "storage"),
        (Label(english: "Waiting room", french: "Salle d'attente"), "waitingroom"),
        (Label(english: "Pantry", french: "Office alimentaire"), "kitchen"),
        (Label(english: "Equipment store", french: "Réserve matériel"), "storage"),
        (Label(english: "Meeting room", french: "Salle de réunion"), "conferenceroom"),
        (Label(english: "Linen", french: "Lingerie"), "storage"),
        (Label(english: "Plant room", french: "Local technique"), "nonpublic"),
    ]

    static func level(ordinal: Int) -> (name: Label, short: Label) {
        switch ordinal {
        case ..<0:
            (
                Label(english: "Basement \(-ordinal)", french: "Sous-sol \(-ordinal)"),
                Label(english: "B\(-ordinal)", french: "S\(-ordinal)")
            )
        case 0:
            (Label(english: "Ground floor", french: "Rez-de-chaussée"), Label(english: "0", french: "RDC"))
        default:
            (
                Label(english: "Level \(ordinal)", french: "Niveau \(ordinal)"),
                Label(english: "\(ordinal)", french: "\(ordinal)")
            )
        }
    }

    /// `012` on the ground floor, `312` on the third, `3112` where a floor has a hundred rooms, `B12` below ground.
    static func roomNumber(_ number: Int, ordinal: Int, wide: Bool) -> String {
        let digits = wide ? 3 : 2
        var text = String(number)
        while text.count < digits { text = "0" + text }
        return (ordinal < 0 ? "B" : String(ordinal)) + text
    }
}
