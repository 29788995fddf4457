extension Limits {
    // Decoding
    /// Elements of one message's array: what a payload of ``batchPayloadBytesMax`` holds at 64 bytes each. Bounds the
    /// rejections that one message can cause.
    public static let batchElementsMax = 4096
    /// A reader's identifier, prefix included.
    public static let readerBytesMax = 128
    /// A reader's boot mark.
    public static let bootBytesMax = 64
    /// An EPC or TID, in bytes: EPC memory is addressed in 16-bit words and its length field has five bits (TDS 2.0,
    /// part 14).
    public static let epcBytesMax = 62
    /// Degrees Celsius that a sensor on a tag can mean.
    public static let temperatureCelsiusRange: ClosedRange<Double> = -100.0...200.0
    /// Metres in a building's frame.
    public static let positionMetresRange: ClosedRange<Double> = -1_000_000.0...1_000_000.0
    /// A distance from a reader or an accuracy, in metres.
    public static let distanceMetresRange: ClosedRange<Double> = 0.0...100_000.0
    /// Metres per second: faster is no courier.
    public static let speedMetresPerSecondRange: ClosedRange<Double> = 0.0...100.0
}
