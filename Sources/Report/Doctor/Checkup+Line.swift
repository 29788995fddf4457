import Model
import Store

/// The messages' way through the database.
extension Checkup {
    var data: Finding {
        guard let until = scope.dataUntil else {
            return Finding(
                "data", .warn, Phrase("no message was folded yet", "aucun message traité"),
                remedy: Phrase(
                    "Check that readers publish and 'vigie serve' runs",
                    "Vérifier que les lecteurs publient et que « vigie serve » tourne"))
        }
        let time = scope.full(until)
        if scope.clock == .capture {
            return Finding("data", .ok, Phrase("until \(time), of a capture", "jusqu'au \(time), d'une capture"))
        }
        let age = scope.now.milliseconds - until.milliseconds
        let text = Phrase(
            "until \(time), \(Spoken.age(milliseconds: age, .english)) ago",
            "jusqu'au \(time), il y a \(Spoken.age(milliseconds: age, .french))")
        guard age > 300_000 else { return Finding("data", .ok, text) }
        return Finding(
            "data", .bad, text,
            remedy: Phrase(
                "Check that 'vigie serve' runs, reaches its broker, and that readers publish",
                "Vérifier que « vigie serve » tourne, joint son serveur MQTT, et que les lecteurs publient"))
    }

    var fold: Finding {
        let behind = Int(status.logEnd.rawValue - status.cursor.rawValue)
        let text = amount(behind, "messages behind the log", "messages de retard sur le journal")
        guard behind > 100_000 else { return Finding("fold", .ok, text) }
        return Finding(
            "fold", .warn, text,
            remedy: Phrase(
                "Wait; if it grows, the machine is too slow for the traffic",
                "Attendre ; si cela grandit, la machine est trop lente pour ce trafic"))
    }

    var log: Finding {
        Finding(
            "log", .ok,
            Phrase { language in
                var text = "\(Spoken.count(status.logMessages, language)) messages, "
                text += Spoken.bytes(Int64(status.logBytes), language)
                guard let from = diagnosis.logFrom, let to = diagnosis.logTo else { return text }
                return text + ", \(scope.full(from)) – \(scope.full(to))"
            })
    }

    var outbox: Finding {
        let text = amount(diagnosis.outboxMessages, "messages wait for the broker", "messages attendent d'être publiés")
        guard diagnosis.outboxMessages > 1000 else { return Finding("outbox", .ok, text) }
        return Finding(
            "outbox", .warn, text,
            remedy: Phrase(
                "Check that the broker lets Vigie publish", "Vérifier que le serveur MQTT laisse Vigie publier"))
    }

    var quarantine: Finding {
        let count = diagnosis.quarantinedMessages
        guard count > 0 else {
            return Finding("quarantine", .ok, Phrase("no message was set aside", "aucun message mis à l'écart"))
        }
        return Finding(
            "quarantine", .bad,
            amount(
                count, "messages stopped the fold and were set aside",
                "messages ont arrêté le traitement et sont à l'écart"),
            remedy: Phrase("Report them: this is a fault of Vigie", "Les signaler : c'est un défaut de Vigie"))
    }

    var registry: Finding {
        guard trackables.values.contains(where: { $0 > 0 }) else {
            return Finding(
                "registry", .warn, Phrases.nothingRegistered,
                remedy: Phrase(
                    "Give the registry with 'vigie tags import FILE'",
                    "Donner le registre avec « vigie tags import FICHIER »"))
        }
        return Finding(
            "registry", .ok,
            Phrase { language in
                TrackableKind.allCases.compactMap { kind in
                    trackables[kind].map { "\(Spoken.count($0, language)) \(kind.text(language))" }
                }.joined(separator: ", ")
            })
    }

    func amount(_ count: Int, _ english: String, _ french: String) -> Phrase {
        Phrase("\(Spoken.count(count, .english)) \(english)", "\(Spoken.count(count, .french)) \(french)")
    }
}
