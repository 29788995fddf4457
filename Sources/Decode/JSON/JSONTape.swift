import Model

/// Reads JSON texts into a flat list of tokens, in one pass and under the limits of ``Limits``.
///
/// The tape is re-used from message to message: in the steady state nothing is allocated. What RFC 8259 leaves open
/// is closed here: duplicate keys, control characters (also as escapes, but for the group separator of barcodes), lone
/// surrogates and numbers beyond a double's range are refused.
struct JSONTape: Sendable {
    /// Zeros behind the payload: eight or sixteen bytes may be read at once wherever one may, and no loop over
    /// letters or digits runs past the end.
    private static let padding = MemoryLayout<Zeros>.size
    private typealias Zeros = (UInt64, UInt64, UInt64, UInt64, UInt64)

    private var tokens: [JSONToken] = []
    /// Strings with escapes, resolved.
    private var texts: [UInt8] = []
    private var scratch: [UInt32] = []
    /// The payload and the padding.
    private var payload: [UInt8] = []
    private var end = 0
    private var position = 0

    /// Takes the payload that ``next(allowsMore:)`` reads.
    ///
    /// - Complexity: O(n), a copy.
    mutating func load(_ bytes: UnsafeBufferPointer<UInt8>) {
        end = bytes.count
        position = 0
        if payload.count < end + JSONTape.padding {
            payload = Array(repeating: 0, count: max(2 * end, 1024) + JSONTape.padding)
        }
        // The scanner relies on it: a value has two bytes (`1,`), a key four (`"":`), but for the last value and for
        // containers that nothing closes.
        let needed = end / 2 + 2 + Limits.jsonDepthMax
        if tokens.count < needed { tokens = Array(repeating: .empty, count: max(needed, 256)) }
        payload.withUnsafeMutableBytes { payload in
            if let source = bytes.baseAddress { payload.baseAddress?.copyMemory(from: source, byteCount: end) }
            payload.storeBytes(of: (0, 0, 0, 0, 0), toByteOffset: end, as: Zeros.self)
        }
    }

    /// Reads the next text of the payload; afterwards ``withDocument(_:)`` gives its values.
    ///
    /// - Parameter allowsMore: whether other texts may follow; white space after this one is read with it.
    /// - Complexity: O(n) in the text; O(k log k) in the keys of an object with more than 32.
    mutating func next(allowsMore: Bool = false) throws(Refusal) {
        var slow = JSONScanner.Slow(end: end)
        swap(&slow.texts, &texts)
        swap(&slow.scratch, &scratch)
        slow.texts.removeAll(keepingCapacity: true)
        let (start, end) = (position, end)
        let result: Result<Int, Refusal> = payload.withUnsafeBufferPointer { payload in
            tokens.withUnsafeMutableBufferPointer { tokens in
                guard let base = payload.baseAddress, let first = tokens.baseAddress else {
                    return .failure(Refusal(.emptyPayload, "payload"))
                }
                let scanner = JSONScanner(base: base, end: end, at: start, tokens: first)
                do throws(Refusal) {
                    return .success(try JSONScanner.scan(scanner, allowsMore: allowsMore, &slow))
                } catch {
                    return .failure(error)
                }
            }
        }
        swap(&slow.texts, &texts)
        swap(&slow.scratch, &scratch)
        position = try result.get()
    }

    /// The payload, for a reader that needs no tape.
    @inline(__always)
    func withPayload<Value>(_ body: (PaddedText) -> Value) -> Value? {
        payload.withUnsafeBytes { payload in
            payload.baseAddress.map { body(PaddedText(start: $0, end: $0 + end)) }
        }
    }

    /// Whether the payload's last text has been read.
    var isAtEnd: Bool { position == end }

    /// The values of the text read last.
    @inline(__always)
    func withDocument<Value>(_ body: (JSONDocument) -> Value) -> Value {
        payload.withUnsafeBufferPointer { payload in
            tokens.withUnsafeBufferPointer { tokens in
                texts.withUnsafeBufferPointer { texts in
                    body(JSONDocument(bytes: payload, texts: texts, tokens: tokens))
                }
            }
        }
    }
}

/// A payload with zeros behind it: eight bytes may be read at once wherever one may.
struct PaddedText {
    let start: UnsafeRawPointer
    let end: UnsafeRawPointer

    /// Where a part of it lies.
    @inline(__always)
    func range(_ part: UnsafeBufferPointer<UInt8>) -> ByteRange {
        ByteRange(offset: part.baseAddress.map { UnsafeRawPointer($0) - start } ?? 0, count: part.count)
    }

    @inline(__always)
    func bytes(_ range: ByteRange) -> UnsafeBufferPointer<UInt8> {
        let first = (start + Int(range.offset)).assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: first, count: Int(range.count))
    }
}
