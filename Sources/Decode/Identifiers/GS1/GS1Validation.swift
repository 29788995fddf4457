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

/// What GS1's rules say of elements that are texts of their own.
enum GS1Validation {
    /// What is wrong with one element by itself.
    static func problems(of element: GS1Element) -> [ScannedCode.Problem] {
        let table = ElementTable.shared
        let name = Array(element.identifier.utf8)
        let position = name.withUnsafeBufferPointer { table.named($0, from: 0, to: $0.count) }
        guard position >= 0 else { return [.init(.unknownIdentifier, element.identifier)] }
        var problems: [ScannedCode.Problem] = []
        Array(element.value.utf8).withUnsafeBufferPointer { data in
            table.check(table.entries[position], data) { problems.append(.init($0, element.identifier)) }
        }
        return problems
    }

    /// What is wrong with elements together: missing company, forbidden company, different data twice.
    static func problems(among elements: [GS1Element]) -> [ScannedCode.Problem] {
        let table = ElementTable.shared
        var text: [UInt8] = []
        var parts: [ElementReader.Part] = []
        for element in elements {
            let name = text.count
            text += Array(element.identifier.utf8)
            let start = text.count
            text += Array(element.value.utf8)
            let entry = text.withUnsafeBufferPointer { table.named($0, from: name, to: start) }
            parts.append(
                ElementReader.Part(
                    entry: Int16(entry), code: ElementTable.code(element.identifier.utf8),
                    name: UInt16(truncatingIfNeeded: name), nameCount: UInt8(truncatingIfNeeded: start - name),
                    start: UInt16(truncatingIfNeeded: start), count: UInt16(truncatingIfNeeded: text.count - start)))
        }
        var problems: [ScannedCode.Problem] = []
        text.withUnsafeBufferPointer { text in
            parts.withUnsafeMutableBufferPointer { parts in
                table.check(among: parts, text) { problems.append(.init($0, elements[$1].identifier)) }
            }
        }
        return problems
    }
}
