import Model

/// GS1 element strings and GTINs, with the symbology identifier before them or without.
struct ElementStringCode: CodeScheme {
    private typealias Part = ElementReader.Part

    func read(_ text: ScannedText) -> ScannedCode? {
        if let symbology = text.symbology { return read(text, symbology) }
        let bytes = text.bytes
        guard let first = bytes.first, Ascii.isDigit(first) else { return nil }
        if let gtin = gtin(text) { return gtin }
        // Without any mark, only what begins with a key whose check digit fits is believed.
        return parts(of: bytes, ElementReader.separated) { parts in
            guard parts[0].code <= 1 else { return nil }
            let scanned = scanned(text, parts)
            let isSound = scanned.problems.allSatisfy { problem in
                problem.kind.isRemark || problem.kind == .excluded || problem.kind == .repeated
            }
            return isSound ? scanned : nil
        }
    }

    /// The commonest scans, before anything else is asked: what a scanner marks as GS1 data, and what has GS1's
    /// brackets or separators, which no other scheme has.
    ///
    /// - Parameter withLink: whether the Digital Link is written, too.
    /// - Returns: false when it is something else; nothing was changed then.
    static func read(_ text: ScannedText, withLink: Bool, into found: inout ScannedCode) -> Bool {
        let bytes = text.bytes
        var isBracketed = false
        if let symbology = text.symbology {
            guard isElements(symbology), !text.begins("http") else { return false }
        } else {
            guard let first = bytes.first else { return false }
            isBracketed = first == UInt8(ascii: "(") && bytes.count > 1 && Ascii.isDigit(bytes[1])
            let isMarked = Ascii.isDigit(first) || first == ElementString.separator
            guard isBracketed || (isMarked && bytes.contains(ElementString.separator)) else { return false }
        }
        let code = ElementStringCode()
        let table = ElementTable.shared
        return withUnsafeTemporaryAllocation(of: Part.self, capacity: ElementReader.partsMax(bytes.count)) { parts in
            let count =
                isBracketed
                ? ElementReader.bracketed(bytes, table, into: parts)
                : ElementReader.separated(bytes, table, into: parts)
            if count == 0 {
                // Separators alone do not make GS1 data.
                guard isBracketed || text.symbology != nil else { return false }
                found.scheme = .gs1
                found.add(.syntax)
                return true
            }
            found.scheme = .gs1
            let parts = UnsafeMutableBufferPointer(rebasing: parts[..<count])
            code.fill(&found, parts, bytes, year: text.year)
            if withLink, found.isValid { found.digitalLink = LinkWriter.text(parts, bytes, table) }
            return true
        }
    }

    /// GS1-128, DataBar and composites, Data Matrix, QR, DotCode.
    static func isElements(_ symbology: ScannedText.Symbology) -> Bool {
        switch (symbology.letter, symbology.modifier) {
        case (0x43, 0x31), (0x65, 0x30), (0x64, 0x32), (0x51, 0x33), (0x4A, 0x31): true
        default: false
        }
    }

    /// By the identifier that scanners send before the data (ISO/IEC 15424).
    private func read(_ text: ScannedText, _ symbology: ScannedText.Symbology) -> ScannedCode? {
        switch (symbology.letter, symbology.modifier) {
        // EAN and UPC; a composite part may follow.
        case (0x45, 0x30), (0x45, 0x34):
            let digits = symbology.modifier == 0x30 ? 13 : 8
            let bytes = text.bytes
            guard bytes.count >= digits, bytes[..<digits].allSatisfy(Ascii.isDigit) else {
                return broken(text, .length, "01")
            }
            if bytes.count == digits { return key(text, digits, rest: []) }
            let mark: [UInt8] = Array("|]e0".utf8)
            guard bytes[digits...].starts(with: mark) else {
                return bytes[digits] == mark[0] ? broken(text, .syntax) : broken(text, .length, "01")
            }
            return key(text, digits, rest: Array(bytes[(digits + mark.count)...])) ?? broken(text, .syntax)
        // Interleaved 2 of 5: a GTIN when it has 14 digits and its check digit.
        case (0x49, _): return gtin(text)
        default: return nil
        }
    }

    /// 8, 12, 13 or 14 digits.
    private func gtin(_ text: ScannedText) -> ScannedCode? {
        let bytes = text.bytes
        guard [8, 12, 13, 14].contains(bytes.count), bytes.allSatisfy(Ascii.isDigit) else { return nil }
        // Eight and twelve digits can be a tag's hex or an address as well.
        guard CheckDigit.isRight(bytes) || bytes.count >= 13 else { return nil }
        return key(text, bytes.count, rest: [])
    }

    /// A GTIN without its identifier, filled up to 14 digits, and elements behind it.
    private func key(_ text: ScannedText, _ digits: Int, rest: [UInt8]) -> ScannedCode? {
        var message: [UInt8] = [Ascii.zero, Ascii.zero + 1]
        for _ in digits..<14 { message.append(Ascii.zero) }
        message += text.bytes[..<digits]
        let key = message.count
        message += rest
        return message.withUnsafeBufferPointer { message in
            if !rest.isEmpty {
                // What follows must be elements of its own.
                let tail = UnsafeBufferPointer(rebasing: message[key...])
                guard parts(of: tail, ElementReader.separated, { _ in true }) == true else { return nil }
            }
            var found = ScannedCode(text.code, .gs1)
            let isRead: Bool? = parts(of: message, ElementReader.separated) { parts in
                fill(&found, parts, message, year: text.year)
                if found.isValid { found.digitalLink = LinkWriter.text(parts, message, ElementTable.shared) }
                return true
            }
            return isRead == true ? found : nil
        }
    }

    private typealias Reading = (
        UnsafeBufferPointer<UInt8>, ElementTable, UnsafeMutableBufferPointer<Part>
    ) -> Int

    /// Cuts bytes into elements, on the stack; nil when they are none.
    @inline(__always)
    private func parts<Result>(
        of bytes: UnsafeBufferPointer<UInt8>, _ read: Reading,
        _ body: (UnsafeMutableBufferPointer<Part>) -> Result?
    ) -> Result? {
        withUnsafeTemporaryAllocation(of: Part.self, capacity: ElementReader.partsMax(bytes.count)) { parts in
            let count = read(bytes, ElementTable.shared, parts)
            return count > 0 ? body(UnsafeMutableBufferPointer(rebasing: parts[..<count])) : nil
        }
    }

    private func scanned(_ text: ScannedText, _ parts: UnsafeMutableBufferPointer<Part>) -> ScannedCode {
        var found = ScannedCode(text.code, .gs1)
        fill(&found, parts, text.bytes, year: text.year)
        if found.isValid { found.digitalLink = LinkWriter.text(parts, text.bytes, ElementTable.shared) }
        return found
    }

    /// What elements say, and what is wrong with them.
    private func fill(
        _ found: inout ScannedCode, _ parts: UnsafeMutableBufferPointer<Part>, _ bytes: UnsafeBufferPointer<UInt8>,
        year: Int
    ) {
        let table = ElementTable.shared
        found.elements.reserveCapacity(parts.count)
        for part in parts {
            let name = part.entry < 0 ? Self.name(part, bytes) : table.names[Int(part.entry)]
            let value = ElementReader.value(part, bytes)
            found.elements.append(ScannedCode.Element(name, value))
            let data = UnsafeBufferPointer(rebasing: bytes[part.range])
            if part.entry < 0 {
                found.add(.unknownIdentifier, name)
            } else if part.isEscaped {
                for problem in GS1Validation.problems(of: GS1Element(name, value)) {
                    found.add(problem.kind, problem.place)
                }
            } else {
                table.check(table.entries[Int(part.entry)], data) { found.add($0, name) }
            }
            found.fill(part.code, data, value, year: year)
        }
        table.check(among: parts, bytes) { kind, index in found.add(kind, found.elements[index].identifier) }
        found.fillFrenchNumbers()
    }

    /// The digits of an identifier that does not exist.
    private static func name(_ part: Part, _ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes[Int(part.name)..<(Int(part.name) + Int(part.nameCount))], as: UTF8.self)
    }

    private func broken(_ text: ScannedText, _ kind: ScannedCode.Kind, _ place: String = "") -> ScannedCode {
        var found = ScannedCode(text.code, .gs1)
        found.add(kind, place)
        return found
    }
}
