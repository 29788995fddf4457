public import Model

/// The answer of a command that changed the stock.
public struct StockChangeAnswer: Answer {
    public static let schema = "vigie.stock-change/1"

    /// A movement that was recorded.
    public struct Line: Sendable {
        public var event, kind, product, lot, serial, expiry, from, to: String
        public var quantity: Int64

        public init(
            event: String, kind: String, product: String, lot: String, serial: String, expiry: String, from: String,
            to: String, quantity: Int64
        ) {
            (self.event, self.kind, self.product, self.lot) = (event, kind, product, lot)
            (self.serial, self.expiry, self.from, self.to) = (serial, expiry, from, to)
            self.quantity = quantity
        }
    }

    /// Stock that was passed over, and why.
    public struct Refusal: Sendable {
        public var place, lot, obstacle, expiry: String
        public var quantity: Int64

        public init(place: String, lot: String, quantity: Int64, obstacle: String, expiry: String) {
            (self.place, self.lot, self.obstacle, self.expiry) = (place, lot, obstacle, expiry)
            self.quantity = quantity
        }
    }

    /// A later fact with another balance now.
    public struct Change: Sendable {
        public var product, lot, place: String
        public var at: Instant
        public var before, now: Int64

        public init(product: String, lot: String, place: String, at: Instant, before: Int64, now: Int64) {
            (self.product, self.lot, self.place, self.at) = (product, lot, place, at)
            (self.before, self.now) = (before, now)
        }
    }

    /// A case that was opened, settled or withdrawn.
    public struct Case: Sendable {
        public var id, kind, state, owner: String
        public var quantity: Int64

        public init(id: String, kind: String, state: String, quantity: Int64, owner: String) {
            (self.id, self.kind, self.state, self.owner) = (id, kind, state, owner)
            self.quantity = quantity
        }
    }

    /// A lot that lay out of its temperature range, in all its excursions together.
    public struct Lot: Sendable {
        public var product, lot, status: String
        public var minutes: Int

        public init(product: String, lot: String, status: String, minutes: Int) {
            (self.product, self.lot, self.status, self.minutes) = (product, lot, status, minutes)
        }
    }

    /// What was done, as on the command line after `vigie stock`, to what, and the counts.
    public var change: ChangeAnswer
    public var lines: [Line] = []
    public var refusals: [Refusal] = []
    public var changes: [Change] = []
    /// How many there are; the list holds the first hundred.
    public var changeCount = 0
    public var cases: [Case] = []
    public var lots: [Lot] = []

    public init(_ change: ChangeAnswer) {
        self.change = change
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            change.writeMembers(&json)
            json.array("movements") { json in
                for line in lines { json.object { Self.write(line, &$0) } }
            }
            json.array("passed_over") { json in
                for refusal in refusals {
                    json.object { json in
                        json.member("place", refusal.place)
                        json.member("lot", Self.given(refusal.lot))
                        json.member("quantity", Int(refusal.quantity))
                        json.member("obstacle", refusal.obstacle)
                        json.member("expiry", Self.given(refusal.expiry))
                    }
                }
            }
            json.member("later_changes", changeCount)
            json.array("changed") { json in
                for change in changes {
                    json.object { json in
                        json.member("product", change.product)
                        json.member("lot", Self.given(change.lot))
                        json.member("place", change.place)
                        json.member("at", change.at)
                        json.member("before", Int(change.before))
                        json.member("now", Int(change.now))
                    }
                }
            }
            json.array("cases") { json in
                for known in cases {
                    json.object { json in
                        json.member("id", known.id)
                        json.member("kind", known.kind)
                        json.member("state", known.state)
                        json.member("quantity", Int(known.quantity))
                        json.member("owner", known.owner)
                    }
                }
            }
            guard !lots.isEmpty else { return }
            json.array("out_of_range") { json in
                for lot in lots {
                    json.object { json in
                        json.member("product", lot.product)
                        json.member("lot", lot.lot)
                        json.member("status", lot.status)
                        json.member("minutes", lot.minutes)
                    }
                }
            }
        }
    }

    private static func given(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func write(_ line: Line, _ json: inout JSONWriter) {
        json.member("event", line.event)
        json.member("kind", line.kind)
        json.member("product", line.product)
        json.member("lot", given(line.lot))
        json.member("serial", given(line.serial))
        json.member("expiry", given(line.expiry))
        json.member("from", given(line.from))
        json.member("to", given(line.to))
        json.member("quantity", Int(line.quantity))
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = change.line(style, StockWords.change(change.verb))
        for line in lines {
            var parts = [
                StockWords.word(line.kind)(language), Spoken.count(Int(line.quantity), language), line.product,
            ]
            if !line.lot.isEmpty { parts.append(StockWords.lotName(language) + " " + line.lot) }
            if !line.serial.isEmpty { parts.append(line.serial) }
            if !line.from.isEmpty { parts.append(line.from) }
            parts.append("→")
            parts.append(line.to)
            text += "  " + Printable.clean(parts.filter { !$0.isEmpty }.joined(separator: " ")) + "\n"
        }
        for refusal in refusals {
            let what = "\(refusal.place) \(StockWords.lotName(language)) \(refusal.lot): "
            let why = "\(StockWords.word(refusal.obstacle)(language)) \(refusal.expiry)"
            text += "  " + StockWords.passedOver(language) + " " + Printable.clean(what + why) + "\n"
        }
        if changeCount > 0 { text += StockWords.laterChanges(changeCount)(language) + "\n" }
        for change in changes {
            let place = Printable.clean("\(change.product) \(change.lot) \(change.place)")
            text += "  \(change.at.rfc3339) \(place): \(change.before) → \(change.now)\n"
        }
        for known in cases {
            let kind = StockWords.word(known.kind)(language)
            let state = StockWords.word(known.state)(language)
            text += "  \(kind) (\(known.quantity)), \(state): \(Printable.clean(known.owner)), \(known.id)\n"
        }
        for lot in lots {
            let name = Printable.clean("\(lot.product) \(StockWords.lotName(language)) \(lot.lot)")
            let status = StockWords.word(lot.status)(language)
            text += "  \(name): \(lot.minutes) min, \(status)\n"
        }
        return text
    }
}

extension StockWords {
    static let lotName = Phrase("lot", "n° lot")
    static let passedOver = Phrase("passed over:", "laissé :")

    static func laterChanges(_ count: Int) -> Phrase {
        Phrase(
            "it happened before \(count) known facts; their balances are others now:",
            "antérieur à \(count) faits connus ; leurs soldes deviennent :")
    }

    /// What was done, by the command's name.
    static func change(_ verb: String) -> Phrase {
        changes[verb] ?? orderChanges[verb] ?? Phrase("\(verb):", "\(verb) :")
    }

    static let changes: [String: Phrase] = [
        "receive": Phrase("received", "reçu"), "issue": Phrase("issued", "délivré"),
        "transfer": Phrase("transferred", "transféré"), "return": Phrase("taken back", "repris"),
        "count": Phrase("counted", "compté"), "adjust": Phrase("adjusted", "ajusté"),
        "discard": Phrase("discarded", "détruit"), "dispense": Phrase("dispensed", "dispensé"),
        "implant": Phrase("implanted", "implanté"), "explant": Phrase("explanted", "explanté"),
        "reverse": Phrase("reversed", "annulé"), "import catalogue": Phrase("catalogue:", "livret :"),
        "import places": Phrase("places of stock:", "emplacements :"),
        "import balances": Phrase("opening balances:", "soldes d'ouverture :"),
        "import counts": Phrase("counts:", "comptages :"), "recall open": Phrase("recall open", "rappel ouvert"),
        "recall close": Phrase("recall closed", "rappel clos"),
        "recall withdraw": Phrase("recall withdrawn", "rappel annulé"),
        "loan offer": Phrase("loan offered", "prêt proposé"), "lot": Phrase("lot", "n° lot"),
        "reserve": Phrase("reserved", "réservé"), "unreserve": Phrase("reservation lifted", "réservation levée"),
        "loan open": Phrase("loan", "prêt ou emprunt"), "loan move": Phrase("loan moved", "prêt : mouvement"),
        "loan close": Phrase("loan closed", "prêt clos"), "resolve": Phrase("case resolved", "dossier résolu"),
        "excursion": Phrase("temperature excursion", "excursion de température"),
    ]
}
