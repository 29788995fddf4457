import Model
import Testing

@testable import Stock

/// Documents, times, hashes; all of them invented.
@Suite struct EPCISTests {
    private func event(_ fields: String) -> String {
        #"{"type":"ObjectEvent","eventTime":"2026-11-22T10:00:00+01:00","eventTimeZoneOffset":"+01:00","# + fields + "}"
    }

    private func problems(_ json: String) -> [String] {
        EPCISDocument(json: Array(json.utf8)).problems.map { $0.place + ": " + $0.what }
    }

    @Test func anEventAloneIsTaken() {
        #expect(problems(event(#""action":"ADD","epcList":["urn:epc:id:sgtin:9520123.456789.1"]"#)) == [])
    }

    @Test(arguments: [
        (#""epcList":["a"]"#, "action: is missing or unknown"), (#""action":"ADD""#, "epcList: is missing"),
        (#""action":"ADD","epcList":["a"],"bizStep":"baking""#, "bizStep: is no word of the vocabulary"),
        (#""action":"ADD","epcList":["a"],"colour":"red""#, "colour: is no field of this event"),
        (#""action":"ADD","epcList":["a"],"ilmd":{"lot":"7"}"#, "ilmd.lot: has no namespace"),
        (
            #""action":"ADD","quantityList":[{"epcClass":"a","quantity":"7"}]"#,
            "quantityList[0].quantity: is no number"
        ),
        (
            #""action":"ADD","epcList":["a"],"sensorElementList":[{}]"#,
            "sensorElementList[0].sensorReport: is missing"
        ),
    ])
    func whatIsWrongIsSaidWithItsPlace(fields: String, problem: String) {
        #expect(problems(event(fields)) == [problem])
    }

    @Test func brokenJSON() {
        for text in [
            "", "[", "{", #"{"a":1,}"#, #"{"a":"b"#, #"{"a":1}{"#, #"{"a":01x}"#, #"{"a":"\u12"}"#, #"{"a":nul}"#,
        ] {
            #expect(EPCISValue(json: Array(text.utf8)) == nil, "\(text)")
            #expect(!EPCISDocument(json: Array(text.utf8)).isValid)
        }
        #expect(EPCISValue(json: Array(String(repeating: "[", count: 5000).utf8)) == nil)
        let value = EPCISValue(json: Array(#"{"a":["\u00e9\n\ud83d\ude00",-1.50e2,true,null]}"#.utf8))
        #expect(value?["a"]?.values == [.text("é\n😀"), .number("-1.50e2"), .flag(true), .null])
    }

    @Test(arguments: [
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000Z"),
        ("2026-11-22T10:00:00.0006+01:00", "2026-11-22T09:00:00.001Z"),
        ("2028-02-29T23:59:59.9994-02:30", "2028-03-01T02:29:59.999Z"), ("2026-11-22T10:00:00", nil),
        ("2027-02-29T10:00:00Z", nil), ("2026-11-22", nil), ("2026-11-22T10:00:00.Z", nil),
    ])
    func times(text: String, expected: String?) {
        #expect(EPCISTime.instant(text)?.rfc3339 == expected)
    }

    @Test func anEventIsTheSameHoweverItIsWritten() throws {
        let hash = EPCISHash(
            context: nil, canonical: { $0.hasPrefix("urn:") ? "https://id.gs1.org/01/" + $0.suffix(1) : nil })
        let one =
            #""action":"ADD","epcList":["urn:a:1","urn:a:2"],"sensorElementList":[{"sensorReport":[{"value":4.0}]}]"#
        let two =
            #""sensorElementList":[{"sensorReport":[{"value":4}]}],"epcList":["urn:b:2","urn:b:1"],"action":"ADD""#
        let values = try [event(one), event(two).replacing("10:00:00+01:00", with: "09:00:00.0001Z")].map {
            try #require(EPCISValue(json: Array($0.utf8)))
        }
        #expect(hash.identifier(values[0]) == hash.identifier(values[1]))
        let other = try #require(EPCISValue(json: Array(event(one.replacing("4.0", with: "4.1")).utf8)))
        #expect(hash.identifier(values[0]) != hash.identifier(other))
        #expect(hash.text(values[0]).hasPrefix("eventType=ObjectEventeventTime=2026-11-22T09:00:00.000Z"))
    }
}
