import Model

/// A GeoJSON feature before its own rules are looked at.
struct RawFeature: Sendable {
    let file: String
    /// From 1.
    let number: Int
    /// The feature's id; empty for readers without one.
    let id: String
    let properties: JSONValue
    /// `.null` when there is none.
    let geometry: JSONValue

    /// What a message calls the feature.
    var label: String { id.isEmpty ? "#\(number)" : Printable.clean(id) }
}

extension SiteLoader {
    /// A file's document; nil with a problem told when it cannot be read.
    mutating func document(_ file: String) -> JSONValue? {
        guard let bytes = files[file] else { return nil }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            fail(
                file: file, field: "line \(error.line), column \(error.column)", "not JSON: \(error.what)",
                "Export the file again")
            return nil
        }
    }

    /// The features of a file that have an object, a fresh id and properties; everything else is told and left out.
    ///
    /// - Parameter type: IMDF's `feature_type`; nil for our own files, whose features need no id.
    mutating func features(_ file: String, type: String?) -> [RawFeature] {
        guard let document = document(file) else { return [] }
        guard document["type"]?.text == "FeatureCollection", let elements = document["features"]?.elements else {
            fail(file: file, "not a GeoJSON FeatureCollection", "Export the file again as GeoJSON")
            return []
        }
        guard elements.count <= Limits.siteFeaturesMax else {
            fail(file: file, "more than \(Limits.siteFeaturesMax) features", "Split the site")
            return []
        }
        var ids: Set<String> = []
        var features: [RawFeature] = []
        for (index, element) in elements.enumerated() {
            guard let feature = feature(element, file: file, number: index + 1, type: type) else { continue }
            guard feature.id.isEmpty || ids.insert(feature.id).inserted else {
                fail(feature, "id", "the id is used twice in the file", "Give each feature its own id")
                continue
            }
            features.append(feature)
        }
        return features
    }

    private mutating func feature(_ value: JSONValue, file: String, number: Int, type: String?) -> RawFeature? {
        let nameless = RawFeature(file: file, number: number, id: "", properties: .null, geometry: .null)
        guard case .object = value, value["type"]?.text == "Feature" else {
            fail(nameless, nil, "not a GeoJSON Feature", "Export the file again as GeoJSON")
            return nil
        }
        var id = ""
        if let type {
            guard let text = value["id"]?.text, isIdentifier(text) else {
                let found = value["id"].map { $0.text == nil ? "the id is \($0.kind)" : "the id is not usable" }
                fail(nameless, "id", found ?? "no id", "Give the feature a text of its own as id")
                return nil
            }
            id = text
            if let other = value["feature_type"]?.text, other != type {
                warn(
                    RawFeature(file: file, number: number, id: id, properties: .null, geometry: .null), "feature_type",
                    "\(quoted(other)) in a file of \(type)s; taken as \(type)", "Move it to its own file")
            }
        }
        guard let properties = value["properties"], case .object = properties else {
            fail(
                RawFeature(file: file, number: number, id: id, properties: .null, geometry: .null), "properties",
                "no properties", "Give the feature its properties")
            return nil
        }
        return RawFeature(
            file: file, number: number, id: id, properties: properties, geometry: value["geometry"] ?? .null)
    }

    /// Whether a text can stand for a thing: not empty, not too long, nothing in it that terminals act on.
    func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Limits.siteTextBytesMax && Printable.clean(text) == text
    }
}

extension SiteLoader {
    /// A text property; nil when absent, null, or told as wrong.
    mutating func text(_ feature: RawFeature, _ key: String, remedy: String, needed: Bool = false) -> String? {
        let field = "properties.\(key)"
        guard let value = feature.properties[key], !value.isNull else {
            if needed { fail(feature, field, "no \(key)", remedy) }
            return nil
        }
        guard let text = value.text, isIdentifier(text) else {
            fail(feature, field, value.text == nil ? "\(key) is \(value.kind)" : "\(key) is not usable", remedy)
            return nil
        }
        return text
    }

    /// A number property inside a range; the default when absent or null, or told as wrong.
    mutating func number(
        _ feature: RawFeature, _ key: String, in range: ClosedRange<Double>, default standard: Double
    ) -> Double {
        let field = "properties.\(key)"
        guard let value = feature.properties[key], !value.isNull else { return standard }
        let remedy = "Give a number from \(range.lowerBound) to \(range.upperBound), or leave it out for \(standard)"
        guard let number = value.number else {
            fail(feature, field, "\(key) is \(value.kind)", remedy)
            return standard
        }
        guard number.isFinite, range.contains(number) else {
            fail(feature, field, "\(key) is out of range", remedy)
            return standard
        }
        return number
    }

    /// A category; `unspecified` when absent, and told when IMDF does not know it.
    mutating func category(_ feature: RawFeature, known: Set<String>) -> String {
        let remedy = "Use one of IMDF's categories"
        guard let category = text(feature, "category", remedy: remedy) else {
            if feature.properties["category"]?.isNull ?? true {
                warn(feature, "properties.category", "no category; taken as unspecified", remedy)
            }
            return "unspecified"
        }
        if !known.contains(category) {
            warn(feature, "properties.category", "\(quoted(category)) is not a category of IMDF", remedy)
        }
        return category
    }

    /// A name in the manifest's language: exactly that, else the same primary language, else the first; nil when
    /// there is none.
    mutating func label(_ feature: RawFeature, _ key: String) -> String? {
        let field = "properties.\(key)"
        let remedy = "Give the name as {\"en\": \"…\"}"
        guard let value = feature.properties[key], !value.isNull else { return nil }
        var found = value.text
        if found != nil {
            warn(feature, field, "\(key) has no language; taken as it is", remedy)
        } else if case .object(let members) = value {
            found = Labels.pick(members, language: language)
            if found == nil { return nil }
        } else {
            fail(feature, field, "\(key) is \(value.kind)", remedy)
            return nil
        }
        guard let found, !found.isEmpty else { return nil }
        guard isIdentifier(found) else {
            fail(feature, field, "\(key) is too long or has control characters", remedy)
            return nil
        }
        return found
    }
}

/// IMDF's labels: texts by language.
enum Labels {
    static func pick(_ members: [JSONValue.Member], language: String?) -> String? {
        let texts = members.filter { !($0.value.text ?? "").isEmpty }
        guard let language = language?.lowercased() else { return texts.first?.value.text }
        func primary(_ tag: String) -> Substring { tag.lowercased().prefix { $0 != "-" && $0 != "_" } }
        let best =
            texts.first { $0.key.lowercased() == language }
            ?? texts.first { primary($0.key) == primary(language) } ?? texts.first
        return best?.value.text
    }
}
