public import Model

/// The answer of `scan`: what a barcode's or a tag's text is.
public struct ScanAnswer: Answer {
    public static let schema = "vigie.scan/1"

    public var scanned: ScannedCode

    public init(_ scanned: ScannedCode) {
        self.scanned = scanned
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            json.member("code", scanned.code)
            json.member("scheme", scanned.scheme.rawValue)
            json.member("valid", scanned.isValid)
            json.array("problems") { json in
                for problem in scanned.problems { json.string(problem.text) }
            }
            json.member("gtin", scanned.gtin)
            json.member("product", scanned.product)
            json.member("lot", scanned.lot)
            json.member("expiry", scanned.expiry)
            json.member("serial", scanned.serial)
            json.member("quantity", scanned.quantity)
            if !scanned.elements.isEmpty {
                json.object("elements") { write(scanned.elements.map { ($0.identifier, $0.value) }, &$0) }
            }
            json.member("tag_uri", scanned.tagURI)
            json.member("pure_identity", scanned.pureIdentity)
            json.member("digital_link", scanned.digitalLink)
            json.member("tag", scanned.tag?.rawValue)
            json.member("tag_kind", scanned.tagKind?.name)
            if !scanned.details.isEmpty {
                json.object("details") { write(scanned.details.map { ($0.detail.rawValue, $0.value) }, &$0) }
            }
        }
    }

    /// Members in their order; of a key that comes twice the first.
    private func write(_ members: [(key: String, value: String)], _ json: inout JSONWriter) {
        var seen: Set<String> = []
        for (key, value) in members where seen.insert(key).inserted {
            json.key(key)
            json.string(value)
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = Tone.heading.paint(ScanWords.scheme(scanned.scheme)(language), style)
        let verdict = scanned.isValid ? ScanWords.valid : ScanWords.notValid
        text += language == .french ? " : " : ": "
        text += (scanned.isValid ? Tone.good : Tone.bad).paint(verdict(language), style) + "\n"
        for problem in scanned.problems {
            let tone: Tone = problem.kind.isRemark ? .warning : .bad
            let place = problem.place.isEmpty ? "" : " (" + ScanWords.place(problem.place)(language) + ")"
            let line = Printable.clean(ScanWords.problem(problem.kind)(language) + place)
            text += "  " + tone.paint(line, style) + "\n"
        }
        var facts = Facts()
        let named: [(Phrase, String?)] = [
            (ScanWords.gtin, scanned.gtin), (ScanWords.product, scanned.product), (ScanWords.lot, scanned.lot),
            (ScanWords.expiry, scanned.expiry), (ScanWords.serial, scanned.serial),
            (ScanWords.quantity, scanned.quantity.map { Spoken.count($0, language) }),
        ]
        for (name, value) in named { if let value { facts.add(name, value) } }
        for fact in scanned.details {
            facts.add(ScanWords.detail(fact.detail), ScanWords.value(fact.value)(language))
        }
        for element in scanned.elements { facts.add(Phrase(same: "(\(element.identifier))"), element.value) }
        let links: [(Phrase, String?)] = [
            (ScanWords.tagURI, scanned.tagURI), (ScanWords.pureIdentity, scanned.pureIdentity),
            (ScanWords.digitalLink, scanned.digitalLink), (ScanWords.tag, scanned.tag?.rawValue),
        ]
        for (name, value) in links { if let value { facts.add(name, value) } }
        return text + facts.text(style)
    }
}
