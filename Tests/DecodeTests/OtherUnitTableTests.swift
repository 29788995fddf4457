import Decode
import Model
import Testing

/// The table of units, one row per format: strengths to dBm, times to instants, positions to metres or degrees.
@Suite struct OtherUnitTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var format: String
        var payload: String
        var rssiDBm = Float.nan
        /// Milliseconds within 2026-11-21T22:34:50Z; nil for the receive time.
        var milliseconds: Int64?
        var x = Double.nan
        var y = Double.nan
        var latitude = Double.nan
        var longitude = Double.nan
        var speed = Float.nan

        var testDescription: String { format }
    }

    static let rows: [Row] = [
        Row(
            format: "Impinj R700: dBm times 100, nine digits",
            payload: """
                {"eventType":"tagInventory","timestamp":"2026-11-21T22:34:50.432087177Z",\
                "tagInventoryEvent":{"epc":"MBQzst3ZAUAAAAAB","peakRssiCdbm":-7450}}
                """, rssiDBm: -74.5, milliseconds: 432),
        Row(
            format: "SmartReader: dBm with decimals, epoch microseconds",
            payload: #"{"tag_reads":[{"epc":"ABCD","peakRssi":-51.25,"firstSeenTimestamp":1795300490123456}]}"#,
            rssiDBm: -51.25, milliseconds: 123),
        Row(
            format: "Zebra: whole dBm, offset without colon",
            payload:
                #"{"data":{"idHex":"abcd","peakRssi":-39},"timestamp":"2026-11-22T00:34:50.319+0200","type":"SIMPLE"}"#,
            rssiDBm: -39, milliseconds: 319),
        Row(
            format: "Zebra: the variant in epoch milliseconds",
            payload: #"{"data":{"idHex":"abcd","peakRssi":-56},"timestamp":1795300490320,"type":"SimpleTagEvent"}"#,
            rssiDBm: -56, milliseconds: 320),
        Row(
            format: "RF Controls: dBm times 10, epoch milliseconds",
            payload: #"{"tagID":"ABCD","rssi":-800,"locateTime":1795300490222,"x":1,"y":2}"#, rssiDBm: -80,
            milliseconds: 222, x: 1, y: 2),
        Row(
            format: "Quuppa: a relative number is not dBm; metres; the position's clock",
            payload: """
                {"tagId":"a4da22000001","locationType":"position","location":[1.5,2.5,1],"rssi":38,\
                "locationTS":1795300490001,"lastPacketTS":1795300490002,"responseTS":1795300490003}
                """, milliseconds: 1, x: 1.5, y: 2.5),
        Row(
            format: "Pozyx: millimetres, epoch seconds with a fraction",
            payload: """
                [{"version":"2.0","tagId":"1","timestamp":1795300490.25,"data":{"coordinates":{"x":-606,\
                "y":1186,"z":0}},\
                "success":true}]
                """, milliseconds: 250, x: -0.606, y: 1.186),
        Row(
            format: "Pozyx: an anchor's strength in dBm with decimals",
            payload: """
                [{"version":"1.0","deviceId":"AC:23:3F:00:00:01","timestamp":1795300490.25,"data":{"anchorData":[\
                {"anchorId":"5","rss":-82.12}]}}]
                """, rssiDBm: -82.12, milliseconds: 250),
        Row(
            format: "omlox: local metres by default",
            payload:
                #"{"position":{"coordinates":[7.5,48.25]},"provider_id":"a","#
                + #""timestamp_generated":"2026-11-21T22:34:50.206Z"}"#,
            milliseconds: 206, x: 7.5, y: 48.25),
        Row(
            format: "omlox: degrees, longitude first; metres per second",
            payload: #"{"position":{"coordinates":[7.5,48.25]},"provider_id":"a","crs":"EPSG:4326","speed":0.5}"#,
            latitude: 48.25, longitude: 7.5, speed: 0.5),
        Row(
            format: "ChirpStack: dBm, nine digits and an offset with colon",
            payload: ChirpStackFixture.uplink(port: 1, hex: "AA"), rssiDBm: -97, milliseconds: 775),
        Row(
            format: "OwnTracks: epoch seconds, km/h",
            payload: #"{"_type":"location","topic":"o/u/d","lat":48.5,"lon":2,"tst":1795300490,"vel":72}"#,
            milliseconds: 0, latitude: 48.5, longitude: 2, speed: 20),
        Row(
            format: "Traccar: knots, offset without colon",
            payload: """
                {"position":{"deviceId":1,"latitude":48.5,"longitude":2,"speed":19.438444924406,\
                "fixTime":"2026-11-21T22:34:50.000+0000"},"device":{"uniqueId":"I"}}
                """, milliseconds: 0, latitude: 48.5, longitude: 2, speed: 10),
        Row(
            format: "VDA 5050: metres, milliseconds",
            payload: """
                {"headerId":1,"timestamp":"2026-11-21T22:34:50.005Z","manufacturer":"A","serialNumber":"1",\
                "agvPosition":{"x":12.5,"y":21,"theta":1.57,"mapId":"m"},"velocity":{"vx":0.6,"vy":0.8}}
                """, milliseconds: 5, x: 12.5, y: 21, speed: 1),
    ]

    @Test(arguments: rows) func aRow(row: Row) {
        // OwnTracks takes its id from the topic.
        let topic = row.format.hasPrefix("OwnTracks") ? "owntracks/u/d" : "any"
        let outcome = decode(topic, row.payload)
        #expect(outcome.reasons.isEmpty)
        #expect(outcome.observations.count == 1)
        let observation = outcome.observation
        func isSame(_ one: some BinaryFloatingPoint, _ two: some BinaryFloatingPoint) -> Bool {
            one.isNaN ? two.isNaN : abs(Double(one) - Double(two)) < 1e-5
        }
        #expect(isSame(row.rssiDBm, observation.rssiDBm), "\(observation.rssiDBm) dBm")
        #expect(isSame(row.x, observation.xMetres) && isSame(row.y, observation.yMetres))
        #expect(isSame(row.latitude, observation.latitude) && isSame(row.longitude, observation.longitude))
        #expect(isSame(row.speed, observation.speedMetresPerSecond), "\(observation.speedMetresPerSecond) m/s")
        if let milliseconds = row.milliseconds {
            #expect(observation.observedAt.milliseconds == 1_795_300_490_000 + milliseconds)
            #expect(observation.timeSource == .device)
        } else {
            #expect(observation.observedAt == receivedAt)
            #expect(observation.timeSource == .received)
        }
    }

    /// Times as the formats write them, each of them 2026-11-21T22:34:50 and some fraction.
    @Test(
        arguments: [
            ("2026-11-21T22:34:50.432087177Z", 432), ("2026-11-21T22:34:50.775023242+00:00", 775),
            ("2026-11-21T22:34:50.36879Z", 368), ("2026-11-21T22:34:50.373293Z", 373), ("2026-11-21T22:34:50Z", 0),
            ("2026-11-21T16:34:50.319-0600", 319), ("2026-11-21T22:34:50.651+0000", 651),
            ("2026-11-22T00:34:50.699+0200", 699), ("2026-11-21T23:34:50+0100", 0), ("2026-11-21T22:34:50.000+0000", 0),
            ("2026-11-22T00:34:50.000+02:00", 0), ("2026-11-21T22:34:50.206Z", 206),
        ] as [(String, Int64)])
    func aTime(text: String, milliseconds: Int64) {
        let payload = #"{"data":{"idHex":"abcd"},"timestamp":"\#(text)","type":"SIMPLE"}"#
        #expect(decode("any", payload).observation.observedAt.milliseconds == 1_795_300_490_000 + milliseconds)
    }
}
