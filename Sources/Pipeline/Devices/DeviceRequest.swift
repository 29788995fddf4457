/// A change of what people keep about devices: a verb and its fields, checked where the work is done.
public struct DeviceRequest: Codable, Sendable {
    /// What is to be done, as on the command line.
    public enum Verb: String, Codable, Sendable, CaseIterable {
        case importDevices = "devices import"
        case status = "devices status"
        case auto = "devices auto"
        case checkOut = "devices checkout"
        case checkIn = "devices checkin"
        case plan = "maintenance plan"
        case unplan = "maintenance unplan"
        case done = "maintenance done"
    }

    /// A field by its name on the command line.
    public enum Field: String, Codable, Sendable, CaseIterable {
        case device, status, role, from, until, note, to, outside, at, back, plan, every, blocks
    }

    public var verb: Verb
    /// As typed, times as RFC 3339; absent ones are left out.
    public var fields: [String: String]
    /// A file's name and text, for imports.
    public var file: String?
    public var text: String?

    public init(_ verb: Verb, _ fields: [Field: String] = [:], file: String? = nil, text: String? = nil) {
        self.verb = verb
        self.fields = [:]
        for (field, value) in fields { self.fields[field.rawValue] = value }
        self.file = file
        self.text = text
    }

    subscript(_ field: Field) -> String? {
        guard let value = fields[field.rawValue], !value.isEmpty else { return nil }
        return value
    }
}
