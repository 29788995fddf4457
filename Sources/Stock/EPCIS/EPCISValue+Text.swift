import Model

extension EPCISValue {
    /// The value as JSON: members in their order, numbers as they were written.
    /// - Complexity: O(n).
    public var json: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .flag(let flag): bytes += Array((flag ? "true" : "false").utf8)
        case .number(let text): bytes += Array(text.utf8)
        case .text(let text): Self.append(text, to: &bytes)
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var json = JSONWriter()
        json.string(text)
        bytes += json.bytes
    }

    /// The same object without a member.
    public func without(_ name: String) -> EPCISValue { .object(members.filter { $0.name != name }) }

    /// The objects of a `@context`, which name prefixes: those of others than the standard's own.
    public var prefixes: [EPCISValue] { ([self] + values).filter { !$0.members.isEmpty } }
}
