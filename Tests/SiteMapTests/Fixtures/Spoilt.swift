import Model
import SiteMap

extension Spoilt {
    /// Whole files.
    static let files: [Spoilt] = [
        Spoilt(name: "no manifest", file: "manifest.json", what: "missing", code: .noInput) {
            $0.replaced["manifest.json"] = .some(nil)
        },
        Spoilt(name: "no venue", file: "venue.geojson", what: "missing", code: .noInput) {
            $0.replaced["venue.geojson"] = .some(nil)
        },
        Spoilt(name: "no level file", file: "level.geojson", what: "missing", code: .noInput) {
            $0.replaced["level.geojson"] = .some(nil)
        },
        Spoilt(name: "no unit file", file: "unit.geojson", what: "missing", code: .noInput) {
            $0.replaced["unit.geojson"] = .some(nil)
        },
        Spoilt(name: "no opening file", severity: .warning, file: "opening.geojson", what: "missing") {
            $0.replaced["opening.geojson"] = .some(nil)
        },
        Spoilt(name: "no address file", severity: .warning, file: "address.geojson", what: "missing") {
            $0.replaced["address.geojson"] = .some(nil)
        },
        Spoilt(name: "no footprint file", severity: .warning, file: "footprint.geojson", what: "missing") {
            $0.replaced["footprint.geojson"] = .some(nil)
        },
        Spoilt(name: "no building file", severity: .warning, file: "building.geojson", what: "missing") {
            $0.replaced["building.geojson"] = .some(nil)
        },
        Spoilt(name: "no readers file", severity: .warning, file: "readers.geojson", what: "missing") {
            $0.replaced["readers.geojson"] = .some(nil)
        },
        Spoilt(name: "an empty file", file: "unit.geojson", what: "empty") { $0.replaced["unit.geojson"] = "" },
        Spoilt(name: "not JSON", file: "unit.geojson", what: "not JSON") { $0.replaced["unit.geojson"] = "<kml/>" },
        Spoilt(name: "not a collection", file: "level.geojson", what: "FeatureCollection") {
            $0.replaced["level.geojson"] = "{\"type\":\"Feature\"}"
        },
        Spoilt(name: "no units in the file", file: "unit.geojson", what: "no unit") { $0.units = [] },
        Spoilt(name: "no levels in the file", file: "level.geojson", what: "no level") { $0.levels = [] },
        Spoilt(name: "no venue in the file", severity: .warning, file: "venue.geojson", what: "no venue") {
            $0.replaced["venue.geojson"] = SiteFixture.collection([])
        },
        Spoilt(name: "manifest is an array", file: "manifest.json", what: "not an object") {
            $0.replaced["manifest.json"] = "[]"
        },
        Spoilt(name: "language is a number", file: "manifest.json", what: "language is a number") {
            $0.replaced["manifest.json"] = "{\"version\":\"1.0.0\",\"language\":7}"
        },
        Spoilt(name: "no language", severity: .warning, file: "manifest.json", what: "no language") {
            $0.replaced["manifest.json"] = "{\"version\":\"1.0.0\"}"
        },
        Spoilt(name: "unknown version", severity: .warning, file: "manifest.json", what: "not known") {
            $0.replaced["manifest.json"] = "{\"version\":\"9.0\",\"language\":\"en\"}"
        },
    ]

    /// Ids, properties, references.
    static let features: [Spoilt] = [
        Spoilt(name: "a unit without a level", file: "unit.geojson", feature: "lost", what: "no level \"L9\"") {
            $0.room("lost", on: "L9", 0, 0, 1, 1)
        },
        Spoilt(name: "a unit id twice", file: "unit.geojson", feature: "A0", what: "used twice") {
            $0.room("A0", 0, 0, 1, 1)
        },
        Spoilt(name: "a level id twice", file: "level.geojson", feature: "L0", what: "used twice") { $0.level("L0") },
        Spoilt(name: "an empty id", file: "unit.geojson", feature: "#11", what: "not usable") {
            $0.room("", 0, 0, 1, 1)
        },
        Spoilt(name: "a control character in an id", file: "unit.geojson", feature: "#11", what: "not usable") {
            $0.room("a\\u001bb", 0, 0, 1, 1)
        },
        Spoilt(name: "an id that is a number", file: "unit.geojson", feature: "#11", what: "id is a number") {
            $0.units.append("{\"type\":\"Feature\",\"id\":7,\"geometry\":null,\"properties\":{}}")
        },
        Spoilt(name: "a feature that is a text", file: "unit.geojson", feature: "#11", what: "not a GeoJSON Feature") {
            $0.units.append("\"room\"")
        },
        Spoilt(name: "no properties", file: "unit.geojson", feature: "u", what: "no properties") {
            $0.units.append("{\"type\":\"Feature\",\"id\":\"u\",\"geometry\":null,\"properties\":null}")
        },
        Spoilt(name: "another type's feature", severity: .warning, file: "unit.geojson", feature: "k", what: "kiosk") {
            $0.units.append(
                SiteFixture.feature(
                    "kiosk", "k", geometry: SiteFixture.polygon(SiteFixture.rectangle(0, 0, 1, 1)),
                    properties: "\"category\":\"room\",\"level_id\":\"L0\""))
        },
        Spoilt(name: "an unknown category", severity: .warning, file: "unit.geojson", feature: "u", what: "icu") {
            $0.room("u", category: "icu", 0, 0, 1, 1)
        },
        Spoilt(name: "a category of another type", file: "unit.geojson", feature: "u", what: "category is a number") {
            $0.units.append(
                SiteFixture.feature("unit", "u", geometry: "null", properties: "\"category\":1,\"level_id\":\"L0\""))
        },
        Spoilt(name: "no level_id", file: "unit.geojson", feature: "u", what: "no level_id") {
            $0.units.append(SiteFixture.feature("unit", "u", geometry: "null", properties: "\"category\":\"room\""))
        },
        Spoilt(
            name: "a name without language", severity: .warning, file: "unit.geojson", feature: "u", what: "language"
        ) {
            $0.units.append(
                SiteFixture.feature(
                    "unit", "u", geometry: SiteFixture.polygon(SiteFixture.rectangle(0, 0, 1, 1)),
                    properties: "\"category\":\"room\",\"level_id\":\"L0\",\"name\":\"ICU\""))
        },
        Spoilt(name: "a name that is a number", file: "level.geojson", feature: "L2", what: "name is a number") {
            $0.levels.append(
                SiteFixture.feature(
                    "level", "L2", geometry: "null", properties: "\"category\":\"unspecified\",\"ordinal\":2,\"name\":2"
                ))
        },
        Spoilt(name: "no ordinal", file: "level.geojson", feature: "L2", what: "no ordinal") {
            $0.levels.append(
                SiteFixture.feature("level", "L2", geometry: "null", properties: "\"category\":\"unspecified\""))
        },
        Spoilt(name: "half an ordinal", file: "level.geojson", feature: "L2", what: "not a whole number") {
            $0.levels.append(
                SiteFixture.feature(
                    "level", "L2", geometry: "null", properties: "\"category\":\"unspecified\",\"ordinal\":1.5"))
        },
        Spoilt(name: "a huge ordinal", file: "level.geojson", feature: "L2", what: "not a whole number") {
            $0.levels.append(
                SiteFixture.feature(
                    "level", "L2", geometry: "null", properties: "\"category\":\"unspecified\",\"ordinal\":1e300"))
        },
        Spoilt(name: "a level without units", severity: .warning, file: "level.geojson", what: "has no unit") {
            $0.level("L2", ordinal: 2, outline: SiteFixture.rectangle(0, 0, 5, 5))
        },
        Spoilt(
            name: "an unknown building", severity: .warning, file: "level.geojson", feature: "L2", what: "no building"
        ) {
            $0.level("L2", ordinal: 2, buildings: "[\"nowhere\"]")
        },
        Spoilt(name: "building_ids is a text", file: "level.geojson", feature: "L2", what: "building_ids is a text") {
            $0.level("L2", ordinal: 2, buildings: "\"X\"")
        },
        Spoilt(name: "an opening without level", file: "opening.geojson", feature: "d", what: "no level \"L9\"") {
            $0.door("d", on: "L9", 0, 0, 1, 0)
        },
        Spoilt(
            name: "a reference to nothing", severity: .warning, file: "relationship.geojson", feature: "r", what: "Z"
        ) {
            $0.relationship("r", category: "stairs", [("unit", "S0"), ("unit", "Z")])
        },
        Spoilt(name: "a reference that is none", file: "relationship.geojson", feature: "r", what: "not a reference") {
            $0.relationships.append(
                SiteFixture.feature(
                    "relationship", "r", geometry: "null", properties: "\"category\":\"stairs\",\"origin\":\"S0\""))
        },
    ]
}
