import Decode
import Model
import Testing

@Suite struct PropertyTests {
    static let seed: UInt64 = 20_261_122

    static let messages: [(topic: String, payload: String)] = [
        (
            nativeTopic,
            #"{"tag":"AC233FA018E7","at":"2026-11-21T22:34:53.123Z","rssi":-67.5,"seq":17,"boot":"3f","#
                + #""sensors":{"fall":true}}"#
        ),
        (nativeTopic, #"[{"tag":"a","rssi":-6e1},{"tag":"b\u00e9","battery":87,"sensors":{"temperature_c":4.2}}]"#),
        (fixesTopic, #"{"tag":"bed","level":"l2","x":12.1,"y":-3.4,"accuracy_m":0.3}"#),
        (
            espresenseTopic,
            #"{"mac":"5a0000000001","id":"eddy:0011223344445566778899-aabbccddeeff","rssi":-86.5,"distance":5.9}"#
        ),
        (
            espresenseTopic,
            #"{"id":"iBeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0-7-9","idType":180,"rssi":-86,"batt":80,"temp":21.5}"#
        ),
        (
            "uhf/gate",
            #"[{"timestamp":"2026-11-21T22:34:50.432087177Z","hostname":"r7","#
                + #""eventType":"tagInventory","tagInventoryEvent":{"#
                + #""epc":"ikUCJA==","antennaPort":3,"peakRssiCdbm":-7400}}]"#
        ),
        (
            "minew",
            #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233FA018E7","rssi":"-62","#
                + #""timestamp":1795300490250,"#
                + #""rawData":"0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E001020304C5"}]"#
        ),
        ("espresense/rooms/ward/status", "online"), ("uhf/will", "connection lost"),
    ]

    /// What must hold of anything that a message becomes.
    private func check(_ decoded: DecodedBatch, _ comment: @autoclosure () -> String) {
        if decoded.entryCount == 0 { Issue.record("a message vanished: \(comment())") }
        for observation in decoded.observations {
            let tag = decoded.bytes[observation.tag.range]
            let isSound =
                !tag.isEmpty && tag.count <= Limits.tagBytesMax && !observation.rssiDBm.isInfinite
                && (observation.rssiDBm.isNaN || Limits.rssiDBmRange.contains(Double(observation.rssiDBm)))
                && !tag.contains { $0 < 0x20 || $0 == 0x7F } && String(validating: tag, as: UTF8.self) != nil
                && observation.reader.range.upperBound <= decoded.bytes.count
                && observation.alternateTag.range.upperBound <= decoded.bytes.count
                && observation.level.range.upperBound <= decoded.bytes.count
                && observation.boot.range.upperBound <= decoded.bytes.count
                && observation.observedAt
                    <= receivedAt.advanced(byMilliseconds: Limits.observationFutureMillisecondsMax)
                && observation.observedAt >= receivedAt.advanced(byMilliseconds: -Limits.observationAgeMillisecondsMax)
            if !isSound { Issue.record("an observation that breaks a limit: \(comment())") }
        }
    }

    @Test func randomBytesNeverStopTheLine() {
        var random = SplitMix(seed: Self.seed)
        let letters = Array(#"{}[]":,0123456789.eE+-\u truefalsn"tag"id"mac" "#.utf8) + [0, 7, 0x80, 0xC3, 0xFF]
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        for round in 0..<12_000 {
            let count = Int.random(in: 0...80, using: &random)
            let isText = Bool.random(using: &random)
            let payload: [UInt8] = (0..<count).map { _ in
                isText ? letters.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
            }
            let topic = round % 3 == 0 ? "any" : (Self.messages.randomElement(using: &random) ?? ("", "")).topic
            decode(topic, payload, &decoder, &decoded)
            check(decoded, "round \(round), seed \(Self.seed), \(payload)")
        }
    }

    @Test func mutatedMessagesNeverStopTheLine() {
        var random = SplitMix(seed: Self.seed + 1)
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        let snippets = [
            "null", "1e308", "-", "\"", "\\", "\\u0000", "[", "]", "{", "}", "NaN", "99999999999999999999", "\u{FF}",
            ",",
        ]
        for round in 0..<20_000 {
            let message = Self.messages[round % Self.messages.count]
            var payload = Array(message.payload.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...payload.count, using: &random)
                switch Int.random(in: 0...4, using: &random) {
                case 0 where place < payload.count: payload[place] = UInt8.random(in: 0...255, using: &random)
                case 1 where place < payload.count: payload.remove(at: place)
                case 2: payload.insert(contentsOf: (snippets.randomElement(using: &random) ?? "").utf8, at: place)
                case 3: payload.removeLast(payload.count - place)
                default:
                    let from = Int.random(in: 0...payload.count, using: &random)
                    payload.insert(contentsOf: payload[min(from, place)..<max(from, place)], at: place)
                }
            }
            decode(message.topic, payload, &decoder, &decoded)
            check(decoded, "round \(round), seed \(Self.seed + 1), \(String(decoding: payload, as: UTF8.self))")
        }
    }

    @Test func theOrderOfTheMembersDoesNotMatter() {
        let members: [(topic: String, members: [String])] = [
            (
                nativeTopic,
                [
                    #""tag":"AC233FA018E7""#, #""rssi":-60.5"#, #""seq":3"#, #""boot":"b""#, #""battery":9"#,
                    #""at":"2026-11-21T22:34:50Z""#, #""sensors":{"fall":true,"temperature_c":4}"#, #""x":[{"tag":1}]"#,
                ]
            ),
            (
                fixesTopic,
                [
                    #""tag":"t""#, #""x":1"#, #""y":2"#, #""z":3"#, #""level":"l""#, #""accuracy_m":1"#, #""lon":2"#,
                    #""lat":3"#,
                ]
            ),
            (
                espresenseTopic,
                [
                    #""id":"a""#, #""mac":"5a0000000001""#, #""idType":1"#, #""rssi":-60"#, #""distance":2"#,
                    #""batt":3"#,
                ]
            ),
        ]
        var random = SplitMix(seed: Self.seed + 2)
        for (topic, members) in members {
            let expected = describe(topic, members)
            #expect(!expected.isEmpty)
            for _ in 0..<300 {
                let shuffled = members.shuffled(using: &random)
                #expect(describe(topic, shuffled) == expected, "\(shuffled), seed \(Self.seed + 2)")
            }
        }
    }

    private func decode(
        _ topic: String, _ payload: [UInt8], _ decoder: inout MessageDecoder, _ decoded: inout DecodedBatch
    ) {
        var batch = MessageBatch()
        Array(topic.utf8).withUnsafeBytes { topic in
            payload.withUnsafeBytes { batch.append(topic: topic, payload: $0, receivedAt: receivedAt) }
        }
        decoder.decode(batch, into: &decoded)
    }

    /// Everything that an observation says, as text.
    private func describe(_ topic: String, _ members: [String]) -> String {
        let outcome = DecodeTests.decode(topic, "{" + members.joined(separator: ",") + "}")
        guard let observation = outcome.observations.first else { return "" }
        let texts = [
            observation.tag, observation.reader, observation.alternateTag, observation.level, observation.boot,
        ]
        let numbers = [
            observation.xMetres, observation.yMetres, observation.zMetres, observation.latitude, observation.longitude,
            Double(observation.rssiDBm), Double(observation.accuracyMetres), Double(observation.distanceMetres),
            Double(observation.batteryPercent), Double(observation.temperatureCelsius), Double(observation.sequence),
            Double(observation.observedAt.milliseconds), Double(observation.flags.rawValue),
        ]
        return (texts.map(outcome.batch.text) + numbers.map(\.description)).joined(separator: "|")
    }
}
