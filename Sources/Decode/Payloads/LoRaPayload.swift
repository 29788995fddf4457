import Model

/// What a LoRaWAN device says in its own payload, whatever network carried it.
struct LoRaPayload {
    var latitude = Double.nan
    var longitude = Double.nan
    var accuracyMetres = Float.nan
    var speedMetresPerSecond = Float.nan
    var temperatureCelsius = Float.nan
    var batteryVolts = Float.nan
    var events: Observation.Events = []
    /// How old the position or scan was when the device sent it.
    var ageMilliseconds: Int64 = 0
    /// Where the list of beacons or access points begins that the device heard: an address, then RSSI in dBm (int8).
    var heardOffset = 0
    var heardCount = 0
    var addressBytes = 6

    var hasPosition: Bool { !latitude.isNaN }

    /// Reads a payload by its port; nil when the port and the bytes are of no known device.
    static func read(port: Int64, _ bytes: UnsafeBufferPointer<UInt8>) -> LoRaPayload? {
        switch port {
        case AbeewayPayload.port: AbeewayPayload.read(bytes)
        case BrowanPayload.port: BrowanPayload.read(bytes)
        default: nil
        }
    }

    /// Writes what is of the device, not of a gateway, into an observation.
    func fill(_ observation: inout Observation) {
        observation.temperatureCelsius = temperatureCelsius
        observation.batteryVolts = batteryVolts
        observation.add(events)
    }
}
