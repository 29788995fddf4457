/// Why a message, or one observation of it, was refused. The list is closed: it labels metrics and reports.
public enum RejectionReason: String, CaseIterable, Sendable {
    // The bytes
    case emptyPayload = "empty_payload"
    case tooLarge = "too_large"
    case invalidUTF8 = "invalid_utf8"
    case malformedJSON = "malformed_json"
    case tooDeep = "too_deep"
    case stringTooLong = "string_too_long"
    case controlCharacter = "control_character"
    case duplicateKey = "duplicate_key"
    case notFinite = "not_finite"
    // The fields
    case missingField = "missing_field"
    case wrongType = "wrong_type"
    case outOfRange = "out_of_range"
    case badIdentifier = "bad_identifier"
    case badTime = "bad_time"
    case stale = "stale"
    // The source
    case unknownTopic = "unknown_topic"
    case unknownDialect = "unknown_dialect"
    case unsupportedMessage = "unsupported_message"
    case randomAddress = "random_address"
    case encrypted = "encrypted"
    case untrusted = "untrusted"
    // Against the site and the registry
    case unknownReader = "unknown_reader"
    case unknownTag = "unknown_tag"
    case unknownPlace = "unknown_place"
    // The line
    case quarantined = "quarantined"
}
