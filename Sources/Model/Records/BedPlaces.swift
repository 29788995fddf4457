/// How many beds units have, from `beds:` of `rules.yaml`. IMDF has no beds: a site says it here, or tracks its beds.
public struct BedPlaces: Hashable, Sendable {
    /// By unit id; a unit that is not in it has as many as are tracked in it.
    public var units: [UnitID: Int]

    public init(units: [UnitID: Int] = [:]) {
        self.units = units
    }
}
