import Model

extension ApplicationIdentifier {
    /// Cuts data into its components; nil when lengths or characters do not fit.
    func structure(_ data: [UInt8]) -> [ArraySlice<UInt8>]? {
        var parts: [ArraySlice<UInt8>] = []
        var position = 0
        for component in components {
            if position == data.count, component.isOptional { break }
            let count = min(component.max, data.count - position)
            guard count >= component.min else { return nil }
            let part = data[position..<(position + count)]
            guard part.allSatisfy(component.alphabet.allows) else { return nil }
            parts.append(part)
            position += count
        }
        return position == data.count ? parts : nil
    }
}

/// What GS1's rules say of elements.
enum GS1Validation {
    /// What is wrong with one element by itself.
    static func problems(of element: GS1Element) -> [ScannedCode.Problem] {
        guard let identifier = ApplicationIdentifier.named(element.identifier) else {
            return [.init(.unknownIdentifier, element.identifier)]
        }
        let data = Array(element.value.utf8)
        guard (identifier.lengthMin...identifier.lengthMax).contains(data.count) else {
            return [.init(.length, element.identifier)]
        }
        guard let parts = identifier.structure(data) else {
            // The length is possible, so a character is not, or a piece has none of its lengths.
            let isCharacters = !data.allSatisfy { byte in identifier.components.contains { $0.alphabet.allows(byte) } }
            return [.init(isCharacters || identifier.components.count == 1 ? .characters : .length, element.identifier)]
        }
        var problems: [ScannedCode.Problem] = []
        for (part, component) in zip(parts, identifier.components) {
            for rule in component.rules {
                guard let kind = rule.problem(Array(part)) else { continue }
                problems.append(.init(kind, element.identifier))
            }
        }
        return problems
    }

    /// What is wrong with elements together: missing company, forbidden company, different data twice.
    static func problems(among elements: [GS1Element]) -> [ScannedCode.Problem] {
        var problems: [ScannedCode.Problem] = []
        let names = elements.map(\.identifier)
        for (index, element) in elements.enumerated() {
            guard let identifier = ApplicationIdentifier.named(element.identifier) else { continue }
            if elements[..<index].contains(where: { $0.identifier == element.identifier && $0.value != element.value })
            {
                problems.append(.init(.repeated, element.identifier))
            }
            let isAlone = identifier.with.allSatisfy { group in
                !group.allSatisfy { pattern in names.contains { matches($0, pattern) } }
            }
            if !identifier.with.isEmpty, isAlone { problems.append(.init(.missing, element.identifier)) }
            let isBarred = identifier.not.contains { pattern in
                names.contains { $0 != element.identifier && matches($0, pattern) }
            }
            if isBarred { problems.append(.init(.excluded, element.identifier)) }
        }
        // A signature belongs to one object: documents, coupons and assets need their serial.
        let plain = elements.contains { element in
            serialised[element.identifier].map { element.value.utf8.count <= $0 } ?? false
        }
        if names.contains("8030"), plain { problems.append(.init(.missing, "8030")) }
        return problems
    }

    /// Keys whose serial is the end of their data, and their length without it.
    private static let serialised = ["253": 13, "255": 13, "8003": 14]

    /// Whether digits fit a pattern in which `n` is any.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        name.utf8.count == pattern.utf8.count
            && zip(name.utf8, pattern.utf8).allSatisfy { $0 == $1 || $1 == UInt8(ascii: "n") }
    }
}
