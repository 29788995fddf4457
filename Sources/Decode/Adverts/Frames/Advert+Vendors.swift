import Model

/// Frames of Minew (service 0xFFE1), MOKO (service 0xFEAB) and Shelly (company 0x0BA9), as their gateways' open
/// decoders read them.
extension Advert {
    /// Minew, frame 0xA1: product, battery in percent, then by product; values are 8.8 fixed point, signed,
    /// big-endian; the address follows, least significant byte first.
    mutating func readMinew(_ frame: some FrameBytes, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 3, frame[start] == 0xA1 else { return }
        isUnderstood = true
        setBattery(percent: frame[start + 2])
        var addressAt = start + 3
        switch frame[start + 1] {
        case 0x01:
            // Temperature and humidity.
            guard data.count >= 5 else { return }
            setTemperature(Float(frame.signed16(start + 3)) / 256)
            if data.count >= 7 { setHumidity(Float(frame.signed16(start + 5)) / 256) }
            addressAt = start + 7
        case 0x03:
            // Acceleration in g.
            guard data.count >= 9 else { return }
            accelerationMilliG = SIMD3(
                Advert.milliG(frame.signed16(start + 3)), Advert.milliG(frame.signed16(start + 5)),
                Advert.milliG(frame.signed16(start + 7)))
            addressAt = start + 9
        // Battery, address and name.
        case 0x08: break
        default: return
        }
        guard addressAt + 6 <= data.upperBound else { return }
        if frame.addressReversed(addressAt) == address.value { statesAddress = true }
    }

    private static func milliG(_ raw: Int16) -> Int16 { Int16(clamping: Int(raw) * 1000 / 256) }

    /// MOKO BeaconX Pro: the frame's type, power, interval, then by type, big-endian; the battery in mV.
    mutating func readMoko(_ frame: some FrameBytes, _ data: Range<Int>) {
        let start = data.lowerBound
        guard let type = data.first.map({ frame[$0] }) else { return }
        switch type {
        case 0x40 where data.count >= 5:
            setBattery(milliVolts: frame.bigEndian16(start + 3))
        case 0x60 where data.count >= 14:
            readMokoAcceleration(frame, start)
            setBattery(milliVolts: frame.bigEndian16(start + 12))
            readMokoAddress(frame, start + 15, data)
        case 0x70 where data.count >= 9:
            setTemperature(Float(frame.signed16(start + 3)) / 10)
            setHumidity(Float(frame.bigEndian16(start + 5)) / 10)
            setBattery(milliVolts: frame.bigEndian16(start + 7))
            readMokoAddress(frame, start + 10, data)
        default: return
        }
        isUnderstood = true
    }

    /// Three axes as the accelerometer's registers: 12 bits, left-justified; a step is 1, 2, 4 or 12 mg at full scales
    /// of 2, 4, 8 and 16 g (LIS2DH data sheet, table 4).
    private mutating func readMokoAcceleration(_ frame: some FrameBytes, _ start: Int) {
        let step: Int
        switch frame[start + 4] {
        case 0: step = 1
        case 1: step = 2
        case 2: step = 4
        case 3: step = 12
        default: return
        }
        func axis(_ index: Int) -> Int16 { Int16(clamping: Int(frame.signed16(start + index) >> 4) * step) }
        accelerationMilliG = SIMD3(axis(6), axis(8), axis(10))
    }

    private mutating func readMokoAddress(_ frame: some FrameBytes, _ at: Int, _ data: Range<Int>) {
        guard at + 6 <= data.upperBound else { return }
        if frame.address(at) == address.value { statesAddress = true }
    }

    /// Shelly BLU: blocks of a type and a value; 0x01 flags, 0x0B model, 0x0A the address, least significant byte
    /// first.
    mutating func readShelly(_ frame: some FrameBytes, _ data: Range<Int>) {
        var position = data.lowerBound
        while position < data.upperBound {
            let length: Int
            switch frame[position] {
            case 0x01, 0x0B: length = 2
            case 0x0A: length = 6
            default: return
            }
            guard position + length < data.upperBound else { return }
            if length == 6, frame.addressReversed(position + 1) == address.value { statesAddress = true }
            position += 1 + length
        }
    }
}
