public import Model

/// Reads captures (DESIGN 5.3): one line of NDJSON becomes one message of a batch.
public struct CaptureParser: Sendable {
    /// What a line was.
    public enum Line: Sendable {
        /// A message was appended to the batch.
        case message
        /// Nothing: `%J` prints an empty line for a payload that is not JSON.
        case blank
        /// Not a message; nothing was appended.
        case rejected(RejectionReason, StaticString)
    }

    /// The longest line, in bytes.
    public static let lineBytesMax = 1024 * 1024

    public init() {}

    /// Reads one line (without its line feed) and appends its message to a batch.
    public mutating func parse(_ line: UnsafeBufferPointer<UInt8>, into batch: inout MessageBatch) -> Line {
        .blank
    }
}
