public import Model

extension SiteMap {
    /// What the database keeps of the site, so that answers need no site folder.
    ///
    /// Units and readers keep their indices. Readers without a place have no level, no unit and x = y = 0.
    ///
    /// - Parameter version: the hash of the site's files (see ``SiteFiles/canonicalBytes(folder:)``).
    /// - Complexity: O(n) in the units, passages and readers.
    public func records(version: String) -> SiteRecords {
        var passages: [PassageRecord] = []
        for unit in units.indices {
            for neighbour in neighbours(of: unit) where neighbour.unit > unit {
                passages.append(PassageRecord(from: unit, to: neighbour.unit, metres: neighbour.metres))
            }
        }
        return SiteRecords(
            site: settings.site, timeZone: settings.timeZone, version: version,
            levels: levels.map { LevelRecord(id: $0.id, name: $0.name, ordinal: $0.ordinal) },
            units: units.map {
                UnitRecord(
                    id: $0.id, name: $0.name, category: $0.category, level: $0.level, xMetres: $0.point.xMetres,
                    yMetres: $0.point.yMetres, areaSquareMetres: $0.areaSquareMetres)
            },
            passages: passages,
            readers: readers.map {
                ReaderPlaceRecord(
                    id: $0.id, kind: $0.kind.rawValue, level: $0.point == nil ? nil : $0.level, unit: $0.unit,
                    xMetres: $0.point?.xMetres ?? 0, yMetres: $0.point?.yMetres ?? 0)
            })
    }
}
