/// A name in both languages that the simulator speaks.
struct Label: Hashable {
    var english: String
    var french: String

    func text(_ language: Language) -> String { language == .english ? english : french }
}

enum Language: String {
    case english = "en"
    case french = "fr"
}

/// A floor.
struct HospitalLevel {
    var id: String
    var ordinal: Int
    var name: Label
    var shortName: Label
    var outline: Polygon
}

/// A room, corridor, stair or shaft.
struct HospitalUnit {
    var id: String
    var name: Label
    /// IMDF unit category.
    var category: String
    /// Index into ``Hospital/levels``.
    var level: Int
    var polygon: Polygon
    /// A point well inside.
    var inside: Point
}

/// A door: a segment on the border of one unit (to the outside) or of two.
struct HospitalDoor {
    var id: String
    var name: Label
    /// IMDF opening category.
    var category: String
    var from: Point
    var to: Point
    /// Index into ``Hospital/units``.
    var unit: Int
    /// The other unit; nil outside.
    var otherUnit: Int?

    var middle: Point { from.toward(to, share: 0.5) }
}

/// A receiver at its place.
struct HospitalReader {
    var id: String
    /// `ble`, `uhf` or `choke`.
    var kind: String
    /// Index into ``Hospital/levels``.
    var level: Int
    var position: Point
    var heightMetres: Double
    /// What it reads too much, in dB.
    var offsetDB: Double
    var cadenceSeconds: Double
}

/// Stairs or a lift between two neighbouring levels.
struct HospitalLink {
    var id: String
    /// IMDF relationship category: `elevator` or `stairs`.
    var category: String
    /// Indices into ``Hospital/units``.
    var lower: Int
    var upper: Int
}

/// A hospital as the simulator builds it or reads it from a site folder.
struct Hospital {
    var siteID: String
    var name: Label
    var language: Language
    var levels: [HospitalLevel] = []
    var units: [HospitalUnit] = []
    var doors: [HospitalDoor] = []
    var links: [HospitalLink] = []
    var readers: [HospitalReader] = []
    /// What the readers really have, where the folder says something else.
    var trueOffsetsDB: [String: Double] = [:]
    var frame: LocalFrame

    func unitName(_ index: Int) -> String { units[index].name.text(language) }
}
