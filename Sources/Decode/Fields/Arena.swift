import Model

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

extension [Observation] {
    /// Appends an observation that is filled in where it will stay: a copy of what was just written field by field has
    /// to wait for it.
    ///
    /// - Parameter state: has what it begins as.
    /// - Returns: why there is none.
    @inline(__always)
    mutating func append(
        from state: UnsafeMutablePointer<AdvertState>, _ fill: (inout Observation) throws(Refusal) -> Void
    ) -> Refusal? {
        var refusal: Refusal?
        append(addingCapacity: 1) { (span: inout OutputSpan<Observation>) in
            span.withUnsafeMutableBufferPointer { buffer, count in
                guard let base = buffer.baseAddress else { return }
                let place = base + count
                place.initialize(to: state.pointee.blank)
                do throws(Refusal) {
                    try fill(&place.pointee)
                    count += 1
                } catch {
                    refusal = error
                }
            }
        }
        return refusal
    }
}
