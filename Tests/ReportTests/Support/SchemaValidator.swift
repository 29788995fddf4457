import Foundation
import Model

/// The part of JSON Schema 2020-12 that the schemas of `Deploy/schemas` use. An unknown keyword is an error, so that
/// no schema promises what nobody checks.
struct SchemaValidator {
    private let root: [String: Any]

    init(_ schema: Data) throws {
        guard let root = try JSONSerialization.jsonObject(with: schema) as? [String: Any] else {
            throw CocoaError(.coderReadCorrupt)
        }
        self.root = root
    }

    /// The schema file of a document, by its `schema` member.
    static func shipped(for document: Data) throws -> SchemaValidator {
        let object = try JSONSerialization.jsonObject(with: document) as? [String: Any]
        let name = (object?["schema"] as? String ?? "missing").replacing("/", with: "-")
        return try SchemaValidator(Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Deploy/schemas")

    /// Everything wrong with a document; empty when it is valid.
    func problems(_ document: Data) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed)
        return check(value, root, "$")
    }

    private static let annotations: Set = ["$schema", "$id", "$defs", "title", "description"]

    private func check(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        var problems: [String] = []
        for (keyword, rule) in schema where !Self.annotations.contains(keyword) {
            problems += check(value, keyword, rule, schema, place)
        }
        return problems
    }

    private func check(
        _ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any], _ place: String
    ) -> [String] {
        switch keyword {
        case "$ref": return checkReference(value, rule, place)
        case "anyOf": return checkAny(value, rule, place)
        case "type": return checkType(value, rule as? String ?? "?", place)
        case "const", "enum": return checkChoice(value, keyword == "const" ? [rule] : rule as? [Any] ?? [], place)
        case "properties", "required", "additionalProperties":
            guard let object = value as? [String: Any] else { return [] }
            return checkObject(object, keyword, rule, schema, place)
        case "items", "minItems", "maxItems":
            guard let array = value as? [Any] else { return [] }
            return checkArray(array, keyword, rule, place)
        case "pattern", "format", "minLength":
            guard let text = value as? String else { return [] }
            return checkText(text, keyword, rule, place)
        case "minimum", "maximum":
            guard let number = value as? NSNumber, let limit = rule as? NSNumber else { return [] }
            let isInside =
                keyword == "minimum"
                ? number.doubleValue >= limit.doubleValue
                : number.doubleValue <= limit.doubleValue
            return isInside ? [] : ["\(place): \(number) is outside \(keyword) \(limit)"]
        default: return ["\(place): the schema uses the unknown keyword \(keyword)"]
        }
    }

    private func checkReference(_ value: Any, _ rule: Any, _ place: String) -> [String] {
        let name = (rule as? String ?? "").split(separator: "/").last.map(String.init) ?? ""
        guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
            return ["\(place): the schema has no definition \(name)"]
        }
        return check(value, target, place)
    }

    private func checkAny(_ value: Any, _ rule: Any, _ place: String) -> [String] {
        let results = (rule as? [[String: Any]] ?? []).map { check(value, $0, place) }
        guard !results.contains(where: \.isEmpty) else { return [] }
        return ["\(place): fits none: \(results.map { $0.first ?? "" })"]
    }

    private func checkType(_ value: Any, _ type: String, _ place: String) -> [String] {
        let isBool = (value as? NSNumber).map { CFNumberKind.isBool($0) } ?? false
        let fits =
            switch type {
            case "object": value is [String: Any]
            case "array": value is [Any]
            case "string": value is String
            case "boolean": isBool
            case "null": value is NSNull
            case "number": value is NSNumber && !isBool
            case "integer":
                !isBool && ((value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false)
            default: false
            }
        return fits ? [] : ["\(place): is no \(type)"]
    }

    private func checkChoice(_ value: Any, _ choices: [Any], _ place: String) -> [String] {
        let isThere = choices.contains { ($0 as? NSObject) == (value as? NSObject) }
        return isThere ? [] : ["\(place): \(value) is none of \(choices)"]
    }

    private func checkObject(
        _ object: [String: Any], _ keyword: String, _ rule: Any, _ schema: [String: Any], _ place: String
    ) -> [String] {
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        switch keyword {
        case "required":
            return (rule as? [String] ?? ["?"]).filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
        case "properties":
            return object.keys.sorted().flatMap { key in
                known[key].map { check(object[key] ?? NSNull(), $0, "\(place).\(key)") } ?? []
            }
        default:
            let others = object.keys.filter { known[$0] == nil }.sorted()
            if let rule = rule as? [String: Any] {
                return others.flatMap { check(object[$0] ?? NSNull(), rule, "\(place).\($0)") }
            }
            return rule as? Bool == false ? others.map { "\(place): \($0) is not allowed" } : []
        }
    }

    private func checkArray(_ array: [Any], _ keyword: String, _ rule: Any, _ place: String) -> [String] {
        switch keyword {
        case "minItems": return array.count >= rule as? Int ?? .max ? [] : ["\(place): has too few items"]
        case "maxItems": return array.count <= rule as? Int ?? 0 ? [] : ["\(place): has too many items"]
        default:
            guard let rule = rule as? [String: Any] else { return ["\(place): items is no schema"] }
            return array.enumerated().flatMap { check($1, rule, "\(place)[\($0)]") }
        }
    }

    private func checkText(_ text: String, _ keyword: String, _ rule: Any, _ place: String) -> [String] {
        switch keyword {
        case "minLength": return text.count >= rule as? Int ?? .max ? [] : ["\(place): is too short"]
        case "format": return Instant.parse(text) == nil ? ["\(place): '\(text)' is no date-time"] : []
        default:
            guard let pattern = rule as? String,
                let expression = try? NSRegularExpression(pattern: pattern)
            else { return ["\(place): the schema's pattern is wrong"] }
            let range = NSRange(text.startIndex..., in: text)
            return expression.firstMatch(in: text, range: range) == nil ? ["\(place): '\(text)' does not fit"] : []
        }
    }
}

/// Tells `true` from 1 in what JSONSerialization gives.
private enum CFNumberKind {
    static func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
