/// The bytes of a frame, as they are or written in hex: the readers of frames need no copy of either.
protocol FrameBytes {
    var count: Int { get }
    /// - Precondition: the index is within `0..<count`.
    subscript(index: Int) -> UInt8 { get }
}

extension FrameBytes {
    @inline(__always)
    func bigEndian16(_ index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }

    @inline(__always)
    func littleEndian16(_ index: Int) -> UInt16 { UInt16(self[index + 1]) << 8 | UInt16(self[index]) }

    @inline(__always)
    func signed16(_ index: Int) -> Int16 { Int16(bitPattern: bigEndian16(index)) }

    /// Six bytes as an address, the most significant one first.
    func address(_ index: Int) -> UInt64 {
        var value: UInt64 = 0
        for offset in 0..<6 { value = value << 8 | UInt64(self[index + offset]) }
        return value
    }

    /// Six bytes as an address, the least significant one first, as the air has them.
    func addressReversed(_ index: Int) -> UInt64 {
        var value: UInt64 = 0
        for offset in 0..<6 { value |= UInt64(self[index + offset]) << UInt64(8 * offset) }
        return value
    }
}

/// Bytes as they came.
struct RawFrame: FrameBytes {
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }

    @inline(__always)
    subscript(index: Int) -> UInt8 { bytes[index] }
}

/// Bytes written in hex digits of either case.
struct HexFrame: FrameBytes {
    private let text: UnsafeBufferPointer<UInt8>

    /// Nil when the text is not hex in whole bytes.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count % 2 == 0, Hex.isAll(text) else { return nil }
        self.text = text
    }

    var count: Int { text.count / 2 }

    @inline(__always)
    subscript(index: Int) -> UInt8 { Hex.value(text[2 * index]) << 4 | Hex.value(text[2 * index + 1]) }
}

/// A part of a frame.
struct FrameSlice<Base: FrameBytes>: FrameBytes {
    private let base: Base
    private let offset: Int
    let count: Int

    /// - Precondition: the range is within the frame.
    init(_ base: Base, _ range: Range<Int>) {
        self.base = base
        offset = range.lowerBound
        count = range.count
    }

    @inline(__always)
    subscript(index: Int) -> UInt8 { base[offset + index] }
}
