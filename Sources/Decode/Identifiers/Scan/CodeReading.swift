public import Model

/// What a valid code says to the stock, as numbers and as places in its bytes: nothing is allocated, texts are made
/// only when somebody asks.
///
/// ``CodeReader`` makes it of the codes that scanners and readers send; ``CodeRecogniser`` tells of any code, valid or
/// not, everything that it says.
public struct CodeReading: Hashable, Sendable {
    public var scheme: ScannedCode.Scheme
    /// The 14 digits as a number; nil in schemes without one.
    public var gtinNumber: UInt64?
    /// The maker's product code in schemes without a GTIN, as a place in the bytes; empty when there is none.
    public var product = ByteRange.none
    /// The device identifier of a UDI in schemes without a GTIN, unique over all makers.
    public var deviceIdentifier = ByteRange.none
    public var lot = ByteRange.none
    /// Empty as well when the serial is a number in a tag's bits.
    public var serial = ByteRange.none
    /// The serial of a tag, which its bits hold as a number.
    public var serialNumber: UInt64?
    public var expiry: CalendarDay?
    public var quantity: Int?

    public init(_ scheme: ScannedCode.Scheme) { self.scheme = scheme }

    /// The GTIN in 14 digits.
    public var gtin: String? {
        gtinNumber.map { number in
            String(unsafeUninitializedCapacity: 14) { buffer in
                var rest = number
                for position in stride(from: 13, through: 0, by: -1) {
                    buffer[position] = Ascii.zero &+ UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                return 14
            }
        }
    }

    /// The text of a place in the bytes that were read; nil when it is empty.
    public static func text(_ range: ByteRange, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        range.isEmpty ? nil : String(decoding: bytes[range.range], as: UTF8.self)
    }

    /// The serial as text.
    public func serialText(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        serialNumber.map(String.init) ?? Self.text(serial, bytes)
    }
}
