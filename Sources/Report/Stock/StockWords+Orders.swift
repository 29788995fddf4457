/// The words of orders, requests, plans and implants.
extension StockWords {
    static let orderColumns: [String: Phrase] = [
        "on_order": Phrase("ON ORDER", "COMMANDÉ"), "since": Phrase("SINCE", "DEPUIS"),
        "request": Phrase("REQUEST", "N° DEMANDE"), "received": Phrase("RECEIVED", "REÇU"),
        "cancelled": Phrase("CANCELLED", "ABANDONNÉ"), "outstanding": Phrase("TO COME", "À VENIR"),
        "supplier": Phrase("SUPPLIER", "FOURNISSEUR"), "placed_at": Phrase("PLACED", "PASSÉE"),
        "filled_at": Phrase("FILLED", "SOLDÉE"), "udi": Phrase("UDI", "IUD"),
        "implanted_at": Phrase("IMPLANTED", "IMPLANTÉ"), "explanted_at": Phrase("EXPLANTED", "EXPLANTÉ"),
        "manufacturer": Phrase("MANUFACTURER", "FABRICANT"), "model": Phrase("MODEL", "MODÈLE"),
        "address": Phrase("ADDRESS", "ADRESSE"), "website": Phrase("WEBSITE", "SITE INTERNET"),
        "sensor": Phrase("SENSOR", "SONDE"), "celsius": Phrase("°C NOW", "°C ACTUELS"),
        "celsius_min": Phrase("FROM °C", "DE °C"), "celsius_max": Phrase("TO °C", "À °C"),
        "lowest": Phrase("LOWEST", "MINIMUM"), "highest": Phrase("HIGHEST", "MAXIMUM"),
        "mean_kinetic": Phrase("MEAN KINETIC", "MOYENNE CINÉTIQUE"), "excursions": Phrase("EXCURSIONS", "SORTIES"),
        "minutes_outside": Phrase("MIN OUTSIDE", "MIN HORS LIMITES"),
        "institution": Phrase("INSTITUTION", "ÉTABLISSEMENT"), "date": Phrase("DATE OF IMPLANTATION", "DATE DE POSE"),
    ]

    static let orderWords: [String: Phrase] = [
        "reorder_point": Phrase("demand over lead time", "demande pendant le délai"),
        "catalogue_level": Phrase("catalogue's level", "seuil du livret"),
        "par": Phrase("PAR level", "dotation"), "min_max": Phrase("at the minimum", "au minimum"),
        "empty_bin": Phrase("bin empty", "bac vide"), "given": Phrase("as given", "donné"),
        "own_orders": Phrase("its own orders", "ses commandes"),
        "all_orders": Phrase("all orders", "toutes les commandes"), "assumed": Phrase("assumed", "supposé"),
        "ordered": Phrase("ordered", "commandé"), "filled": Phrase("filled", "soldé"),
        "partly": Phrase("partly come", "reçu en partie"), "order": Phrase("order", "commande"),
        "request": Phrase("request", "demande"), "in_place": Phrase("in place", "en place"),
        "explanted": Phrase("explanted", "explanté"),
        "within": Phrase("within", "conforme"), "outside": Phrase("outside", "hors limites"),
        "silent": Phrase("silent", "muette"), "unheard": Phrase("never heard", "jamais reçue"),
    ]

    static let orderChanges: [String: Phrase] = [
        "order place": Phrase("ordered", "commandé"), "order cancel": Phrase("order ended", "commande close"),
        "bin empty": Phrase("bin to fill in", "bac à remplir :"), "import bins": Phrase("bins:", "bacs :"),
        "import targets": Phrase("levels of places:", "dotations :"),
        "import makers": Phrase("makers of devices:", "fabricants :"),
        "import sensors": Phrase("sensors:", "sondes :"), "capture": Phrase("captured", "intégré"),
        "rebuild": Phrase("made anew from the ledger:", "recalculé depuis le registre :"),
    ]
}
