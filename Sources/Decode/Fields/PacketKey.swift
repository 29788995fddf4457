/// The key of one radio packet: what makes it the same one whoever heard it, hashed into ``Observation/packet``.
///
/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv), with a final mix. Not for adversaries: a key only groups
/// reads, and within a window of time. Two gateways that hear one packet give two observations with one key, each with
/// its own strength; a press of a button that is sent several times is one press, because its key repeats.
struct PacketKey {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    @inline(__always)
    mutating func add(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { add(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text { add(byte) }
    }

    mutating func add(_ frame: some FrameBytes, _ range: Range<Int>) {
        for index in range { add(frame[index]) }
    }

    /// Never 0, which means "no key".
    var value: UInt64 {
        let mixed = (hash ^ hash >> 32) &* 0xd6e8_feb8_6659_fd93
        let key = mixed ^ mixed >> 29
        return key == 0 ? 1 : key
    }
}
