import Model

/// Abeeway trackers (asset tracker firmware 2), uplinks on port 18.
///
/// Layout from the vendor's reference guide as the device repository of The Things Network tells it (asset tracker
/// 2): type, status, battery, temperature, then four bits of acknowledgement and four of an option. Status: mode (3
/// bits), SOS, application, moving, periodic, on demand. The temperature is spread over -44…85 °C, and the battery over
/// 2.8…4.2 V (0 while it is charged, 255 when unknown): volts and no percent. The port alone proves little: a payload
/// of another length or mode than the layout's is none.
enum AbeewayPayload {
    static let port: Int64 = 18

    private enum Message: UInt8 {
        case position = 0x03
        case energyOrHealth = 0x04
        case heartbeat = 0x05
        case activityOrConfiguration = 0x07
        case shutdown = 0x09
        case event = 0x0A
        case scanCollection = 0x0B
        case extendedPosition = 0x0E
    }

    private static let headerBytes = 5
    private static let modeMax: UInt8 = 5
    private static let secondsPerAge: Int64 = 8

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> LoRaPayload? {
        guard bytes.count > headerBytes, let message = Message(rawValue: bytes[0]), bytes[1] >> 5 <= modeMax else {
            return nil
        }
        var payload = LoRaPayload()
        payload.temperatureCelsius = Float(Double(bytes[3]) * 129 / 255 - 44)
        if bytes[2] != 0, bytes[2] != 255 {
            payload.batteryVolts = Float(2.8 + (Double(bytes[2]) - 1) * 1.4 / 253)
        }
        if bytes[1] & 0x10 != 0 { payload.events.insert(.sos) }
        payload.events.insert(bytes[1] & 0x04 != 0 ? .moving : .still)
        let isRead =
            switch message {
            case .position: readPosition(bytes, option: bytes[4] & 15, &payload)
            case .extendedPosition: readExtended(bytes, option: bytes[4] & 15, &payload)
            case .event: readEvent(bytes[5], &payload)
            default: true
            }
        return isRead ? payload : nil
    }

    /// Age in steps of 8 s, then a GPS fix of three-byte degrees, or what was heard.
    private static func readPosition(
        _ bytes: UnsafeBufferPointer<UInt8>, option: UInt8, _ payload: inout LoRaPayload
    ) -> Bool {
        let age = Int64(bytes[5]) * secondsPerAge * 1000
        switch option {
        case 0:
            guard bytes.count == 13 else { return false }
            payload.ageMilliseconds = age
            payload.accuracyMetres = Float(Double(bytes[12]) * 1000 / 255)
            return setDegrees(big(bytes, 6, 3) << 8, big(bytes, 9, 3) << 8, &payload)
        default:
            let isHeard = setHeard(bytes, from: 6, option: option, &payload)
            if payload.heardCount > 0 { payload.ageMilliseconds = age }
            return isHeard
        }
    }

    /// Age in seconds (two bytes), then a GPS fix of four-byte degrees with course and speed, or what was heard.
    private static func readExtended(
        _ bytes: UnsafeBufferPointer<UInt8>, option: UInt8, _ payload: inout LoRaPayload
    ) -> Bool {
        guard bytes.count > 7 else { return false }
        let age = Int64(big(bytes, 5, 2)) * 1000
        switch option {
        case 0:
            guard bytes.count >= 23 else { return false }
            payload.ageMilliseconds = age
            // In the second layout of the byte, values over 250 are classes: the upper end of each, in metres.
            let isMetres = bytes[7] & 2 != 0
            let accuracy = bytes[18]
            let classes: [UInt8: Float] = [251: 500, 252: 1000, 253: 2000, 254: 4000, 255: 8000]
            payload.accuracyMetres =
                isMetres ? classes[accuracy] ?? Float(accuracy) : Float(Double(accuracy) * 1000 / 255)
            let speed = Float(big(bytes, 21, 2)) / 100
            if Limits.speedMetresPerSecondRange.contains(Double(speed)) { payload.speedMetresPerSecond = speed }
            return setDegrees(big(bytes, 8, 4), big(bytes, 12, 4), &payload)
        default:
            let isHeard = setHeard(bytes, from: 7, option: option, &payload)
            if payload.heardCount > 0 { payload.ageMilliseconds = age }
            return isHeard
        }
    }

    /// Beacons by address (7) or short id (10), access points (9), beacons by long id (11). Timeouts and failures
    /// (1…4, 8) and satellites' raw data (5, 6) have no place.
    private static func setHeard(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, option: UInt8, _ payload: inout LoRaPayload
    ) -> Bool {
        switch option {
        case 7, 9, 10: payload.addressBytes = 6
        case 11: payload.addressBytes = 16
        case 1...6, 8: return true
        default: return false
        }
        let stride = payload.addressBytes + 1
        guard bytes.count >= start, (bytes.count - start) % stride == 0 else { return false }
        payload.heardOffset = start
        payload.heardCount = (bytes.count - start) / stride
        return true
    }

    private static func readEvent(_ code: UInt8, _ payload: inout LoRaPayload) -> Bool {
        switch code {
        case 1:
            payload.events.remove(.still)
            payload.events.insert(.moving)
        case 2:
            payload.events.remove(.moving)
            payload.events.insert(.still)
        case 7: payload.events.insert(.sos)
        case 0, 3...6, 8...10: break
        default: return false
        }
        return true
    }

    /// Degrees in units of 1e-7.
    private static func setDegrees(_ latitude: UInt32, _ longitude: UInt32, _ payload: inout LoRaPayload) -> Bool {
        let north = Double(Int32(bitPattern: latitude)) / 10_000_000
        let east = Double(Int32(bitPattern: longitude)) / 10_000_000
        guard (-90...90).contains(north), (-180...180).contains(east) else { return false }
        payload.latitude = north
        payload.longitude = east
        return true
    }

    private static func big(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<(start + count) { value = value << 8 | UInt32(bytes[index]) }
        return value
    }
}
