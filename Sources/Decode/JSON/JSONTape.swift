import Model

/// Reads one JSON text into a flat list of tokens, in one pass and under the limits of ``Limits``.
///
/// The tape is re-used from message to message: in the steady state nothing is allocated. What RFC 8259 leaves open
/// is closed here: duplicate keys, control characters (also as escapes, but for the group separator of barcodes), lone
/// surrogates and numbers beyond a double's range are refused.
struct JSONTape: Sendable {
    private(set) var tokens: [JSONToken] = []
    /// Strings with escapes, resolved.
    private(set) var texts: [UInt8] = []
    private var scratch: [UInt32] = []

    /// Reads a text; afterwards ``withDocument(_:_:)`` gives its values.
    ///
    /// - Parameter allowsMore: whether other texts may follow; white space after the first is read with it.
    /// - Returns: how many bytes the text took.
    /// - Complexity: O(n) in the text; O(k log k) in the keys of an object with more than 32.
    @discardableResult
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, allowsMore: Bool = false) throws(Refusal) -> Int {
        // A token needs at least two bytes (`1,`), but for the last one.
        let needed = bytes.count / 2 + 2
        if tokens.count < needed {
            tokens = Array(repeating: .empty, count: max(needed, 256))
        }
        texts.removeAll(keepingCapacity: true)
        var scanner = JSONScanner(bytes: bytes)
        swap(&scanner.texts, &texts)
        swap(&scanner.scratch, &scratch)
        let result: Result<Void, Refusal> = tokens.withUnsafeMutableBufferPointer { tokens in
            do throws(Refusal) {
                try scanner.scan(into: tokens, allowsMore: allowsMore)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        swap(&scanner.texts, &texts)
        swap(&scanner.scratch, &scratch)
        try result.get()
        return scanner.position
    }

    /// The values of the text read last.
    @inline(__always)
    func withDocument<Value>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (JSONDocument) -> Value) -> Value {
        tokens.withUnsafeBufferPointer { tokens in
            texts.withUnsafeBufferPointer { texts in
                body(JSONDocument(bytes: bytes, texts: texts, tokens: tokens))
            }
        }
    }
}
