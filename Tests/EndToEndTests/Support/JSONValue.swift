import Foundation

/// A JSON value, for looking into answers: what is not there is nil, and a test that needed it fails.
struct JSONValue: CustomStringConvertible {
    private let value: Any?

    private init(_ value: Any?) {
        self.value = value
    }

    /// Nil when the text is not one JSON document.
    init?(text: String) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return nil }
        self.value = value
    }

    static var nothing: JSONValue { JSONValue(nil) }

    subscript(key: String) -> JSONValue { JSONValue((value as? [String: Any])?[key]) }
    subscript(index: Int) -> JSONValue { items.indices.contains(index) ? items[index] : .nothing }

    var items: [JSONValue] { (value as? [Any])?.map { JSONValue($0) } ?? [] }
    var text: String? { value as? String }
    var number: Int? { (value as? NSNumber)?.intValue }
    var truth: Bool? { (value as? NSNumber)?.boolValue }
    /// The members of an object whose values are whole numbers.
    var numbers: [String: Int] { (value as? [String: Any])?.compactMapValues { ($0 as? NSNumber)?.intValue } ?? [:] }
    var description: String { value.map { "\($0)" } ?? "nothing" }
}
