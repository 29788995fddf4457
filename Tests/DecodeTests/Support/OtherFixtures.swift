import Decode
import Model

/// One invented message of every shape that the RFID, positioning and vehicle dialects read.
enum OtherFixtures {
    struct Fixture: Sendable {
        var dialect: Dialect
        var topic: String
        var payload: String

        init(_ dialect: Dialect, _ topic: String, _ payload: String) {
            self.dialect = dialect
            self.topic = topic
            self.payload = payload
        }
    }

    static let epc = "301433b2ddd9014000000001"

    static let readers: [Fixture] = [
        .init(
            .impinj, "uhf/gate",
            """
            [{"timestamp":"2026-11-21T22:34:50.658476625Z","eventType":"tagInventory","hostname":"r7",\
            "tagInventoryEvent":\
            {"epc":"MBQzst3ZAUAAAAAB","epcHex":"301433B2DDD9014000000001","antennaPort":1,"peakRssiCdbm":-5350,\
            "lastSeenTime":"2026-11-21T22:34:50.499734Z"}}]
            """),
        .init(.impinj, "uhf/gate", "[]"),
        .init(
            .smartReader, "uhf/smart",
            """
            {"readerName":"gate-9","mac":"00:16:25:00:00:09","tag_reads":[{"epc":"\(epc)","peakRssi":-51.25,\
            "firstSeenTimestamp":1795300490123456,"antennaPort":2}]}
            """),
        .init(.smartReader, "uhf/smart", #"{"smartreader-mqtt-status":"disconnected"}"#),
        .init(
            .speedwayConnect, "uhf/speedway",
            """
            {"antennaPort":7,"epc":"\(epc)","tid":"E2801100","firstSeenTimestamp":"2026-11-21T22:34:50.36879Z",\
            "peakRssi":-51,"isHeartBeat":false}
            """),
        .init(
            .zebra, "ziotc/dock",
            """
            {"data":{"antenna":3,"channel":866.30000000000007,"eventNum":63,"format":"epc","idHex":"\(epc)",\
            "peakRssi":-39,"hostName":"FX9600-1"},"timestamp":"2026-11-21T16:34:50.319-0600","type":"SIMPLE"}
            """),
        .init(
            .zebra, "t1/DATA/clients/data1event/2100099",
            """
            {"type":"INVENTORY","timestamp":"2026-11-21T22:34:52Z","data":{"tagData":[{"EPCid":"\(epc)","eventNum":1,\
            "peakRssi":-39,"lastSeenTime":1795300491500}]}}
            """),
        .init(
            .zebra, "ziotc/m",
            #"{"component":"RC","data":{},"eventNum":3,"timestamp":"2026-11-21T22:34:50Z","type":"heartbeat"}"#),
        .init(
            .rfControls, "rf",
            """
            [{"regionId":"region-1","antennaIds":["ant-1"],"tagID":"\(epc)","x":1.5,"y":2,"z":0,\
            "locateTime":1795300490222,"rssi":-655}]
            """),
        .init(
            .ifmGate, "gates",
            #"[{"eventID":1,"gateID":4905,"direction":"IN","EPC":"ABCD","timestamp":"2026-11-21T23:34:50+0100"}]"#),
        .init(
            .terso, "cabinets",
            """
            {"Observe":["\(epc)"],"Device":"fridge-2","Type":"ObjectEvent","EventId":"e-1",\
            "EventTime":"2026-11-21T22:34:50Z"}
            """),
    ]

    static let positions: [Fixture] = [
        .init(
            .quuppa, "rtls",
            """
            {"tagId":"a4da22000001","locationType":"position","location":[12.4,3.1,1.2],"locationRadius":0.42,\
            "locationCoordSysId":"cs-1","locationTS":1795300490000,"lastPacketTS":1795300491000,"rssi":38,\
            "locationMovementStatus":"moving"}
            """),
        .init(.quuppa, "rtls", #"{"code":0,"tags":[{"deviceAddress":"a4da22000001","smoothedPosition":[1,2,3]}]}"#),
        .init(
            .pozyx, "tags",
            """
            [{"version":"2.0","tagId":"20001","timestamp":1795300490.1924548,"data":{"tagData":{"blinkIndex":9,\
            "acceleration":{"x":-12,"y":69,"z":949}},"anchorData":[{"anchorId":"5816","rss":-80.5}],\
            "coordinates":{"x":-606,"y":1186,"z":500}},"success":true}]
            """),
        .init(
            .pozyx, "ble-data",
            """
            [{"version":"1.0","deviceId":"AC:23:3F:00:00:01","timestamp":1795300490.5,"data":{"anchorData":[\
            {"anchorId":"5816","rss":-70}]}}]
            """),
        .init(
            .omlox, "hub",
            """
            {"position":{"type":"Point","coordinates":[5,4,1.5]},"source":"zone-1","provider_type":"uwb",\
            "provider_id":"77:4f:34:00:00:01","timestamp_generated":"2026-11-21T22:34:50.355Z","floor":1.5,\
            "trackables":["cart-7"],"crs":"local","speed":0.5}
            """),
        .init(
            .omlox, "hub",
            """
            {"event":"message","topic":"location_updates","payload":[{"position":{"type":"Point",\
            "coordinates":[7.8,48.1]},\
            "source":"zone-1","provider_id":"tag-1","crs":"EPSG:4326"}]}
            """),
    ]

    static let vehicles: [Fixture] = [
        .init(
            .chirpstack, ChirpStackFixture.topic,
            ChirpStackFixture.uplink(port: 18, hex: "0310B18000001D1F2601602C0A")),
        .init(
            .chirpstack, ChirpStackFixture.topic,
            ChirpStackFixture.uplink(port: 18, hex: "0320B1800701AC233F000001BFAC233F000002B5")),
        .init(.chirpstack, ChirpStackFixture.topic, ChirpStackFixture.uplink(port: 136, hex: "030A389D84E9024A052320")),
        .init(.chirpstack, "any", #"{"gatewayId":"aa555a0000000101","rxPacketsReceived":7}"#),
        .init(
            .ownTracks, "owntracks/courier/p-1",
            #"{"_type":"location","lat":48.85833,"lon":2.29513,"tst":1795300490,"acc":5,"vel":36,"batt":67,"tid":"JJ"}"#
        ),
        .init(
            .traccar, "fleet",
            """
            {"position":{"deviceId":7,"latitude":48.5,"longitude":2.25,"speed":10,\
            "fixTime":"2026-11-21T22:34:50.000+0000",\
            "attributes":{"alarm":"sos,fallDown","motion":true}},"device":{"id":7,"uniqueId":"IMEI-1"}}
            """),
        .init(
            .vda5050, "uagv/v2/Acme/R-1/state",
            """
            {"headerId":9,"timestamp":"2026-11-21T22:34:50.000Z","version":"2.0.0","manufacturer":"Acme",\
            "serialNumber":"R-1","operatingMode":"AUTOMATIC","driving":true,"agvPosition":{"x":10.5,"y":-5.25,\
            "theta":1.57,\
            "mapId":"l1","positionInitialized":true},"velocity":{"vx":3,"vy":4},"batteryState":{"batteryCharge":85}}
            """),
        .init(
            .vda5050, "vda5050/v3/Acme/R-1/connection",
            """
            {"headerId":1,"timestamp":"2026-11-21T22:34:50Z","manufacturer":"Acme","serialNumber":"R-1",\
            "connectionState":"ONLINE"}
            """),
        .init(
            .sparkplug, "spBv1.0/plant/NDATA/edge-1",
            #"{"timestamp":1795300490000,"metrics":[{"name":"In","value":true}],"seq":3}"#),
    ]

    static let all = readers + positions + vehicles
}
