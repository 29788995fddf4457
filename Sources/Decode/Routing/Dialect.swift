/// A way in which a make of reader speaks. Each one has a file of its own under `Dialects/`.
///
/// A text of unknown origin is recognised in the order of the cases.
public enum Dialect: String, CaseIterable, Sendable {
    /// Our own topics (DESIGN 5.2).
    case native
    /// ESPresense nodes: ESP32 boards that hear BLE.
    case espresense
    /// Impinj R700 UHF readers, the IoT device interface.
    case impinj
    /// Minew BLE gateways, JSON-LONG.
    case minew
    /// Minew BLE gateways, BINARY-LONG.
    case minewBinary = "minew_binary"
    /// OpenMQTTGateway and Theengs Gateway: decoded BLE advertisements.
    case openMQTTGateway = "openmqttgateway"
    /// Kontakt.io telemetry streams.
    case kontakt
    /// Cassia BLE gateways: scans.
    case cassia
    /// MOKO BLE gateways, three generations.
    case moko
    /// Ruuvi Gateways: raw advertisements by tag.
    case ruuvi
    /// Shelly BLU devices behind Shelly gateways.
    case shelly
    /// Radio decodings of reelyActive.
    case raddec
    /// room-assistant and the mqtt_room shape.
    case roomAssistant = "room_assistant"
    /// Wirepas gateways: the protobuf envelope.
    case wirepas
    /// April Brother BLE gateways, version 4: MessagePack.
    case aprilBrother = "april_brother"
    /// Meshtech MT2 meshes.
    case meshtech
    /// Impinj readers with the SmartReader application.
    case smartReader = "smartreader"
    /// Impinj Speedway readers with Speedway Connect.
    case speedwayConnect = "speedway_connect"
    /// Zebra IoT Connector: FX fixed readers and RFD handhelds.
    case zebra
    /// Quuppa positioning engine.
    case quuppa
    /// Pozyx positions, in millimetres.
    case pozyx
    /// omlox location updates.
    case omlox
    /// ChirpStack v4 uplinks and gateway events, with Abeeway positions.
    case chirpstack
    /// OwnTracks phones.
    case ownTracks = "owntracks"
    /// Traccar, forwarded positions.
    case traccar
    /// VDA 5050 robots, versions 2 and 3.
    case vda5050
    /// Sparkplug B.
    case sparkplug
    /// RF Controls: blinks of located UHF tags.
    case rfControls = "rf_controls"
    /// ifm RFID gates: passages.
    case ifmGate = "ifm_gate"
    /// Terso cabinets: inventories.
    case terso
    /// Ubisense positions, one binary message each.
    case ubisense

    /// Whether one message may carry many observations, and so be larger.
    var takesArrays: Bool { self != .espresense }

    /// Whether that many come inside one object, or as several texts.
    var takesLargeObjects: Bool {
        switch self {
        case .native, .espresense, .impinj, .minew: false
        default: true
        }
    }

    /// The dialect's file.
    var reader: any DialectReader.Type {
        switch self {
        case .native: NativeDialect.self
        case .espresense: EspresenseDialect.self
        case .impinj: ImpinjDialect.self
        case .minew: MinewDialect.self
        case .minewBinary: MinewBinaryDialect.self
        case .openMQTTGateway: OpenMQTTGatewayDialect.self
        case .kontakt: KontaktDialect.self
        case .cassia: CassiaDialect.self
        case .moko: MokoDialect.self
        case .ruuvi: RuuviDialect.self
        case .shelly: ShellyDialect.self
        case .raddec: RaddecDialect.self
        case .roomAssistant: RoomAssistantDialect.self
        case .wirepas: WirepasDialect.self
        case .aprilBrother: AprilBrotherDialect.self
        case .meshtech: MeshtechDialect.self
        case .smartReader: SmartReaderDialect.self
        case .speedwayConnect: SpeedwayConnectDialect.self
        case .zebra: ZebraDialect.self
        case .quuppa: QuuppaDialect.self
        case .pozyx: PozyxDialect.self
        case .omlox: OmloxDialect.self
        case .chirpstack: ChirpStackDialect.self
        case .ownTracks: OwnTracksDialect.self
        case .traccar: TraccarDialect.self
        case .vda5050: VDA5050Dialect.self
        case .sparkplug: SparkplugDialect.self
        case .rfControls: RFControlsDialect.self
        case .ifmGate: IFMGateDialect.self
        case .terso: TersoDialect.self
        case .ubisense: UbisenseDialect.self
        }
    }
}
