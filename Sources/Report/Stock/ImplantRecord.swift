public import Model

/// A device in a patient, with what the card of Regulation (EU) 2017/745, article 18, and the hospital's list of
/// implants ask for. Of the patient it has the pseudonym alone.
public struct ImplantRecord: Sendable {
    /// The movement that put it in.
    public var event: String
    public var patient: String
    public var product: Product
    public var lot: String
    public var serial: String
    public var expiry: CalendarDay?
    public var quantity: Int64
    public var implantedAt: Instant
    public var explantedAt: Instant?
    public var place: String
    public var procedure: String
    public var maker: DeviceMaker?

    /// The device's UDI as people read it: identifier, then expiry, lot and serial; nil when the catalogue has no
    /// identifier of an issuing agency for it.
    public var udi: String? {
        func isGTIN(_ text: String) -> Bool { text.utf8.count == 14 && text.utf8.allSatisfy { $0 &- 0x30 <= 9 } }
        let codes = [product.id.rawValue] + product.codes.filter { $0.units == 1 }.map(\.code)
        if let gtin = codes.first(where: isGTIN) {
            var text = "(01)" + gtin
            if let expiry {
                let digits = expiry.description.utf8.filter { $0 != UInt8(ascii: "-") }.dropFirst(2)
                text += "(17)" + String(decoding: Array(digits), as: UTF8.self)
            }
            if !lot.isEmpty { text += "(10)" + lot }
            if !serial.isEmpty { text += "(21)" + serial }
            return text
        }
        guard let code = codes.first(where: { $0.hasPrefix("hibc:") }) else { return nil }
        // ANSI/HIBC 2.6: the primary identifier and secondary data behind slashes; check characters are the label's.
        var text = "+" + code.dropFirst("hibc:".count)
        if let expiry {
            let digits = expiry.description.utf8.filter { $0 != UInt8(ascii: "-") }
            text += "/14D" + String(decoding: Array(digits), as: UTF8.self)
        }
        if !lot.isEmpty { text += "/$" + lot }
        return serial.isEmpty ? text : text + "/S" + serial
    }
}

/// The answer of `stock implants`: which devices which patients have, and their cards.
public struct ImplantAnswer: Answer {
    public static let schema = "vigie.stock-implants/1"

    public var scope: AnswerScope
    public var records: [ImplantRecord]
    /// Whether text shows a card for each, and not a table.
    public var asCards: Bool

    public var isFound: Bool { !records.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("total", records.count)
            json.array("implants") { json in
                for record in records { json.object { write(record, &$0) } }
            }
        }
    }

    private func write(_ record: ImplantRecord, _ json: inout JSONWriter) {
        func given(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }
        json.member("event", record.event)
        json.member("patient", record.patient)
        json.member("state", record.explantedAt == nil ? "in_place" : "explanted")
        json.member("implanted_at", record.implantedAt)
        json.member("explanted_at", record.explantedAt)
        json.member("procedure", given(record.procedure))
        json.member("institution", scope.site.rawValue)
        json.member("place", given(record.place))
        json.member("product", record.product.id.rawValue)
        json.member("device_name", record.product.name)
        json.member("model", given(record.maker?.model))
        json.member("quantity", Int(record.quantity))
        json.member("lot", given(record.lot))
        json.member("serial", given(record.serial))
        json.member("expiry", record.expiry?.description)
        json.member("udi", record.udi)
        json.member("manufacturer", given(record.maker?.manufacturer))
        json.member("manufacturer_address", given(record.maker?.address))
        json.member("manufacturer_website", given(record.maker?.website))
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !records.isEmpty else { return StockWords.nothing(language) + "\n" + scope.footer(style) }
        let body = asCards ? records.map { card($0, style) }.joined(separator: "\n") : table(style)
        return body + scope.footer(style)
    }

    private func table(_ style: TextStyle) -> String {
        let language = style.language
        let keys = ["patient", "name", "lot", "serial", "implanted_at", "explanted_at", "place", "procedure", "event"]
        var table = TextTable(keys.map { .init(StockWords.column($0)(language), elasticDownTo: 8) })
        for record in records {
            table.add(
                [
                    record.patient, record.product.name, record.lot, record.serial, scope.short(record.implantedAt),
                    record.explantedAt.map(scope.short) ?? "", record.place, record.procedure, record.event,
                ].map { .init($0) })
        }
        return table.text(style)
    }

    private func card(_ record: ImplantRecord, _ style: TextStyle) -> String {
        var facts = Facts()
        func add(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { facts.add(StockWords.column(key), text) }
        }
        add("patient", record.patient)
        add("date", scope.zone.civil(record.implantedAt).dateText)
        add("institution", [scope.site.rawValue, record.place].filter { !$0.isEmpty }.joined(separator: ", "))
        add("procedure", record.procedure)
        add("name", record.product.name)
        add("model", record.maker?.model)
        add("lot", record.lot)
        add("serial", record.serial)
        add("expiry", record.expiry?.description)
        add("udi", record.udi)
        add("manufacturer", record.maker?.manufacturer)
        add("address", record.maker?.address)
        add("website", record.maker?.website)
        add("explanted_at", record.explantedAt.map { scope.zone.civil($0).dateText })
        return facts.text(style)
    }
}
