import Model

/// Browan object locators, uplinks of 11 bytes on port 136.
///
/// Layout as the device repository of The Things Network tells it: status (button, moving, no fix, error), battery
/// (tenths of a volt above 2.5 V, 0 while it is charged), temperature of the board plus 32, latitude (28 bits, signed)
/// and longitude (29 bits,
/// signed) in millionths of a degree, little-endian; the three bits above the longitude are the accuracy's class.
/// Without a fix the degrees are those of the last one, and not read.
enum BrowanPayload {
    static let port: Int64 = 136
    /// Class 7 is "worse than 256 m"; a number keeps it from being trusted.
    private static let worstAccuracyMetres: Float = 1000

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> LoRaPayload? {
        guard bytes.count == 11 else { return nil }
        var payload = LoRaPayload()
        let status = bytes[0]
        if status & 0x01 != 0 { payload.events.insert(.button) }
        payload.events.insert(status & 0x02 != 0 ? .moving : .still)
        let battery = bytes[1] & 0x0F
        if battery > 0 { payload.batteryVolts = Float(25 + battery) / 10 }
        payload.temperatureCelsius = Float(bytes[2] & 0x7F) - 32
        let hasFix = status & 0x18 == 0
        let north = little(bytes, 3)
        let east = little(bytes, 7)
        guard hasFix, north != 0 || east != 0 else { return payload }
        let latitude = Double(Int32(bitPattern: north << 4) >> 4) / 1_000_000
        let longitude = Double(Int32(bitPattern: east << 3) >> 3) / 1_000_000
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        payload.latitude = latitude
        payload.longitude = longitude
        let accuracyClass = east >> 29
        payload.accuracyMetres = accuracyClass == 7 ? worstAccuracyMetres : Float(UInt32(4) << accuracyClass)
        return payload
    }

    private static func little(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
        UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
            | UInt32(bytes[start + 3]) << 24
    }
}
