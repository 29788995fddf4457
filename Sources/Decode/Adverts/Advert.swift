import Model

/// What the advertisements of one address say, merged: who sent them, and what of its sensors we keep.
///
/// Frames of one address are read one after the other; the first identity holds, and of each value the last. Layout of
/// AD structures: Bluetooth Core Specification 5.4, volume 3, part C, 11 (length, type, data). A structure that runs
/// past the end ends the walk: what came before it holds. Values that no sensor can mean are left out: the identity is
/// good without them.
struct Advert {
    /// A beacon's id as the air has it: 20 bytes of an iBeacon (UUID, major, minor), 16 of an Eddystone-UID (namespace,
    /// instance).
    struct Identity {
        enum Kind: UInt8 {
            case none, iBeacon, eddystone
        }

        var kind = Kind.none
        /// The first eight bytes, the most significant one first; then the next eight, then the rest.
        var high: UInt64 = 0
        var middle: UInt64 = 0
        var low: UInt32 = 0

        /// A byte by its place.
        func byte(_ index: Int) -> UInt8 {
            switch index {
            case 0..<8: UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * index))
            case 8..<16: UInt8(truncatingIfNeeded: middle >> UInt64(120 - 8 * index))
            default: UInt8(truncatingIfNeeded: low >> UInt32(152 - 8 * index))
            }
        }
    }

    var address: BLEAddress
    var identity = Identity()
    /// An iBeacon's last byte: its strength at 1 m, or what its vendor puts there.
    var powerByte: UInt8?
    var batteryPercent = Float.nan
    var batteryVolts = Float.nan
    var temperatureCelsius = Float.nan
    var humidityPercent = Float.nan
    var accelerationMilliG: SIMD3<Int16>?
    var events: Observation.Events = []
    /// See ``Observation/packet``.
    var packet: UInt64 = 0
    /// An Eddystone-TLM was among the frames: telemetry that names nobody.
    var isTelemetry = false
    /// A frame that we understand was among them.
    var isUnderstood = false
    /// A frame whose content is encrypted was among them.
    var isEncrypted = false
    /// A frame repeats the address of its sender: the device itself goes by it.
    var statesAddress = false

    private enum Structure {
        static let serviceData16: UInt8 = 0x16
        static let manufacturerData: UInt8 = 0xFF
    }

    init(address: BLEAddress) {
        self.address = address
    }

    /// Reads one frame's AD structures.
    ///
    /// - Complexity: O(n) in the frame, no allocation.
    mutating func read(_ frame: some FrameBytes) {
        var position = 0
        while position < frame.count {
            let length = Int(frame[position])
            guard length > 0, position + length < frame.count else { return }
            let data = (position + 2)..<(position + 1 + length)
            switch frame[position + 1] {
            case Structure.manufacturerData: readManufacturer(frame, data)
            case Structure.serviceData16 where data.count >= 2:
                let service = frame.littleEndian16(data.lowerBound)
                readService(service, frame, (data.lowerBound + 2)..<data.upperBound)
            default: break
            }
            position += 1 + length
        }
    }

    /// Reads manufacturer data, which begins with the company's number (little-endian).
    mutating func readManufacturer(_ frame: some FrameBytes, _ data: Range<Int>) {
        guard data.count >= 2 else { return }
        let content = (data.lowerBound + 2)..<data.upperBound
        switch frame.littleEndian16(data.lowerBound) {
        case 0x004C: readIBeacon(frame, content)
        case 0x0499: readRuuvi(frame, content)
        case 0x0BA9: readShelly(frame, content)
        default: break
        }
    }

    /// Reads the data of a 16-bit service, without the service's number.
    mutating func readService(_ service: UInt16, _ frame: some FrameBytes, _ data: Range<Int>) {
        switch service {
        case 0xFEAA: readEddystone(frame, data)
        case 0xFCD2: readBTHome(frame, data)
        case 0xFFE1: readMinew(frame, data)
        case 0xFEAB: readMoko(frame, data)
        default: break
        }
    }

    /// iBeacon: type 0x02, length 0x15, then UUID, major, minor and the power at 1 m.
    private mutating func readIBeacon(_ frame: some FrameBytes, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 23, frame[start] == 0x02, frame[start + 1] == 0x15 else { return }
        isUnderstood = true
        guard identity.kind != .iBeacon else { return }
        setIdentity(.iBeacon, frame, (start + 2)..<(start + 22))
        powerByte = frame[start + 22]
    }

    /// Takes an id of 16 or 20 bytes. An iBeacon wins over an Eddystone-UID of the same address; else the first holds.
    mutating func setIdentity(_ kind: Identity.Kind, _ frame: some FrameBytes, _ range: Range<Int>) {
        let start = range.lowerBound
        var words = Identity(kind: kind)
        for offset in 0..<8 {
            words.high = words.high << 8 | UInt64(frame[start + offset])
            words.middle = words.middle << 8 | UInt64(frame[start + 8 + offset])
        }
        if range.count == 20 {
            for offset in 16..<20 { words.low = words.low << 8 | UInt32(frame[start + offset]) }
        }
        identity = words
    }

    // MARK: Values inside their ranges

    mutating func setTemperature(_ celsius: Float) {
        if Limits.temperatureCelsiusRange.contains(Double(celsius)) { temperatureCelsius = celsius }
    }

    mutating func setHumidity(_ percent: Float) {
        humidityPercent = Humidity.percent(Double(percent))
    }

    mutating func setBattery(percent: UInt8) {
        if percent <= 100 { batteryPercent = Float(percent) }
    }

    mutating func setBattery(milliVolts: UInt16) {
        if milliVolts > 0 { batteryVolts = Float(milliVolts) / 1000 }
    }

    /// A key out of the address and the bytes of a frame that differ from packet to packet.
    func key(_ frame: some FrameBytes, _ range: Range<Int>) -> UInt64 {
        var key = PacketKey()
        key.add(address.value)
        key.add(frame, range)
        return key.value
    }
}

/// Relative humidity out of sensors.
enum Humidity {
    /// What is read as a humidity at all, in percent.
    static var sensorRange: ClosedRange<Double> { 0...120 }

    /// Capacitive sensors overshoot when they are wet: up to 120 is read as 100; what is farther off is no humidity.
    static func percent(_ value: Double) -> Float {
        guard sensorRange.contains(value) else { return .nan }
        return Float(min(value, 100))
    }
}
