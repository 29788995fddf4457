import Decode
import Model
import Testing

/// What `vigie scan` says of tag ids.
@Suite struct ScanTests {
    private func scan(_ code: String) -> ScannedCode { CodeRecogniser.read(code, year: 2026) }

    private func detail(_ scanned: ScannedCode, _ name: ScannedCode.Detail) -> String? {
        scanned.details.first { $0.detail == name }?.value
    }

    @Test func anEPCAsTheReaderTellsIt() {
        let scanned = scan("3034257bf468d480000003ef")
        #expect(scanned.scheme == .epc && scanned.isValid && scanned.problems.isEmpty)
        #expect(scanned.tagURI == "urn:epc:tag:sgtin-96:1.0614141.107346.1007")
        #expect(scanned.pureIdentity == "urn:epc:id:sgtin:0614141.107346.1007")
        #expect(scanned.gtin == "10614141073464" && scanned.serial == "1007")
        #expect(scanned.digitalLink == "https://id.gs1.org/01/10614141073464/21/1007")
        #expect(scanned.elements.map(\.identifier) == ["01", "21"])
        #expect(scanned.tag == TagID("3034257BF468D480000003EF") && scanned.tagKind == .epc)
        #expect(detail(scanned, .epcScheme) == "sgtin-96" && detail(scanned, .filter) == "1")
        #expect(detail(scanned, .companyPrefix) == "0614141")
    }

    @Test func theIdOfATagIsTheOneThatIsTracked() throws {
        for code in [
            "3034257BF468D480000003EF", "3034257BF468D480000003EF00000000", "urn:epc:tag:giai-96:2.4012345.77",
        ] {
            let scanned = scan(code)
            let tag = try #require(scanned.tag, "\(code)")
            let canonical = try #require(TagIdentifier.canonical(tag.rawValue))
            #expect(canonical.id == tag && canonical.kind == .epc)
            if !code.hasPrefix("urn") { #expect(TagIdentifier.canonical(code)?.id == tag) }
        }
    }

    @Test func urisOfEPCs() {
        let tag = scan("urn:epc:tag:sscc-96:0.4012345.0000000042")
        #expect(tag.isValid && tag.elements.map(\.value) == ["040123450000000429"])
        #expect(tag.tag == TagID("3114F4E4E40000002A000000"))
        let identity = scan(" urn:epc:id:grai:4012345.00022.A%2F7 ")
        #expect(identity.isValid && identity.serial == "A/7" && identity.tag == nil)
        #expect(identity.digitalLink == "https://id.gs1.org/8003/04012345000221A%2F7")
        let raw = scan("urn:epc:raw:96.x3034257BF468D480000003EF")
        #expect(raw.tagURI == "urn:epc:tag:sgtin-96:1.0614141.107346.1007")
        let batch = scan("urn:epc:class:lgtin:4012345.012345.L-7")
        #expect(batch.lot == "L-7" && batch.gtin == "04012345123456" && batch.serial == nil)
        #expect(scan("urn:epc:raw:96.xA5.x012345670123456701234567").scheme == .iso17367)
    }

    @Test(arguments: [
        ("urn:epc:id:sgtin:0614141.12345.1", "value reference"), ("urn:epc:id:sgtin:0614141.112345.", "value serial"),
        ("urn:epc:id:nothing:1.2.3", "syntax"), ("urn:epc:tag:sgtin-97:3.0614141.812345.6789", "syntax"),
        ("urn:epc:tag:sgtin-96:8.0614141.812345.6789", "value filter"),
        ("urn:epc:tag:sgtin-96:3.0614141.812345.06789", "value serial"),
        ("urn:epc:tag:sgtin-96:3.0614141.812345.274877906944", "value serial"),
        ("urn:epc:id:sgtin:0614141.812345.a%2", "characters"), ("urn:epc:raw:96.x3034", "syntax"),
        // A partition that does not exist; a company prefix of 7 digits above 9999999.
        ("303C257BF468D480000003EF", "partition"), ("3037FFFFFF68D480000003EF", "value company"),
    ])
    func brokenEPCs(code: String, problem: String) {
        let scanned = scan(code)
        #expect(scanned.scheme == .epc && !scanned.isValid)
        #expect(scanned.problems.map(\.text) == [problem])
    }

    @Test func tagsThatAreNoEPCsStayOpaqueAndUsable() {
        let chip = scan("E28011606000020A6681F23F")
        #expect(chip.scheme == .tid && chip.isValid && chip.tag == TagID("E28011606000020A6681F23F"))
        #expect(detail(chip, .chipDesigner) == "01 (Impinj)" && detail(chip, .chipModel) == "160")
        // "BED 00042" and three spaces.
        let text = scan("424544203030303432202020")
        #expect(text.scheme == .opaque && text.isValid && detail(text, .text) == "BED 00042")
        // "16..." begins with the header of an SSCC.
        let digits = scan("313634343434343420202020")
        #expect(digits.scheme == .opaque && detail(digits, .text) == "16444444")
        let own = scan("0123456789ABCDEF01234567")
        #expect(own.scheme == .opaque && own.isValid && own.tagKind == .epc)
        let short = scan("8A450224")
        #expect(short.scheme == .opaque && short.isValid && short.tag == nil)
        let vicinity = scan("E00401501A2B3C4D")
        #expect(vicinity.scheme == .iso15693 && detail(vicinity, .manufacturer) == "04 (NXP)")
        #expect(vicinity.tag == TagID("e00401501a2b3c4d"))
    }

    @Test func memoryWithItsControlWord() {
        let bank = scan("30003034257BF468D480000003EF")
        #expect(bank.scheme == .epc && bank.gtin == "10614141073464" && detail(bank, .protocolControl) == "3000")
        let checked = scan("C2F130003034257BF468D480000003EF")
        #expect(checked.gtin == "10614141073464")
        let family = scan("31A2A1B2C3D4E5F601020304A7B8")
        #expect(family.scheme == .iso17367 && detail(family, .familyIdentifier) == "A2")
        // The id stays what a reader tells.
        #expect(bank.tag == TagID("30003034257BF468D480000003EF"))
    }

    @Test func aCodeWithoutACompanyPrefix() {
        // SGTIN+: filter 3, a GTIN, the serial 77 as four digits.
        let scanned = scan("F7309520123456788040134000000000")
        #expect(scanned.scheme == .epc && scanned.isValid && detail(scanned, .epcScheme) == "SGTIN+")
        #expect(scanned.gtin == "09520123456788" && scanned.serial == "0077" && scanned.tagURI == nil)
        #expect(scanned.digitalLink == "https://id.gs1.org/01/09520123456788/21/0077")
    }

    @Test(arguments: [
        ("AC233FA018E7", "public", false), ("00:1B:44:11:3A:B7", "public_or_random_non_resolvable", true),
        ("C4-7C-8D-00-00-01", "public_or_random_static", true), ("5a0000000001", "random_resolvable", true),
        ("d2ea00000001", "random_static", true), ("020000000001", "random_non_resolvable", true),
        ("a20000000001", "local", false),
    ])
    func addresses(code: String, kind: String, isRemarked: Bool) {
        let scanned = scan(code)
        #expect(scanned.scheme == .mac && scanned.isValid)
        #expect(detail(scanned, .addressKind) == kind)
        #expect(scanned.problems.map(\.kind) == (isRemarked ? [.randomAddress] : []))
        #expect(scanned.tag == TagIdentifier.canonical(code)?.id && scanned.tagKind == .ble)
    }

    @Test func beaconsAndDevices() {
        let beacon = scan("iBeacon:E2C56DB5-DFFB-48D2-B060-D0F5A71096E0-7-65535")
        #expect(beacon.scheme == .ibeacon && detail(beacon, .minor) == "65535")
        #expect(beacon.tag == TagID("ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:7:65535"))
        let eddystone = scan("eddystone:00112233445566778899aabbccddeeff")
        #expect(eddystone.scheme == .eddystone && detail(eddystone, .instance) == "aabbccddeeff")
        #expect(!scan("ibeacon:12").isValid)
        let device = scan("70-B3-D5-7E-D0-00-12-34")
        #expect(device.scheme == .devEUI && device.tag == TagID("70b3d57ed0001234") && device.tagKind == .loraWAN)
    }

    @Test func linksWithAKey() {
        let link = scan("https://example.com/stem/01/09520123456788/10/ABC%2F1/21/12345?17=270300&15=261231")
        #expect(link.scheme == .gs1 && link.isValid)
        #expect(link.gtin == "09520123456788" && link.lot == "ABC/1" && link.serial == "12345")
        #expect(link.expiry == "2027-03-31")
        #expect(link.problems.map(\.text) == ["day_zero 17"])
        #expect(link.digitalLink == "https://id.gs1.org/01/09520123456788/21/12345")
        let wrong = scan("https://example.com/01/09520123456789")
        #expect(wrong.scheme == .gs1 && !wrong.isValid && wrong.problems.map(\.text) == ["check_digit 01"])
    }

    @Test(arguments: ["", " ", "pump 7", "https://example.com/about", "urn:isbn:0451450523", "12:34", "\u{202E}abc"])
    func whatNoSchemeKnows(code: String) {
        let scanned = scan(code)
        #expect(scanned.scheme == .unknown && !scanned.isValid && scanned.tag == nil)
    }

    @Test func aCodeOfAnyLengthEnds() {
        #expect(!scan(String(repeating: "3", count: 100_000)).isValid)
        #expect(!scan(String(repeating: "F", count: 200)).isValid)
    }
}
