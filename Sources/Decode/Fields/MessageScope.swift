import Model

/// What a dialect knows of the message around a payload.
struct MessageScope {
    let header: MessageHeader
    let index: UInt32
    let topic: UnsafeBufferPointer<UInt8>
    let payload: UnsafeBufferPointer<UInt8>
    /// Put before the reader's id.
    var readerPrefix: [UInt8]
    /// The reader, as soon as it is known.
    var reader = ByteRange.none
    /// Which of its dialect's topics this is, numbered by the dialect; 0 before it was read.
    var topicKind = 0
    /// The decoder's memory of advertisements; it outlives the message.
    let state: UnsafeMutablePointer<AdvertState>

    init(
        header: MessageHeader, index: Int, topic: UnsafeBufferPointer<UInt8>, payload: UnsafeBufferPointer<UInt8>,
        readerPrefix: [UInt8], state: UnsafeMutablePointer<AdvertState>
    ) {
        self.header = header
        self.index = UInt32(truncatingIfNeeded: index)
        self.topic = topic
        self.payload = payload
        self.readerPrefix = readerPrefix
        self.state = state
    }

    /// An observation of this message by its reader; the rest is to be filled in.
    @inline(__always)
    func observation() -> Observation {
        var observation = Observation()
        observation.message = index
        observation.reader = reader
        return observation
    }

    /// Makes an empty observation one of this message by its reader.
    @inline(__always)
    func begin(_ observation: inout Observation) {
        observation.message = index
        observation.reader = reader
    }

    /// Sets the reader from its id; an empty id (a bare payload has no topic) leaves it unknown.
    mutating func setReader(_ text: UnsafeBufferPointer<UInt8>, in decoded: inout DecodedBatch) throws(Refusal) {
        guard !text.isEmpty else { return }
        guard text.count + readerPrefix.count <= Limits.readerBytesMax, IdentifierText.isClean(text) else {
            throw Refusal(.badIdentifier, "reader")
        }
        let start = decoded.bytes.count
        if !readerPrefix.isEmpty { decoded.bytes.append(contentsOf: readerPrefix) }
        decoded.bytes.append(contentsOf: text)
        reader = ByteRange(offset: start, count: decoded.bytes.count - start)
    }

    /// Sets the reader from its address.
    mutating func setReader(_ address: BLEAddress, in decoded: inout DecodedBatch) throws(Refusal) {
        guard readerPrefix.count + 12 <= Limits.readerBytesMax else { throw Refusal(.badIdentifier, "reader") }
        let start = decoded.bytes.count
        if !readerPrefix.isEmpty { decoded.bytes.append(contentsOf: readerPrefix) }
        _ = address.append(to: &decoded.bytes)
        reader = ByteRange(offset: start, count: decoded.bytes.count - start)
    }

    /// Sets the reader from a text that is an address, or else a name.
    mutating func setReader(
        addressOrName text: UnsafeBufferPointer<UInt8>, in decoded: inout DecodedBatch
    ) throws(Refusal) {
        if let address = BLEAddress(text, .unknown) {
            try setReader(address, in: &decoded)
        } else {
            try setReader(text, in: &decoded)
        }
    }

    /// Decides an observation's time and its flags (DESIGN part 6, "Time").
    ///
    /// - Parameter device: the time by the device's clock, nil when it gave none.
    /// - Throws: `stale` for a device time more than 24 h before the receive time, except in a retained message, which
    ///   is only last-known anyway; `bad_time` when there is no time at all.
    func setTime(_ device: Instant?, of observation: inout Observation) throws(Refusal) {
        if header.flags.contains(.retained) { observation.flags.insert(.retained) }
        let isReceiveTimeKnown = !header.flags.contains(.receiveTimeUnknown)
        guard let device else {
            guard isReceiveTimeKnown else { throw Refusal(.badTime, "neither the device nor the capture gives a time") }
            observation.observedAt = header.receivedAt
            observation.timeSource = .received
            return
        }
        observation.observedAt = device
        observation.timeSource = .device
        guard isReceiveTimeKnown else { return }
        let ahead = device.milliseconds - header.receivedAt.milliseconds
        if ahead > Limits.observationFutureMillisecondsMax {
            observation.observedAt = header.receivedAt
            observation.timeSource = .received
            observation.flags.insert(.futureClamped)
        } else if -ahead > Limits.observationAgeMillisecondsMax, !header.flags.contains(.retained) {
            throw Refusal(.stale, "older than 24 h at its receipt")
        }
    }

    /// A health report of this message's reader, at its receipt.
    ///
    /// - Parameter device: used only when the receive time is unknown.
    func health(_ kind: HealthReport.Kind, device: Instant? = nil) -> HealthReport {
        let isReceiveTimeKnown = !header.flags.contains(.receiveTimeUnknown)
        let at = isReceiveTimeKnown ? header.receivedAt : device ?? .distantPast
        return HealthReport(message: index, reader: reader, kind: kind, at: at)
    }
}

extension DecodedBatch {
    /// Adds an observation, or the rejection of what could not become one; bytes of a failed one are given back.
    @inline(__always)
    mutating func add(
        _ scope: MessageScope, _ make: (inout DecodedBatch) throws(Refusal) -> Observation
    ) {
        let mark = bytes.count
        do throws(Refusal) {
            observations.append(try make(&self))
        } catch {
            bytes.removeLast(bytes.count - mark)
            refuse(error, scope)
        }
    }

    mutating func refuse(_ refusal: Refusal, _ scope: MessageScope) {
        rejections.append(
            Rejection(message: scope.index, reason: refusal.reason, detail: refusal.detail, reader: scope.reader))
    }
}
