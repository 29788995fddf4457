/// Eddystone frames (github.com/google/eddystone): service 0xFEAA, the first byte is the frame's type.
extension Advert {
    private enum Frame {
        static let uid: UInt8 = 0x00
        static let url: UInt8 = 0x10
        static let telemetry: UInt8 = 0x20
        static let ephemeral: UInt8 = 0x30
    }

    private static let noTemperature = Int16(bitPattern: 0x8000)

    mutating func readEddystone(_ frame: some FrameBytes, _ data: Range<Int>) {
        guard let type = data.first.map({ frame[$0] }) else { return }
        let start = data.lowerBound
        switch type {
        case Frame.uid:
            // Power at 0 m (an iBeacon's is at 1 m, 41 dB less), ten bytes of namespace, six of instance.
            guard data.count >= 18 else { return }
            isUnderstood = true
            if identity.kind == .none { setIdentity(.eddystone, frame, (start + 2)..<(start + 18)) }
        case Frame.url:
            // An address in the web, which many beacons may share: no identity.
            isUnderstood = true
        case Frame.telemetry: readTelemetry(frame, data)
        case Frame.ephemeral:
            // An id that changes and that only its owner's key can tell.
            isEncrypted = true
        default: break
        }
    }

    /// Plain telemetry (version 0): battery in mV (0: not told), temperature in 8.8 fixed point (0x8000: not told),
    /// and two counters, which make each packet one of its own. Version 1 is encrypted.
    private mutating func readTelemetry(_ frame: some FrameBytes, _ data: Range<Int>) {
        let start = data.lowerBound
        guard data.count >= 2 else { return }
        guard frame[start + 1] == 0 else {
            isEncrypted = true
            return
        }
        guard data.count >= 14 else { return }
        isTelemetry = true
        isUnderstood = true
        setBattery(milliVolts: frame.bigEndian16(start + 2))
        let raw = frame.signed16(start + 4)
        if raw != Advert.noTemperature { setTemperature(Float(raw) / 256) }
        if packet == 0 { packet = key(frame, data) }
    }
}
