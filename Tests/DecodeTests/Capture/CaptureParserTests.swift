import Decode
import Model
import Testing

@Suite struct CaptureParserTests {
    /// What a line became, and the message that it brought.
    private func parse(_ line: String) -> (line: CaptureParser.Line, batch: MessageBatch) {
        parse(Array(line.utf8))
    }

    private func parse(_ line: [UInt8]) -> (line: CaptureParser.Line, batch: MessageBatch) {
        var parser = CaptureParser()
        var batch = MessageBatch()
        let result = line.withUnsafeBufferPointer { parser.parse($0, into: &batch) }
        return (result, batch)
    }

    private func payload(_ batch: MessageBatch) -> [UInt8] { Array(batch.bytes[batch.messages[0].payload.range]) }

    private func reason(_ line: String) -> RejectionReason? {
        guard case .rejected(let reason, _) = parse(line).line else { return nil }
        return reason
    }

    private func envelope(_ payload: String) -> String {
        #"{"tst":"2026-11-21T22:34:54.000000Z+0000","topic":"a/b","qos":1,"retain":0,"payloadlen":3,"#
            + #""mid":7,\#(payload)}"#
    }

    /// omlox over WebSocket: `topic` and `payload` are the message's own.
    @Test func aMessageWithATopicOfItsOwnIsNoEnvelope() {
        let own = #"{"event":"message","topic":"location_updates","payload":[{"provider_id":"a"}]}"#
        #expect(parse(own).batch.messages.map { $0.topic.isEmpty } == [true])
        let envelope = #"{"tst":"2026-11-21T22:34:54.000Z","topic":"a/b","payload":{"x":1},"event":1}"#
        let batch = parse(envelope).batch
        #expect(batch.messages.map { batch.topicText($0) } == ["a/b"])
    }

    @Test func aPayloadAsText() throws {
        let (line, batch) = parse(envelope(#""payload":"{\"tag\":\"\u00e9\\n\"}""#))
        guard case .message = line else { return #expect(Bool(false), "not a message") }
        #expect(batch.topicText(batch.messages[0]) == "a/b")
        #expect(payload(batch) == Array(#"{"tag":"é\n"}"#.utf8))
        #expect(batch.messages[0].qos == 1)
        #expect(batch.messages[0].packetID == 7)
        #expect(batch.messages[0].receivedAt == receivedAt)
        #expect(batch.messages[0].flags.isEmpty)
        #expect(payload(parse(envelope(#""payload":"online""#)).batch) == Array("online".utf8))
        #expect(payload(parse(envelope(#""payload":"a\nb\u0000""#)).batch) == Array("a\nb\0".utf8))
        #expect(payload(parse(envelope(#""payload":"""#)).batch).isEmpty)
    }

    @Test(arguments: [
        #"{"tag":"a", "x":[1,{"}":"]\"}"}]}"#, "[ ]", #"[{"a":"\\"}]"#, "17", "-1.5e3", "true", #"{"a":NaN}"#,
    ])
    func aPayloadAsJSONIsTakenVerbatim(text: String) {
        #expect(payload(parse(envelope(#""payload":\#(text)"#)).batch) == Array(text.utf8))
        #expect(
            payload(parse(#"{"payload":\#(text) ,"topic":"a","tst":"2026-11-21T22:34:54Z"}"#).batch) == Array(text.utf8)
        )
    }

    @Test func nullIsAnEmptyPayload() {
        #expect(payload(parse(envelope(#""payload":null"#)).batch).isEmpty)
    }

    @Test func aBinaryPayloadComesAsBase64() {
        #expect(payload(parse(envelope(#""payload_base64":"//8AAQ==""#)).batch) == [0xFF, 0xFF, 0, 1])
        #expect(payload(parse(envelope(#""payload_base64":"__8AAQ""#)).batch) == [0xFF, 0xFF, 0, 1])
        #expect(payload(parse(envelope(#""payload_base64":"""#)).batch).isEmpty)
        #expect(reason(envelope(#""payload_base64":"a""#)) == .wrongType)
        #expect(reason(envelope(#""payload_base64":"a*==""#)) == .wrongType)
        #expect(reason(envelope(#""payload_base64":7"#)) == .wrongType)
        #expect(reason(envelope(#""payload_base64":"AAAA","payload":"x""#)) == .duplicateKey)
    }

    @Test(arguments: [
        #""2026-11-21T22:34:54.000Z""#, #""2026-11-21T22:34:54.000000Z""#, #""2026-11-21T23:34:54.000000+0100""#,
        #""2026-11-21T23:34:54.000000+01:00""#, #""2026-11-21T23:34:54.000000Z+0100""#, #""2026-11-21T17:34:54-0500""#,
        "1795300494",
    ])
    func theFormsOfTheReceiveTime(tst: String) {
        let batch = parse(#"{"tst":\#(tst),"topic":"a","payload":1}"#).batch
        #expect(batch.messages.first?.receivedAt == receivedAt)
    }

    @Test(arguments: [
        (#"{"topic":"a","payload":1}"#, RejectionReason.badTime), (#"{"tst":"now","topic":"a","payload":1}"#, .badTime),
        (#"{"tst":null,"topic":"a","payload":1}"#, .badTime), (#"{"tst":1.5,"topic":"a","payload":1}"#, .badTime),
        (#"{"tst":"2026-11-21T22:34:54","topic":"a","payload":1}"#, .badTime),
        (#"{"tst":"2026-11-21T22:34:54Z","payload":1}"#, .missingField),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a"}"#, .missingField),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":7,"payload":1}"#, .wrongType),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,"qos":3}"#, .wrongType),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,"retain":"yes"}"#, .wrongType),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,"topic":"b"}"#, .duplicateKey),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,"\u0074opic":"b"}"#, .duplicateKey),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a\ud800","payload":1}"#, .invalidUTF8),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":"\x"}"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":{}"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":{"}"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":"}"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":}"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1}x"#, .malformedJSON),
        (#"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,}"#, .malformedJSON),
        ("hello", .malformedJSON), ("17", .malformedJSON), ("{", .malformedJSON), ("{\"a\u{1}\":1}", .controlCharacter),
    ])
    func linesThatAreNoMessages(line: String, reason: RejectionReason) {
        #expect(self.reason(line) == reason)
        #expect(parse(line).batch.isEmpty)
    }

    @Test func retainedMessagesAreMarked() {
        let line = #"{"tst":"2026-11-21T22:34:54Z","topic":"a","payload":1,"retain":1}"#
        #expect(parse(line).batch.messages[0].flags == .retained)
        #expect(parse(line.replacing(#""retain":1"#, with: #""retain":true"#)).batch.messages[0].flags == .retained)
        #expect(parse(line.replacing(#""retain":1"#, with: #""retain":false"#)).batch.messages[0].flags.isEmpty)
    }

    @Test func membersComeInAnyOrderAndUnknownOnesAreSkipped() {
        let batch = parse(
            #" {"payload":[1] , "x":{"topic":"no"},"topic":"a\/b","y":[[]],"tst":"2026-11-21T22:34:54Z"} "# + "\r"
        ).batch
        #expect(batch.topicText(batch.messages[0]) == "a/b")
        #expect(payload(batch) == Array("[1]".utf8))
    }

    @Test func blankLinesArePassedOver() {
        for line in ["", "   ", "\r", "\t \r"] {
            guard case .blank = parse(line).line else { return #expect(Bool(false), "not blank") }
        }
    }

    @Test(arguments: [
        "[]", #"[{"type":"Gateway"}]"#, #"{"tag":"a","payload":7}"#,
        #"{"_type":"location","topic":"o/t","tst":1795300494}"#, #"{"topic":"t","event":1}"#, #"{"a":NaN}"#, "{}",
    ])
    func aBarePayloadHasNeitherTopicNorReceiveTime(line: String) {
        let batch = parse(" " + line).batch
        #expect(batch.messages.first?.flags == .receiveTimeUnknown)
        #expect(batch.messages.first?.topic.count == 0)
        #expect(payload(batch) == Array(line.utf8))
    }

    @Test func aLineEndsAt1MiB() {
        let line = envelope(#""payload":"\#(String(repeating: "x", count: 1_048_576))""#)
        #expect(reason(line) == .tooLarge)
        let fits = envelope(#""payload":"\#(String(repeating: "x", count: 1_048_000))""#)
        #expect(payload(parse(fits).batch).count == 1_048_000)
    }

    @Test func whatTheEnvelopeEscapedIsReadByTheDialect() {
        var parser = CaptureParser()
        var batch = MessageBatch()
        let lines = [
            #"{"tst":"2026-11-21T22:34:54Z","topic":"\#(nativeTopic)","payload":"{\"tag\":\"a\",\"rssi\":-60}"}"#,
            #"{"tst":"2026-11-21T22:34:54Z","topic":"\#(nativeTopic)","payload":{"tag":"b","rssi":-60}}"#,
            #"{"tst":"2026-11-21T22:34:54Z","topic":"\#(nativeTopic)","payload":null}"#,
        ]
        for var line in lines { line.withUTF8 { _ = parser.parse($0, into: &batch) } }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        #expect(decoded.observations.map { decoded.text($0.tag) } == ["a", "b"])
        #expect(decoded.rejections.map(\.reason) == [.emptyPayload])
    }

    @Test func randomAndMutatedLinesNeverStopTheReading() {
        let seed: UInt64 = 77
        var random = SplitMix(seed: seed)
        let valid = Array(envelope(#""payload":"{\"tag\":\"\u00e9\"}","x":[{"a":"]"}]"#).utf8)
        var parser = CaptureParser()
        var batch = MessageBatch()
        for round in 0..<20_000 {
            var line = valid
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<line.count, using: &random)
                if Bool.random(using: &random) {
                    line[place] = UInt8.random(in: 0...255, using: &random)
                } else {
                    line.remove(at: place)
                }
            }
            if round % 4 == 0 { line = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) } }
            batch.removeAll()
            let result = line.withUnsafeBufferPointer { parser.parse($0, into: &batch) }
            if case .message = result {
                #expect(batch.count == 1, "round \(round), seed \(seed)")
            } else {
                #expect(batch.isEmpty, "round \(round), seed \(seed)")
            }
        }
    }
}
