import Decode
import Model
import Testing

/// Who a tag is when all that is known of it is its address.
@Suite struct AddressTests {
    private let nothing = "0201060303f1ff"

    @Test(arguments: [
        ("c12233445566", true), ("ff2233445566", true), ("412233445566", true), ("7f2233445566", true),
        ("012233445566", true), ("3f2233445566", true), ("812233445566", true), ("bf2233445566", true),
        ("c12233445566", false), ("412233445566", false), ("ac233f018e70", false),
    ])
    func aRandomAddressIsNoIdentity(address: String, isRandom: Bool) {
        let outcome = Air(address: address, isRandom: isRandom).hear(nothing)
        #expect(outcome.reasons == (isRandom ? [.randomAddress] : []))
        #expect(outcome.tags == (isRandom ? [] : [address]))
    }

    @Test func aBeaconsRandomAddressIsNoSecondIdentity() {
        for address in ["c12233445566", "412233445566", "012233445566"] {
            let outcome = Air(address: address, isRandom: true).hear(Air.iBeacon)
            #expect(outcome.tags == [Air.beaconTag])
            #expect(outcome.alternate.isEmpty)
        }
    }

    /// A device that repeats its static address in its frames goes by it; a rotating one is never kept.
    @Test(arguments: [
        Air.service("ffe1", "a1015a18803040665544332 2c1".filter { $0 != " " }),
        Air.service("ffe1", "a1085a6655443322c1"), Air.service("feab", "70000a00d701f40bb800c12233445566"),
        Air.manufacturer("0499", "0510cc4e20c3500010ffe003f8b4162a0101c12233445566"),
        Air.manufacturer("0ba9", "0109000b01000a6655443322c1"),
    ])
    func aStaticAddressThatTheDeviceStates(frame: String) {
        #expect(Air(address: "c12233445566", isRandom: true).hear(frame).tags == ["c12233445566"])
        #expect(Air(address: "c12233445567", isRandom: true).hear(frame).reasons == [.randomAddress])
        let rotating = frame.replacing("c12233445566", with: "412233445566").replacing(
            "6655443322c1", with: "665544332241")
        #expect(Air(address: "412233445566", isRandom: true).hear(rotating).reasons == [.randomAddress])
    }

    @Test func aFamilyMayTrustItsStaticAddresses() throws {
        var family = TagFamily(.address(prefix: "C1:22"))
        family.trustsStaticAddress = true
        let families = try TagFamilies([family])
        #expect(Air(address: "c12233445566", isRandom: true).hear(nothing, families: families).tags == ["c12233445566"])
        let beacon = Air(address: "c12233445566", isRandom: true).hear(Air.iBeacon, families: families)
        #expect(beacon.tags == [Air.beaconTag] && beacon.alternate == "c12233445566")
        let other = Air(address: "c22233445566", isRandom: true).hear(nothing, families: families)
        #expect(other.reasons == [.randomAddress])
        // Trust in an address does not make a rotating one stand.
        family = TagFamily(.address(prefix: "41"))
        family.trustsStaticAddress = true
        let rotating = Air(address: "412233445566", isRandom: true).hear(nothing, families: try TagFamilies([family]))
        #expect(rotating.reasons == [.randomAddress])
    }
}

/// What vendors put where the standards have something else.
@Suite struct TagFamilyTests {
    private let uuid = "11112222-3333-4444-5555-666677778888"

    private func beacon(minor: String, power: String) -> String {
        Air.manufacturer("004c", "021511112222333344445555666677778888000a" + minor + power)
    }

    @Test func theBatteryInTheMeasuredPower() throws {
        var family = TagFamily(.iBeacon(uuid: uuid))
        family.power = .batteryTenthsOfVolt
        let volts = Air().hear(beacon(minor: "0002", power: "1a"), families: try TagFamilies([family]))
        #expect(volts.observation.batteryVolts == 2.6)
        #expect(volts.observation.batteryPercent.isNaN)
        #expect(volts.tags == ["ibeacon:\(uuid):10:2"])
        family.batteryVolts = 2...3
        let share = Air().hear(beacon(minor: "0002", power: "1a"), families: try TagFamilies([family]))
        #expect(share.observation.batteryPercent == 60)
        family.power = .batteryPercent
        let percent = Air().hear(beacon(minor: "0002", power: "4b"), families: try TagFamilies([family]))
        #expect(percent.observation.batteryPercent == 75)
        // Tags of another family are left alone.
        let other = try TagFamilies([TagFamily(.iBeacon(uuid: "21112222-3333-4444-5555-666677778888"))])
        #expect(Air().hear(beacon(minor: "0002", power: "1a"), families: other).observation.batteryVolts.isNaN)
    }

    @Test func sensorsInTheMinorAreNoIdentity() throws {
        var family = TagFamily(.iBeacon(uuid: uuid))
        family.minorHighByte = .batteryPercent
        family.minorLowByte = .temperatureCelsius
        let outcome = Air().hear(beacon(minor: "50fb", power: "c5"), families: try TagFamilies([family]))
        #expect(outcome.tags == ["ibeacon:\(uuid):10:0"])
        #expect(outcome.observation.batteryPercent == 80)
        #expect(outcome.observation.temperatureCelsius == -5)
        family.minorLowByte = .identity
        let half = Air().hear(beacon(minor: "50fb", power: "c5"), families: try TagFamilies([family]))
        #expect(half.tags == ["ibeacon:\(uuid):10:251"])
    }

    @Test func telemetryOfAFamilyGivesPercent() throws {
        var family = TagFamily(.eddystone(namespace: "00112233445566778899"))
        family.batteryVolts = 2...3
        let outcome = Air().hear(Air.eddystone, Air.telemetry, families: try TagFamilies([family]))
        #expect(outcome.tags == [Air.eddystoneTag])
        #expect(outcome.observation.batteryPercent == 100)
    }

    @Test func aGatewayThatReadTheBeaconFollowsTheFamilyToo() throws {
        var family = TagFamily(.iBeacon(uuid: uuid))
        family.power = .batteryTenthsOfVolt
        family.minorLowByte = .batteryPercent
        let payload = """
            [{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233F8C7CEE","rssi":-38,"ibeaconTxPower":26,\
            "ibeaconUuid":"11112222333344445555666677778888","ibeaconMajor":1,"ibeaconMinor":307}]
            """
        let outcome = decode(topic: "m", bytes: Array(payload.utf8), families: try TagFamilies([family]))
        #expect(outcome.tags == ["ibeacon:\(uuid):1:256"])
        #expect(outcome.observation.batteryVolts == 2.6 && outcome.observation.batteryPercent == 51)
    }

    @Test func familiesThatCannotBeRead() throws {
        #expect(throws: TagFamilies.Problem.badMembers(index: 0)) { try TagFamilies([TagFamily(.iBeacon(uuid: "11"))]) }
        #expect(throws: TagFamilies.Problem.badMembers(index: 1)) {
            try TagFamilies([TagFamily(.address(prefix: "ac")), TagFamily(.address(prefix: "acx"))])
        }
        #expect(throws: TagFamilies.Problem.badMembers(index: 0)) {
            try TagFamilies([TagFamily(.address(prefix: String(repeating: "ab", count: 40)))])
        }
        #expect(throws: TagFamilies.Problem.tooMany) {
            try TagFamilies(Array(repeating: TagFamily(.address(prefix: "ac")), count: 65))
        }
        var family = TagFamily(.address(prefix: "ac"))
        family.batteryVolts = 3...3
        #expect(throws: TagFamilies.Problem.badVolts(index: 0)) { try TagFamilies([family]) }
    }
}
