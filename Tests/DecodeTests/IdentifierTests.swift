import Decode
import Model
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [
        ("AC233FA018E7", "ac233fa018e7", TagKind.ble), ("ac:23:3f:a0:18:e7", "ac233fa018e7", .ble),
        ("AC-23-3F-A0-18-E7", "ac233fa018e7", .ble),
        ("70B3D57ED0001234", "70b3d57ed0001234", .loraWAN), ("70-b3-d5-7e-d0-00-12-34", "70b3d57ed0001234", .loraWAN),
        ("300833b2ddd9014000000000", "300833B2DDD9014000000000", .epc),
        ("3034257bf468d480000003ef00112233", "3034257BF468D480000003EF00112233", .epc),
        (
            "iBeacon:E2C56DB5-DFFB-48D2-B060-D0F5A71096E0-7-65535",
            "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:7:65535", .ble
        ),
        (
            "IBEACON:e2c56db5dffb48d2b060d0f5a71096e0:007:0", "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:7:0",
            .ble
        ),
        (
            "Eddystone:00112233445566778899:AABBCCDDEEFF", "eddystone:00112233445566778899:aabbccddeeff",
            .ble
        ),
        ("eddystone:00112233445566778899aabbccddeeff", "eddystone:00112233445566778899:aabbccddeeff", .ble),
        // ESPresense prints the fifth byte of the namespace twice.
        ("eddy:0011223344445566778899-aabbccddeeff", "eddystone:00112233445566778899:aabbccddeeff", .ble),
        ("watch:Wearer", "watch:Wearer", .other), ("pump 7", "pump 7", .other), ("12345", "12345", .other),
        ("ac:23:3f:a0:18-e7", "ac:23:3f:a0:18-e7", .other), ("zz233fa018e7", "zz233fa018e7", .other),
        ("pompe-é", "pompe-é", .other),
        ("e2c56db5-dffb-48d2-b060-d0f5a71096e0", "e2c56db5-dffb-48d2-b060-d0f5a71096e0", .other),
    ])
    func canonicalForms(text: String, canonical: String, kind: TagKind) throws {
        let result = try #require(TagIdentifier.canonical(text))
        #expect(result.id == TagID(canonical))
        #expect(result.kind == kind)
        // A canonical form is its own canonical form.
        #expect(TagIdentifier.canonical(canonical)?.id == TagID(canonical))
    }

    @Test(arguments: [
        "", "a\u{0}b", "a\nb", "a\u{7F}", "a\u{85}b", "a\u{202E}b", "\u{FEFF}a", "a\u{2066}", "a\u{200F}", "a\u{61C}b",
        "ibeacon:", "ibeacon:1234:1:1", "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1",
        "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:65536", "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:1x",
        "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:-1", "eddystone:00:11",
        "eddystone:00112233445566778899:aabbccddeefg",
        String(repeating: "t", count: 129),
    ])
    func whatIsNoIdentifier(text: String) {
        #expect(TagIdentifier.canonical(text) == nil)
    }

    @Test func theLongestIdentifierIsTaken() {
        #expect(TagIdentifier.canonical(String(repeating: "t", count: 128)) != nil)
    }

    /// One beacon, heard by every dialect that can hear it.
    @Test func aBeaconHasOneIdWhicheverDialectHeardIt() {
        let expected = "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:258:772"
        let gateway = #"{"type":"Gateway","mac":"AC233FC00001"}"#
        let minewNamed = """
            [\(gateway),{"mac":"AC233FA018E7","ibeaconUuid":"E2C56DB5DFFB48D2B060D0F5A71096E0","ibeaconMajor":258,\
            "ibeaconMinor":772,"rssi":-60}]
            """
        let minewRaw = """
            [\(gateway),{"mac":"AC233FA018E7","rssi":-60,\
            "rawData":"0201061AFF4C000215E2C56DB5DFFB48D2B060D0F5A71096E001020304C5"}]
            """
        let espresense = #"{"id":"iBeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0-258-772","rssi":-60}"#
        let ours = #"{"tag":"iBeacon:E2C56DB5-DFFB-48D2-B060-D0F5A71096E0:258:772","rssi":-60}"#
        #expect(decode("minew", minewNamed).tags == [expected])
        #expect(decode("minew", minewRaw).tags == [expected])
        #expect(decode(espresenseTopic, espresense).tags == [expected])
        #expect(native(ours).tags == [expected])
    }

    @Test func anEddystoneAndAMACHaveOneIdWhicheverDialectHeardThem() {
        let eddystone = "eddystone:00112233445566778899:aabbccddeeff"
        let raw = """
            [{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233FA018E7","rssi":-60,\
            "rawData":"0201060303AAFE1516AAFE00E800112233445566778899AABBCCDDEEFF"}]
            """
        #expect(decode("minew", raw).tags == [eddystone])
        #expect(
            decode(espresenseTopic, #"{"id":"eddy:0011223344445566778899-aabbccddeeff","rssi":-60}"#).tags == [
                eddystone
            ])
        #expect(native(#"{"tag":"eddystone:00112233445566778899:AABBCCDDEEFF","rssi":-6}"#).tags == [eddystone])
        let plain = #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC:23:3F:A0:18:E7","rssi":-60}]"#
        #expect(decode("minew", plain).tags == ["ac233fa018e7"])
        #expect(decode(espresenseTopic, #"{"id":"ac233fa018e7","idType":55,"rssi":-60}"#).tags == ["ac233fa018e7"])
        #expect(decode(espresenseTopic, #"{"id":"known:ac233fa018e7","rssi":-60}"#).tags == ["ac233fa018e7"])
        #expect(native(#"{"tag":"AC-23-3F-A0-18-E7","rssi":-60}"#).tags == ["ac233fa018e7"])
    }
}
