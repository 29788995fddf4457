public import Model

/// Writes what a message became, one line per message (`vigie decode`, DESIGN 5.1).
public enum DecodedLineWriter {
    /// The JSON line of one message of a batch, with its line feed.
    ///
    /// - Parameter line: the line of the capture, from 1.
    public static func writeJSON(
        line: Int, message index: Int, of batch: borrowing MessageBatch, dialect: Dialect?,
        decoded: borrowing DecodedBatch, to writer: inout JSONWriter
    ) {}

    /// The JSON line of a capture line that is no message, with its line feed.
    public static func writeJSON(
        line: Int, rejected reason: RejectionReason, detail: StaticString, to writer: inout JSONWriter
    ) {
    }

    /// The same for people: one line without a line feed, without control characters.
    public static func text(
        line: Int, message index: Int, of batch: borrowing MessageBatch, dialect: Dialect?,
        decoded: borrowing DecodedBatch
    ) -> String { "" }

    /// The same for people: a capture line that is no message.
    public static func text(line: Int, rejected reason: RejectionReason, detail: StaticString) -> String { "" }
}
