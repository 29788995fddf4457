public import Model
public import SiteMap

/// A straight stretch of a way through one unit, and how one leaves it.
public struct RouteStretch: Sendable {
    public var unit: UnitPlace
    /// Metres in the building's frame.
    public var start: Point
    public var end: Point
    public var metres: Double
    /// Nil for the last one.
    public var exit: Exit?

    /// How one unit is left for the next.
    public struct Exit: Sendable {
        /// By what one goes on.
        public enum Kind: String, Sendable, CaseIterable {
            /// An opening that the site draws; an edge that units share where it draws none.
            case door, passage
            case stairs, elevator, escalator, ramp
            /// A change of level that the site does not explain.
            case levelChange = "level_change"
        }

        public var kind: Kind
        /// The IMDF id of the opening, and its name when it has one; nil without an opening.
        public var opening: (id: String, name: String?)?
        /// The level that one comes to; nil while it stays the same.
        public var level: (id: LevelID, name: String)?
        /// What a change of level costs, in metres of walking.
        public var metres: Double
    }

    /// The stretches of a walk, with words for its places.
    static func all(of walk: Walk, in map: SiteMap) -> [RouteStretch] {
        walk.stretches.enumerated().map { index, stretch in
            let next = index + 1 < walk.stretches.count ? walk.stretches[index + 1] : nil
            return RouteStretch(
                unit: UnitPlace(map.units[stretch.unit], in: map), start: stretch.start, end: stretch.end,
                metres: stretch.metres, exit: next.flatMap { next in stretch.exit.map { Exit($0, to: next, in: map) } })
        }
    }

    /// For people: a lift that passes levels is one ride.
    static func merged(_ stretches: [RouteStretch]) -> [RouteStretch] {
        var merged: [RouteStretch] = []
        for stretch in stretches {
            if let last = merged.last?.exit, let exit = stretch.exit, last.level != nil, exit.level != nil,
                last.kind == exit.kind, stretch.metres < 0.05
            {
                merged[merged.count - 1].exit?.level = exit.level
                merged[merged.count - 1].exit?.metres += exit.metres
            } else {
                merged.append(stretch)
            }
        }
        return merged
    }

    func write(_ json: inout JSONWriter) {
        unit.write(&json)
        json.member("metres", metres, decimals: 1)
        json.member("start_x", start.xMetres, decimals: 2)
        json.member("start_y", start.yMetres, decimals: 2)
        json.member("end_x", end.xMetres, decimals: 2)
        json.member("end_y", end.yMetres, decimals: 2)
        guard let exit else { return }
        json.object("exit") { json in
            json.member("kind", exit.kind.rawValue)
            json.member("opening", exit.opening?.id)
            json.member("opening_name", exit.opening?.name)
            json.member("to_level", exit.level?.id.rawValue)
            json.member("to_level_name", exit.level?.name)
            json.member("metres", exit.metres, decimals: 1)
        }
    }
}

extension RouteStretch.Exit {
    init(_ exit: Walk.Exit, to next: Walk.Stretch, in map: SiteMap) {
        let opening = exit.opening.map { map.openings[$0] }
        self.opening = opening.map { ($0.id, $0.name == $0.id || $0.name.isEmpty ? nil : $0.name) }
        let level = map.levels[map.units[next.unit].level]
        self.level = exit.isVertical ? (level.id, level.name) : nil
        metres = exit.metres
        switch exit.verticalKind {
        case .stairs: kind = .stairs
        case .elevator: kind = .elevator
        case .escalator: kind = .escalator
        case .ramp: kind = .ramp
        case nil: kind = exit.isVertical ? .levelChange : opening == nil ? .passage : .door
        }
    }

    /// `door 12`, `lift to First`.
    func text(_ language: Language) -> String {
        let word = Phrases.exit(kind)(language)
        if let level {
            return "\(word) \(Phrases.toLevel(language)) \(level.name.isEmpty ? level.id.rawValue : level.name)"
        }
        guard let name = opening?.name else { return word }
        return "\(word) \(name)"
    }
}

extension UnitPlace {
    init(_ unit: Unit, in map: SiteMap) {
        let level = map.levels[unit.level]
        self.init(id: unit.id, name: unit.name, category: unit.category, level: level.id, levelName: level.name)
    }
}
