/// A value for each byte, found at once. It lives as long as the process.
struct ByteTable: @unchecked Sendable {
    private let values: UnsafePointer<UInt8>

    init(_ value: (UInt8) -> UInt8) {
        let values = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for byte in UInt8.min...UInt8.max { values[Int(byte)] = value(byte) }
        self.values = UnsafePointer(values)
    }

    @inline(__always)
    subscript(byte: UInt8) -> UInt8 { values[Int(byte)] }
}
