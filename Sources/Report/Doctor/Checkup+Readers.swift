import Model
import Store

/// Readers that are down or never came, and what was refused.
extension Checkup {
    var readerFindings: [Finding] {
        let placed = readers.filter { $0.kind != nil }
        let online = readers.count { $0.health?.status == .online }
        let total = Finding(
            "readers", .ok,
            Phrase("\(online) online of \(placed.count) placed", "\(online) en ligne sur \(placed.count) placés"))
        let groups = [
            group(
                readers.filter { $0.health?.status == .offline }, .bad, Phrases.offline,
                Phrase("Check their power and their network", "Vérifier leur alimentation et leur réseau")),
            group(
                readers.filter { $0.health?.status == .silent }, .warn, Phrases.silent,
                Phrase(
                    "Carry a tag past them: if they stay silent, check power and network",
                    "Passer avec une balise : s'ils restent muets, vérifier alimentation et réseau")),
            group(
                placed.filter { ($0.health?.status ?? .never) == .never }, .warn, Phrases.never,
                Phrase(
                    "Check that their ids in readers.geojson are those in their topics",
                    "Vérifier que leurs noms dans readers.geojson sont ceux de leurs sujets MQTT")),
            group(
                readers.filter { $0.kind == nil }, .warn, Phrases.notPlaced,
                Phrase("Add them to readers.geojson", "Les ajouter à readers.geojson")),
        ]
        return [total] + groups.compactMap { $0 } + [strangers].compactMap { $0 }
    }

    /// The first eight by name; nil without any.
    private func group(_ rows: [ReaderRow], _ grade: Finding.Grade, _ title: Phrase, _ remedy: Phrase) -> Finding? {
        guard !rows.isEmpty else { return nil }
        let shown = rows.prefix(8).map(\.id.rawValue).joined(separator: ", ")
        let rest = rows.count - 8
        return Finding(
            "readers", grade,
            Phrase(
                "\(title.english): \(shown)" + (rest > 0 ? " and \(rest) more" : ""),
                "\(title.french) : \(shown)" + (rest > 0 ? " et \(rest) de plus" : "")), remedy: remedy)
    }

    private var strangers: Finding? {
        let rows = readers.filter { ($0.health?.unknownTags ?? 0) > 0 }
            .sorted { ($1.health?.unknownTags ?? 0, $0.id) < ($0.health?.unknownTags ?? 0, $1.id) }
        guard !rows.isEmpty else { return nil }
        func list(_ language: Language) -> String {
            rows.prefix(5).map { "\($0.id) \(Spoken.count($0.health?.unknownTags ?? 0, language))" }
                .joined(separator: ", ")
        }
        return Finding(
            "unknown-tags", .ok,
            Phrase(
                "reads of unknown tags by reader: \(list(.english))",
                "lectures de balises inconnues par lecteur : \(list(.french))"),
            remedy: Phrase(
                "Register what is yours with 'vigie tags import' or 'vigie tags bind'; the rest is others'",
                "Enregistrer les vôtres avec « vigie tags import » ou « vigie tags bind » ; le reste est à d'autres"))
    }

    /// The five most frequent reasons, each with its newest example.
    var rejectionFindings: [Finding] {
        var counts: [RejectionReason: Int] = [:]
        for row in rejections { counts[row.reason, default: 0] += row.count }
        guard counts.values.contains(where: { $0 > 0 }) else {
            return [Finding("rejections", .ok, Phrase("none", "aucun rejet"))]
        }
        return counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.prefix(5).map { entry in
            let text = Phrase { "\(Spoken.count(entry.value, $0)) × \(entry.key.rawValue)" }
            guard let sample = samples.first(where: { $0.reason == entry.key }) else {
                return Finding("rejections", .warn, text, remedy: entry.key.remedy)
            }
            return Finding(
                "rejections", .warn,
                Phrase(
                    "\(text.english), for instance on \(sample.topic): \(sample.detail)",
                    "\(text.french), par exemple sur \(sample.topic) : \(sample.detail)"), remedy: entry.key.remedy)
        }
    }
}

extension RejectionReason {
    /// What usually helps.
    var remedy: Phrase {
        switch self {
        case .unknownTopic, .unknownDialect:
            Phrase(
                "Map the topic to a dialect in the configuration, or subscribe to less",
                "Associer le sujet à un dialecte dans la configuration, ou s'abonner à moins")
        case .unknownReader: Phrase("Add the reader to readers.geojson", "Ajouter le lecteur à readers.geojson")
        case .unknownTag:
            Phrase(
                "Register the tag, or leave it: others' tags are counted only",
                "Enregistrer la balise, ou la laisser : celles d'autrui sont seulement comptées")
        case .unknownPlace:
            Phrase("Check the provider's frame in site.yaml", "Vérifier le repère du fournisseur dans site.yaml")
        case .stale, .badTime:
            Phrase("Check the clock of the device (NTP)", "Vérifier l'horloge de l'appareil (NTP)")
        case .randomAddress, .encrypted:
            Phrase("Use tags with a fixed identifier", "Prendre des balises à identifiant fixe")
        case .untrusted:
            Phrase(
                "Raise the subscription's trust in the configuration when it is set up",
                "Relever la confiance (trust) de l'abonnement dans la configuration une fois prêt")
        case .quarantined: Phrase("Report it: this is a fault of Vigie", "Le signaler : c'est un défaut de Vigie")
        default:
            Phrase(
                "Look at what the reader sends: 'vigie decode' on a capture shows each message",
                "Voir ce que le lecteur envoie : « vigie decode » sur une capture montre chaque message")
        }
    }
}
