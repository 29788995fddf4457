import Model

/// Wirepas gateways: protobuf envelopes on `gw-event/received_data/<gateway>/<sink>/<network>/<source endpoint>/
/// <destination endpoint>` and `gw-event/status/<gateway>` (retained, also the last will).
///
/// Source: github.com/wirepas/backend-apis, `generic_message.proto` and what it imports: GenericMessage 1 wirepas; of
/// that 1 status_event, 8 packet_received_event, 17 multi_packet_received_event; of a packet 2 source_address, 6
/// travel_time_ms, 7 rx_time_ms_epoch; of a header 1 gw_id, 2 sink_id, 3 event_id. The tag is the node's address as a
/// decimal number, the reader `<gateway>/<sink>`; it was sent at rx_time minus travel_time. A mesh hands messages over
/// many nodes, so a sink does not say where a node is; there is no strength. Payloads belong to the application.
enum WirepasDialect: DialectReader {
    private enum Topic: Int {
        case other, event
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        hasPrefix(topic, "gw-event/") || hasPrefix(topic, "gw-response/") || hasPrefix(topic, "gw-request/")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        let root = levels.next()
        guard !isText(root, "gw-request"), !isText(root, "gw-response") else {
            throw Refusal(.unsupportedMessage, "a request or its answer")
        }
        if isText(root, "gw-event"), levels.next() != nil, let gateway = levels.next() {
            try scope.setReader(gateway, in: &decoded)
        }
        guard !scope.payload.isEmpty else { throw Refusal(.emptyPayload, "payload") }
        var message = Protobuf(scope.payload)
        var isRead = false
        while let (field, value) = try message.next() {
            guard field == 1, let wirepas = value.bytes else { continue }
            var inner = Protobuf(wirepas)
            while let (field, value) = try inner.next() {
                guard let event = value.bytes else { continue }
                switch field {
                case 1: try status(event, scope, &decoded)
                case 8: try packet(event, scope, &decoded)
                case 17: try packets(event, scope, &decoded)
                default: continue
                }
                isRead = true
            }
        }
        guard isRead else { throw Refusal(.unsupportedMessage, "an envelope that brings neither packets nor a status") }
        return true
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.wrongType, "not a protobuf message")
    }

    private struct Header {
        var gateway = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var sink = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var event: UInt64 = 0
    }

    private static func header(_ bytes: UnsafeBufferPointer<UInt8>) throws(Refusal) -> Header {
        var header = Header()
        var message = Protobuf(bytes)
        while let (field, value) = try message.next() {
            switch field {
            case 1: header.gateway = value.bytes ?? header.gateway
            case 2: header.sink = value.bytes ?? header.sink
            case 3: header.event = value.number ?? 0
            default: break
            }
        }
        return header
    }

    /// 1 header, 3 state: 1 is on, 2 off.
    private static func status(
        _ bytes: UnsafeBufferPointer<UInt8>, _ messageScope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var scope = messageScope
        var kind = HealthReport.Kind.heartbeat
        var message = Protobuf(bytes)
        while let (field, value) = try message.next() {
            if field == 1, let header = try value.bytes.map({ (bytes) throws(Refusal) in try header(bytes) }) {
                try setReader(header, &scope, &decoded)
            } else if field == 3, let state = value.number {
                kind = state == 1 ? .online : .offline
            }
        }
        decoded.health.append(scope.health(kind))
    }

    /// 1 header, 2 packets, each with its sink.
    private static func packets(
        _ bytes: UnsafeBufferPointer<UInt8>, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var common = Header()
        var message = Protobuf(bytes)
        var index: UInt64 = 0
        while let (field, value) = try message.next() {
            guard let content = value.bytes else { continue }
            if field == 1 {
                common = try header(content)
            } else if field == 2 {
                let header = common
                let place = index
                decoded.add(scope) { (decoded) throws(Refusal) in
                    try observation(content, header, place, hasOwnSink: true, scope, &decoded)
                }
                index += 1
            }
        }
        if index == 0 { decoded.health.append(scope.health(.heartbeat)) }
    }

    private static func packet(
        _ bytes: UnsafeBufferPointer<UInt8>, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        decoded.add(scope) { (decoded) throws(Refusal) in
            try observation(bytes, Header(), 0, hasOwnSink: false, scope, &decoded)
        }
    }

    private static func observation(
        _ bytes: UnsafeBufferPointer<UInt8>, _ common: Header, _ index: UInt64, hasOwnSink: Bool,
        _ messageScope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var scope = messageScope
        var header = common
        var source: UInt64?
        var travel: UInt64 = 0
        var received: UInt64?
        var message = Protobuf(bytes)
        while let (field, value) = try message.next() {
            switch (field, value) {
            case (1, .bytes(let content)):
                if hasOwnSink { header.sink = content } else { header = try self.header(content) }
            case (2, .number(let number)): source = number
            case (6, .number(let number)): travel = number
            case (7, .number(let number)): received = number
            default: break
            }
        }
        guard let source else { throw Refusal(.missingField, "source_address") }
        guard source <= UInt64(UInt32.max) else { throw Refusal(.outOfRange, "source_address") }
        guard travel <= 86_400_000, received ?? 0 <= 253_402_300_799_999 else { throw Refusal(.badTime, "rx_time") }
        try setReader(header, &scope, &decoded)
        var observation = scope.observation()
        observation.tag = append(source, to: &decoded.bytes)
        let time = received.map { Int64($0) - Int64(travel) } ?? 0
        // A gateway whose clock was never set counts from 1970.
        try scope.setTime(time < 1_000_000_000_000 ? nil : Instant(milliseconds: time), of: &observation)
        if header.event != 0 {
            var key = PacketKey()
            key.add(header.event)
            key.add(index)
            key.add(source)
            observation.packet = key.value
        }
        return observation
    }

    /// `<gateway>/<sink>`, or the gateway alone.
    private static func setReader(
        _ header: Header, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard UTF8Check.isValid(header.gateway), UTF8Check.isValid(header.sink) else {
            throw Refusal(.invalidUTF8, "gw_id or sink_id")
        }
        let gatewayCount = header.gateway.count
        let count = gatewayCount + (header.sink.isEmpty ? 0 : 1 + header.sink.count)
        guard gatewayCount > 0 else { return }
        guard count <= Limits.readerBytesMax else { throw Refusal(.badIdentifier, "reader") }
        let result: Result<Void, Refusal> = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
            for index in 0..<gatewayCount { buffer[index] = header.gateway[index] }
            if count > gatewayCount {
                buffer[gatewayCount] = Ascii.slash
                for index in 0..<header.sink.count { buffer[gatewayCount + 1 + index] = header.sink[index] }
            }
            do throws(Refusal) {
                return .success(try scope.setReader(UnsafeBufferPointer(buffer), in: &decoded))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) -> ByteRange {
        let start = bytes.count
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(Ascii.zero &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        return ByteRange(offset: start, count: bytes.count - start)
    }
}
