/// What GS1 says of an application identifier: which data it announces, and in which company it may stand.
struct ApplicationIdentifier: Sendable {
    enum Alphabet: UInt8, Sendable, CaseIterable {
        case digits, set82, set39, set64

        func allows(_ byte: UInt8) -> Bool {
            switch self {
            case .digits: Ascii.isDigit(byte)
            case .set82: GS1Characters.isSet82(byte)
            case .set39: GS1Characters.isSet39(byte)
            case .set64: GS1Characters.isSet64(byte)
            }
        }
    }

    /// A piece of the data.
    struct Component: Sendable {
        var alphabet: Alphabet
        var min: Int
        var max: Int
        var isOptional = false
        var rules: [ElementRule] = []
    }

    /// The digits.
    var name: String
    var components: [Component] = []
    /// Data of a known length: no separator behind it.
    var isFixed = false
    /// May stand in the query of a Digital Link.
    var isQuery = false
    /// Nil when it is no key of a Digital Link; sequences of qualifiers that may follow it in the path.
    var qualifiers: [[String]]?
    /// Groups of which one must be there whole.
    var with: [[String]] = []
    /// What must not be there.
    var not: [String] = []

    /// Bytes of the data at most.
    var lengthMax: Int { components.reduce(0) { $0 + $1.max } }
    /// Bytes of the data at least.
    var lengthMin: Int { components.reduce(0) { $0 + ($1.isOptional ? 0 : $1.min) } }

    // MARK: Looking up

    /// All of them, read from the table once.
    static let all: [ApplicationIdentifier] = table.split(separator: "\n").flatMap(read)

    /// The identifier of exactly these digits.
    /// - Complexity: O(1).
    static func named(_ name: some StringProtocol) -> ApplicationIdentifier? {
        let digits = Array(name.utf8)
        let position = digits.withUnsafeBufferPointer { ElementTable.shared.named($0, from: 0, to: $0.count) }
        return position < 0 ? nil : all[position]
    }

    // MARK: Reading the table

    private static func read(line: Substring) -> [ApplicationIdentifier] {
        let columns = line.split(separator: " ")
        var template = ApplicationIdentifier(name: "")
        template.components = columns[1].split(separator: "+").map(component)
        for option in columns.dropFirst(2) {
            let parts = option.split(separator: "=")
            let value = parts.count > 1 ? parts[1] : ""
            switch parts[0] {
            case "fixed": template.isFixed = true
            case "query": template.isQuery = true
            case "key":
                template.qualifiers = value.split(separator: "|").map { $0.split(separator: ",").map(String.init) }
            case "with": template.with = value.split(separator: "|").map { $0.split(separator: "&").map(String.init) }
            default: template.not = value.split(separator: "|").map(String.init)
            }
        }
        return columns[0].split(separator: ",").flatMap { range -> [ApplicationIdentifier] in
            let ends = range.split(separator: "-")
            let width = ends[0].utf8.count
            guard let first = Int(ends[0]), let last = Int(ends[ends.count - 1]), first <= last else { return [] }
            return (first...last).map { number in
                var identifier = template
                let digits = String(number)
                identifier.name = String(repeating: "0", count: width - digits.utf8.count) + digits
                identifier.not = identifier.not.map { $0 == "same" ? identifier.name.prefix(3) + "n" : $0 }
                return identifier
            }
        }
    }

    private static func component(_ text: Substring) -> Component {
        let parts = text.split(separator: ":")
        var format = parts[0]
        var component = Component(alphabet: .digits, min: 1, max: 1)
        if format.hasPrefix("?") {
            component.isOptional = true
            format.removeFirst()
        }
        switch format.removeFirst() {
        case "x": component.alphabet = .set82
        case "y": component.alphabet = .set39
        case "z": component.alphabet = .set64
        default: component.alphabet = .digits
        }
        let isVariable = format.hasPrefix("..")
        component.max = Int(isVariable ? format.dropFirst(2) : format) ?? 1
        component.min = isVariable ? 1 : component.max
        component.rules = parts.dropFirst().compactMap { ElementRule(rawValue: String($0)) }
        return component
    }
}
