import Model
import Testing

@testable import Decode

/// What is read without a tape is what the tape gives: the same entries, rejections and reasons, whatever is done to
/// the messages of the dialects that have such a reader.
@Suite struct DirectReadingTests {
    static let seed: UInt64 = 20_261_122
    private static let uuid = "5f1d0c3a-7b42-4e8e-9d61-0a2b3c4d5e6f"

    private static let espresense: [String] = [
        #"{"mac":"25160c5c7fd0","id":"iBeacon:\#(uuid)-1-42445","disc":"ble","idType":150,"rssi@1m":-65,"#
            + #""rssi":-92.78,"rxAdj":0,"rssiVar":1.56,"distance":18.17,"var":0.74,"int":419,"batt":53,"temp":17.5}"#,
        #"{"id":"watch:ward","name":"Watch","idType":250,"rssi@1m":-64,"rssi":-86,"raw":5.24,"distance":5.89,"int":5}"#,
        #"{ "mac": "5a0000000001", "id": "5a0000000001", "idType": 1, "rssi": -60.0 , "close": true, "new": null }"#,
        #"{"id":"known:ac233fa018e7","rssi":-55.125,"rh":45.5,"mV":3000,"temp":-12.25,"distance":0}"#,
        #"{"id":"eddy:0011223344556677889900-aabbccddeeff","rssi":-86.5,"speed":1e-3}"#,
    ]
    private static let gateway =
        #"{"timestamp":"2026-11-21T22:34:52.120Z","type":"Gateway","mac":"AC233FC00001","#
        + #""gatewayFree":40,"gatewayLoad":1.3400000000000001}"#
    private static let minew: [String] = [
        #"[\#(gateway),{"timestamp":"2026-11-21T22:34:51.246Z","mac":"AC233FA00001","bleName":"","rssi":-44,"#
            + #""type":"iBeacon","ibeaconUuid":"5F1D0C3A7B424E8E9D610A2B3C4D5E6F","ibeaconMajor":3,"#
            + #""ibeaconMinor":40168,"ibeaconTxPower":-59,"battery":0},"#
            + #"{"timestamp":"2026-11-21T22:34:51.846Z","mac":"AC233FA00001","bleName":"S1","rssi":-45,"type":"S1","#
            + #""temperature":24.24,"humidity":53.55,"battery":100}]"#,
        #"[\#(gateway),{"timestamp":1795300490250,"mac":"AC:23:3F:A0:18:E7","rssi":-62,"type":"Unknown","#
            + #""rawData":"0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E001020304C5"}]"#,
        #"[{"type":"Gateway","mac":"AC233FC00001","nums":2,"timestamp":1795300490250},"#
            + #"{"mac":"412233445566","rawData":"020106110AAFE2000BB81A00000000640000271000","rssi":-63},"#
            + #"{"mac":"412233445566","rssi":"-62","rawData":null,"timestamp":"2026-11-21T22:34:50Z"}]"#,
        #"[ \#(gateway) , { "mac" : "AC233FA018E7" , "rssi" : -61 , "battery" : 87 , "vendor" : "x" } ]"#,
        "[\(gateway)]",
    ]
    private static let snippets = [
        "null", "true", "{", "}", "[", "]", "\"", "\\", "\\u00e9", "\\n", "1e5", "-0", "01", "1.", ".5", "-", "1e999",
        ",", ":", "\"id\":1,", "\"mac\":\"AC233FA00002\",", "\"rssi\":-70,", "\"x\":1,", "\"x\":{},", "99999999",
        "12345678.5", "99999999999999999999", "0.1234567890123456789", "é", " ", "\n", "\u{0}", "NaN",
        "12345678901234567890123456789012345678901", "\"a key of more than sixteen letters\":0,", "2025", "-200",
    ]

    /// Both ways to read, side by side over many messages, so that what they remember is compared too.
    private struct Pair {
        var direct: MessageDecoder
        var reference: MessageDecoder

        init(_ dialect: Dialect) throws {
            let filter = try #require(TopicFilter("#"))
            let map = DialectMap(entries: [.init(filter: filter, dialect: dialect)])
            direct = MessageDecoder(map: map)
            reference = MessageDecoder(map: map, isReference: true)
        }

        /// What both make of a message.
        mutating func decode(_ topic: String, _ payload: [UInt8]) -> (direct: DecodedBatch, reference: DecodedBatch) {
            var batch = MessageBatch()
            Array(topic.utf8).withUnsafeBytes { topic in
                payload.withUnsafeBytes { batch.append(topic: topic, payload: $0, receivedAt: receivedAt) }
            }
            var decoded = (direct: DecodedBatch(), reference: DecodedBatch())
            direct.decode(batch, into: &decoded.direct)
            reference.decode(batch, into: &decoded.reference)
            return decoded
        }
    }

    /// Everything that a batch says.
    private static func describe(_ decoded: DecodedBatch) -> [String] {
        decoded.observations.map { describe($0, decoded) }
            + decoded.health.map { "\($0.message) \(decoded.text($0.reader)) \($0.kind) \($0.at.milliseconds)" }
            + decoded.rejections.map { "\($0.message) \($0.reason) \($0.detail) \(decoded.text($0.reader))" }
    }

    private static func describe(_ one: Observation, _ decoded: DecodedBatch) -> String {
        let texts = [one.tag, one.alternateTag, one.reader, one.level, one.boot].map(decoded.text)
        let numbers = [
            one.xMetres, one.yMetres, one.zMetres, one.latitude, one.longitude, Double(one.rssiDBm),
            Double(one.accuracyMetres), Double(one.distanceMetres), Double(one.speedMetresPerSecond),
            Double(one.batteryPercent), Double(one.batteryVolts), Double(one.temperatureCelsius),
            Double(one.humidityPercent),
        ]
        let wholes = [
            Int64(one.message), Int64(one.antenna), one.observedAt.milliseconds, Int64(one.flags.rawValue),
            Int64(one.events.rawValue), Int64(bitPattern: one.packet), one.sequence, Int64(one.timeSource.rawValue),
            Int64(one.tagKind.rawValue),
        ]
        return "\(texts) \(numbers.map(\.bitPattern)) \(wholes) \(String(describing: one.accelerationMilliG))"
    }

    private static func mutate(_ message: String, _ random: inout SplitMix) -> [UInt8] {
        var payload = Array(message.utf8)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let place = Int.random(in: 0...payload.count, using: &random)
            switch Int.random(in: 0...7, using: &random) {
            case 0 where place < payload.count: payload[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < payload.count: payload.remove(at: place)
            case 2, 3: payload.insert(contentsOf: (snippets.randomElement(using: &random) ?? "").utf8, at: place)
            case 4: payload.removeLast(payload.count - place)
            case 5 where place < payload.count: payload[place] = UInt8.random(in: 0x20...0x7E, using: &random)
            case 6:
                // A whole member goes, or comes twice.
                let commas = payload.indices.filter { payload[$0] == UInt8(ascii: ",") }
                guard let from = commas.randomElement(using: &random) else { continue }
                let to = commas.first { $0 > from } ?? payload.count - 1
                let member = payload[from..<to]
                if Bool.random(using: &random) {
                    payload.insert(contentsOf: member, at: from)
                } else {
                    payload.removeSubrange(from..<to)
                }
            default:
                let from = Int.random(in: 0...payload.count, using: &random)
                payload.insert(contentsOf: payload[min(from, place)..<max(from, place)].prefix(40), at: place)
            }
        }
        return payload
    }

    @Test(arguments: [
        (Dialect.espresense, "espresense/devices/watch:ward/ward-2", Self.espresense),
        (Dialect.minew, "minew/AC233FC00001/status", Self.minew),
    ])
    func bothWaysGiveTheSame(_ dialect: Dialect, _ topic: String, _ messages: [String]) throws {
        var random = SplitMix(seed: Self.seed)
        var pair = try Pair(dialect)
        var accepted = 0
        for round in 0..<20_000 {
            let payload = Self.mutate(messages[round % messages.count], &random)
            let decoded = pair.decode(topic, payload)
            if !decoded.direct.observations.isEmpty { accepted += 1 }
            guard Self.describe(decoded.direct) == Self.describe(decoded.reference) else {
                Issue.record("round \(round), seed \(Self.seed): \(String(decoding: payload, as: UTF8.self))")
                return
            }
        }
        #expect(accepted > 4_000)
    }

    /// The comparison is worth something only when it sees each thing that may be different.
    @Test func aDifferenceIsSeen() throws {
        let plants: [(String, (inout DecodedBatch) -> Void)] = [
            ("tag", { $0.observations[0].tag.count -= 1 }), ("reader", { $0.observations[0].reader.count -= 1 }),
            ("second tag", { $0.observations[0].alternateTag = $0.observations[0].tag }),
            ("kind", { $0.observations[0].tagKind = .other }), ("strength", { $0.observations[0].rssiDBm += 0.01 }),
            ("battery", { $0.observations[0].batteryPercent = 3 }), ("volts", { $0.observations[0].batteryVolts = 3 }),
            ("temperature", { $0.observations[0].temperatureCelsius = 3 }),
            ("humidity", { $0.observations[0].humidityPercent = 3 }),
            ("distance", { $0.observations[0].distanceMetres = 3 }), ("packet", { $0.observations[0].packet = 3 }),
            ("time", { $0.observations[0].observedAt.milliseconds += 1 }),
            ("source", { $0.observations[0].timeSource = .received }),
            ("flags", { $0.observations[0].flags.insert(.futureClamped) }),
            ("events", { $0.observations[0].events.insert(.button) }), ("health", { $0.health.removeLast() }),
            ("one less", { $0.observations.removeLast() }),
            ("time of the health", { $0.health[0].at.milliseconds += 1 }),
            (
                "rejection",
                { $0.rejections.append(Rejection(message: 0, reason: .stale, detail: "older than 24 h")) }
            ),
        ]
        var pair = try Pair(.minew)
        let (direct, reference) = pair.decode("minew", Array(Self.minew[0].utf8))
        #expect(Self.describe(direct) == Self.describe(reference))
        for (name, plant) in plants {
            var changed = direct
            plant(&changed)
            #expect(Self.describe(changed) != Self.describe(reference), "\(name)")
        }
    }

    /// Whether a payload is read without a tape.
    private func isDirect(_ dialect: Dialect, _ payload: String) -> Bool {
        var tape = JSONTape()
        var decoded = DecodedBatch()
        var state = AdvertState(families: .none)
        Array(payload.utf8).withUnsafeBufferPointer { tape.load($0) }
        return withUnsafeMutablePointer(to: &state) { state in
            let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            let header = MessageHeader(topic: .none, payload: .none, receivedAt: receivedAt)
            var scope = MessageScope(
                header: header, index: 0, topic: none, payload: none, readerPrefix: [], state: state)
            return tape.withPayload { dialect.reader.readDirectly($0, &scope, &decoded) } ?? false
        }
    }

    @Test func plainMessagesNeedNoTape() {
        for message in Self.espresense.prefix(4) { #expect(isDirect(.espresense, message), "\(message)") }
        for message in Self.minew where !message.contains(#""-62""#) {
            #expect(isDirect(.minew, message), "\(message)")
        }
    }

    @Test func whatIsNotPlainIsLeftToTheTape() {
        let members = [
            #""id":"a""#, #""batt":101"#, #""x":{}"#, #""x":[1]"#, #""x":1e3"#, #""x":01"#, #""x":1."#, #""x":"é""#,
            #""x":"\n""#, #""\u0078":1"#, #""x":tru"#, #""x":NaN"#, #""x":1,"x":2"#, #""rssi":"-5""#, #""temp":false"#,
            #""x":"\#(String(repeating: "a", count: 257))""#, #""\#(String(repeating: "k", count: 257))":1"#,
            #""x":1234567890123456789012345678901234567890.5"#, #""id":null"#, #""mV":-1"#,
        ]
        #expect(isDirect(.espresense, #"{"id":"a","rssi":-60,"x":"\#(String(repeating: "a", count: 256))"}"#))
        for member in members {
            #expect(!isDirect(.espresense, #"{"id":"a","rssi":-60,\#(member)}"#), "\(member)")
        }
        for text in [#"{"id":"a","rssi":-60}x"#, #"{"id":"a","rssi":-60"#, #"{"id":"a" "rssi":-60}"#, "{}", "[]", ""] {
            #expect(!isDirect(.espresense, text), "\(text)")
        }
        for text in ["[]", "[{}]", "[\(Self.gateway),\(Self.gateway)]", "[\(Self.gateway),1]", Self.gateway] {
            #expect(!isDirect(.minew, text), "\(text)")
        }
    }
}
