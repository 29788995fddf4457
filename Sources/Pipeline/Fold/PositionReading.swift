import Model
import Resolve
import SiteMap

/// Ready-made positions → the site's metres: by the provider's frame, by the level that the message names, or from
/// degrees.
struct PositionReading {
    let map: SiteMap

    /// nil when the level is none of the site's, or no frame says where the coordinates lie.
    func read(_ observation: Observation, _ decoded: DecodedBatch) -> Read? {
        let named = observation.level.isEmpty ? nil : decoded.text(observation.level)
        let provider = map.settings.frames.isEmpty ? "" : decoded.text(observation.reader)
        guard let (level, frame) = map.frame(provider: provider, named: named) else { return nil }
        if observation.xMetres.isNaN { return degrees(observation, level: level) }
        guard let level else { return nil }
        var point = Point(xMetres: observation.xMetres, yMetres: observation.yMetres)
        if let frame { point = frame.transform.apply(point) }
        return read(observation, point: point, level: Int32(level))
    }

    private func degrees(_ observation: Observation, level: Int?) -> Read? {
        if let level {
            let point = map.point(longitude: observation.longitude, latitude: observation.latitude, level: level)
            return read(observation, point: point, level: Int32(level))
        }
        // Without a level: inside a unit of a ground floor, else outdoors.
        for (index, ground) in map.levels.enumerated() where ground.ordinal == 0 {
            let point = map.point(longitude: observation.longitude, latitude: observation.latitude, level: index)
            if map.unit(at: point, level: index) != nil { return read(observation, point: point, level: Int32(index)) }
        }
        guard let first = map.levels.indices.first else { return nil }
        let point = map.point(longitude: observation.longitude, latitude: observation.latitude, level: first)
        return read(observation, point: point, level: -1)
    }

    private func read(_ observation: Observation, point: Point, level: Int32) -> Read {
        Read(
            at: observation.observedAt, xMetres: point.xMetres, yMetres: point.yMetres,
            accuracyMetres: observation.accuracyMetres, level: level)
    }
}
