import Decode
import Model
import Testing

/// What a poisoned payload gets: a reason out of the list, and nothing else.
@Suite struct BadInputTests {
    static let topics = [nativeTopic, fixesTopic, espresenseTopic, "vigie/v1/north/observations/gw.8"]

    @Test(arguments: topics)
    func anEmptyPayload(topic: String) {
        #expect(decode(topic, "").reasons == [.emptyPayload])
    }

    @Test(arguments: topics)
    func textThatIsNotJSON(topic: String) {
        for text in ["hello", "{\"tag\":", " ", "{'tag':'a'}", "{\"tag\":\"a\"}}"] {
            #expect(decode(topic, text).reasons == [.malformedJSON], "\(text)")
        }
    }

    @Test(arguments: topics)
    func theReasonsOfTheBytes(topic: String) {
        let cases: [(String, RejectionReason)] = [
            (#"{"tag":"a","tag":"b"}"#, .duplicateKey), (#"{"tag":NaN}"#, .notFinite),
            (#"{"id":-Infinity}"#, .notFinite),
            (#"{"rssi":1e999}"#, .notFinite), ("{\"tag\":\"a\u{7}b\"}", .controlCharacter),
            (#"{"id":"a\u0000"}"#, .controlCharacter),
            (String(repeating: "[", count: 9), .tooDeep),
            (#"{"tag":"\#(String(repeating: "x", count: 257))"}"#, .stringTooLong),
            (#"{"id":"\ud800"}"#, .invalidUTF8),
        ]
        for (payload, reason) in cases { #expect(decode(topic, payload).reasons == [reason], "\(payload)") }
        #expect(
            decode(topic: topic, bytes: Array(#"{"tag":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8)).reasons == [
                .invalidUTF8
            ])
        #expect(decode(topic: topic, bytes: [0xFF, 0xD8, 0xFF]).reasons == [.invalidUTF8])
    }

    @Test func objectsEndAt8KiB() {
        func object(_ bytes: Int) -> String {
            let head = #"{"tag":"a""#
            return head + String(repeating: " ", count: bytes - head.utf8.count - 1) + "}"
        }
        #expect(native(object(8192)).tags == ["a"])
        #expect(native(object(8193)).reasons == [.tooLarge])
        #expect(native(" " + object(8192)).reasons == [.tooLarge])
    }

    @Test func aLargeObjectOfUnknownOriginIsJudgedByItsShape() {
        let element = #"{"mac":"ac233fa00001","rssi":-61,"timestamp":\#(receivedAt.milliseconds)}"#
        let elements = Array(repeating: element, count: 200).joined(separator: ",")
        let batch = #"{"msg_id":3070,"device_info":{"mac":"c8f09e000001"},"data":[\#(elements)]}"#
        #expect(batch.utf8.count > 8192)
        #expect(decode("any", batch).observations.count == 200)
        let single =
            #"{"id":"a","mac":"ac233fa00001","rssi@1m":-65,"rssi":-70"# + String(repeating: " ", count: 8192) + "}"
        #expect(decode("any", single).reasons == [.tooLarge])
        #expect(decode("any", #"{"what":1"# + String(repeating: " ", count: 8192) + "}").reasons == [.unknownDialect])
    }

    @Test func arraysEndAt256KiB() {
        func array(_ bytes: Int) -> String { #"[{"tag":"a"}"# + String(repeating: " ", count: bytes - 13) + "]" }
        #expect(native(array(262_144)).tags == ["a"])
        #expect(native(array(262_145)).reasons == [.tooLarge])
        #expect(decode(espresenseTopic, array(8193)).reasons == [.tooLarge])
        #expect(decode("any", String(repeating: "[", count: 300_000)).reasons == [.tooLarge])
    }

    @Test func arraysEndAt4096Elements() {
        func array(_ count: Int) -> String {
            "[" + Array(repeating: #"{"tag":"a"}"#, count: count).joined(separator: ",") + "]"
        }
        #expect(native(array(4096)).observations.count == 4096)
        #expect(native(array(4097)).reasons == [.tooLarge])
        let outcome = native("[" + Array(repeating: "1", count: 4096).joined(separator: ",") + "]")
        #expect(outcome.reasons == Array(repeating: .wrongType, count: 4096))
    }

    @Test func everyRejectionNamesItsReaderWhenTheTopicTells() {
        let outcome = native("{")
        #expect(outcome.batch.text(outcome.batch.rejections[0].reader) == "gw-7")
        #expect(decode(espresenseTopic, "{").batch.rejections[0].reader.count == 6)
    }
}
