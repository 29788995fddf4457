import Store

/// The words of the stock's answers.
enum StockWords {
    static let yes = Phrase("yes", "oui")
    static let nothing = Phrase("nothing", "rien")

    /// Columns that hold amounts.
    static let amounts: Set<String> = [
        "quantity", "usable", "expired", "blocked", "reserved", "lots", "balance", "walking_m", "moved", "returned",
        "due_back", "number", "value", "expected_use", "surplus", "units", "days_of_cover", "out_of_range_minutes",
        "order", "packs", "reorder_point", "up_to", "per_day", "stock_out_days", "lead_days", "horizon_days",
        "service_percent", "error", "error_percent", "bias", "trials", "expiring", "seen", "expected", "missing",
        "loans", "late", "on_order", "received", "cancelled",
        "outstanding",
    ]

    /// A column's title by its key in JSON.
    static func column(_ key: String) -> Phrase { columns[key] ?? orderColumns[key] ?? Phrase(same: key.uppercased()) }

    static let columns: [String: Phrase] = [
        "product": Phrase("PRODUCT", "PRODUIT"), "name": Phrase("NAME", "NOM"), "place": Phrase("PLACE", "EMPLACEMENT"),
        "quantity": Phrase("QUANTITY", "QUANTITÉ"), "usable": Phrase("USABLE", "UTILISABLE"),
        "expired": Phrase("EXPIRED", "PÉRIMÉ"), "blocked": Phrase("BLOCKED", "BLOQUÉ"),
        "reserved": Phrase("RESERVED", "RÉSERVÉ"), "next_expiry": Phrase("NEXT EXPIRY", "PROCHAINE PÉREMPTION"),
        "lots": Phrase("LOTS", "NB LOTS"), "lot": Phrase("LOT", "N° LOT"), "serial": Phrase("SERIAL", "N° SÉRIE"),
        "expiry": Phrase("EXPIRY", "PÉREMPTION"), "status": Phrase("STATUS", "STATUT"),
        "state": Phrase("STATE", "ÉTAT"), "balance": Phrase("BALANCE", "SOLDE"), "at": Phrase("WHEN", "QUAND"),
        "kind": Phrase("KIND", "GENRE"), "from": Phrase("FROM", "DE"), "to": Phrase("TO", "VERS"),
        "actor": Phrase("BY", "PAR"), "device": Phrase("STATION", "POSTE"), "reason": Phrase("REASON", "MOTIF"),
        "patient": Phrase(same: "PATIENT"), "event": Phrase("EVENT", "ÉVÉNEMENT"),
        "reversed": Phrase("REVERSED", "ANNULÉ"), "id": Phrase("ID", "IDENTIFIANT"),
        "owner": Phrase("OWNER", "RESPONSABLE"), "detail": Phrase("DETAIL", "DÉTAIL"),
        "resolution": Phrase("RESOLVED BY", "RÉSOLU PAR"), "walking_m": Phrase("WALK", "À PIED"),
        "unit": Phrase("UNIT", "LOCAL"), "level": Phrase("LEVEL", "NIVEAU"),
        "building": Phrase("BUILDING", "BÂTIMENT"), "unit_of_count": Phrase("IN", "UNITÉ"),
        "criticality": Phrase("CRITICALITY", "CRITICITÉ"), "partner": Phrase("PARTNER", "PARTENAIRE"),
        "direction": Phrase("DIRECTION", "SENS"), "moved": Phrase("MOVED", "LIVRÉ"),
        "returned": Phrase("RETURNED", "RENDU"), "due_back": Phrase("DUE", "RESTE DÛ"),
        "due": Phrase("DUE DATE", "ÉCHÉANCE"), "overdue": Phrase("OVERDUE", "EN RETARD"),
        "last_at": Phrase("LAST", "DERNIER"), "value": Phrase("VALUE", "VALEUR"),
        "expected_use": Phrase("EXPECTED USE", "USAGE PRÉVU"), "surplus": Phrase("SURPLUS", "EXCÉDENT"),
        "holder": Phrase("HELD BY", "DÉTENU PAR"), "purpose": Phrase("FOR", "POUR"),
        "until": Phrase("UNTIL", "JUSQU'AU"), "opened_at": Phrase("OPENED", "OUVERT"),
        "closed_at": Phrase("CLOSED", "CLOS"), "proof": Phrase("PROOF", "PREUVE"),
        "drill": Phrase("REHEARSAL", "EXERCICE"), "units": Phrase("UNITS", "UNITÉS"),
        "stock_out": Phrase("STOCK-OUT", "RUPTURE"), "enough": Phrase("ENOUGH", "SUFFISANT"),
        "asked": Phrase("ASKED", "DEMANDÉ"), "minutes": Phrase("MINUTES", "DURÉE (MIN)"),
        "number": Phrase("NUMBER", "NUMÉRO"), "days_of_cover": Phrase("DAYS OF COVER", "JOURS DE COUVERTURE"),
        "out_of_range_minutes": Phrase("MINUTES OUT OF RANGE", "MINUTES HORS PLAGE"),
        "patients": Phrase("PATIENTS", "PATIENTS TOUCHÉS"), "procedure": Phrase("PROCEDURE", "ACTE"),
        "reference": Phrase("REFERENCE", "RÉFÉRENCE"), "reverses": Phrase("REVERSES", "ANNULE"),
        "recorded_at": Phrase("RECORDED", "ENREGISTRÉ"), "site": Phrase(same: "SITE"),
        "codes": Phrase("CODES", "CODES PRODUIT"), "order": Phrase("ORDER", "COMMANDER"),
        "packs": Phrase("PACKS", "BOÎTES"), "reorder_point": Phrase("REORDER AT", "SEUIL"),
        "up_to": Phrase("UP TO", "JUSQU'À"), "per_day": Phrase("PER DAY", "PAR JOUR"),
        "stock_out_days": Phrase("DAYS OUT", "JOURS DE RUPTURE"), "lead_days": Phrase("LEAD DAYS", "DÉLAI (J)"),
        "service_percent": Phrase("SERVICE %", "SERVICE (%)"), "pattern": Phrase("DEMAND", "DEMANDE"),
        "method": Phrase("METHOD", "MÉTHODE"), "horizon_days": Phrase("OVER DAYS", "SUR (J)"),
        "error": Phrase("ERROR", "ERREUR"), "error_percent": Phrase("ERROR %", "ERREUR (%)"),
        "bias": Phrase("BIAS", "BIAIS"), "trials": Phrase("TRIALS", "ESSAIS"),
        "expiring": Phrase("EXPIRING", "À PÉRIMER"), "confidence": Phrase("CONFIDENCE", "CERTITUDE"),
        "seen": Phrase("SEEN", "VUS"), "expected": Phrase("EXPECTED", "ATTENDUS"),
        "missing": Phrase("MISSING", "MANQUANTS"), "loans": Phrase("LOANS", "PRÊTS"),
        "late": Phrase("LATE", "EN RETARD"), "recall": Phrase("RECALL", "RAPPEL"),
    ]

    /// A word of a closed list.
    static func word(_ word: String) -> Phrase { words[word] ?? orderWords[word] ?? Phrase(same: word) }

    static let words: [String: Phrase] = [
        "receive": Phrase("receive", "réception"), "issue": Phrase("issue", "délivrance"),
        "transfer": Phrase("transfer", "transfert"), "return": Phrase("return", "retour"),
        "count": Phrase("count", "comptage"), "adjust": Phrase("adjust", "ajustement"),
        "discard": Phrase("discard", "destruction"), "dispense": Phrase("dispense", "dispensation"),
        "implant": Phrase("implant", "implantation"), "explant": Phrase("explant", "explantation"),
        "lend": Phrase("lend", "prêt"), "borrow": Phrase("borrow", "emprunt"),
        "reverse": Phrase("reverse", "annulation"), "available": Phrase("available", "disponible"),
        "quarantined": Phrase("quarantined", "en quarantaine"), "recalled": Phrase("recalled", "rappelé"),
        "damaged": Phrase("damaged", "endommagé"), "expired": Phrase("expired", "périmé"),
        "reserved": Phrase("reserved", "réservé"), "out": Phrase("out of stock", "en rupture"),
        "ok": Phrase("in stock", "en stock"), "below": Phrase("below zero", "sous zéro"),
        "open": Phrase("open", "ouvert"), "resolved": Phrase("resolved", "résolu"),
        "withdrawn": Phrase("withdrawn", "sans objet"), "closed": Phrase("closed", "clos"),
        "requested": Phrase("requested", "demandé"), "offered": Phrase("offered", "proposé"),
        "sent": Phrase("sent", "envoyé"), "returned": Phrase("returned", "rendu"),
        "cancelled": Phrase("cancelled", "abandonné"), "unit": Phrase("unit", "local"),
        "cabinet": Phrase("cabinet", "armoire"), "container": Phrase("container", "conteneur"),
        "consumer": Phrase("consumer", "consommateur"), "vital": Phrase(same: "vital"),
        "essential": Phrase("essential", "essentiel"), "ordinary": Phrase("ordinary", "ordinaire"),
        "patient": Phrase(same: "patient"), "partner": Phrase("partner", "partenaire"),
        "ward": Phrase("ward", "service"), "stock": Phrase("in stock", "en stock"),
        "used": Phrase("used by", "utilisé par"),
        "negative_balance": Phrase("negative balance", "solde négatif"),
        "count_difference": Phrase("count difference", "écart d'inventaire"),
        "lot_contradiction": Phrase("lot contradiction", "lot contradictoire"),
        "event_contradiction": Phrase("event contradiction", "événement contradictoire"),
        "serial_contradiction": Phrase("serial contradiction", "n° de série contradictoire"),
        "unknown_product": Phrase("unknown product", "produit inconnu"),
        "unknown_place": Phrase("unknown place", "emplacement inconnu"),
        "unreadable_scan": Phrase("unreadable scan", "lecture illisible"),
        "bad_quantity": Phrase("bad quantity", "quantité impossible"),
        "bad_time": Phrase("bad time", "date impossible"),
        "bad_movement": Phrase("bad movement", "mouvement impossible"),
        "blocked_lot": Phrase("blocked lot used", "lot bloqué utilisé"),
        "temperature_excursion": Phrase("temperature out of limits", "température hors limites"),
        "expired_used": Phrase("used after expiry", "utilisé après péremption"),
        "missing_item": Phrase("missing item", "objet manquant"),
        "seen": Phrase("seen", "vu"), "expected": Phrase("expected", "attendu"),
        "missing": Phrase("missing", "manquant"), "source": Phrase("source", "provenance"),
        "smooth": Phrase("smooth", "régulière"),
        "erratic": Phrase("erratic", "irrégulière"), "intermittent": Phrase("intermittent", "intermittente"),
        "lumpy": Phrase("lumpy", "par à-coups"), "none": Phrase("none", "aucune"),
        "naive": Phrase("naive", "naïve"), "ses": Phrase("SES", "lissage SES"),
        "sba": Phrase("SBA", "méthode SBA"), "tsb": Phrase("TSB", "méthode TSB"),
    ]
}
