import Digest
import Model

/// The event id of the Core Business Vocabulary 2.0 (section 8.9): the same for the same event however it was written,
/// so that a second capture is known as one.
///
/// It identifies; it proves nothing about who wrote the event.
public struct EPCISHash: Sendable {
    /// The canonical Digital Link of an EPC's URI or of a link; nil for anything else.
    public typealias Canonical = @Sendable (String) -> String?

    private let canonical: Canonical
    private let namespaces: [String: String]
    private let ignored: Set<String>

    /// - Parameters:
    ///   - context: the `@context` of the document, or nil.
    ///   - canonical: how EPC URIs and Digital Links are brought to one form.
    ///   - ignoring: fields of the event that a repository added, by the names that they have in the document.
    public init(context: EPCISValue?, ignoring: Set<String> = [], canonical: @escaping Canonical) {
        self.canonical = canonical
        ignored = ignoring
        var namespaces = EPCISVocabulary.namespaces
        for part in (context.map { [$0] + $0.values } ?? []) {
            for member in part.members { namespaces[member.name] = member.value.string }
        }
        self.namespaces = namespaces
    }

    /// `ni:///sha-256;…?ver=CBV2.0` of an event.
    /// - Complexity: O(n log n) in its fields.
    public func identifier(_ event: EPCISValue) -> String {
        var hash = SHA256()
        hash.update(text(event))
        return "ni:///sha-256;" + hash.hex() + "?ver=CBV2.0"
    }

    /// What is hashed: every field in its order with its canonical value, then what users added.
    public func text(_ event: EPCISValue) -> String {
        let type = event["type"]?.string ?? ""
        return "eventType=" + type + fields(event, Self.eventFields) + extensions(event)
    }

    // MARK: Fields

    /// A field of an object and how it is written.
    private enum Field {
        /// `name=value`; times and numbers in one form.
        case plain(String), time(String), number(String)
        /// A list of texts, each behind a name of its own.
        case names(String, each: String)
        /// A list of objects, each behind a name, or behind none.
        case objects(String, each: String, [Field])
        /// An object.
        case object(String, [Field])
        /// Members that users name, behind the name.
        case open(String)

        var name: String {
            switch self {
            case .plain(let name), .time(let name), .number(let name), .names(let name, _),
                .objects(let name, _, _), .object(let name, _), .open(let name):
                name
            }
        }
    }

    private static let quantity: [Field] = [.plain("epcClass"), .number("quantity"), .plain("uom")]
    private static let place: [Field] = [.plain("id")]

    private static let eventFields: [Field] = [
        .time("eventTime"), .plain("eventTimeZoneOffset"), .names("certificationInfo", each: ""),
        .names("epcList", each: "epc"), .plain("parentID"), .names("childEPCs", each: "epc"),
        .names("inputEPCList", each: "epc"), .objects("quantityList", each: "quantityElement", quantity),
        .objects("childQuantityList", each: "quantityElement", quantity),
        .objects("inputQuantityList", each: "quantityElement", quantity), .names("outputEPCList", each: "epc"),
        .objects("outputQuantityList", each: "quantityElement", quantity), .plain("action"),
        .plain("transformationID"), .plain("bizStep"), .plain("disposition"),
        .object("persistentDisposition", [.names("set", each: "set"), .names("unset", each: "unset")]),
        .object("readPoint", place), .object("bizLocation", place),
        .objects("bizTransactionList", each: "", [.plain("type"), .plain("bizTransaction")]),
        .objects("destinationList", each: "", [.plain("type"), .plain("destination")]),
        .objects("sourceList", each: "", [.plain("type"), .plain("source")]),
        .objects("sensorElementList", each: "sensorElement", sensorElement), .open("ilmd"),
    ]

    private static let sensorElement: [Field] = [
        .object(
            "sensorMetadata",
            [
                .time("time"), .time("startTime"), .time("endTime"), .plain("deviceID"), .plain("deviceMetadata"),
                .plain("rawData"), .plain("dataProcessingMethod"), .plain("bizRules"),
            ]),
        .objects(
            "sensorReport", each: "sensorReport",
            [
                .plain("type"), .plain("exception"), .plain("deviceID"), .plain("deviceMetadata"), .plain("rawData"),
                .plain("dataProcessingMethod"), .time("time"), .plain("microorganism"), .plain("chemicalSubstance"),
                .number("value"), .plain("component"), .plain("stringValue"), .plain("booleanValue"),
                .plain("hexBinaryValue"), .plain("uriValue"), .number("minValue"), .number("maxValue"),
                .number("meanValue"), .number("sDev"), .number("percRank"), .number("percValue"), .plain("uom"),
                .plain("coordinateReferenceSystem"),
            ]),
    ]

    private func fields(_ object: EPCISValue, _ fields: [Field]) -> String {
        var text = ""
        for field in fields {
            guard let value = object[field.name] else { continue }
            text += write(value, field, of: object)
        }
        return text
    }

    private func write(_ value: EPCISValue, _ field: Field, of object: EPCISValue) -> String {
        switch field {
        case .plain(let name): return scalar(value).map { name + "=" + word($0, name, object) } ?? ""
        case .time(let name):
            guard let text = value.string else { return "" }
            return name + "=" + (EPCISTime.instant(text)?.rfc3339 ?? text)
        case .number(let name): return scalar(value).map { name + "=" + Self.number($0) } ?? ""
        case .names(let name, let each):
            let sign = (each.isEmpty ? name : each) + "="
            let items = Self.ordered(value.strings.map { sign + word($0, each, object) })
            guard !items.isEmpty else { return "" }
            // A list that is its own name is written without it.
            return (each.isEmpty || each == name ? "" : name) + items.joined()
        case .objects(let name, let each, let inner):
            let outer = name == "sensorReport" ? "" : name
            let items = value.values.map { item in
                each + typed(item, inner, name)
            }
            return items.isEmpty ? "" : outer + Self.ordered(items).joined()
        case .object(let name, let inner):
            let text = fields(value, inner) + extensions(value)
            return text.isEmpty ? "" : name + text
        case .open(let name):
            let text = extensions(value)
            return text.isEmpty ? "" : name + text
        }
    }

    /// An object of a list; its type is a word of the list's own vocabulary.
    private func typed(_ item: EPCISValue, _ inner: [Field], _ list: String) -> String {
        let prefixes = [
            "bizTransactionList": "https://ref.gs1.org/cbv/BTT-", "destinationList": "https://ref.gs1.org/cbv/SDT-",
            "sourceList": "https://ref.gs1.org/cbv/SDT-", "sensorReport": "https://gs1.org/voc/",
        ]
        var text = ""
        for field in inner {
            guard let value = item[field.name] else { continue }
            if field.name == "type", let type = value.string, let prefix = prefixes[list] {
                text += "type=" + (type.contains(":") ? expanded(type) : prefix + type)
            } else {
                text += write(value, field, of: item)
            }
        }
        return text + extensions(item)
    }

    /// What is added by users, sorted: names of other namespaces, each with its address.
    private func extensions(_ object: EPCISValue) -> String {
        let items = object.members.compactMap { member -> String? in
            guard member.name.contains(":"), !member.name.hasPrefix("rdfs:"), !ignored.contains(member.name) else {
                return nil
            }
            let text = added(member.name, member.value)
            return text.isEmpty ? nil : text
        }
        return Self.ordered(items).joined()
    }

    private func added(_ name: String, _ value: EPCISValue) -> String {
        let name = braced(name)
        switch value {
        case .list(let values):
            return Self.ordered(values.map { item in scalar(item).map { name + "=" + $0 } ?? name + extensions(item) })
                .joined()
        case .object: return name + extensions(value)
        case .number(let text): return name + "=" + Self.number(text)
        default: return scalar(value).map { name + "=" + $0 } ?? ""
        }
    }

    /// `{https://ns.example.com/epcis/}myField` of `example:myField`.
    private func braced(_ name: String) -> String {
        guard let sign = name.firstIndex(of: ":") else { return name }
        let local = name[name.index(after: sign)...]
        if !local.hasPrefix("//"), let address = namespaces[String(name[..<sign])] {
            return "{" + address + "}" + local
        }
        guard let end = name.lastIndex(where: { $0 == "/" || $0 == "#" || $0 == ":" }) else { return name }
        return "{" + name[...end] + "}" + name[name.index(after: end)...]
    }

    // MARK: Values

    private func scalar(_ value: EPCISValue) -> String? {
        switch value {
        case .text(let text): text
        case .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    /// A value in its canonical form: words as addresses, EPCs and links as one link.
    private func word(_ text: String, _ field: String, _ object: EPCISValue) -> String {
        if let prefix = EPCISVocabulary.prefix(field), !text.contains(":") { return prefix + text }
        if let link = canonical(text) { return link }
        return expanded(text)
    }

    /// A name of a known namespace as an address.
    private func expanded(_ text: String) -> String {
        guard let sign = text.firstIndex(of: ":"), let address = namespaces[String(text[..<sign])] else { return text }
        let local = text[text.index(after: sign)...]
        return local.hasPrefix("//") ? text : address + local
    }

    /// A number without what does not change it: `26`, not `26.0`; no exponent for what has a short form.
    static func number(_ text: String) -> String {
        guard let value = Double(text) else { return text }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        return "\(value)"
    }

    /// Sorted by the bytes.
    private static func ordered(_ items: [String]) -> [String] {
        items.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
