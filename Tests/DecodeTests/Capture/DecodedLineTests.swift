import Decode
import Model
import Testing

@Suite struct DecodedLineTests {
    private func lines(_ messages: [(String, String)], flags: MessageHeader.Flags = []) -> (
        json: [String], text: [String]
    ) {
        var batch = MessageBatch()
        for (topic, payload) in messages {
            batch.append(topic: topic, payload: payload, receivedAt: receivedAt, flags: flags)
        }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        var json: [String] = []
        var text: [String] = []
        for index in messages.indices {
            var writer = JSONWriter()
            DecodedLineWriter.writeJSON(
                line: index + 1, message: index, of: batch, dialect: decoder.dialects[index], decoded: decoded,
                to: &writer)
            json.append(writer.text)
            text.append(
                DecodedLineWriter.text(
                    line: index + 1, message: index, of: batch, dialect: decoder.dialects[index], decoded: decoded))
        }
        return (json, text)
    }

    @Test func everyKindOfLine() {
        let epc = """
            [{"eventType":"tagInventory","hostname":"r7","timestamp":"2026-11-21T22:34:50.5Z","tagInventoryEvent":\
            {"epcHex":"300833B2DDD9014000000000","antennaPort":2,"peakRssiCdbm":-5353}},{"eventType":7}]
            """
        let json = lines([
            ("uhf/gate", epc), ("any/\"x\"", "hello"), ("espresense/rooms/w/status", "online"),
            (fixesTopic, #"{"tag":"bed","level":"l2","x":12.125,"y":-3.4,"accuracy_m":0.3}"#),
            (fixesTopic, #"{"tag":"bed","lon":2.35,"lat":48.85,"speed_mps":1.5,"battery":80}"#),
            (nativeTopic, #"[{"tag":1},{"tag":"a","rssi":99}]"#),
        ]).json
        #expect(
            json == [
                """
                {"line":1,"topic":"uhf/gate","dialect":"impinj","observations":[{"tag":"300833B2DDD9014000000000",\
                "tag_kind":"epc","epc":"300833B2DDD9014000000000","reader":"r7","antenna":2,\
                "at":"2026-11-21T22:34:50.500Z","time_source":"device","rssi_dbm":-53.53,\
                "packet":"3fd16626c536e872"}],"health":[],"refused":[{"reason":"wrong_type","detail":"eventType"}]}

                """,
                """
                {"line":2,"topic":"any/\\"x\\"","rejected":"unknown_topic",\
                "detail":"no known topic, and not an object or array"}

                """,
                """
                {"line":3,"topic":"espresense/rooms/w/status","dialect":"espresense","observations":[],\
                "health":[{"reader":"w","status":"online","at":"2026-11-21T22:34:54.000Z"}]}

                """,
                """
                {"line":4,"topic":"vigie/v1/north/fixes/uwb","dialect":"native","observations":[{"tag":"bed",\
                "tag_kind":"position","reader":"uwb","at":"2026-11-21T22:34:54.000Z","time_source":"received",\
                "x":12.125,"y":-3.4,"level":"l2","accuracy_m":0.3}],"health":[]}

                """,
                """
                {"line":5,"topic":"vigie/v1/north/fixes/uwb","dialect":"native","observations":[{"tag":"bed",\
                "tag_kind":"position","reader":"uwb","at":"2026-11-21T22:34:54.000Z","time_source":"received",\
                "lat":48.85,"lon":2.35,"speed_mps":1.5,"battery_percent":80}],"health":[]}

                """,
                """
                {"line":6,"topic":"vigie/v1/north/observations/gw-7","rejected":"wrong_type","detail":"tag",\
                "refused":[{"reason":"wrong_type","detail":"tag"},{"reason":"out_of_range","detail":"rssi"}]}

                """,
            ])
    }

    @Test func aLineThatIsNoMessage() {
        var writer = JSONWriter()
        DecodedLineWriter.writeJSON(line: 9, rejected: .badTime, detail: "tst", to: &writer)
        #expect(writer.text == "{\"line\":9,\"rejected\":\"bad_time\",\"detail\":\"tst\"}\n")
        #expect(
            DecodedLineWriter.text(line: 9, rejected: .badTime, detail: "tst") == "9  -  -  refused: bad_time (tst)")
    }

    @Test func linesForPeople() {
        let at = "2026-11-21T22:34:54.000Z"
        let text = lines([
            (nativeTopic, #"{"tag":"pump-1","rssi":-60.25}"#),
            (fixesTopic, #"{"tag":"bed","level":"l2","x":12.125,"y":-3.4}"#),
            (nativeTopic, "[]"), ("a\u{202E}b\u{1B}[31m", "x"),
        ]).text
        #expect(
            text == [
                "1  native  vigie/v1/north/observations/gw-7  pump-1 by gw-7 -60.25 dBm \(at) (received)",
                "2  native  vigie/v1/north/fixes/uwb  bed by uwb at x 12.13 m, y -3.4 m on l2 \(at) (received)",
                "3  native  vigie/v1/north/observations/gw-7  gw-7 heartbeat",
                "4  -  a\u{FFFD}b\u{FFFD}[31m  refused: control_character (topic)",
            ])
    }

    @Test func healthWithoutAnyTimeHasNone() {
        #expect(
            lines([("", "[]")], flags: .receiveTimeUnknown).json == [
                #"{"line":1,"topic":"","dialect":"impinj","observations":[],"health":[{"status":"heartbeat"}]}"# + "\n"
            ])
    }

    @Test func whatAdvertisementsSay() {
        let frame = Air.manufacturer("0499", "0510cc4e20c3500010ffe003f8b4162a0101c12233445566")
        let payload = #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-26,"cnt":1,"data":"\#(frame)"}"#
        let pressed = #"{"tag":"t","sensors":{"button":"sos","fall":true}}"#
        let json = lines([("ruuvi/x/C1:22:33:44:55:66", payload), (nativeTopic, pressed)]).json
        let values =
            #""battery_v":3.04,"temperature_c":21.5,"humidity_percent":50,"acceleration_mg":[16,-32,1016],"#
            + #""packet":""#
        #expect(json[0].contains(values))
        let packet = json[0].split(separator: #""packet":""#).last.map { $0.prefix(17) } ?? ""
        #expect(packet.count == 17 && packet.hasSuffix("\"") && packet.dropLast().allSatisfy { $0.isHexDigit })
        #expect(json[1].contains(#""events":["sos","fall","button"]"#) && !json[1].contains("packet"))
    }
}
