import Model

/// What GS1's rules say of elements.
extension ElementTable {
    /// What is wrong with an element's data by itself: each problem is told to `tell`.
    ///
    /// - Complexity: O(n) in the data; nothing is allocated where nothing is wrong.
    @inline(__always)
    func check(
        _ entry: Entry, _ data: UnsafeBufferPointer<UInt8>, _ tell: (ScannedCode.Kind) -> Void
    ) {
        guard data.count >= Int(entry.lengthMin), data.count <= Int(entry.lengthMax) else { return tell(.length) }
        let first = Int(entry.firstComponent)
        let end = first + Int(entry.componentCount)
        if let problem = structureProblem(first..<end, data) { return tell(problem) }
        var position = 0
        for index in first..<end where position < data.count {
            let component = components[index]
            let count = min(Int(component.max), data.count - position)
            let part = UnsafeBufferPointer(rebasing: data[position..<(position + count)])
            if let rule = component.rules.0, let kind = rule.problem(part) { tell(kind) }
            if let rule = component.rules.1, let kind = rule.problem(part) { tell(kind) }
            if let rule = component.rules.2, let kind = rule.problem(part) { tell(kind) }
            position += count
        }
    }

    /// Lengths and characters of the components.
    private func structureProblem(_ range: Range<Int>, _ data: UnsafeBufferPointer<UInt8>) -> ScannedCode.Kind? {
        var position = 0
        for index in range {
            let component = components[index]
            if position == data.count, component.isOptional { break }
            let count = min(Int(component.max), data.count - position)
            guard count >= Int(component.min) else { return wrongPiece(range, data) }
            let bit = 1 << component.alphabet.rawValue as UInt8
            let end = position + count
            while position < end {
                if alphabets[data[position]] & bit == 0 { return wrongPiece(range, data) }
                position += 1
            }
        }
        return position == data.count ? nil : wrongPiece(range, data)
    }

    /// The length is possible, so a character is not, or a piece has none of its lengths.
    private func wrongPiece(_ range: Range<Int>, _ data: UnsafeBufferPointer<UInt8>) -> ScannedCode.Kind {
        if range.count == 1 { return .characters }
        let isAllowed = data.allSatisfy { byte in range.contains { components[$0].alphabet.allows(byte) } }
        return isAllowed ? .length : .characters
    }

    /// Keys whose serial is the end of their data, and their length without it.
    private static let serialised: [(code: Code, count: Int)] = [
        (code("253".utf8), 13), (code("255".utf8), 13), (code("8003".utf8), 14),
    ]
    /// 8030
    private static let signature: Code = 1100 + 8030

    /// What is wrong with elements together: missing company, forbidden company, different data twice. The position of
    /// the element is told with each.
    ///
    /// A signature belongs to one object: documents, coupons and assets need their serial.
    @inline(__always)
    func check(
        among parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ text: UnsafeBufferPointer<UInt8>,
        _ tell: (ScannedCode.Kind, Int) -> Void
    ) {
        var hasSignature = false
        for (index, part) in parts.enumerated() where part.entry >= 0 {
            let entry = entries[Int(part.entry)]
            if part.code == Self.signature { hasSignature = true }
            if isRepeated(index, parts, text) { tell(.repeated, index) }
            if entry.withCount > 0, !isAccompanied(entry, parts) { tell(.missing, index) }
            if entry.notCount > 0, isBarred(entry, parts) { tell(.excluded, index) }
        }
        guard hasSignature, let signed = parts.firstIndex(where: { $0.code == Self.signature }) else { return }
        let isPlain = parts.contains { part in
            Self.serialised.contains { $0.code == part.code && Int(part.count) <= $0.count }
        }
        if isPlain { tell(.missing, signed) }
    }

    private func isRepeated(
        _ index: Int, _ parts: UnsafeMutableBufferPointer<ElementReader.Part>, _ text: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for other in 0..<index where parts[other].code == parts[index].code {
            let (one, two) = (parts[other].range, parts[index].range)
            if one.count != two.count || !text[one].elementsEqual(text[two]) { return true }
        }
        return false
    }

    /// Whether one group of those that may accompany an element is there whole.
    private func isAccompanied(_ entry: Entry, _ parts: UnsafeMutableBufferPointer<ElementReader.Part>) -> Bool {
        var isWhole = true
        for position in Int(entry.firstWith)..<Int(entry.firstWith + entry.withCount) {
            let pattern = patterns[position]
            if isWhole { isWhole = parts.contains { pattern.matches($0.code) } }
            if pattern.endsGroup {
                if isWhole { return true }
                isWhole = true
            }
        }
        return false
    }

    private func isBarred(_ entry: Entry, _ parts: UnsafeMutableBufferPointer<ElementReader.Part>) -> Bool {
        for position in Int(entry.firstNot)..<(Int(entry.firstNot) + Int(entry.notCount)) {
            let pattern = patterns[position]
            for part in parts where part.code != entry.code && pattern.matches(part.code) { return true }
        }
        return false
    }
}
