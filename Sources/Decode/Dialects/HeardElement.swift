import Model

/// One element of a Minew gateway's report as it was read, before anything is made of it.
struct HeardElement: Sendable {
    var isGateway = false
    var hasAddress = false
    var hasUUID = false
    var address: UInt64 = 0
    private var milliseconds = HeardElement.noTime
    /// The halves of an iBeacon's UUID.
    var uuid: (high: UInt64, middle: UInt64) = (0, 0)
    /// -1 when they are not there.
    var major: Int32 = -1
    var minor: Int32 = -1
    var power: Int32 = HeardElement.noPower
    var rssi = Double.nan
    var battery = Double.nan
    var temperature = Double.nan
    var humidity = Double.nan
    /// The advertisement in hex; where it lies in the payload.
    var raw = ByteRange.none

    private static var noTime: Int64 { .min }
    private static var noPower: Int32 { .min }

    @inline(__always)
    init() {}

    /// The time by the gateway's clock.
    @inline(__always)
    var time: Instant? {
        get { milliseconds == HeardElement.noTime ? nil : Instant(milliseconds: milliseconds) }
        set { milliseconds = newValue?.milliseconds ?? HeardElement.noTime }
    }

    /// Whether all is there that must be, in the first element and in the others.
    @inline(__always)
    func isComplete(isFirst: Bool) -> Bool {
        guard hasAddress, isGateway == isFirst else { return false }
        return isFirst || (!rssi.isNaN && (!hasUUID || (major >= 0 && minor >= 0)))
    }

    /// Takes a text that is not in its usual form; false when it has no form that is known.
    @inline(never)
    mutating func take(_ text: UnsafeBufferPointer<UInt8>, _ field: MinewDialect.Field) -> Bool {
        switch field {
        case .timestamp:
            time = Instant.parse(text)
            return time != nil
        case .mac:
            guard let address = BLEAddress(text, .unknown) else { return false }
            self.address = address.value
            hasAddress = true
            return true
        case .uuid:
            guard let uuid = Advert.uuid(text) else { return false }
            self.uuid = uuid
            hasUUID = true
            return true
        default: return false
        }
    }

    /// Adds what was heard of a tag; as ``MinewDialect/decode(_:_:_:)`` does with a tape.
    ///
    /// - Returns: why nothing is added.
    @inline(__always)
    func add(
        to observations: inout [Observation], _ bytes: inout [UInt8], _ text: PaddedText, _ scope: MessageScope
    ) -> Refusal? {
        let index = observations.count
        return observations.append(from: scope.state) { (observation) throws(Refusal) in
            scope.begin(&observation)
            observation.rssiDBm = Float(rssi)
            observation.batteryPercent = Float(battery)
            observation.temperatureCelsius = Float(temperature)
            observation.humidityPercent = Humidity.percent(humidity)
            var advert = Advert(address: BLEAddress(address, .unknown))
            if hasUUID {
                let (major, minor) = (UInt16(truncatingIfNeeded: major), UInt16(truncatingIfNeeded: minor))
                advert.setIBeacon(uuid, major: major, minor: minor)
                if power != HeardElement.noPower { advert.powerByte = UInt8(truncatingIfNeeded: power) }
                // Gateways fill in 0 for beacons, which advertise no battery.
                if observation.batteryPercent == 0 { observation.batteryPercent = .nan }
            } else if !raw.isEmpty {
                guard let frame = HexFrame(text.bytes(raw)) else { throw Refusal(.wrongType, "rawData is not hex") }
                advert.read(frame)
            }
            try scope.setTime(time, of: &observation)
            let objection = advert.write(&observation, scope, &bytes)
            scope.state.pointee.merge.note(
                address, hasIdentity: advert.identity.kind != .none, observation: index, objection)
        }
    }
}
