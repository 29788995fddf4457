import Model

/// Why the reading of a message, or of one element of it, ended: becomes a ``Rejection``.
///
/// Thrown as a typed error because bad input is deep inside when it is found; it never leaves this target.
struct Refusal: Error {
    let reason: RejectionReason
    /// The name of the field, or a few fixed words; never bytes of the payload.
    let detail: StaticString

    init(_ reason: RejectionReason, _ detail: StaticString) {
        self.reason = reason
        self.detail = detail
    }
}
