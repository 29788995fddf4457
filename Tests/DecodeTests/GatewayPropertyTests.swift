import Decode
import Model
import Testing

/// Whatever is cut from a gateway's message or flipped in it: an entry for each, nothing that breaks a limit, no trap.
@Suite struct GatewayPropertyTests {
    static let seed: UInt64 = 20_261_122

    private static let five = Air.manufacturer("0499", "0510cc4e20c3500010ffe003f8b4162a0101c12233445566")
    private static let frames = [Air.iBeacon, Air.eddystone, Air.telemetry, five, "020106"]
    private static let button = Air.service("fcd2", "4400090132022c0b3a01")

    static let messages: [(topic: String, payload: [UInt8])] =
        [
            (
                "home/g/BTtoMQTT/AC233FA018E7",
                #"{"id":"41:22:33:44:55:66","mac_type":1,"rssi":"-70","tempc":"4.5","#
                    + #""uuid":"11112222333344445555666677778888","major":1,"minor":2,"servicedatauuid":"0xfcd2","#
                    + #""servicedata":"4400090132"}"#
            ),
            (
                "/stream/a/all",
                #"{"content":[{"trackingId":"ac:23:3f:a0:18:e7","sourceId":"s","rssi":-62,"#
                    + #""timestamp":"2026-11-21T22:34:50Z","timeSinceClick":3,"clickCounter":7,"moving":true}]}"#
            ),
            (
                "up/AC:23:3F:C0:00:01/scan",
                #"{"action":"data.scan","timestamp":1795300490250,"gateway":"x","data":["#
                    + #"{"bdaddrs":[{"bdaddr":"41:22:33:44:55:66","bdaddrType":"random"}],"rssi":-38,"#
                    + #""adData":"\#(Air.iBeacon)"},{"bdaddrs":[{"bdaddr":"41:22:33:44:55:66"}],"rssi":-39}]}"#
            ),
            (
                "moko",
                #"{"msg_id":3004,"device_info":{"mac":"ac233fc00001"},"data":[{"type":8,"value":{"#
                    + #""timestamp":"2026-11-22&06:34:50+08","mac":"AC233FA018E7","rssi":-78,"raw":"\#(button)"}}]}"#
            ),
            (
                "moko",
                #"{"msg_id":3070,"device_info":{"mac":"ac233fc00001"},"data":[{"timestamp":1795300490250,"#
                    + #""mac":"ac233fa018e7","rssi":-60,"batt_vol":"3000mV","x_axis_data":1,"y_axis_data":2,"#
                    + #""z_axis_data":3,"alarm_status":1}]}"#
            ),
            (
                "ruuvi/AC:23:3F:C0:00:01/C1:22:33:44:55:66",
                #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-26,"#
                    + #""ts":1795300490,"data":"\#(five)"}"#
            ),
            (
                "any",
                #"{"data":{"timestamp":1795300491,"gw_mac":"AC:23:3F:C0:00:01","tags":{"#
                    + #""C1:22:33:44:55:66":{"rssi":-51,"data":"\#(five)"}}}}"#
            ),
            (
                "d/events/rpc",
                #"{"src":"d","method":"NotifyEvent","params":{"ts":1795300490.5,"events":[{"data":{"#
                    + #""encryption":false,"BTHome_version":2,"pid":9,"Button":[1,0],"addr":"ac:23:3f:a0:18:e7","#
                    + #""rssi":-60}}]}}"#
            ),
            ("any", Air(address: "412233445566", isRandom: true).raddec(frames)),
            (
                "room-assistant/entity/a/b/c",
                #"{"entity":{"id":"ble-AC233FA018E7","distances":{"w":{"lastUpdatedAt":"#
                    + #""2026-11-21T22:34:50Z","distance":9.5}},"measuredValues":{"w":{"rssi":-79}}},"#
                    + #""hasAuthority":true}"#
            ),
        ].map { ($0.0, Array($0.1.utf8)) } + binary

    private static let binary: [(topic: String, payload: [UInt8])] = [
        (
            "m",
            BinaryFrame.bytes([
                .init(0x4122_3344_5566, frames.map { (bytes(hex: $0), true, -60) }),
                .init(0xAC23_3FA0_18E7, [(bytes(hex: button), false, -61)]),
            ])
        ),
        ("r", bytes(hex: "10001702ac233fa018e7013a0101001bc50940810000bd")),
        (
            "a",
            bytes(
                hex: "83a176a5312e352e30a36d6163ac414332333346433030303031a76465766963657392c40b00ac23"
                    + "3fa018e7aa020106c42300123b6a000001c41aff4c00021511112222333344445555666677778888" + "000a000bc5")
        ),
        (
            "mt/gateway/ac233fc00001/device/ac233fa018e7/rssi",
            Array(#"{"time":"2026-11-21T22:34:50.485Z","parent":"ac233fc00002","rssi":-58}"#.utf8)
        ),
        (
            "gw-event/received_data/g/s/1/2/3",
            bytes(hex: "0a1e421c0a080a0167120173180710efc17830fa013884fafd81a0344a02bfff")
        ),
    ]

    private func check(_ topic: String, _ payload: [UInt8], _ decoder: inout MessageDecoder, _ comment: String) {
        var batch = MessageBatch()
        Array(topic.utf8).withUnsafeBytes { topic in
            payload.withUnsafeBytes { batch.append(topic: topic, payload: $0, receivedAt: receivedAt) }
        }
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        if decoded.observations.isEmpty, decoded.health.isEmpty, decoded.rejections.isEmpty {
            Issue.record("a message vanished: \(comment)")
        }
        for observation in decoded.observations {
            let tag = decoded.bytes[observation.tag.range]
            let isSound =
                !tag.isEmpty && tag.count <= Limits.tagBytesMax && !observation.rssiDBm.isInfinite
                && (observation.rssiDBm.isNaN || Limits.rssiDBmRange.contains(Double(observation.rssiDBm)))
                && !tag.contains { $0 < 0x20 || $0 == 0x7F } && String(validating: tag, as: UTF8.self) != nil
                && observation.reader.range.upperBound <= decoded.bytes.count
                && observation.alternateTag.range.upperBound <= decoded.bytes.count
                && !(observation.batteryPercent < 0 || observation.batteryPercent > 100)
                && !(observation.humidityPercent < 0 || observation.humidityPercent > 100)
                && !observation.temperatureCelsius.isInfinite && !observation.batteryVolts.isInfinite
            if !isSound { Issue.record("an observation that breaks a limit: \(comment)") }
        }
    }

    @Test func theFixturesAreWhole() {
        for (topic, payload) in Self.messages {
            #expect(!decode(topic: topic, bytes: payload).observations.isEmpty, "\(topic)")
        }
    }

    @Test(arguments: messages.indices)
    func everyTruncation(index: Int) {
        let (topic, payload) = Self.messages[index]
        var decoder = MessageDecoder(map: .recognising)
        for count in payload.indices {
            check(topic, Array(payload[..<count]), &decoder, "message \(index), \(count) bytes")
        }
    }

    @Test(arguments: messages.indices)
    func flippedBytes(index: Int) throws {
        let (topic, payload) = Self.messages[index]
        var random = SplitMix(seed: Self.seed + UInt64(index))
        var decoder = MessageDecoder(map: .recognising)
        let dialect = try #require(decode(topic: topic, bytes: payload).dialect)
        var named = MessageDecoder(
            map: DialectMap(entries: [.init(filter: try #require(TopicFilter("#")), dialect: dialect)]))
        for round in 0..<400 {
            var changed = payload
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: changed.indices, using: &random)
                if Bool.random(using: &random) {
                    changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                } else {
                    changed[place] = Array("0f9\"{[,:-.")[Int.random(in: 0..<10, using: &random)].asciiValue ?? 0
                }
            }
            let comment = "message \(index), round \(round), seed \(Self.seed)"
            check(topic, changed, &decoder, comment)
            check(topic, changed, &named, comment)
        }
    }

    /// Advertisements of random bytes, with structures that are right and wrong.
    @Test func randomAdvertisements() {
        var random = SplitMix(seed: Self.seed + 100)
        let starts = [
            "16d2fc40", "16aafe20", "16aafe00", "16e1ffa1", "16abfe60", "ff990405", "ff9904e1", "ffa90b", "ff4c00",
        ]
        for round in 0..<4_000 {
            var advert: [UInt8] = []
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let start = bytes(hex: starts[Int.random(in: starts.indices, using: &random)])
                let rest = (0..<Int.random(in: 0...45, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                let length = Int.random(in: 0...9, using: &random) == 0 ? 255 : start.count + rest.count
                advert += [UInt8(length)] + start + rest
            }
            advert.withUnsafeBytes { FuzzEntry.advert($0) }
            var decoder = MessageDecoder(map: .recognising)
            if round % 8 == 0, advert.count < 256 {
                let tag = BinaryFrame.Tag(0xAC23_3FA0_18E7, [(advert, round.isMultiple(of: 16), -60)])
                let frame = BinaryFrame.bytes([tag])
                check("m", frame, &decoder, "round \(round), seed \(Self.seed + 100)")
            }
        }
    }

    @Test func theEntriesOfTheFuzzersTakeAnything() {
        var random = SplitMix(seed: Self.seed + 200)
        for dialect in Dialect.allCases.map({ Optional($0) }) + [nil] {
            for count in [0, 1, 2, 17, 80] {
                let input = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                input.withUnsafeBytes { input in
                    #expect(FuzzEntry.decode(dialect: dialect, input: input) > 0)
                    FuzzEntry.capture(input)
                    FuzzEntry.tag(input)
                    FuzzEntry.topicFilter(input)
                }
            }
        }
        let message = Array("espresense/devices/a/w\n{\"id\":\"a\",\"rssi\":-60}".utf8)
        message.withUnsafeBytes { #expect(FuzzEntry.decode(dialect: nil, input: $0) == 1) }
    }
}
