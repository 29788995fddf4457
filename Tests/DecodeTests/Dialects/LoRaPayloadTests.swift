import Decode
import Model
import Testing

/// What trackers say in their own payloads, inside ChirpStack's uplinks.
@Suite struct LoRaPayloadTests {
    private func uplink(_ port: Int, _ hex: String) -> Outcome {
        decode(ChirpStackFixture.topic, ChirpStackFixture.uplink(port: port, hex: hex))
    }

    private let receipt = Instant(milliseconds: 1_795_300_490_775)

    @Test func aGPSFixOfAbeeway() {
        // Moving, on demand; 20.7 °C; 3 × 8 s old; 48.8580608 N, 2.29 W; radius 10 of 255.
        let outcome = uplink(18, "0365B18000031D1F26FEA1E50A")
        #expect(outcome.reasons.isEmpty)
        #expect(outcome.readers == ["aa555a0000000101", "chirpstack"])
        #expect(!outcome.observations[0].hasPosition)
        #expect(outcome.observations[0].rssiDBm == -97)
        let fix = outcome.observations[1]
        #expect(abs(fix.latitude - 48.8580608) < 1e-7, "\(fix.latitude)")
        #expect(fix.longitude < -2.29 && fix.longitude > -2.30, "\(fix.longitude)")
        #expect(abs(fix.accuracyMetres - 39.2) < 0.1)
        #expect(abs(fix.temperatureCelsius - 20.75) < 0.1)
        #expect(fix.observedAt == receipt.advanced(byMilliseconds: -24_000))
        #expect(fix.events == [.moving])
        #expect(fix.batteryPercent.isNaN && abs(fix.batteryVolts - 3.774) < 0.001)
    }

    @Test func anSOSIsUrgentInEveryObservation() {
        let flagged = uplink(18, "0310B18000001D1F2601602C0A")
        #expect(flagged.observations.count == 2)
        #expect(flagged.observations.allSatisfy { $0.events.contains(.sos) && $0.flags.contains(.urgent) })
        #expect(uplink(18, "0A00B1800007").observation.events == [.sos, .still])
        #expect(uplink(18, "0A00B1800008").observation.events == [.still])
        #expect(uplink(18, "0A00B1800001").observation.events == [.moving])
        #expect(uplink(18, "0A04B1800002").observation.events == [.still])
        #expect(uplink(18, "0A00B1800000").observation.flags.isEmpty)
    }

    @Test func beaconsThatTheTrackerHeardAreReaders() {
        let outcome = uplink(18, "0320B1800701AC233F000001BFAC233F000002B5")
        #expect(outcome.reasons.isEmpty)
        #expect(outcome.readers == ["aa555a0000000101", "ac233f000001", "ac233f000002"])
        #expect(outcome.observations.map(\.rssiDBm) == [-97, -65, -75])
        #expect(outcome.tags == Array(repeating: ChirpStackFixture.device, count: 3))
        #expect(outcome.observations[1].observedAt == receipt.advanced(byMilliseconds: -8000))
        let long = uplink(18, "0320B1800B00000102030405060708090A0B0C0D0E0FC4")
        #expect(long.readers.last == "000102030405060708090a0b0c0d0e0f")
        #expect(long.observations.last?.rssiDBm == -60)
        let extended = uplink(18, "0E20B18009000AAC233F000003C9")
        #expect(extended.readers.last == "ac233f000003")
        #expect(extended.observations.last?.observedAt == receipt.advanced(byMilliseconds: -10_000))
    }

    @Test func anExtendedFix() {
        // 10 s old, 3D, accuracy in metres (252 is the class up to 1000 m), 1.50 m/s.
        let outcome = uplink(18, "0E20B18000000A031D1F2600FEA1E5000064FC00000096")
        let fix = outcome.observations.last ?? Observation()
        #expect(outcome.observations.count == 2)
        #expect(fix.accuracyMetres == 1000)
        #expect(fix.speedMetresPerSecond == 1.5)
        #expect(abs(fix.latitude - 48.8580608) < 1e-7)
    }

    @Test(arguments: [
        "03", "036AC18900", "0365B1800003", "0365B18000031D1F26FEA1E50A00", "03E5B18000031D1F26FEA1E50A",
        "FF65B18000031D1F26FEA1E50A", "0320B1800701AC233F0000", "0A00B180000B", "0320B1800C01",
        "0365B18000037F1F26FEA1E50A",
        "0E20B18000000A",
    ])
    func whatIsNoAbeewayPayloadLeavesTheUplink(hex: String) {
        let outcome = uplink(18, hex)
        #expect(outcome.observations.count == 1)
        #expect(outcome.observation.temperatureCelsius.isNaN && outcome.observation.events.isEmpty)
        #expect(outcome.reasons.isEmpty)
    }

    @Test func anotherPortIsNotRead() {
        #expect(uplink(2, "0310B18000001D1F2601602C0A").observations.count == 1)
        #expect(uplink(2, "0310B18000001D1F2601602C0A").observation.events.isEmpty)
    }

    @Test func anObjectLocatorOfBrowan() {
        // Button, moving; 24 °C; 48.858269 N, 2.295114 E; class 1: 8 m.
        let outcome = uplink(136, "030A389D84E9024A052320")
        #expect(outcome.observations.count == 2)
        let fix = outcome.observations[1]
        #expect(fix.latitude == 48.858269, "\(fix.latitude)")
        #expect(fix.longitude == 2.295114, "\(fix.longitude)")
        #expect(fix.accuracyMetres == 8)
        #expect(fix.temperatureCelsius == 24 && fix.batteryVolts == 3.5)
        #expect(fix.events == [.button, .moving] && fix.flags == [.urgent])
        // West and south: both signs.
        let south = uplink(136, "000A38637B160DB6FADC1F").observations[1]
        #expect(south.latitude < 0 && south.longitude < 0)
        // Without a fix the old degrees are not a place.
        #expect(uplink(136, "080A389D84E9024A052320").observations.count == 1)
        #expect(uplink(136, "000A380000000000000000").observations.count == 1)
        #expect(uplink(136, "000A38").observation.temperatureCelsius.isNaN)
    }
}
