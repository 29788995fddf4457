import Decode
import Model
import Testing

@Suite struct RoutingTests {
    private func map(_ entries: [(String, Dialect, String)], recognisesOthers: Bool = false) throws -> DialectMap {
        DialectMap(
            entries: try entries.map {
                .init(filter: try #require(TopicFilter($0.0)), dialect: $0.1, readerPrefix: $0.2)
            },
            recognisesOthers: recognisesOthers)
    }

    private let tag = #"{"eventType":"tagInventory","tagInventoryEvent":{"epcHex":"300833B2DDD9014000000000"}}"#

    @Test func theFirstEntryThatMatchesHolds() throws {
        let map = try map([("uhf/+/events", .impinj, "a/"), ("uhf/#", .impinj, "b/"), ("vigie/#", .native, "")])
        #expect(decode("uhf/1/events", tag, map: map).readers == ["a/uhf/1/events"])
        #expect(decode("uhf/1/other", tag, map: map).readers == ["b/uhf/1/other"])
        #expect(decode(nativeTopic, #"{"tag":"t"}"#, map: map).readers == ["gw-7"])
    }

    @Test func aTopicThatNoEntryMatchesIsUnknown() throws {
        let map = try map([("uhf/#", .impinj, "")])
        let outcome = decode("other", tag, map: map)
        #expect(outcome.reasons == [.unknownTopic])
        #expect(outcome.dialect == nil)
        #expect(decode("other", "", map: map).reasons == [.unknownTopic])
    }

    @Test func othersAreRecognisedWhenTheMapSaysSo() throws {
        let map = try map([("uhf/#", .minew, "")], recognisesOthers: true)
        #expect(decode("other", tag, map: map).dialect == .impinj)
        #expect(decode("uhf/1", tag, map: map).reasons == [.wrongType])
    }

    @Test(arguments: [
        (nativeTopic, #"{"tag":"a"}"#, Dialect.native), (espresenseTopic, #"{"id":"a","rssi":-1}"#, .espresense),
        ("any", #"{"eventType":"x"}"#, .impinj), ("any", #"[{"eventType":"x"}]"#, .impinj), ("any", "[]", .impinj),
        ("any", "connected", .impinj), ("any", #"[{"type":"Gateway","mac":"AC233FC00001"}]"#, .minew),
        ("home/ble/devices/a/ward", #"{"mac":"5a0000000001","id":"a","rssi@1m":-60,"rssi":-1}"#, .espresense),
    ])
    func recognisesByTopicAndShape(topic: String, payload: String, dialect: Dialect) {
        let outcome = decode(topic, payload)
        #expect(outcome.dialect == dialect)
        #expect(outcome.reasons.isEmpty)
    }

    @Test(arguments: [
        (#"{"tag":"a","at":"2026-11-21T22:00:00Z"}"#, Dialect.native),
        (#"[{"tag":"a","at":"2026-11-21T22:00:00Z"}]"#, .native),
        (#"{"tag":"a","at":"2026-11-21T22:00:00Z","x":1,"y":2}"#, .native),
    ])
    func recognisesABarePayload(payload: String, dialect: Dialect) {
        let outcome = decode("", payload, flags: .receiveTimeUnknown)
        #expect(outcome.dialect == dialect)
        #expect(outcome.observations.count == 1)
        #expect(outcome.readers == [""])
    }

    @Test func aBareFixIsAFix() {
        let outcome = decode("", #"{"tag":"a","at":"2026-11-21T22:00:00Z","x":1,"y":2}"#, flags: .receiveTimeUnknown)
        #expect(outcome.observation.hasPosition)
    }

    @Test(arguments: [
        (#"{"a":1}"#, RejectionReason.unknownDialect), (#"[1]"#, .unknownDialect), (#"{}"#, .unknownDialect),
        (#"{"id":"a","rssi":-1}"#, .unknownDialect),
        ("hello", .unknownTopic), ("17", .unknownTopic), ("", .emptyPayload), ("{", .malformedJSON),
        (#"{"a":NaN}"#, .notFinite),
        (#"{"tag":"a","rssi":-1}"#, .unknownTopic),
    ])
    func whatIsNotRecognised(payload: String, reason: RejectionReason) {
        #expect(decode("any", payload).reasons == [reason])
        #expect(decode("any", payload).observations.isEmpty)
    }

    @Test func topicsThatMQTTDoesNotAllow() {
        let payload = Array(#"{"tag":"a"}"#.utf8)
        #expect(decode(topic: "", bytes: payload).reasons == [.unknownTopic])
        #expect(decode(topic: String(repeating: "a", count: 513), bytes: payload).reasons == [.tooLarge])
        #expect(decode(topic: "a\u{1}", bytes: payload).reasons == [.controlCharacter])
        #expect(decode(topic: "a\u{7F}", bytes: payload).reasons == [.controlCharacter])
        #expect(decode(topic: "a\u{85}", bytes: payload).reasons == [.controlCharacter])
        var batch = MessageBatch()
        [UInt8](arrayLiteral: 0x61, 0xFF).withUnsafeBytes { topic in
            payload.withUnsafeBytes { batch.append(topic: topic, payload: $0, receivedAt: receivedAt) }
        }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        #expect(decoded.rejections.map(\.reason) == [.invalidUTF8])
    }

    @Test func aBatchKeepsTheOrderOfItsMessages() {
        var batch = MessageBatch()
        batch.append(topic: nativeTopic, payload: #"{"tag":"a"}"#, receivedAt: receivedAt)
        batch.append(topic: "any", payload: "hello", receivedAt: receivedAt)
        batch.append(topic: "any", payload: "[]", receivedAt: receivedAt)
        batch.append(topic: nativeTopic, payload: #"[{"tag":"b"},{"tag":"c"}]"#, receivedAt: receivedAt)
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        for _ in 0..<2 {
            decoder.decode(batch, into: &decoded)
            #expect(decoder.dialects == [.native, nil, .impinj, .native])
            #expect(decoded.observations.map(\.message) == [0, 3, 3])
            #expect(decoded.rejections.map(\.message) == [1])
            #expect(decoded.health.map(\.message) == [2])
        }
    }
}
