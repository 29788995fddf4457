import Model

/// The words of the comparison of two periods.
extension Phrases {
    static let kpiTitle = Phrase("FIGURE", "INDICATEUR")
    static let periodTitle = Phrase("PERIOD", "PÉRIODE")
    static let againstTitle = Phrase("AGAINST", "COMPARÉE À")
    static let sampleTitle = Phrase("SAMPLE", "CAS")
    static let changeTitle = Phrase("CHANGE", "ÉCART")
    static let noPlan = Phrase(
        "the data folder has no plan of the site: walks are left out",
        "le dossier de données n'a pas de plan du site : les trajets manquent")

    static func kpi(_ figure: KPIReport.Figure) -> Phrase {
        switch figure {
        case .locatedShare: Phrase("located", "localisés")
        case .lostDevices: Phrase("lost devices", "appareils perdus")
        case .walkMedian: Phrase("walk to one available, m", "marche vers un disponible, m")
        case .walkNinetieth: Phrase("walk, 90 % under, m", "marche, 90 % sous, m")
        case .noneAvailableShare: Phrase("none available", "aucun disponible")
        case .inUseShare: Phrase("in use", "utilisés")
        case .idleShare: Phrase("idle", "inactifs")
        case .turnsPerDevice: Phrase("turns per device and day", "prises par appareil et par jour")
        case .alarmsPerDay: Phrase("alarms a day", "alarmes par jour")
        case .checkShare: Phrase("alarms to check", "alarmes à vérifier")
        case .retractedShare: Phrase("alarms retracted", "alarmes retirées")
        case .acknowledgedShare: Phrase("alarms answered", "alarmes traitées")
        case .acknowledgeMedian: Phrase("median time to answer, s", "délai médian de réponse, s")
        }
    }

    static func definition(_ figure: KPIReport.Figure) -> Phrase {
        switch figure {
        case .locatedShare:
            Phrase(
                "share of the devices' time in which their place was known; sample: devices",
                "part du temps des appareils où leur lieu était connu ; cas : appareils")
        case .lostDevices:
            Phrase(
                "devices not heard for a day or more, averaged over time; sample: devices",
                "appareils muets depuis un jour ou plus, en moyenne ; cas : appareils")
        case .walkMedian:
            Phrase(
                "way from where devices are used to the nearest available one of the category; sample: looks",
                "chemin du lieu d'usage à l'appareil disponible le plus proche ; cas : relevés")
        case .walkNinetieth:
            Phrase("the same, nine of ten are shorter; sample: looks", "idem, neuf sur dix plus courts ; cas : relevés")
        case .noneAvailableShare:
            Phrase(
                "share of looks without an available one of the category; sample: looks",
                "part des relevés sans appareil disponible de la catégorie ; cas : relevés")
        case .inUseShare:
            Phrase(
                "share of the located devices' time in use; sample: devices",
                "part du temps d'usage des appareils localisés ; cas : appareils")
        case .idleShare:
            Phrase(
                "share of the located devices' time idle; sample: devices",
                "part du temps d'inactivité des appareils localisés ; cas : appareils")
        case .turnsPerDevice:
            Phrase(
                "times taken into use, per device and day; sample: devices",
                "mises en usage, par appareil et par jour ; cas : appareils")
        case .alarmsPerDay:
            Phrase(
                "alarms told, without muted and limited ones; sample: days",
                "alarmes émises, hors sourdine et plafond ; cas : jours")
        case .checkShare:
            Phrase(
                "share of alarms of which the evidence was not sure; sample: alarms",
                "part des alarmes aux indices incertains ; cas : alarmes")
        case .retractedShare:
            Phrase(
                "share of alarms that late reads disproved; sample: alarms",
                "part des alarmes démenties par des lectures tardives ; cas : alarmes")
        case .acknowledgedShare:
            Phrase(
                "share of alarms acknowledged or resolved; sample: alarms",
                "part des alarmes acquittées ou résolues ; cas : alarmes")
        case .acknowledgeMedian:
            Phrase(
                "from raising to the first answer; sample: alarms answered",
                "de l'alarme à la première réponse ; cas : alarmes traitées")
        }
    }

    static let kpiWords: [Phrase] =
        [kpiTitle, periodTitle, againstTitle, sampleTitle, changeTitle, noPlan]
        + KPIReport.Figure.allCases.flatMap { [kpi($0), definition($0)] }
}
