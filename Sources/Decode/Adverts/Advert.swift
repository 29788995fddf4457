/// What a raw BLE advertisement says: who sent it, and what of its sensors we keep.
///
/// Layout of AD structures: Bluetooth Core Specification 5.4, volume 3, part C, 11 (length, type, data). A structure
/// that runs past the end ends the walk: what came before it holds.
struct Advert {
    enum Identity {
        case none, iBeacon, eddystone
    }

    var identity = Identity.none
    /// Where the identity's bytes start: 20 of an iBeacon, 16 of an Eddystone-UID.
    var identityOffset = 0
    var batteryPercent = Float.nan
    var temperatureCelsius = Float.nan

    private static let serviceData16: UInt8 = 0x16
    private static let manufacturerData: UInt8 = 0xFF

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < bytes.count {
            let length = Int(bytes[position])
            guard length > 0, position + length < bytes.count else { return }
            let data = (position + 2)..<(position + 1 + length)
            switch bytes[position + 1] {
            case Advert.manufacturerData: readManufacturer(bytes, data)
            case Advert.serviceData16: readService(bytes, data)
            default: break
            }
            position += 1 + length
        }
    }

    /// iBeacon: company 0x004C, type 0x02, length 0x15, then UUID, major, minor and the power at 1 m.
    private mutating func readManufacturer(_ bytes: UnsafeBufferPointer<UInt8>, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 25, bytes[start] == 0x4C, bytes[start + 1] == 0x00, bytes[start + 2] == 0x02,
            bytes[start + 3] == 0x15
        else { return }
        identity = .iBeacon
        identityOffset = start + 4
    }

    private mutating func readService(_ bytes: UnsafeBufferPointer<UInt8>, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 4 else { return }
        switch (bytes[start], bytes[start + 1], bytes[start + 2]) {
        case (0xAA, 0xFE, 0x00):
            // Eddystone-UID (github.com/google/eddystone): power at 0 m, ten bytes of namespace, six of instance.
            guard data.count >= 20, identity == .none else { return }
            identity = .eddystone
            identityOffset = start + 4
        case (0xE1, 0xFF, 0xA1):
            readMinew(bytes, data)
        default: break
        }
    }

    /// Minew's own frames (service 0xFFE1, frame 0xA1): product, battery in percent, then by product; product 1 is
    /// temperature (8.8 fixed point, signed, big-endian) and humidity.
    private mutating func readMinew(_ bytes: UnsafeBufferPointer<UInt8>, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 5 else { return }
        if bytes[start + 4] <= 100 { batteryPercent = Float(bytes[start + 4]) }
        guard bytes[start + 3] == 1, data.count >= 7 else { return }
        let raw = Int16(bitPattern: UInt16(bytes[start + 5]) << 8 | UInt16(bytes[start + 6]))
        temperatureCelsius = Float(raw) / 256
    }
}
