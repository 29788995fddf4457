/// Ruuvi's data formats 5, 6 and E1 (docs.ruuvi.com, "Data formats"): manufacturer data of company 0x0499, big-endian.
///
/// All three begin with temperature (5 thousandths of a degree) and humidity (25 ten-thousandths of a percent); 5 goes
/// on with acceleration and battery and ends with the address, E1 ends with the address, and 6 with its last three
/// bytes only.
extension Advert {
    private enum Format {
        static let five: UInt8 = 0x05
        static let six: UInt8 = 0x06
        static let extended: UInt8 = 0xE1
    }

    private static let none = Int16(bitPattern: 0x8000)

    mutating func readRuuvi(_ frame: some FrameBytes, _ data: Range<Int>) {
        guard let format = data.first.map({ frame[$0] }) else { return }
        let start = data.lowerBound
        switch format {
        case Format.five where data.count >= 24:
            readRuuviAddress(frame, start + 18)
            readRuuviAcceleration(frame, start + 7)
            let power = frame.bigEndian16(start + 13) >> 5
            if power != 0x7FF { setBattery(milliVolts: 1600 + power) }
            let sequence = frame.bigEndian16(start + 16)
            if sequence != 0xFFFF { packet = ruuviKey(sequence: UInt64(sequence)) }
        case Format.six where data.count >= 20:
            packet = ruuviKey(sequence: UInt64(frame[start + 15]))
        case Format.extended where data.count >= 40:
            readRuuviAddress(frame, start + 34)
            let sequence = UInt64(frame[start + 25]) << 16 | UInt64(frame.bigEndian16(start + 26))
            if sequence != 0xFF_FFFF { packet = ruuviKey(sequence: sequence) }
        default: return
        }
        isUnderstood = true
        let temperature = frame.signed16(start + 1)
        if temperature != Advert.none { setTemperature(Float(temperature) / 200) }
        let humidity = frame.bigEndian16(start + 3)
        if humidity != 0xFFFF { setHumidity(Float(humidity) / 400) }
    }

    private mutating func readRuuviAcceleration(_ frame: some FrameBytes, _ start: Int) {
        let axes = SIMD3(frame.signed16(start), frame.signed16(start + 2), frame.signed16(start + 4))
        if axes.x != Advert.none, axes.y != Advert.none, axes.z != Advert.none { accelerationMilliG = axes }
    }

    private mutating func readRuuviAddress(_ frame: some FrameBytes, _ at: Int) {
        let stated = frame.address(at)
        guard stated != 0xFFFF_FFFF_FFFF else { return }
        // A gateway that sends no address leaves it to the frame.
        if address.value == 0 { address = BLEAddress(stated, .unknown) }
        if stated == address.value { statesAddress = true }
    }

    /// One measurement is sent many times; its number makes it one.
    func ruuviKey(sequence: UInt64) -> UInt64 {
        var key = PacketKey()
        key.add(address.value)
        key.add(sequence)
        return key.value
    }
}
