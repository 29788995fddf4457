import Model

/// A level before its building's frame is known.
struct LevelDraft: Sendable {
    var id: LevelID
    var name: String
    var shortName: String
    var category: String
    var ordinal: Int
    var buildingIDs: [String]
    var polygons: [DegreePolygon]
}

/// A unit before its building's frame is known.
struct UnitDraft: Sendable {
    var feature: RawFeature
    var name: String
    var category: String
    /// Index into the level drafts.
    var level: Int
    var polygons: [DegreePolygon]
    var displayPoint: Degrees?
}

extension SiteLoader {
    mutating func readLevels(buildingNames: [String: String]) -> [LevelDraft] {
        let before = problems.errorCount
        var levels: [LevelDraft] = []
        for feature in features("level.geojson", type: "level") {
            let category = category(feature, known: Categories.levels)
            let shortName = label(feature, "short_name")
            let name = label(feature, "name") ?? shortName ?? feature.id
            let buildingIDs = buildingIDs(feature, known: buildingNames)
            let polygons = polygons(feature, withoutGeometry: "no geometry; the level reaches as far as its units")
            guard let ordinal = ordinal(feature) else { continue }
            levels.append(
                LevelDraft(
                    id: LevelID(feature.id), name: name, shortName: shortName ?? name, category: category,
                    ordinal: ordinal, buildingIDs: buildingIDs, polygons: polygons ?? []))
        }
        if levels.isEmpty, problems.errorCount == before, files["level.geojson"] != nil {
            fail(file: "level.geojson", "no level", "Add at least one level")
        }
        return levels
    }

    private mutating func ordinal(_ feature: RawFeature) -> Int? {
        let remedy = "Give 0 for the ground floor, 1 for the one above, -1 for the one below"
        guard let value = feature.properties["ordinal"], !value.isNull else {
            fail(feature, "properties.ordinal", "no ordinal", remedy)
            return nil
        }
        guard let number = value.number, let ordinal = Int(exactly: number), abs(ordinal) <= 1000 else {
            let what = value.number == nil ? "ordinal is \(value.kind)" : "ordinal is not a whole number in ±1000"
            fail(feature, "properties.ordinal", what, remedy)
            return nil
        }
        return ordinal
    }

    private mutating func buildingIDs(_ feature: RawFeature, known: [String: String]) -> [String] {
        guard let value = feature.properties["building_ids"], !value.isNull else { return [] }
        guard let elements = value.elements else {
            fail(feature, "properties.building_ids", "building_ids is \(value.kind)", "Give an array of ids")
            return []
        }
        var ids: [String] = []
        for (index, element) in elements.enumerated() {
            let field = "properties.building_ids[\(index)]"
            guard let id = element.text, isIdentifier(id) else {
                fail(feature, field, "not an id", "Give the id of a building")
                continue
            }
            if known[id] == nil, files["building.geojson"] != nil {
                warn(feature, field, "no building \(quoted(id))", "Add it to building.geojson, or correct the id")
            }
            ids.append(id)
        }
        return ids
    }

    mutating func readUnits(levels: [LevelDraft]) -> [UnitDraft] {
        let before = problems.errorCount
        let indices = Dictionary(levels.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var units: [UnitDraft] = []
        var count = 0
        for feature in features("unit.geojson", type: "unit") {
            count += 1
            let category = category(feature, known: Categories.units)
            let name = label(feature, "name") ?? label(feature, "alt_name") ?? feature.id
            let displayPoint = displayPoint(feature)
            let polygons = polygons(feature, withoutGeometry: "no geometry; the unit is left out")
            guard let level = level(feature, indices) else { continue }
            guard let polygons else { continue }
            units.append(
                UnitDraft(
                    feature: feature, name: name, category: category, level: level, polygons: polygons,
                    displayPoint: displayPoint))
        }
        if count == 0, problems.errorCount == before, files["unit.geojson"] != nil {
            fail(file: "unit.geojson", "no unit", "Add at least one unit")
        }
        return units
    }

    /// The level that a feature names; nil with an error told when there is none.
    mutating func level(_ feature: RawFeature, _ indices: [LevelID: Int]) -> Int? {
        let remedy = "Give the id of a level in level.geojson"
        guard let id = text(feature, "level_id", remedy: remedy, needed: true) else { return nil }
        guard let level = indices[LevelID(id)] else {
            fail(feature, "properties.level_id", "no level \(quoted(id))", remedy)
            return nil
        }
        return level
    }

    private mutating func displayPoint(_ feature: RawFeature) -> Degrees? {
        guard let value = feature.properties["display_point"], !value.isNull else { return nil }
        var parser = GeometryParser()
        do {
            return try parser.place(value)
        } catch {
            warn(feature, "properties.display_point", "\(error.what); a point inside is taken", error.remedy)
            return nil
        }
    }

    /// The polygons of a feature; nil with a warning when it has none, with an error when they are wrong.
    mutating func polygons(_ feature: RawFeature, withoutGeometry what: String) -> [DegreePolygon]? {
        guard !feature.geometry.isNull else {
            warn(feature, "geometry", what, "Draw its outline")
            return nil
        }
        var parser = GeometryParser()
        do {
            let polygons = try parser.polygons(feature.geometry)
            for remark in parser.remarks { warn(feature, remark.field, remark.what, remark.remedy) }
            return polygons
        } catch {
            fail(feature, error.field, error.what, error.remedy)
            return nil
        }
    }
}
