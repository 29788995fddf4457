internal import FoundationEssentials
internal import Model

/// Builds a ``Hospital`` out of a site folder.
struct HospitalLoader {
    let folder: IMDFFolder

    func load() throws -> Hospital {
        let manifest = try folder.decode(Manifest.self, "manifest.json")
        let key = manifest.language ?? "en"
        let levelFeatures = try folder.features("level.geojson")
        let frame = try origin(of: levelFeatures)
        var hospital = Hospital(
            siteID: folder.setting("site") ?? "site", name: Label(english: "Site", french: "Site"),
            language: key.hasPrefix("fr") ? .french : .english, frame: frame)
        func label(_ names: [String: String]?, _ other: String) -> Label {
            let sorted = names?.sorted { $0.key < $1.key }.first?.value
            let text = names?[key] ?? sorted ?? other
            return Label(english: text, french: text)
        }
        var levelIndex: [String: Int] = [:]
        let sorted = levelFeatures.sorted { ($0.properties.ordinal ?? 0) < ($1.properties.ordinal ?? 0) }
        for feature in sorted {
            guard let id = feature.id, let geometry = feature.geometry else { continue }
            levelIndex[id] = hospital.levels.count
            hospital.levels.append(
                HospitalLevel(
                    id: id, ordinal: feature.properties.ordinal ?? 0, name: label(feature.properties.name, id),
                    shortName: label(feature.properties.shortName, id), outline: polygon(geometry, frame)))
        }
        var unitIndex: [String: Int] = [:]
        for feature in try folder.features("unit.geojson") {
            guard let id = feature.id, let geometry = feature.geometry,
                let level = levelIndex[feature.properties.levelID ?? ""]
            else { continue }
            let polygon = polygon(geometry, frame)
            guard polygon.points.count >= 3, polygon.signedArea > 0 else { continue }
            unitIndex[id] = hospital.units.count
            hospital.units.append(
                HospitalUnit(
                    id: id, name: label(feature.properties.name, id),
                    category: feature.properties.category ?? "unspecified", level: level, polygon: polygon,
                    inside: polygon.innerPoint))
        }
        try addDoors(to: &hospital, levelIndex)
        try addLinks(to: &hospital, unitIndex)
        try addReaders(to: &hospital, levelIndex)
        guard !hospital.units.isEmpty, !hospital.doors.isEmpty else {
            throw VigieError(
                .badData, "has no units that are joined by openings", place: folder.path,
                remedy: "The simulator walks through doors: give it a site with opening.geojson")
        }
        return hospital
    }

    /// The south-west corner of the bounding box of the levels (DESIGN 5.4).
    private func origin(of levels: [GeoFeature]) throws -> LocalFrame {
        var west = Double.infinity
        var south = Double.infinity
        for feature in levels {
            for point in feature.geometry?.points ?? [] where point.count >= 2 {
                west = min(west, point[0])
                south = min(south, point[1])
            }
        }
        guard west.isFinite, south.isFinite else {
            throw VigieError(.badData, "has no level with a geometry", place: "\(folder.path)/level.geojson")
        }
        return LocalFrame(longitude: west, latitude: south)
    }

    private func points(_ geometry: GeoGeometry, _ frame: LocalFrame) -> [Point] {
        geometry.points.filter { $0.count >= 2 }.map { frame.metres(longitude: $0[0], latitude: $0[1]) }
    }

    private func polygon(_ geometry: GeoGeometry, _ frame: LocalFrame) -> Polygon {
        var ring = points(geometry, frame)
        if ring.count > 1, let first = ring.first, let last = ring.last, first.distance(to: last) < 1e-6 {
            ring.removeLast()
        }
        return Polygon(ring)
    }

    /// A door joins the units that lie 15 cm to both sides of its middle.
    private func addDoors(to hospital: inout Hospital, _ levelIndex: [String: Int]) throws {
        for feature in try folder.optionalFeatures("opening.geojson") {
            guard let geometry = feature.geometry, let level = levelIndex[feature.properties.levelID ?? ""]
            else { continue }
            let line = points(geometry, hospital.frame)
            guard let from = line.first, let to = line.last, from.distance(to: to) > 0.05 else { continue }
            let middle = from.toward(to, share: 0.5)
            let length = from.distance(to: to)
            let normal = Point(-(to.y - from.y) / length * 0.15, (to.x - from.x) / length * 0.15)
            let sides = [
                Point(middle.x + normal.x, middle.y + normal.y), Point(middle.x - normal.x, middle.y - normal.y),
            ]
            let touched = sides.compactMap { side in
                hospital.units.firstIndex { $0.level == level && $0.polygon.contains(side) }
            }
            guard let unit = touched.first else { continue }
            let other = touched.count > 1 && touched[1] != unit ? touched[1] : nil
            hospital.doors.append(
                HospitalDoor(
                    id: feature.id ?? "", name: hospital.units[unit].name,
                    category: feature.properties.category ?? "pedestrian", from: from, to: to, unit: unit,
                    otherUnit: other))
        }
    }

    private func addLinks(to hospital: inout Hospital, _ unitIndex: [String: Int]) throws {
        for feature in try folder.optionalFeatures("relationship.geojson") {
            guard let origin = unitIndex[feature.properties.origin?.id ?? ""],
                let destination = unitIndex[feature.properties.destination?.id ?? ""],
                hospital.units[origin].level != hospital.units[destination].level
            else { continue }
            let isUp = hospital.units[origin].level < hospital.units[destination].level
            hospital.links.append(
                HospitalLink(
                    id: feature.id ?? "", category: hospital.units[origin].category,
                    lower: isUp ? origin : destination, upper: isUp ? destination : origin))
        }
        if hospital.links.isEmpty { linkByOverlap(&hospital) }
    }

    /// Without relationships: stairs and lifts of neighbouring levels that lie over each other.
    private func linkByOverlap(_ hospital: inout Hospital) {
        let shafts = hospital.units.indices.filter {
            ["stairs", "elevator", "escalator", "ramp"].contains(hospital.units[$0].category)
        }
        for lower in shafts {
            for upper in shafts
            where hospital.units[upper].level == hospital.units[lower].level + 1
                && hospital.units[upper].polygon.contains(hospital.units[lower].inside)
            {
                hospital.links.append(
                    HospitalLink(
                        id: "", category: hospital.units[lower].category, lower: lower, upper: upper))
            }
        }
    }

    private func addReaders(to hospital: inout Hospital, _ levelIndex: [String: Int]) throws {
        for feature in try folder.features("readers.geojson") {
            let properties = feature.properties
            guard let id = properties.readerID, let level = levelIndex[properties.levelID ?? ""],
                let geometry = feature.geometry, let position = points(geometry, hospital.frame).first
            else { continue }
            hospital.readers.append(
                HospitalReader(
                    id: id, kind: properties.kind ?? "ble", level: level, position: position,
                    heightMetres: properties.heightMetres ?? 2.5, offsetDB: properties.offsetDB ?? 0,
                    cadenceSeconds: max(0.1, properties.cadenceSeconds ?? 1)))
        }
        guard folder.bytes("true-offsets.json") != nil else { return }
        hospital.trueOffsetsDB = try folder.decode([String: Double].self, "true-offsets.json")
    }
}
