/// Every limit of Vigie in one place: what is larger is refused and counted, never cut silently.
public enum Limits {
    // Messages
    /// A payload of a dialect with one observation per message, in bytes.
    public static let payloadBytesMax = 8 * 1024
    /// A payload of a dialect with many observations per message, in bytes.
    public static let batchPayloadBytesMax = 256 * 1024
    /// A topic, in bytes.
    public static let topicBytesMax = 512
    /// Nesting of objects and arrays.
    public static let jsonDepthMax = 8
    /// A string or a key inside a payload, in UTF-8 bytes before escapes are resolved.
    public static let jsonStringBytesMax = 256
    /// A number's text inside a payload.
    public static let jsonNumberBytesMax = 40
    /// The text of a date.
    public static let dateBytesMax = 40

    // Identifiers
    /// Identifiers in our own topics match `[A-Za-z0-9_.-]{1,64}`.
    public static let topicIdentifierBytesMax = 64
    /// A tag's canonical identifier.
    public static let tagBytesMax = 128

    // Time
    /// A device time older than this before its receive time is `stale`.
    public static let observationAgeMillisecondsMax: Int64 = 24 * 3_600_000
    /// A device time later than this after its receive time is clamped to the receive time and flagged.
    public static let observationFutureMillisecondsMax: Int64 = 2 * 60_000
    /// A read at most this much older than the newest one of its trackable rewinds it.
    public static let rewindMilliseconds: Int64 = 10_000

    // Ingest
    /// Messages of one batch between two commits.
    public static let batchMessagesMax = 500
    /// How long a batch stays open.
    public static let batchMillisecondsMax: Int64 = 20
    /// Bytes (topics and payloads) of one batch.
    public static let batchBytesMax = 8 * 1024 * 1024

    // Radio
    /// Readings outside are not a radio's: they are refused as `out_of_range`.
    public static let rssiDBmRange: ClosedRange<Double> = -130.0...20.0
}
