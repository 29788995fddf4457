import Model

/// A JSON document as a tree, members in their order.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable, Hashable {
        var key: String
        var value: JSONValue
    }

    /// The value of a member; nil when there is none or this is no object.
    /// - Complexity: O(n) in the members.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    /// Absent and `null` mean the same in IMDF.
    var isNull: Bool { self == .null }

    /// What it is, in words for people.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Why bytes are no JSON, and where.
struct JSONFault: Error, Hashable {
    /// From 1.
    var line: Int
    /// In bytes, from 1.
    var column: Int
    var what: String
}
