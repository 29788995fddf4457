/// IMDF's categories (OGC 20-094, Categories). Others are legal in files and told as a warning: they are often typing
/// errors, and a stairs unit by another name links no levels.
enum Categories {
    static let units: Set<String> = [
        "auditorium", "brick", "classroom", "column", "concrete", "conferenceroom", "drywall", "elevator", "escalator",
        "fieldofplay", "firstaid", "fitnessroom", "foodservice", "footbridge", "glass", "huddleroom", "kitchen",
        "laboratory", "library", "lobby", "lounge", "mailroom", "mothersroom", "movietheater", "movingwalkway",
        "nonpublic", "office", "opentobelow", "parking", "phoneroom", "platform", "privatelounge", "ramp",
        "recreation", "restroom", "restroom.family", "restroom.female", "restroom.female.wheelchair", "restroom.male",
        "restroom.male.wheelchair", "restroom.transgender", "restroom.transgender.wheelchair", "restroom.unisex",
        "restroom.unisex.wheelchair", "restroom.wheelchair", "road", "room", "serverroom", "shower", "smokingarea",
        "stairs", "steps", "storage", "structure", "terrace", "theater", "unenclosedarea", "unspecified",
        "vegetation", "waitingroom", "walkway", "walkway.island", "wood",
    ]

    static let levels: Set<String> = [
        "arrivals", "arrivals.domestic", "arrivals.intl", "departures", "departures.domestic", "departures.intl",
        "parking", "transit", "unspecified",
    ]

    static let openings: Set<String> = [
        "automobile", "bicycle", "emergencyexit", "pedestrian", "pedestrian.principal", "pedestrian.transit", "service",
    ]

    static let relationships: Set<String> = [
        "elevator", "escalator", "movingwalkway", "ramp", "stairs", "traversal", "traversal.path",
    ]

    /// Units in which nobody walks: what walls and columns are made of, and voids.
    static let solid: Set<String> = [
        "brick", "column", "concrete", "drywall", "glass", "opentobelow", "structure", "vegetation", "wood",
    ]

    /// How a category leads to other levels. `steps` are a few stairs inside one level, but where two of them lie
    /// above each other they are a flight.
    static func verticalKind(_ category: String) -> VerticalKind? {
        category == "steps" ? .stairs : VerticalKind(rawValue: category)
    }
}
