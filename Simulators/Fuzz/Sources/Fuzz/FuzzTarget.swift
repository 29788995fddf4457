import Decode

/// One way in for bytes from outside. Its corpus lies in the folder of its name.
enum FuzzTarget {
    /// A message: topic, line feed, payload; nil recognises the dialect.
    case message(Dialect?)
    /// The AD structures of an advertisement, and the same inside a gateway's frame.
    case advert
    /// A tag's identifier as text.
    case tag
    /// EPC memory, and EPCs as URIs.
    case epc
    /// A code of any scheme, as a scanner gives it.
    case scan
    /// A topic filter, a line feed, a topic.
    case topic
    /// Lines of a capture.
    case capture
    /// `vigie.yaml`.
    case configuration
    /// `site.yaml`.
    case siteSettings
    /// The files of a site folder.
    case imdf

    private static let others: [(name: String, target: FuzzTarget)] = [
        ("any", .message(nil)), ("advert", .advert), ("tag", .tag), ("epc", .epc), ("scan", .scan), ("topic", .topic),
        ("capture", .capture),
        ("vigie_yaml", .configuration), ("site_yaml", .siteSettings), ("imdf", .imdf),
    ]

    static var names: [String] { Dialect.allCases.map(\.rawValue) + others.map(\.name) }

    init?(name: String) {
        if let dialect = Dialect(rawValue: name) {
            self = .message(dialect)
        } else if let other = FuzzTarget.others.first(where: { $0.name == name }) {
            self = other.target
        } else {
            return nil
        }
    }

    /// As the environment and the corpus' folder have it.
    var name: String {
        switch self {
        case .message(let dialect): dialect?.rawValue ?? "any"
        case .advert: "advert"
        case .tag: "tag"
        case .epc: "epc"
        case .scan: "scan"
        case .topic: "topic"
        case .capture: "capture"
        case .configuration: "vigie_yaml"
        case .siteSettings: "site_yaml"
        case .imdf: "imdf"
        }
    }

    func run(_ input: UnsafeRawBufferPointer, isPlanted: Bool) {
        switch self {
        case .message(let dialect): MessageTarget.run(input, dialect: dialect, isPlanted: isPlanted)
        case .advert: AdvertTarget.run(input)
        case .tag: TagTarget.run(input)
        case .epc: EPCTarget.run(input)
        case .scan: ScanTarget.run(input)
        case .topic: TopicTarget.run(input)
        case .capture: CaptureTarget.run(input)
        case .configuration: ConfigurationTarget.run(input)
        case .siteSettings: SiteSettingsTarget.run(input)
        case .imdf: SiteTarget.run(input)
        }
    }
}
