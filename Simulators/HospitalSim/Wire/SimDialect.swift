internal import Model

/// How a reader speaks, by the daemon's name of it.
enum SimDialect: String, CaseIterable {
    case native, espresense, impinj, minew
    case minewBinary = "minew_binary"
    case openMQTTGateway = "openmqttgateway"
    case moko, cassia, zebra, quuppa

    /// RFID: what it reads are EPCs of passive tags.
    var readsPassiveTags: Bool { self == .impinj || self == .zebra }

    /// Gateways that have no name but their address.
    var isKnownByAddress: Bool { self == .minew || self == .minewBinary }

    /// Gateways that have an address, and take another name where a site gives one.
    var hasAddress: Bool { isKnownByAddress || self == .moko || self == .cassia }

    /// Whether what a reader heard in a second goes out as one message.
    var isBatch: Bool {
        switch self {
        case .minew, .minewBinary, .moko, .cassia, .quuppa: true
        case .native, .espresense, .impinj, .openMQTTGateway, .zebra: false
        }
    }

    /// Whether its messages tell a time; without one a message that waits would be believed to be new.
    var tellsTime: Bool {
        switch self {
        case .espresense, .minewBinary, .openMQTTGateway: false
        case .native, .impinj, .minew, .moko, .cassia, .zebra, .quuppa: true
        }
    }

    /// The topics of a site's readers, as a daemon subscribes to them.
    ///
    /// - Parameter site: the identifier of the site.
    func filters(site: String) -> [String] {
        switch self {
        case .native: ["vigie/v1/\(site)/observations/+"]
        case .espresense: ["espresense/#"]
        // Wills and keep-alives come on a topic that is the reader's name.
        case .impinj: ["impinj/+/events", "+"]
        case .minew: ["minew/+/status"]
        case .minewBinary: ["minew/+/raw"]
        case .openMQTTGateway: ["home/#"]
        case .moko: ["mokosmart/#"]
        case .cassia: ["up/+/+"]
        case .zebra: ["zebra/+/+"]
        case .quuppa: ["quuppa/#"]
        }
    }

    /// What a configuration of the daemon says of these dialects: its `subscriptions:` (YAML).
    static func subscriptions(_ dialects: [SimDialect], site: String) -> String {
        var text = "subscriptions:\n"
        for dialect in SimDialect.allCases where dialects.contains(dialect) {
            for filter in dialect.filters(site: site) {
                text += "  - {topic: \"\(filter)\", dialect: \(dialect.rawValue), qos: 1}\n"
            }
        }
        return text
    }
}

/// One read as a reader has it, before it becomes a message.
struct SimRead {
    /// Index of the trackable.
    var tag: Int32
    var reader: Int32
    /// Milliseconds of the simulation.
    var atMilliseconds: Int64
    var rssiDBm: Float
    /// Where a positioning engine believes the tag to be, on the reader's level; nil for the reader's own place.
    var place: Point?
}

/// A read by the reader's clock.
typealias StampedRead = (read: SimRead, at: Instant)

/// A message on its way to the broker.
struct Delivery {
    var topic: String
    var payload: [UInt8]
    var isRetained = false
    /// Index of the reader: what it sends stays in order.
    var reader: Int
    /// Reads that it carries.
    var reads: Int
    /// Whether the payload is JSON, as `mosquitto_sub` would find.
    var isJSON = true
    var isDuplicate = false
}
