import Model

/// One uplink of ``ChirpStackDialect``: what each gateway heard, and what the device said.
struct ChirpStackUplink {
    private let document: JSONDocument
    private let scope: MessageScope
    /// Tag, time and packet, with the network server as the reader.
    private var base: Observation
    private let gateways: JSONDocument.Value?

    /// LoRa payloads have at most 242 bytes (LoRaWAN regional parameters); a string limit below that holds before.
    private static let payloadBytesMax = 256

    init(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        self.document = document
        self.scope = scope
        base = try ChirpStackDialect.begin(document, scope, &decoded)
        gateways = try document.array(document.root, "rxInfo")
        base.packet = try packet(decoded)
        if let gateways { try document.refuseTooMany(gateways) }
    }

    private func packet(_ decoded: borrowing DecodedBatch) throws(Refusal) -> UInt64 {
        let root = document.root
        var key = PacketKey()
        key.add(field: base.tag, of: decoded.bytes)
        if let count = try document.integer(root, "fCnt", in: 0...4_294_967_295) {
            // The address is new after each join, when the counter begins again.
            if let address = try document.string(root, "devAddr") { key.add(field: address) }
            key.add(number: count)
        } else if let id = try document.filledString(root, "deduplicationId") {
            key.add(field: id)
        } else {
            return 0
        }
        return key.value
    }

    func add(_ decoded: inout DecodedBatch) throws(Refusal) {
        let port = try document.integer(document.root, "fPort", in: 0...255) ?? 0
        let data = try document.string(document.root, "data")
        let isKnownPort = port == AbeewayPayload.port || port == BrowanPayload.port
        guard isKnownPort, let data, data.count <= ChirpStackUplink.payloadBytesMax * 4 / 3 + 4 else {
            try addGateways(nil, &decoded)
            return
        }
        let result: Result<Void, Refusal> = withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: data.count
        ) { buffer in
            let bytes = ChirpStackUplink.readBase64(data, into: buffer)
            let payload = bytes.flatMap { LoRaPayload.read(port: port, $0) }
            do throws(Refusal) {
                try addGateways(payload, &decoded)
                if let payload, let bytes {
                    addPosition(payload, &decoded)
                    addHeard(payload, bytes, &decoded)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// The bytes of a base64 text; nil when it is none.
    private static func readBase64(
        _ text: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8>? {
        var decoder = Base64()
        var count = 0
        for byte in text {
            switch decoder.next(byte) {
            case .byte(let value):
                guard count < buffer.count else { return nil }
                buffer[count] = value
                count += 1
            case .more: break
            case .invalid: return nil
            }
        }
        return decoder.isComplete ? UnsafeBufferPointer(rebasing: buffer[..<count]) : nil
    }

    /// One observation per gateway.
    private func addGateways(_ payload: LoRaPayload?, _ decoded: inout DecodedBatch) throws(Refusal) {
        guard let gateways, document.count(gateways) > 0 else { throw Refusal(.missingField, "rxInfo") }
        document.forEach(gateways) { gateway in
            decoded.add(scope) { (decoded) throws(Refusal) in
                guard document.kind(gateway) == .object else { throw Refusal(.wrongType, "rxInfo") }
                guard let id = try document.filledString(gateway, "gatewayId") else {
                    throw Refusal(.missingField, "gatewayId")
                }
                var scope = scope
                try scope.setReader(id, in: &decoded)
                var observation = base
                observation.reader = scope.reader
                // LoRa is heard far below what other radios are: that is no number to compare, but no error.
                let rssi = try document.number(gateway, "rssi") ?? .nan
                guard rssi.isNaN || rssi <= Limits.rssiDBmRange.upperBound else { throw Refusal(.outOfRange, "rssi") }
                if rssi >= Limits.rssiDBmRange.lowerBound { observation.rssiDBm = Float(rssi) }
                payload?.fill(&observation)
                return observation
            }
        }
    }

    private func addPosition(_ payload: LoRaPayload, _ decoded: inout DecodedBatch) {
        guard payload.hasPosition else { return }
        decoded.add(scope) { (decoded) throws(Refusal) in
            var observation = try aged(payload)
            observation.latitude = payload.latitude
            observation.longitude = payload.longitude
            observation.accuracyMetres = payload.accuracyMetres
            observation.speedMetresPerSecond = payload.speedMetresPerSecond
            payload.fill(&observation)
            return observation
        }
    }

    /// What the device heard: the beacon or access point stands still, so it is the reader.
    private func addHeard(
        _ payload: LoRaPayload, _ bytes: UnsafeBufferPointer<UInt8>, _ decoded: inout DecodedBatch
    ) {
        let stride = payload.addressBytes + 1
        for index in 0..<payload.heardCount {
            let start = payload.heardOffset + index * stride
            guard start + stride <= bytes.count else { return }
            decoded.add(scope) { (decoded) throws(Refusal) in
                var observation = try aged(payload)
                let name = decoded.bytes.count
                for byte in bytes[start..<(start + payload.addressBytes)] { Hex.appendLower(byte, to: &decoded.bytes) }
                var scope = scope
                try scope.setReader(ByteRange(offset: name, count: 2 * payload.addressBytes), in: &decoded)
                observation.reader = scope.reader
                let rssi = Int8(bitPattern: bytes[start + payload.addressBytes])
                guard Limits.rssiDBmRange.contains(Double(rssi)) else { throw Refusal(.outOfRange, "rssi") }
                observation.rssiDBm = Float(rssi)
                payload.fill(&observation)
                return observation
            }
        }
    }

    /// The base, at the time when the device measured.
    private func aged(_ payload: LoRaPayload) throws(Refusal) -> Observation {
        var observation = base
        guard payload.ageMilliseconds > 0 else { return observation }
        observation.observedAt = observation.observedAt.advanced(byMilliseconds: -payload.ageMilliseconds)
        let isStale =
            !scope.header.flags.contains(.receiveTimeUnknown) && !scope.header.flags.contains(.retained)
            && scope.header.receivedAt.milliseconds - observation.observedAt.milliseconds
                > Limits.observationAgeMillisecondsMax
        guard !isStale else { throw Refusal(.stale, "older than 24 h at its receipt") }
        return observation
    }
}
