import Model
import Resolve
import SiteMap

/// Writes the track of DESIGN 5.5 while the fold runs: a line per trackable and second of receive time, and one at each
/// change: of the provisional unit, or of the place by more than half a metre.
struct TrackRecorder: Sendable {
    private var writer = JSONWriter()
    /// By slot: unit and place of the last line; unit -2 before the first.
    private var last: [(unit: Int, x: Double, y: Double)] = []
    private static let changeMetres = 0.5
    private let names: [TrackKey: (trackable: String, tags: [Int32: String])]
    private let sink: @Sendable ([UInt8]) -> Void
    private let map: SiteMap

    /// - Parameter sink: takes the lines, in pieces of about 64 KiB; called on the fold's thread.
    init(map: SiteMap, bindings: [TagBinding], sink: @escaping @Sendable ([UInt8]) -> Void) {
        self.map = map
        self.sink = sink
        var names: [TrackKey: (trackable: String, tags: [Int32: String])] = [:]
        for binding in bindings {
            names[binding.track, default: (binding.trackable.rawValue, [:])].tags[binding.tagKey] = binding.tag.rawValue
        }
        self.names = names
    }

    /// A line for each trackable that was ever heard.
    mutating func tick(_ now: Instant, _ resolver: Resolver) {
        for slot in 0..<resolver.trackCount where resolver.lastRead(slot: slot) != nil {
            line(slot: slot, at: now, resolver)
        }
        if writer.bytes.count > 64 * 1024 { flush() }
    }

    /// A line when the provisional unit or the place is another one than in the line before.
    mutating func changed(slot: Int, _ resolver: Resolver) {
        while last.count <= slot { last.append((-2, 0, 0)) }
        guard let at = resolver.lastRead(slot: slot) else { return }
        let estimate = resolver.estimate(slot: slot)
        let (dx, dy) = (estimate.xMetres - last[slot].x, estimate.yMetres - last[slot].y)
        let least = TrackRecorder.changeMetres * TrackRecorder.changeMetres
        guard (estimate.unit ?? -1) != last[slot].unit || dx * dx + dy * dy > least else { return }
        line(slot: slot, at: at, resolver)
    }

    mutating func flush() {
        sink(writer.bytes)
        writer.removeAll()
    }

    private mutating func line(slot: Int, at: Instant, _ resolver: Resolver) {
        while last.count <= slot { last.append((-2, 0, 0)) }
        let estimate = resolver.estimate(slot: slot)
        last[slot] = (estimate.unit ?? -1, estimate.xMetres, estimate.yMetres)
        let name = names[resolver.key(slot: slot)]
        let state = state(slot: slot, estimate, at: at, resolver)
        let down = estimate.cannotTell ? resolver.downReaders(slot: slot) : []
        writer.object { [map] object in
            object.member("at", at)
            object.member("trackable", name?.trackable)
            object.member("tag", name?.tags[resolver.tagKey(slot: slot)])
            if let unit = estimate.unit {
                object.member("unit", map.units[unit].id.rawValue)
                object.member("unit_name", map.units[unit].name)
            }
            object.member("level", estimate.level.map { map.levels[$0].id.rawValue })
            object.member("x", estimate.xMetres, decimals: 2)
            object.member("y", estimate.yMetres, decimals: 2)
            object.member("uncertainty_m", Double(estimate.uncertaintyMetres), decimals: 2)
            object.member("confidence", Double(estimate.confidence), decimals: 3)
            object.member("state", state.rawValue)
            object.member("confirmed_unit", estimate.confirmedUnit.map { map.units[$0].id.rawValue })
            if !down.isEmpty {
                object.array("readers_down") { array in
                    for reader in down { array.string(map.readers[reader].id.rawValue) }
                }
            }
        }
        writer.newline()
    }

    private func state(slot: Int, _ estimate: Estimate, at: Instant, _ resolver: Resolver) -> FixState {
        if estimate.cannotTell { return .cannotTell }
        if resolver.isRetainedOnly(slot: slot) { return .lastKnown }
        guard let last = resolver.lastRead(slot: slot) else { return .unknown }
        return FixState.byAge(
            ageMilliseconds: at.milliseconds - last.milliseconds,
            intervalMilliseconds: resolver.intervalMilliseconds(slot: slot), kind: resolver.kind(slot: slot))
    }
}
