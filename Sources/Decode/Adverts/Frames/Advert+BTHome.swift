import Model

/// BTHome version 2 (bthome.io/format): service 0xFCD2, an info byte, then objects of an id and a value whose length
/// the id gives, little-endian, in the order of their ids.
///
/// A press is sent several times, and some devices raise the packet id meanwhile or repeat the last press in every
/// beacon; so a packet's key is made of the address and the whole content, packet id included, and who counts presses
/// counts keys.
extension Advert {
    private enum Object {
        static let packet: UInt8 = 0x00
        static let battery: UInt8 = 0x01
        static let temperature: UInt8 = 0x02
        static let humidity: UInt8 = 0x03
        static let moving: UInt8 = 0x22
        static let tamper: UInt8 = 0x2B
        static let vibration: UInt8 = 0x2C
        static let humidityCoarse: UInt8 = 0x2E
        static let button: UInt8 = 0x3A
        static let temperatureTenths: UInt8 = 0x45
        static let text: UInt8 = 0x53
        static let raw: UInt8 = 0x54
        static let temperatureWhole: UInt8 = 0x57
        static let temperatureThirds: UInt8 = 0x58
    }

    mutating func readBTHome(_ frame: some FrameBytes, _ data: Range<Int>) {
        guard let info = data.first.map({ frame[$0] }), info >> 5 == 2 else { return }
        guard info & 1 == 0 else {
            isEncrypted = true
            return
        }
        isUnderstood = true
        var position = data.lowerBound + 1
        var hasPacket = false
        while position < data.upperBound {
            let object = frame[position]
            var length = Advert.length(ofObject: object)
            if object == Object.text || object == Object.raw {
                guard position + 1 < data.upperBound else { break }
                length = 1 + Int(frame[position + 1])
            }
            // An object that is newer than this list ends the reading: its length is not known.
            guard length > 0, position + length < data.upperBound else { break }
            if object == Object.packet { hasPacket = true }
            readObject(object, frame, position + 1)
            position += 1 + length
        }
        if hasPacket || !events.isEmpty { packet = key(frame, data) }
    }

    private mutating func readObject(_ object: UInt8, _ frame: some FrameBytes, _ at: Int) {
        switch object {
        case Object.battery: setBattery(percent: frame[at])
        case Object.temperature: setTemperature(Float(Int16(bitPattern: frame.littleEndian16(at))) / 100)
        case Object.temperatureTenths: setTemperature(Float(Int16(bitPattern: frame.littleEndian16(at))) / 10)
        case Object.temperatureWhole: setTemperature(Float(Int8(bitPattern: frame[at])))
        case Object.temperatureThirds: setTemperature(Float(Int8(bitPattern: frame[at])) * 0.35)
        case Object.humidity: setHumidity(Float(frame.littleEndian16(at)) / 100)
        case Object.humidityCoarse: setHumidity(Float(frame[at]))
        case Object.button: if frame[at] != 0 { events.insert(.button) }
        case Object.tamper: if frame[at] != 0 { events.insert(.tamper) }
        case Object.moving: events.insert(frame[at] != 0 ? .moving : .still)
        case Object.vibration: if frame[at] != 0 { events.insert(.moving) }
        default: break
        }
    }

    /// Bytes of an object's value; 0 for one that is not known.
    private static func length(ofObject object: UInt8) -> Int {
        switch object {
        case 0x00, 0x01, 0x09, 0x0F...0x11, 0x15...0x2F, 0x3A, 0x46, 0x57...0x59, 0x60: 1
        case 0x02, 0x03, 0x06...0x08, 0x0C...0x0E, 0x12...0x14, 0x3C, 0x3D, 0x3F...0x41, 0x43...0x45, 0x47...0x4A,
            0x51, 0x52, 0x56, 0x5A, 0x5D...0x5F, 0x61, 0xF0:
            2
        case 0x04, 0x05, 0x0A, 0x0B, 0x42, 0x4B, 0xF2: 3
        case 0x3E, 0x4C...0x50, 0x55, 0x5B, 0x5C, 0x62, 0x63, 0xF1: 4
        default: 0
        }
    }
}
