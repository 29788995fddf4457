/// The application identifiers as flat arrays: what ``ApplicationIdentifier`` describes, in the form in which scans are
/// read. Nothing is allocated to look something up or to check an element.
///
/// Its arrays are never freed: pointers into them cost neither a reference count nor a bound's check.
struct ElementTable: @unchecked Sendable {
    /// An application identifier's number among all of two, three and four digits: 0 is `00`, 100 is `000`, 1100 is
    /// `0000`.
    typealias Code = UInt16

    /// One application identifier.
    struct Entry: Sendable {
        let code: Code
        let digits: UInt8
        let flags: Flags
        let lengthMin: UInt8
        let lengthMax: UInt8
        let firstComponent: UInt16
        let componentCount: UInt8
        let firstWith: UInt16
        let withCount: UInt16
        let firstNot: UInt16
        let notCount: UInt8
        let firstSequence: UInt8
        let sequenceCount: UInt8
    }

    /// Qualifiers that may follow a key together; at most four.
    struct Sequence: Sendable {
        private let codes: SIMD4<Code>

        init(_ codes: [Code]) {
            var all = SIMD4<Code>(repeating: .max)
            for (index, code) in codes.prefix(4).enumerated() { all[index] = code }
            self.codes = all
        }

        @inline(__always)
        func contains(_ code: Code) -> Bool { any(codes .== code) }
    }

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8
        static let fixed = Flags(rawValue: 1)
        static let query = Flags(rawValue: 2)
        static let key = Flags(rawValue: 4)
    }

    /// A piece of the data.
    struct Component: Sendable {
        let alphabet: ApplicationIdentifier.Alphabet
        let min: UInt8
        let max: UInt8
        let isOptional: Bool
        let rules: (ElementRule?, ElementRule?, ElementRule?)
    }

    /// Identifiers that differ in their last digits alone, or one.
    struct Pattern: Sendable {
        let first: Code
        let last: Code
        /// Whether the next pattern is another way to fulfil the demand.
        let endsGroup: Bool

        @inline(__always)
        func matches(_ code: Code) -> Bool { code >= first && code <= last }
    }

    /// Made once, from the written table.
    static let shared = ElementTable(ApplicationIdentifier.all)

    let entries: UnsafePointer<Entry>
    /// Beside ``entries``: the digits.
    let names: [String]
    let components: UnsafePointer<Component>
    let patterns: UnsafePointer<Pattern>
    /// Beside ``entries``: for keys of Digital Links the sequences of qualifiers that may follow them.
    let qualifiers: [[[Code]]]
    /// The same, one sequence after the other; ``Entry/firstSequence`` says where those of a key begin.
    let sequences: UnsafePointer<Sequence>
    /// For each byte the alphabets that allow it: the bit of ``ApplicationIdentifier/Alphabet/rawValue``.
    let alphabets: ByteTable
    /// Positions in ``entries`` by the code; -1 for none.
    private let positions: UnsafePointer<Int16>
    /// How many digits identifiers have that begin with two given ones; 0 when none do.
    private let lengths: UnsafePointer<UInt8>

    init(_ all: [ApplicationIdentifier]) {
        var entries: [Entry] = []
        var components: [Component] = []
        var patterns: [Pattern] = []
        var sequences: [Sequence] = []
        var positions = [Int16](repeating: -1, count: 11_100)
        var lengths = [UInt8](repeating: 0, count: 100)
        for identifier in all {
            let firstComponent = components.count
            components += identifier.components.map(Self.component)
            let firstWith = patterns.count
            for group in identifier.with {
                for (index, text) in group.enumerated() {
                    patterns.append(Self.pattern(text, endsGroup: index == group.count - 1))
                }
            }
            let firstNot = patterns.count
            patterns += identifier.not.map { Self.pattern($0, endsGroup: true) }
            var flags: Flags = []
            if identifier.isFixed { flags.insert(.fixed) }
            if identifier.isQuery { flags.insert(.query) }
            if identifier.qualifiers != nil { flags.insert(.key) }
            let firstSequence = sequences.count
            sequences += (identifier.qualifiers ?? []).map { Sequence($0.map { Self.code($0.utf8) }) }
            let code = Self.code(identifier.name.utf8)
            positions[Int(code)] = Int16(truncatingIfNeeded: entries.count)
            if let pair = Int(identifier.name.prefix(2)) { lengths[pair] = UInt8(identifier.name.utf8.count) }
            entries.append(
                Entry(
                    code: code, digits: UInt8(identifier.name.utf8.count), flags: flags,
                    lengthMin: UInt8(identifier.lengthMin), lengthMax: UInt8(identifier.lengthMax),
                    firstComponent: UInt16(firstComponent), componentCount: UInt8(identifier.components.count),
                    firstWith: UInt16(firstWith), withCount: UInt16(firstNot - firstWith),
                    firstNot: UInt16(firstNot), notCount: UInt8(patterns.count - firstNot),
                    firstSequence: UInt8(firstSequence), sequenceCount: UInt8(sequences.count - firstSequence)))
        }
        self.entries = Self.kept(entries)
        names = all.map(\.name)
        self.components = Self.kept(components)
        self.patterns = Self.kept(patterns)
        self.sequences = Self.kept(sequences)
        qualifiers = all.map { ($0.qualifiers ?? []).map { $0.map { Self.code($0.utf8) } } }
        alphabets = ByteTable { byte in
            ApplicationIdentifier.Alphabet.allCases.reduce(0) { $1.allows(byte) ? $0 | 1 << $1.rawValue : $0 }
        }
        self.positions = Self.kept(positions)
        self.lengths = Self.kept(lengths)
    }

    /// A copy that is never freed.
    private static func kept<Value>(_ values: [Value]) -> UnsafePointer<Value> {
        let copy = UnsafeMutablePointer<Value>.allocate(capacity: max(1, values.count))
        copy.initialize(from: values, count: values.count)
        return UnsafePointer(copy)
    }

    // MARK: Looking up

    /// The position in ``entries`` of the identifier at the beginning of a text; -1 when there is none.
    /// - Complexity: O(1).
    @inline(__always)
    func leading(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        guard end - start >= 2, Ascii.isDigit(text[start]), Ascii.isDigit(text[start + 1]) else { return -1 }
        var number = Int(text[start] &- Ascii.zero) * 10 + Int(text[start + 1] &- Ascii.zero)
        let length = Int(lengths[number])
        guard length >= 2, end - start >= length else { return -1 }
        for position in (start + 2)..<(start + length) {
            guard Ascii.isDigit(text[position]) else { return -1 }
            number = number * 10 + Int(text[position] &- Ascii.zero)
        }
        return Int(positions[Self.base(length) + number])
    }

    /// The position in ``entries`` of the identifier of exactly these digits; -1 when there is none.
    func named(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        let position = leading(text, from: start, to: end)
        return position >= 0 && Int(entries[position].digits) == end - start ? position : -1
    }

    /// Whether a sequence of qualifiers that may follow a key has a property.
    @inline(__always)
    func hasSequence(_ key: Entry, _ property: (Sequence) -> Bool) -> Bool {
        for position in Int(key.firstSequence)..<(Int(key.firstSequence) + Int(key.sequenceCount))
        where property(sequences[position]) {
            return true
        }
        return false
    }

    /// The code of an identifier's digits. There must be two to four.
    static func code(_ digits: some Collection<UInt8>) -> Code {
        let number = digits.reduce(0) { $0 * 10 + Int($1 &- Ascii.zero) }
        return Code(truncatingIfNeeded: base(digits.count) + number)
    }

    @inline(__always)
    private static func base(_ digits: Int) -> Int { digits == 2 ? 0 : digits == 3 ? 100 : 1100 }

    // MARK: Making

    private static func component(_ component: ApplicationIdentifier.Component) -> Component {
        let rules = component.rules
        return Component(
            alphabet: component.alphabet, min: UInt8(component.min), max: UInt8(component.max),
            isOptional: component.isOptional,
            rules: (rules.first, rules.dropFirst().first, rules.dropFirst(2).first))
    }

    private static func pattern(_ text: String, endsGroup: Bool) -> Pattern {
        let open = UInt8(ascii: "n")
        return Pattern(
            first: code(text.utf8.map { $0 == open ? Ascii.zero : $0 }),
            last: code(text.utf8.map { $0 == open ? Ascii.nine : $0 }), endsGroup: endsGroup)
    }
}
