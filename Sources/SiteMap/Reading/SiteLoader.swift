import Model

/// Reads a site's files one after the other and keeps going after an error, so that all of them are told at once.
struct SiteLoader {
    let files: [String: [UInt8]]
    let settings: SiteSettings
    var problems = ProblemList()

    init(files: [(name: String, bytes: [UInt8])], settings: SiteSettings) {
        self.files = Dictionary(files.map { ($0.name, $0.bytes) }, uniquingKeysWith: { $1 })
        self.settings = settings
    }

    mutating func run() -> SiteMap? { nil }
    func failure(place: String) -> VigieError? { nil }
}
