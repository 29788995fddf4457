import Model

/// An IMDF relationship that one can walk: its stations in order, by id.
struct Relationship: Sendable {
    var feature: RawFeature
    var category: String
    var stations: [Station]

    struct Station: Sendable {
        var id: String
        var isOpening: Bool
    }
}

extension SiteLoader {
    /// The relationships between units and openings. Their direction is not kept: what goes up by one escalator comes
    /// down by the next, and passages are walkable both ways.
    mutating func readRelationships() -> [Relationship] {
        var relationships: [Relationship] = []
        for feature in features("relationship.geojson", type: "relationship") {
            let category = category(feature, known: Categories.relationships)
            var values: [(field: String, value: JSONValue)] = [("origin", feature.properties["origin"] ?? .null)]
            for (index, value) in (feature.properties["intermediary"]?.elements ?? []).enumerated() {
                values.append(("intermediary[\(index)]", value))
            }
            values.append(("destination", feature.properties["destination"] ?? .null))
            var stations: [Relationship.Station] = []
            for (field, value) in values where !value.isNull {
                guard let id = value["id"]?.text, let type = value["feature_type"]?.text else {
                    fail(
                        feature, "properties.\(field)", "not a reference to a feature",
                        "Give {\"id\": …, \"feature_type\": …}")
                    continue
                }
                // Others (amenities, occupants) are no places that one walks through.
                guard type == "unit" || type == "opening" else { continue }
                stations.append(Relationship.Station(id: id, isOpening: type == "opening"))
            }
            guard stations.count >= 2 else { continue }
            relationships.append(Relationship(feature: feature, category: category, stations: stations))
        }
        return relationships
    }
}
