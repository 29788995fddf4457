import Decode
import Foundation
import Model
import Testing

/// Shapes are told apart: every recording, read without its topic, is of one dialect and of no other.
@Suite struct RecognitionTests {
    /// How a file holds its messages.
    enum Layout {
        /// One JSON text per line.
        case lines
        /// One JSON text.
        case whole
        /// A topic, a space and the payload per line; the payload alone is recognised.
        case topics
        /// One frame in hex digits.
        case hex
    }

    struct Row: Sendable {
        var file: String
        var layout: Layout
        var dialects: [Dialect?]

        init(_ file: String, _ layout: Layout, _ dialects: [Dialect?]) {
            self.file = file
            self.layout = layout
            self.dialects = dialects
        }

        /// All messages of one dialect; nil is what is no message of a gateway at all.
        init(_ file: String, _ layout: Layout, _ dialect: Dialect?, _ count: Int) {
            self.init(file, layout, Array(repeating: dialect, count: count))
        }
    }

    /// Files of gateways and tags.
    static let expected: [Row] = [
        Row("espresense-devices.ndjson", .lines, .espresense, 200),
        Row("impinj-taginventory.ndjson", .lines, .impinj, 5), Row("impinj-webhook-array.json", .whole, .impinj, 1),
        Row("minew-json-long.ndjson", .lines, .minew, 5), Row("minew-binary-long.hex", .hex, .minewBinary, 1),
        Row("minew-binary-long.expected.json", .whole, .raddec, 1), openMQTTGateway,
        Row("theengs-gateway.ndjson", .lines, .openMQTTGateway, 3),
        Row("kontakt-telemetry-stream.json", .whole, .kontakt, 1),
        Row("kontakt-cloud-telemetry.ndjson", .lines, .kontakt, 1), Row("cassia-mqtt.ndjson", .lines, .cassia, 4),
        Row("moko-gateway.ndjson", .lines, .moko, 2), Row("ruuvi-gateway-mqtt.ndjson", .lines, .ruuvi, 12),
        Row("ruuvi-gateway-http.json", .whole, .ruuvi, 1), Row("ruuvi-gateway-history-df5.json", .whole, .ruuvi, 1),
        Row("shelly-blu.ndjson", .lines, .shelly, 7), Row("raddec.ndjson", .lines, .raddec, 2),
        Row("raddec-binary.hex", .hex, .raddec, 1), Row("room-assistant-entity.json", .whole, .roomAssistant, 1),
        Row("room-assistant-mqttroom.txt", .topics, .roomAssistant, 2), Row("wirepas-apdu.ndjson", .lines, nil, 3),
        Row("bthome-v2-vectors.ndjson", .lines, nil, 6), Row("theengs-decoder-vectors.ndjson", .lines, nil, 21),
        Row("ble-adverts.ndjson", .lines, nil, 24),
    ]

    /// Line 3 has nothing but sensor values and line 8 nothing of its own: their topics tell whose they are.
    private static var openMQTTGateway: Row {
        var row = Row("openmqttgateway-bttomqtt.txt", .topics, .openMQTTGateway, 9)
        row.dialects[2] = nil
        row.dialects[7] = nil
        return row
    }

    @Test(arguments: expected.map(\.file))
    func everyMessageIsOfOneDialect(file: String) throws {
        guard let lines = try Samples.lines(file), let row = Self.expected.first(where: { $0.file == file }) else {
            return
        }
        let payloads: [[UInt8]]
        switch row.layout {
        case .lines: payloads = lines.map { Self.payload($0) }
        case .whole: payloads = [Array(lines.joined(separator: "\n").utf8)]
        case .topics: payloads = lines.map { Array(($0.split(separator: " ", maxSplits: 1).last ?? "").utf8) }
        case .hex: payloads = lines.map { bytes(hex: $0) }
        }
        #expect(payloads.map { decode(topic: "any", bytes: $0).dialect } == row.dialects)
    }

    /// What is in an envelope of a capture, or the line itself.
    private static func payload(_ line: String) -> [UInt8] {
        var parser = CaptureParser()
        var batch = MessageBatch()
        var line = line
        guard case .message = line.withUTF8({ parser.parse($0, into: &batch) }), let message = batch.messages.first
        else {
            return Array(line.utf8)
        }
        return Array(batch.bytes[message.payload.range])
    }

    /// The dialects of BLE gateways take no message of the other readers' recordings. Their own rows stand with their
    /// own tests.
    @Test func nothingOfOtherReadersIsTaken() throws {
        guard let folder = Samples.folder else { return }
        let gateways: Set<Dialect> = [
            .espresense, .minew, .minewBinary, .openMQTTGateway, .kontakt, .cassia, .moko, .ruuvi, .shelly, .raddec,
            .roomAssistant, .wirepas,
        ]
        let known = Set(Self.expected.map(\.file))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names.sorted() where name.contains("json") && !known.contains(name) {
            guard let lines = try Samples.lines(name) else { return }
            let payloads = name.hasSuffix(".ndjson") ? lines.map { Self.payload($0) } : [Array(lines.joined().utf8)]
            for payload in payloads {
                let dialect = decode(topic: "any", bytes: payload).dialect
                if let dialect { #expect(!gateways.contains(dialect), "\(name): \(dialect)") }
            }
        }
    }
}
