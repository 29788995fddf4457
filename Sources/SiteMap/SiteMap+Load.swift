public import Model

extension SiteMap {
    /// Reads a site folder.
    ///
    /// - Returns: the site, and the warnings.
    /// - Throws: `noInput` when the folder or a needed file is missing, `badData` when a file is wrong; the text
    ///   names every error found, each with file, feature and remedy.
    /// - Complexity: O(n) in the bytes and, per level, in the units times the doors near them.
    public static func load(
        folder: String, settings: SiteSettings = SiteSettings()
    ) throws(VigieError) -> (SiteMap, [SiteProblem]) {
        try load(files: try SiteFiles.canonicalBytes(folder: folder), settings: settings, place: folder)
    }

    /// Reads a site from its files' bytes, as ``SiteFiles/canonicalBytes(folder:)`` gives them.
    ///
    /// - Parameter place: what the error's text calls the site.
    /// - Throws: as ``load(folder:settings:)``.
    public static func load(
        files: [(name: String, bytes: [UInt8])], settings: SiteSettings = SiteSettings(), place: String = "site"
    ) throws(VigieError) -> (SiteMap, [SiteProblem]) {
        var loader = SiteLoader(files: files, settings: settings)
        let map = loader.run()
        if let failure = loader.problems.failure(place: place) { throw failure }
        guard let map else {
            throw VigieError(
                .badData, "the site has no level that can be read", place: place, remedy: "Check its files")
        }
        return (map, loader.problems.all)
    }

    /// Looks at a site folder and tells everything that is wrong with it; never throws.
    public static func check(folder: String, settings: SiteSettings = SiteSettings()) -> SiteCheck {
        do {
            return check(files: try SiteFiles.canonicalBytes(folder: folder), settings: settings, place: folder)
        } catch {
            let problem = SiteProblem(
                .error, file: error.place ?? folder, what: error.what, remedy: error.remedy ?? "Check the folder")
            return SiteCheck(
                problems: [problem], map: nil, failure: error, unreachableUnits: [], uncoveredUnits: [])
        }
    }

    /// Looks at a site's files; see ``check(folder:settings:)``.
    public static func check(
        files: [(name: String, bytes: [UInt8])], settings: SiteSettings = SiteSettings(), place: String = "site"
    ) -> SiteCheck {
        var loader = SiteLoader(files: files, settings: settings)
        let map = loader.run()
        return SiteCheck(
            problems: loader.problems.all, map: map, failure: loader.problems.failure(place: place),
            unreachableUnits: map?.unreachableUnits() ?? [], uncoveredUnits: map?.uncoveredUnits() ?? [])
    }
}
