import Model

/// What the reading of advertisements keeps between elements and messages, and the families of the configuration.
struct AdvertState: Sendable {
    let families: TagFamilies
    var rotation = RotationTable()
    var merge = FrameMerge()
    /// An observation that says nothing, to begin with.
    var blank = Observation()
    /// The elements of the message that a Minew gateway's reader is at.
    var heard: [HeardElement] = []
    var minewKeys = KeyMemory<MinewDialect.Field>()
    var espresenseKeys = KeyMemory<EspresenseDialect.Field>()
}

/// Who an advertisement is from, in the order of what lasts: a beacon's id, a public address, and never a random one,
/// unless it is a static one that the device states in its frames or whose family is known to keep it.
extension Advert {
    /// What stands against an advertisement whose identity is its address.
    enum Objection: UInt8 {
        case none
        /// The address is random.
        case random
        /// Nothing of it could be read.
        case encrypted

        var refusal: Refusal {
            switch self {
            case .none, .random: Refusal(.randomAddress, "a random address and no identity")
            case .encrypted: Refusal(.encrypted, "the advertisement is encrypted")
            }
        }
    }

    /// Fills in the identity and what the advertisement says; what is there already holds.
    ///
    /// - Precondition: the observation's time is set; telemetry is joined by it.
    /// - Returns: whether the address, which is the tag then, may not stand as an identity.
    mutating func write(
        _ observation: inout Observation, _ scope: MessageScope, _ bytes: inout [UInt8]
    ) -> Objection {
        let trustsStatic = scope.state.pointee.families.isEmpty ? false : apply(scope.state.pointee.families)
        if identity.kind != .none {
            scope.state.pointee.rotation.note(address.value, identity, at: observation.observedAt)
        } else if isTelemetry,
            let beacon = scope.state.pointee.rotation.beacon(address.value, at: observation.observedAt)
        {
            identity = beacon
        }
        writeValues(&observation)
        observation.tagKind = .ble
        let isKept: Bool
        switch address.kind {
        case .unknown, .isPublic: isKept = true
        case .randomStatic: isKept = statesAddress || trustsStatic
        case .resolvable, .nonResolvable: isKept = false
        }
        let isNamed = identity.kind != .none
        appendTexts(&observation, &bytes, hasAddress: !isNamed || (isKept && address.value != 0))
        if isNamed { return .none }
        if isEncrypted, !isUnderstood { return .encrypted }
        return isKept ? .none : .random
    }

    /// Appends the address, which is the tag unless a beacon's id is, and that id: both at once.
    @inline(__always)
    private func appendTexts(_ observation: inout Observation, _ bytes: inout [UInt8], hasAddress: Bool) {
        let start = bytes.count
        bytes.append(capacity: BLEAddress.textCount + BeaconText.capacity) { base in
            var text = BeaconText(base)
            if hasAddress {
                text.write(address)
                let range = ByteRange(offset: start, count: BLEAddress.textCount)
                if identity.kind == .none { observation.tag = range } else { observation.alternateTag = range }
            }
            if identity.kind != .none {
                let before = text.count(from: base)
                text.write(identity)
                observation.tag = ByteRange(offset: start + before, count: text.count(from: base) - before)
            }
            return text.count(from: base)
        }
    }

    @inline(__always)
    private func writeValues(_ observation: inout Observation) {
        if observation.batteryPercent.isNaN { observation.batteryPercent = batteryPercent }
        if observation.batteryVolts.isNaN { observation.batteryVolts = batteryVolts }
        if observation.temperatureCelsius.isNaN { observation.temperatureCelsius = temperatureCelsius }
        if observation.humidityPercent.isNaN { observation.humidityPercent = humidityPercent }
        if observation.accelerationMilliG == nil { observation.accelerationMilliG = accelerationMilliG }
        observation.add(events)
        if observation.packet == 0 { observation.packet = packet }
    }

    /// Takes an iBeacon's id that a gateway has read already.
    ///
    /// - Returns: false when the text is no UUID.
    mutating func setIBeacon(uuid text: UnsafeBufferPointer<UInt8>, major: UInt16, minor: UInt16) -> Bool {
        guard let uuid = Advert.uuid(text) else { return false }
        setIBeacon(uuid, major: major, minor: minor)
        return true
    }

    /// Takes an iBeacon's id.
    @inline(__always)
    mutating func setIBeacon(_ uuid: (high: UInt64, middle: UInt64), major: UInt16, minor: UInt16) {
        identity.kind = .iBeacon
        identity.high = uuid.high
        identity.middle = uuid.middle
        identity.low = UInt32(major) << 16 | UInt32(minor)
        isUnderstood = true
    }

    /// The two halves of a UUID of 32 digits, with dashes anywhere or none.
    static func uuid(_ text: UnsafeBufferPointer<UInt8>) -> (high: UInt64, middle: UInt64)? {
        if text.count == 32 {
            guard let first = HexWords.value(HexWords.load(text, at: 0)),
                let second = HexWords.value(HexWords.load(text, at: 8)),
                let third = HexWords.value(HexWords.load(text, at: 16)),
                let fourth = HexWords.value(HexWords.load(text, at: 24))
            else { return nil }
            return (UInt64(first) << 32 | UInt64(second), UInt64(third) << 32 | UInt64(fourth))
        }
        var halves: (high: UInt64, middle: UInt64) = (0, 0)
        var digits = 0
        for byte in text where byte != Ascii.minus {
            let value = Hex.value(byte)
            guard value < 16, digits < 32 else { return nil }
            if digits < 16 {
                halves.high = halves.high << 4 | UInt64(value)
            } else {
                halves.middle = halves.middle << 4 | UInt64(value)
            }
            digits += 1
        }
        return digits == 32 ? halves : nil
    }
}

extension Observation {
    /// Adds events; an SOS, a fall or a button makes the observation urgent.
    mutating func add(_ events: Events) {
        guard !events.isEmpty else { return }
        self.events.formUnion(events)
        if !events.isDisjoint(with: [.sos, .fall, .button]) { flags.insert(.urgent) }
    }
}

extension DecodedBatch {
    /// Adds the observation of a message with one advertisement, or its rejection.
    mutating func addAdvert(
        _ scope: MessageScope,
        _ make: (inout DecodedBatch) throws(Refusal) -> (observation: Observation, advert: Advert)
    ) {
        add(scope) { (decoded) throws(Refusal) in
            var (observation, advert) = try make(&decoded)
            let objection = advert.write(&observation, scope, &decoded.bytes)
            guard objection == .none else { throw objection.refusal }
            return observation
        }
    }
}
