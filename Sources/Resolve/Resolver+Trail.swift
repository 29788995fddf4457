public import Model
import SiteMap

/// A change of a trackable's confirmed unit, as rules look at it.
public struct UnitChange: Hashable, Sendable {
    /// Index of the unit; -1 when it left the building.
    public var unit: Int32
    /// Since when it is there, and the event time of the read that decided it; milliseconds.
    public var from: Int64
    public var decidedAt: Int64
    public var confidence: Float
}

/// Where a trackable was after one read.
public struct TrailPoint: Hashable, Sendable {
    /// Event time in milliseconds.
    public var at: Int64
    /// Index of the level; -1 when unknown.
    public var level: Int32
    /// Metres in the building's frame.
    public var xMetres: Float
    public var yMetres: Float
    /// Index of the reader whose read it is; -1 for a ready-made position.
    public var reader: Int32
}

extension Resolver {
    /// Keeps the position after each read of these trackables, from now on.
    public mutating func followPlaces(of keys: Set<TrackKey>) {
        trailed = keys
        for slot in tracks.indices { tracks[slot].isTrailed = keys.contains(tracks[slot].key) }
    }

    /// The changes of the confirmed unit that a rewind may still undo, and the last one that none can, in the order of
    /// their decisions; as of the last ``settle(slot:)``.
    public func changes(slot: Int) -> [UnitChange] {
        tracks[slot].changes.map {
            UnitChange(unit: $0.unit, from: $0.from, decidedAt: $0.decidedAt, confidence: $0.confidence)
        }
    }

    /// Up to here no read can change anything any more; event time in milliseconds.
    public func settledUntil(slot: Int) -> Int64 { tracks[slot].settledUntil }

    /// The positions after each read since the last call, and those before it that a rewind may still change.
    public mutating func takeTrail(slot: Int) -> [TrailPoint] {
        let trail = tracks[slot].trail
        let settled = tracks[slot].settledUntil
        tracks[slot].trail.removeAll { $0.at <= settled }
        return trail
    }

    /// Per unit of the site, whether all readers that cover it are down.
    public var uncoveredUnits: [Bool] { uncovered }
    /// The durable number of a unit by its index.
    public func key(unit: Int) -> UnitKey { unitKeys[unit] }

    /// Per reader of the site, whether it is silent or offline.
    public var readersDown: [Bool] { map.readers.indices.map { health.isDown($0, now: clock) } }
}

extension UnitFilter {
    /// The position that a state tells after a read.
    func trailPoint(_ state: FilterState, _ read: Read) -> TrailPoint {
        let estimate = estimate(state, uncovered: [], uncoveredShareMax: 1)
        return TrailPoint(
            at: state.time, level: estimate.xMetres.isNaN ? -1 : Int32(estimate.level ?? -1),
            xMetres: Float(estimate.xMetres), yMetres: Float(estimate.yMetres), reader: read.reader)
    }
}
