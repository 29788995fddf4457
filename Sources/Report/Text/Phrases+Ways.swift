/// The words of `route`.
extension Phrases {
    static let then = Phrase("THEN", "PUIS")
    static let routeFrom = Phrase("from", "de")
    static let routeTo = Phrase("to", "vers")
    static let arrival = Phrase("there", "arrivée")
    static let inAll = Phrase("in all", "en tout")
    static let withoutStairs = Phrase("without stairs", "sans escalier")
    static let toLevel = Phrase("to", "vers")
    static let noWayThere = Phrase("no way leads there", "aucun chemin n'y mène")
    static let stairsOnly = Phrase("only stairs lead there", "seuls des escaliers y mènent")

    static func exit(_ kind: RouteStretch.Exit.Kind) -> Phrase {
        switch kind {
        case .door: Phrase("door", "porte")
        case .passage: Phrase("open edge", "bord ouvert")
        case .stairs: Phrase("stairs", "escalier")
        case .elevator: Phrase("lift", "ascenseur")
        case .escalator: Phrase("escalator", "escalier mécanique")
        case .ramp: Phrase("ramp", "rampe")
        case .levelChange: Phrase("change of level", "changement de niveau")
        }
    }

    static func levelsCost(_ metres: String) -> Phrase {
        Phrase("of these \(metres) stand for changes of level", "dont \(metres) pour les changements de niveau")
    }

    static func nobodyKnowsWhere(_ thing: String) -> Phrase {
        Phrase("it is not known where \(thing) is", "on ne sait pas où est \(thing)")
    }

    static func routeToUnit(_ unit: String) -> Phrase {
        Phrase(
            "To go there nevertheless, give the unit: \(unit)", "Pour y aller quand même, donner le local : \(unit)")
    }
}

/// The words of `contacts`.
extension Phrases {
    static let certainty = Phrase("CERTAINTY", "CERTITUDE")
    static let sure = Phrase("sure", "sûr")
    static let possible = Phrase("possible", "possible")
    static let noContacts = Phrase(
        "nobody and nothing shared a unit with it in this span",
        "personne et rien n'a partagé de local avec dans la période")
    static let possibleMeans = Phrase(
        "possible: one of the two was perhaps elsewhere (not heard, or below 70 %)",
        "possible : l'un des deux était peut-être ailleurs (pas entendu, ou moins de 70 %)")

    static func earlierTimes(_ count: Int, _ language: Language) -> String {
        Phrase("+ \(count) earlier", "+ \(count) avant")(language)
    }
}
