import Decode
import Foundation
import Model
import Testing

/// Recordings and documented messages of the RFID, positioning and vehicle dialects: each message becomes what its
/// line of the samples' index says.
@Suite struct OtherSampleTests {
    /// A file's messages: its lines, or the whole file when it is one JSON text.
    private func messages(_ name: String) throws -> [String]? {
        guard let lines = try Samples.lines(name) else { return nil }
        return name.hasSuffix(".json") ? [lines.joined(separator: "\n")] : lines
    }

    /// What the messages of a file become on a topic; every one is accounted for, by the dialect that is expected.
    private func outcomes(_ name: String, _ topic: String, _ dialect: Dialect) throws -> [Outcome]? {
        guard let messages = try messages(name) else { return nil }
        return messages.map { message in
            // Recordings are older than a day: as a file's bare payload their own times hold.
            let outcome = decode(topic, message, flags: .receiveTimeUnknown)
            #expect(outcome.dialect == dialect, "\(name)")
            let entries = outcome.observations.count + outcome.health.count + outcome.reasons.count
            #expect(entries > 0, "a message of \(name) vanished")
            return outcome
        }
    }

    /// Observations, health reports and rejections of each message.
    private func counts(_ outcomes: [Outcome]) -> [[Int]] {
        outcomes.map { [$0.observations.count, $0.health.count, $0.reasons.count] }
    }

    @Test func smartReader() throws {
        guard let all = try outcomes("impinj-smartreader.json", "any", .smartReader) else { return }
        #expect(counts(all) == [[1, 0, 0]])
        #expect(all[0].tags == ["E28011606000020934D6FAF7"])
        #expect(all[0].readers == ["impinj00162513F90B"])
        #expect(all[0].observation.rssiDBm == -51.25)
        #expect(all[0].observation.antenna == 1)
        #expect(all[0].observation.observedAt.milliseconds == 1_706_119_203_123)
    }

    @Test func speedwayConnect() throws {
        guard let all = try outcomes("impinj-speedway-connect.ndjson", "uhf/speedway", .speedwayConnect) else { return }
        #expect(counts(all) == [[1, 0, 0], [1, 0, 0]])
        #expect(all.map(\.tags) == [["999908290000000000000004"], ["999908290000000000000003"]])
        #expect(all.map(\.observation.antenna) == [7, 23])
        #expect(all.map(\.observation.rssiDBm) == [-51, -50])
        #expect(all[0].observation.observedAt.rfc3339 == "2018-06-14T00:15:54.368Z")
        #expect(all[0].readers == ["uhf/speedway"])
    }

    @Test func zebraFixedReaders() throws {
        guard let all = try outcomes("zebra-ziotc-tagdata.ndjson", "ziotc/gate", .zebra) else { return }
        #expect(counts(all) == Array(repeating: [1, 0, 0], count: 4))
        #expect(
            all.flatMap(\.tags) == [
                "E2C24500200000668534009C", "AA0004EF55555555AA21BF43", "112233445566778899001134", "E28011700001",
            ])
        #expect(all.flatMap(\.readers) == ["FX9600F10AE0", "ziotc/gate", "ziotc/gate", "ziotc/gate"])
        #expect(all.map(\.observation.rssiDBm) == [-39, -34, -53, -56])
        #expect(all.map(\.observation.antenna) == [1, 1, 1, 2])
        #expect(
            all.map(\.observation.observedAt.rfc3339) == [
                "2024-11-21T19:20:53.319Z", "2026-08-13T09:14:28.651Z", "2023-04-03T19:50:16.699Z",
                "2020-09-13T12:26:40.000Z",
            ])
        #expect(all.allSatisfy { $0.observation.packet != 0 })
        guard let lines = try messages("zebra-ziotc-tagdata.ndjson") else { return }
        let joined = decode("ziotc/gate", lines.joined(), flags: .receiveTimeUnknown)
        #expect(joined.dialect == .zebra)
        #expect(joined.tags == all.flatMap(\.tags))
    }

    @Test func zebraHandheld() throws {
        let topic = "tenant/DATA/clients/data1event/21000000000000"
        guard let all = try outcomes("zebra-handheld-dataevt.json", topic, .zebra) else { return }
        #expect(counts(all) == [[1, 0, 0]])
        #expect(all[0].tags == ["BEDD11112222333344445555"])
        #expect(all[0].readers == ["21000000000000"])
        #expect(all[0].observation.rssiDBm == -39)
        #expect(all[0].observation.observedAt.rfc3339 == "2026-05-19T14:15:22.000Z")
    }

    @Test func gatesAndCabinets() throws {
        if let all = try outcomes("ifm-rfid-gate.json", "any", .ifmGate) {
            #expect(counts(all) == [[4, 0, 0]])
            #expect(Set(all[0].readers) == ["490503"])
            #expect(all[0].observation.observedAt.rfc3339 == "2021-03-15T12:14:30.000Z")
            #expect(all[0].observation.rssiDBm.isNaN)
        }
        if let all = try outcomes("terso-objectevent.json", "any", .terso) {
            #expect(counts(all) == [[6, 0, 0]])
            #expect(Set(all[0].readers) == ["MyDeviceName"])
            #expect(all[0].tags.last == "E2009061540301460180F1D2")
            #expect(all[0].observation.observedAt.rfc3339 == "2018-05-19T06:14:56.000Z")
        }
        if let all = try outcomes("rfcontrols-tagblink.json", "any", .rfControls) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].tags == ["1AB00000000000000000A003"])
            #expect(all[0].observation.rssiDBm == -80)
            #expect(all[0].observation.observedAt.milliseconds == 1_645_568_542_222)
            #expect(all[0].observation.xMetres == 0)
        }
    }

    @Test func ubisense() throws {
        guard let lines = try Samples.lines("ubisense-udp.hex") else { return }
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("ub/#")), dialect: .ubisense)])
        let all = lines.map { decode("ub/1", $0, map: map) }
        #expect(counts(all) == [[1, 0, 0], [0, 0, 1]])
        #expect(all[0].tags == ["0011ce000000597d"])
        #expect(abs(all[0].observation.xMetres - 17.967) < 0.001)
        #expect(abs(all[0].observation.yMetres - 7.564) < 0.001)
        #expect(all[1].reasons == [.unsupportedMessage])
    }

    @Test func quuppa() throws {
        guard let all = try outcomes("quuppa-qpe.ndjson", "any", .quuppa) else { return }
        #expect(counts(all) == [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]])
        #expect(all.flatMap(\.tags) == ["d10000001111", "efba5c8e412a", "a4da22e4e75d"])
        #expect(all[0].observation.xMetres == -1.09 && all[0].observation.yMetres == 0.38)
        #expect(all[0].observation.observedAt.milliseconds == 1_641_888_440_139)
        #expect(all[0].batch.text(all[0].observation.level) == "3e7c4371-42be-4019-b7c0-ec2012d448ad")
        #expect(all[1].observation.xMetres == 275.09 && all[1].observation.accuracyMetres == 0.32)
        #expect(all[2].observation.rssiDBm.isNaN)
        #expect(all[2].observation.events == [.moving])
        #expect(all[3...].flatMap(\.reasons) == [.unsupportedMessage, .unsupportedMessage, .missingField])
    }

    @Test func pozyx() throws {
        if let all = try outcomes("pozyx-tags.json", "tags", .pozyx) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].tags == ["200000297"])
            #expect(all[0].readers == ["GHxXSs4u3"])
            #expect(all[0].observation.xMetres == -0.606 && all[0].observation.yMetres == 1.186)
            #expect(all[0].observation.zMetres == 0.5)
            #expect(all[0].observation.observedAt.milliseconds == 1_776_879_440_192)
        }
        if let all = try outcomes("pozyx-ble-data.json", "ble-data", .pozyx) {
            #expect(counts(all) == [[2, 0, 0]])
            #expect(all[0].readers == ["4678", "5565"])
            #expect(all[0].observations.map(\.rssiDBm) == [-85, -100])
            #expect(all[0].observation.observedAt.milliseconds == 1_671_165_464_378)
        }
        guard let lines = try Samples.lines("pozyx-tags-devtag.partial.txt") else { return }
        #expect(decode("tags", lines.joined()).reasons == [.malformedJSON])
    }

    @Test func omlox() throws {
        if let lines = try Samples.lines("omlox-location.ndjson") {
            let all = lines.map { decode("any", $0, at: Instant(milliseconds: 1_697_541_277_213)) }
            #expect(all.allSatisfy { $0.dialect == .omlox })
            #expect(counts(all) == [[1, 0, 0], [1, 0, 0]])
            #expect(all.flatMap(\.tags) == ["ac233faff390", "ac233faff390"])
            #expect(all[0].readers == ["f4c05a2b-afd3-41a0-88e2-46f69bdb192e"])
            #expect(all[0].observation.xMetres == 7.815694 && all[0].observation.latitude.isNaN)
            #expect(all[0].observation.timeSource == .received)
            #expect(all[1].observation.zMetres == 1.2)
            #expect(all[1].batch.text(all[1].observation.level) == "1.2")
            #expect(all[1].observation.observedAt.rfc3339 == "2023-10-17T11:14:37.206Z")
            #expect(abs(all[1].observation.speedMetresPerSecond - 0.815) < 0.001)
        }
        if let all = try outcomes("omlox-websocket.ndjson", "any", .omlox) {
            #expect(counts(all) == [[0, 0, 1], [1, 0, 0]])
            #expect(all[0].reasons == [.unsupportedMessage])
            #expect(all[1].tags == ["774f34692740"])
        }
        if let all = try outcomes("omlox-trackable.ndjson", "any", .omlox) {
            #expect(all.flatMap(\.reasons) == [.unsupportedMessage, .unsupportedMessage])
        }
    }

    @Test func chirpStack() throws {
        let application = "application/17c82e96-be03-4f38-aef3-f83d48582d97/device/0101010101010101/event/"
        if let all = try outcomes("chirpstack-up.json", application + "up", .chirpstack) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].tags == ["0101010101010101"])
            #expect(all[0].readers == ["0016c001f153a14c"])
            #expect(all[0].observation.rssiDBm == -36)
            #expect(all[0].observation.tagKind == .loraWAN)
            #expect(all[0].observation.observedAt.rfc3339 == "2022-07-18T09:34:15.775Z")
            #expect(all[0].observation.packet != 0)
        }
        if let all = try outcomes("chirpstack-status.json", application + "status", .chirpstack) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].observation.batteryPercent == 88.3)
        }
        if let all = try outcomes("chirpstack-location.json", application + "location", .chirpstack) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].observation.latitude == 37.344214 && all[0].observation.longitude == -8.839375)
        }
        for kind in ["join", "log"] {
            guard let all = try outcomes("chirpstack-\(kind).json", application + kind, .chirpstack) else { continue }
            #expect(all.flatMap(\.reasons) == [.unsupportedMessage])
        }
        // Without a topic the shape tells the kind.
        for (name, expected) in [
            ("up", [1, 0, 0]), ("status", [1, 0, 0]), ("location", [1, 0, 0]), ("join", [0, 0, 1]),
        ] {
            guard let all = try outcomes("chirpstack-\(name).json", "", .chirpstack) else { continue }
            #expect(counts(all) == [expected], "\(name)")
        }
    }

    @Test func abeeway() throws {
        guard let lines = try Samples.lines("lorawan-abeeway.ndjson") else { return }
        for line in lines {
            let vector = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let hex = try #require(vector["hex"] as? String)
            let expected = try #require(vector["expect"] as? [String: Any])
            let port = try #require(vector["fPort"] as? Int)
            let outcome = decode(ChirpStackFixture.topic, ChirpStackFixture.uplink(port: port, hex: hex))
            #expect(outcome.reasons.isEmpty)
            #expect(outcome.tags.allSatisfy { $0 == ChirpStackFixture.device })
            let temperature = try #require((expected["temperatureMeasure"] as? NSNumber)?.doubleValue)
            #expect(abs(Double(outcome.observation.temperatureCelsius) - temperature) < 0.051)
            #expect(outcome.observation.events == [.still])
            #expect(outcome.observation.batteryPercent.isNaN)
            guard let latitude = (expected["gpsLatitude"] as? NSNumber)?.doubleValue else {
                #expect(outcome.observations.count == 1)
                continue
            }
            #expect(outcome.observations.count == 2)
            let fix = outcome.observations[1]
            #expect(fix.latitude == latitude)
            #expect(fix.longitude == (expected["gpsLongitude"] as? NSNumber)?.doubleValue)
            #expect(abs(fix.accuracyMetres - 7.84) < 0.005)
        }
    }

    @Test func ownTracks() throws {
        guard let all = try outcomes("owntracks-location.ndjson", "owntracks/north/courier-1", .ownTracks) else {
            return
        }
        #expect(counts(all) == Array(repeating: [1, 0, 0], count: 6))
        #expect(all.allSatisfy { $0.tags == ["north/courier-1"] && $0.readers == ["north/courier-1"] })
        #expect(all[0].observation.latitude == 46.0681247 && all[0].observation.batteryPercent == 46)
        #expect(abs(all[2].observation.speedMetresPerSecond - 61 / 3.6) < 0.001)
        #expect(all[2].observation.accuracyMetres == 5)
        #expect(all[4].observation.longitude == -122 && all[4].observation.latitude == 37)
        #expect(all[4].observation.observedAt.milliseconds == 1_736_161_169_000)
        guard let bare = try outcomes("owntracks-location.ndjson", "", .ownTracks) else { return }
        #expect(bare.map { $0.tags.first ?? "" }[4...].map { $0.isEmpty } == [false, false])
        #expect(bare[0].reasons == [.missingField])
    }

    @Test func traccar() throws {
        guard let all = try outcomes("traccar-forward.ndjson", "fleet", .traccar) else { return }
        #expect(counts(all) == [[1, 0, 0], [1, 0, 0]])
        #expect(all.flatMap(\.tags) == ["DEVICE_IMEI", "7"])
        #expect(all[0].observation.observedAt.rfc3339 == "2026-07-05T12:00:00.000Z")
        #expect(all[0].observation.latitude == 24.7 && all[0].observation.longitude == 46.6)
        #expect(abs(all[1].observation.speedMetresPerSecond - 25.002) < 0.001)
    }

    @Test func vda5050() throws {
        if let all = try outcomes("vda5050-state-v2.json", "uagv/v2/RobotCompany/AGV-001/state", .vda5050) {
            #expect(counts(all) == [[1, 0, 0]])
            #expect(all[0].tags == ["RobotCompany/AGV-001"])
            #expect(all[0].readers == ["RobotCompany"])
            #expect(all[0].batch.text(all[0].observation.level) == "map-floor1")
            #expect(all[0].observation.xMetres == 12.3 && all[0].observation.yMetres == 21)
            #expect(all[0].observation.batteryPercent == 85)
            #expect(all[0].observation.speedMetresPerSecond == 1)
            #expect(all[0].observation.events == [.moving])
        }
        guard let all = try outcomes("vda5050-visualization.ndjson", "any", .vda5050) else { return }
        #expect(counts(all) == [[1, 0, 0], [0, 1, 0]])
        #expect(all[0].tags == ["robot-inc/agv-001"])
        #expect(all[1].health == [.heartbeat])
        #expect(all[1].batch.text(all[1].batch.health[0].reader) == "robot-inc/agv-001")
    }

    @Test func sparkplug() throws {
        guard let all = try outcomes("sparkplug-b-representation.ndjson", "", .sparkplug) else { return }
        #expect(all.map(\.health) == [[.heartbeat], [.heartbeat], [], [], [.offline], [.heartbeat]])
        #expect(all.flatMap(\.reasons) == [.unsupportedMessage, .unsupportedMessage])
        guard let lines = try messages("sparkplug-b-representation.ndjson") else { return }
        #expect(decode("spBv1.0/plant/NBIRTH/edge", lines[0]).health == [.online])
        #expect(decode("spBv1.0/plant/NDEATH/edge", lines[4]).health == [.offline])
        #expect(decode("spBv1.0/plant/NCMD/edge", lines[2]).reasons == [.unsupportedMessage])
    }

    @Test func layoutsWithoutBytesAreNoMessages() throws {
        guard let lines = try Samples.lines("lorawan-browan-objectlocator.layout.txt") else { return }
        for line in lines {
            let outcome = decode("any", line)
            #expect(outcome.observations.isEmpty && outcome.reasons.count == 1)
        }
    }
}
