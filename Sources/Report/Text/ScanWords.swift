import Model

/// The words of `scan`.
enum ScanWords {
    static let valid = Phrase("valid", "valide")
    static let notValid = Phrase("not valid", "non valide")

    static let gtin = Phrase(same: "GTIN")
    static let product = Phrase("product", "produit")
    static let lot = Phrase("lot", "lot")
    static let expiry = Phrase("expiry", "péremption")
    static let serial = Phrase("serial", "n° de série")
    static let quantity = Phrase("quantity", "quantité")
    static let tagURI = Phrase("tag URI", "URI de balise")
    static let pureIdentity = Phrase("identity", "identité")
    static let digitalLink = Phrase("Digital Link", "lien numérique")
    static let tag = Phrase("tracked as", "suivi sous")

    /// What a scheme is.
    static func scheme(_ scheme: ScannedCode.Scheme) -> Phrase {
        switch scheme {
        case .gs1: Phrase("GS1 code", "code GS1")
        case .hibc: Phrase("HIBC code", "code HIBC")
        case .hibcPAS: Phrase("HIBC code of a hospital (PAS)", "code HIBC d'un établissement (PAS)")
        case .isbt128: Phrase("ISBT 128 code", "code ISBT 128")
        case .ppn: Phrase("IFA code (PPN)", "code IFA (PPN)")
        case .pzn: Phrase("PZN, a German number", "PZN, un numéro allemand")
        case .cip13: Phrase("CIP13, a French presentation", "CIP13, une présentation")
        case .cip7: Phrase("CIP7, a French presentation", "CIP7, une présentation")
        case .ucd13: Phrase("UCD13, a French dispensing unit", "UCD13, une unité commune de dispensation")
        case .ucd7: Phrase("UCD7, a French dispensing unit", "UCD7, une unité commune de dispensation")
        case .acl13: Phrase("ACL13, a French health product", "ACL13, un produit de santé")
        case .acl7: Phrase("ACL7, a French health product", "ACL7, un produit de santé")
        case .lpp: Phrase("LPP code of a reimbursed device", "code LPP d'un dispositif remboursé")
        case .epc: Phrase("EPC", "code EPC")
        case .iso17367: Phrase("item code of ISO 17367", "code d'article ISO 17367")
        case .tid: Phrase("identity of a UHF chip (TID)", "identité d'une puce UHF (TID)")
        case .iso15693: Phrase("HF tag (ISO 15693)", "balise HF (ISO 15693)")
        case .opaque: Phrase("content of a UHF tag's own", "contenu propre d'une balise UHF")
        case .ibeacon: Phrase("iBeacon", "balise iBeacon")
        case .eddystone: Phrase("Eddystone beacon", "balise Eddystone")
        case .mac: Phrase("Bluetooth address", "adresse Bluetooth")
        case .devEUI: Phrase("LoRaWAN devEUI", "devEUI LoRaWAN")
        case .unknown: Phrase("unknown code", "code inconnu")
        }
    }

    /// What is wrong.
    static func problem(_ kind: ScannedCode.Kind) -> Phrase {
        switch kind {
        case .checkDigit: Phrase("the check digit does not fit", "la clé de contrôle est fausse")
        case .length: Phrase("the length is wrong", "la longueur est fausse")
        case .characters: Phrase("a character is not allowed", "un caractère n'est pas admis")
        case .padding: Phrase("bits that must be zero are not", "des bits qui doivent être nuls ne le sont pas")
        case .partition: Phrase("the partition does not exist", "la partition n'existe pas")
        case .value: Phrase("the value is not allowed", "la valeur n'est pas admise")
        case .date: Phrase("the date does not exist", "la date n'existe pas")
        case .syntax: Phrase("the form is wrong", "la forme est fausse")
        case .missing: Phrase("what must accompany it is missing", "ce qui doit l'accompagner manque")
        case .excluded: Phrase("it may not stand here", "il n'a pas sa place ici")
        case .repeated: Phrase("it is there twice", "il y est deux fois")
        case .unknownIdentifier: Phrase("no such application identifier", "identifiant de données inconnu")
        case .unknownHeader: Phrase("no EPC scheme has this header", "aucun schéma EPC n'a cet en-tête")
        case .tooShort: Phrase("it is too short", "il est trop court")
        case .dayZero: Phrase("day 00 is the last of the month", "le jour 00 est le dernier du mois")
        case .randomAddress:
            Phrase(
                "it may be a random address, which is no identity",
                "c'est peut-être une adresse aléatoire, qui n'identifie rien")
        case .noDay: Phrase("a date without a day is the month's last", "une date sans jour est le dernier du mois")
        case .keyUnsure:
            Phrase(
                "the key does not fit, as for two of five real ones",
                "la clé est fausse, comme pour deux codes réels sur cinq")
        case .ambiguous: Phrase("it may be a code of another scheme", "ce peut être un code d'un autre schéma")
        case .unknownScheme: Phrase("no scheme knows it", "aucun schéma ne le connaît")
        }
    }

    /// The name of a field, or an application identifier as it is.
    static func place(_ place: String) -> Phrase {
        switch place {
        case "company": Phrase("company", "entreprise")
        case "reference": detail(.reference)
        case "serial": serial
        case "filter": detail(.filter)
        case "expiry": expiry
        case "quantity": quantity
        case "production": detail(.production)
        case "labeler": detail(.labeler)
        case "product": product
        case "link": Phrase("link character", "caractère de liaison")
        default: Phrase(same: place)
        }
    }

    static func detail(_ detail: ScannedCode.Detail) -> Phrase {
        switch detail {
        case .epcScheme: Phrase("scheme", "schéma")
        case .filter: Phrase("filter", "filtre")
        case .companyPrefix: Phrase("company prefix", "préfixe d'entreprise")
        case .reference: Phrase("reference", "référence")
        case .cage: Phrase("CAGE", "code CAGE")
        case .hex: Phrase("hex", "hexadécimal")
        case .bits: Phrase(same: "bits")
        case .protocolControl: Phrase("control word", "mot de contrôle")
        case .familyIdentifier: Phrase("AFI", "identifiant AFI")
        case .text: Phrase("text", "texte")
        case .chipDesigner: Phrase("chip by", "puce de")
        case .chipModel: Phrase("chip model", "modèle de puce")
        case .manufacturer: Phrase("made by", "fabricant")
        case .addressKind: Phrase("address", "adresse")
        case .organisation: Phrase("IEEE prefix", "préfixe IEEE")
        case .uuid: Phrase(same: "UUID")
        case .major: Phrase(same: "major")
        case .minor: Phrase(same: "minor")
        case .namespace: Phrase("namespace", "espace de noms")
        case .instance: Phrase(same: "instance")
        case .elementString: Phrase("GS1 elements", "éléments GS1")
        case .symbology: Phrase("symbology", "symbologie")
        case .bestBefore: Phrase("best before", "à utiliser de préférence avant")
        case .production: Phrase("made on", "fabriqué le")
        case .labeler: Phrase("labeler", "étiqueteur")
        case .unitOfMeasure: Phrase("unit of measure", "unité d'emploi")
        case .deviceIdentifier: Phrase("device identifier (UDI-DI)", "identifiant du dispositif (IUD-ID)")
        case .basicUDI: Phrase("Basic UDI-DI", "IUD-ID de base")
        case .cip13: Phrase(same: "CIP13")
        case .cip7: Phrase(same: "CIP7")
        case .ucd13: Phrase(same: "UCD13")
        case .pzn: Phrase(same: "PZN")
        case .donation: Phrase("donation", "don")
        case .pasWhere: Phrase("label on", "étiquette sur")
        case .pasWhat: Phrase("label tells", "étiquette de")
        case .expiryHour: Phrase("expiry hour", "heure de péremption")
        }
    }

    /// Values that are words.
    static func value(_ value: String) -> Phrase {
        let kinds = [
            "random_static": Phrase("random, static", "aléatoire, fixe"),
            "random_resolvable": Phrase("random, resolvable", "aléatoire, résoluble"),
            "random_non_resolvable": Phrase("random, not resolvable", "aléatoire, non résoluble"),
        ]
        if value == "public" { return Phrase("public", "publique") }
        if value == "local" { return Phrase("local, no maker's", "locale, d'aucun fabricant") }
        if let kind = kinds[value] { return kind }
        if value.hasPrefix("public_or_"), let kind = kinds[String(value.dropFirst(10))] {
            return Phrase("public or " + kind.english, "publique ou " + kind.french)
        }
        return Phrase(same: value)
    }
}
