import Model

/// Reads a site's files one after the other and keeps going after an error, so that all of them are told at once.
///
///     manifest → buildings → levels → units → frames → openings → relationships → ways → readers → provider frames
struct SiteLoader {
    let files: [String: [UInt8]]
    let settings: SiteSettings
    var problems = ProblemList()
    /// The manifest's.
    var language: String?
    var version: String?

    init(files: [(name: String, bytes: [UInt8])], settings: SiteSettings) {
        self.files = Dictionary(files.map { ($0.name, $0.bytes) }, uniquingKeysWith: { $1 })
        self.settings = settings
    }

    /// The site as far as it can be read; nil without a single level. Whether it may be used says ``problems``.
    mutating func run() -> SiteMap? {
        lookForFiles()
        readManifest()
        readVenue()
        let buildingNames = readBuildingNames()
        let levelDrafts = readLevels(buildingNames: buildingNames)
        let unitDrafts = readUnits(levels: levelDrafts)
        guard !levelDrafts.isEmpty else { return nil }
        var plan = FloorPlan(levels: levelDrafts, units: unitDrafts, buildingNames: buildingNames)
        checkExtent(&plan)
        makeUnits(&plan)
        let grids = plan.levels.map { LevelGrid(indices: $0.units, units: plan.units) }
        let openings = readOpenings(plan, grids: grids)
        let relationships = readRelationships()
        let graph = makeGraph(plan, openings: openings, relationships: relationships)
        let readers = readReaders(plan, grids: grids)
        let frames = resolveFrames(plan)
        let map = SiteMap(
            settings: SiteSettings(site: settings.site, timeZone: settings.timeZone, frames: frames),
            version: version, language: language, buildings: plan.buildings, levels: plan.levels, units: plan.units,
            openings: openings.map(\.opening), readers: readers, grids: grids, graph: graph)
        tellUnreachable(map)
        return map
    }

    private mutating func lookForFiles() {
        for name in SiteFiles.needed where files[name] == nil {
            problems.isFileMissing = true
            fail(
                file: name, "the file is missing",
                "Add it: a site folder needs \(SiteFiles.needed.joined(separator: ", "))")
        }
        for name in ["address.geojson", "building.geojson", "footprint.geojson", "opening.geojson"]
        where files[name] == nil {
            warn(file: name, "the file is missing", "Add it if the map has one")
        }
        if files["readers.geojson"] == nil {
            warn(file: "readers.geojson", "the file is missing: no reader has a place", "Add the readers as points")
        }
    }

    private mutating func readManifest() {
        let file = "manifest.json"
        guard let document = document(file) else { return }
        guard case .object = document else {
            fail(file: file, "not an object", "Export the manifest again")
            return
        }
        for key in ["version", "language"] {
            if let value = document[key], !value.isNull, value.text == nil {
                fail(file: file, field: key, "\(key) is \(value.kind)", "Give it as a text")
            }
        }
        version = document["version"]?.text
        language = document["language"]?.text
        if let version, !version.hasPrefix("1.") {
            warn(file: file, field: "version", "IMDF version \(quoted(version)) is not known here", "Export as 1.0.0")
        }
        if language == nil {
            warn(file: file, field: "language", "no language: the first name of each feature is taken", "Add one")
        }
    }

    private mutating func readVenue() {
        guard files["venue.geojson"] != nil else { return }
        let before = problems.errorCount
        if features("venue.geojson", type: "venue").isEmpty, problems.errorCount == before {
            warn(file: "venue.geojson", "no venue", "Add the venue's feature")
        }
    }

    private mutating func readBuildingNames() -> [String: String] {
        var names: [String: String] = [:]
        for feature in features("building.geojson", type: "building") {
            names[feature.id] = label(feature, "name") ?? feature.id
        }
        return names
    }

    private mutating func tellUnreachable(_ map: SiteMap) {
        let unreachable = map.unreachableUnits().count
        guard unreachable > 0, map.units.count > 1 else { return }
        warn(
            file: "opening.geojson", "no way leads to \(unreachable) of \(map.units.count) units",
            "Run vigie site check to list them, and draw the missing openings or relationships")
    }
}
