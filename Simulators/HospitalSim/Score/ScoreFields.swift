internal import Model

/// The members of one track or truth line that are scored. The bytes are those of the line.
struct ScoreFields {
    /// A text as it stands in the line.
    struct Text {
        var bytes: UnsafeBufferPointer<UInt8>
        var hasEscapes: Bool
    }

    private(set) var at: Instant?
    private(set) var trackable: Text?
    private(set) var unit: Text?
    private(set) var level: Text?
    private(set) var confirmedUnit: Text?
    private(set) var confidence = Double.nan
    private(set) var xMetres = Double.nan
    private(set) var yMetres = Double.nan
    private var state: Text?

    /// nil when the line is not one JSON object.
    init?(_ line: UnsafeBufferPointer<UInt8>) {
        var fields = ScoreFields()
        guard JSONLineScanner.scan(line, { key, value in fields.take(key, value) }) else { return nil }
        self = fields
    }

    private init() {}

    /// nil when absent or not one of ours.
    var fixState: FixState? {
        guard let state else { return nil }
        return ScoreFields.states.first { state.bytes.elementsEqual($0.name) }?.state
    }

    /// A confidence is 0 to 1, and a state is one of ours.
    var isInRange: Bool {
        (confidence.isNaN || (0...1).contains(confidence)) && (state == nil || fixState != nil)
    }

    private static let states = FixState.allCases.map { (name: Array($0.rawValue.utf8), state: $0) }

    private mutating func take(_ key: UnsafeBufferPointer<UInt8>, _ value: JSONLineScanner.Value) {
        switch key.count {
        case 1 where key[0] == UInt8(ascii: "x"): xMetres = ScoreFields.number(value)
        case 1 where key[0] == UInt8(ascii: "y"): yMetres = ScoreFields.number(value)
        case 2 where ScoreFields.matches(key, "at"): at = ScoreFields.text(value).flatMap { Instant.parse($0.bytes) }
        case 4 where ScoreFields.matches(key, "unit"): unit = ScoreFields.text(value)
        case 5 where ScoreFields.matches(key, "level"): level = ScoreFields.text(value)
        case 5 where ScoreFields.matches(key, "state"): state = ScoreFields.text(value)
        case 9 where ScoreFields.matches(key, "trackable"): trackable = ScoreFields.text(value)
        case 10 where ScoreFields.matches(key, "confidence"): confidence = ScoreFields.number(value)
        case 14 where ScoreFields.matches(key, "confirmed_unit"): confirmedUnit = ScoreFields.text(value)
        default: break
        }
    }

    private static func matches(_ key: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        key.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private static func text(_ value: JSONLineScanner.Value) -> Text? {
        guard case .text(let bytes, let hasEscapes) = value else { return nil }
        return Text(bytes: bytes, hasEscapes: hasEscapes)
    }

    private static func number(_ value: JSONLineScanner.Value) -> Double {
        guard case .number(let number) = value else { return .nan }
        return number
    }
}
