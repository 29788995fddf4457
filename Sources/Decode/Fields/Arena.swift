/// Writes into an arena in place: what is put together from words is not copied once more.
extension [UInt8] {
    /// Makes room for so many bytes behind the last one and appends those that are written there.
    ///
    /// - Parameter write: gets the room and gives the number of bytes that it has written from its beginning on, at
    ///   most `capacity`.
    /// - Complexity: O(capacity), amortised as appending is.
    @inline(__always)
    mutating func append(capacity: Int, _ write: (UnsafeMutableRawPointer) -> Int) {
        append(addingCapacity: capacity) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { buffer, count in
                guard let base = buffer.baseAddress else { return }
                count += write(UnsafeMutableRawPointer(base + count))
            }
        }
    }
}
