import Resolve
import SimKit

/// An index beside a plain dictionary of the same places, which answers by looking at all of them.
struct IndexWorld {
    static let levels = [
        IndexLevel(
            minimumXMetres: -40, minimumYMetres: -25, maximumXMetres: 60, maximumYMetres: 30, elevationMetres: -4),
        IndexLevel(minimumXMetres: 0, minimumYMetres: 0, maximumXMetres: 30, maximumYMetres: 90, elevationMetres: 0),
        // A level without an extent: all share one cell.
        IndexLevel(minimumXMetres: 5, minimumYMetres: 5, maximumXMetres: 5, maximumYMetres: 5, elevationMetres: 4),
    ]

    let index: MovingIndex
    var places: [Int32: PlacedSlot] = [:]
    var random: SeededRandom
    /// Coordinates snap to this, so that distances tie.
    var step: Float

    init(seed: UInt64, cellMetres: Float = MovingIndex.defaultCellMetres, step: Float = 0.5) {
        index = MovingIndex(levels: IndexWorld.levels, slotCapacity: 0, cellMetres: cellMetres)
        random = SeededRandom(seed: seed)
        self.step = step
    }

    /// Mostly inside the levels' boxes, often in one crowded corner, now and then far outside.
    mutating func coordinate() -> Float {
        let choice = random.below(20)
        let reach = choice == 0 ? 3000.0 : choice < 5 ? 4.0 : 95.0
        return (Float(random.uniform(-reach...reach)) / step).rounded() * step
    }

    mutating func level() -> Int { random.below(IndexWorld.levels.count) }

    mutating func place(slots: Int) {
        let place = PlacedSlot(
            slot: Int32(random.below(slots)), level: Int32(level()), xMetres: coordinate(), yMetres: coordinate())
        index.move(place.slot, level: Int(place.level), xMetres: place.xMetres, yMetres: place.yMetres)
        places[place.slot] = place
    }

    /// Moves, removals, and now and then something that must be refused; returns how many were refused.
    mutating func shake(steps: Int, slots: Int) -> Int {
        var refused = 0
        for _ in 0..<steps {
            switch random.below(12) {
            case 0:
                let slot = Int32(random.below(slots))
                let wasIn = index.remove(slot)
                precondition(wasIn == (places.removeValue(forKey: slot) != nil))
            case 1:
                let bad: [(Int32, Int, Float, Float)] = [
                    (1, 0, .nan, 0), (1, 0, 0, .nan), (1, 0, .infinity, 0), (1, 1, 0, -.infinity), (1, -1, 0, 0),
                    (1, IndexWorld.levels.count, 0, 0), (-1, 0, 0, 0), (MovingIndex.slotMax + 1, 0, 0, 0),
                    (1, 0, 2_000_000, 0), (1, .max, 0, 0), (1, 0, 0, .signalingNaN),
                ]
                let (slot, level, x, y) = random.pick(bad)
                precondition(!index.move(slot, level: level, xMetres: x, yMetres: y))
                refused += 1
            case 2:
                // A small step, as most are.
                let slot = Int32(random.below(slots))
                guard var place = places[slot] else { continue }
                place.xMetres += step
                index.move(slot, level: Int(place.level), xMetres: place.xMetres, yMetres: place.yMetres)
                places[slot] = place
            default: place(slots: slots)
            }
        }
        return refused
    }

    func onLevel(_ level: Int) -> [PlacedSlot] { places.values.filter { $0.level == Int32(level) } }

    func nearest(_ k: Int, _ x: Float, _ y: Float, levels: [Int], from level: Int) -> [NearSlot] {
        let origin = IndexWorld.levels[level].elevationMetres
        let all = places.values.filter { levels.contains(Int($0.level)) }.map { place in
            let (dx, dy) = (place.xMetres - x, place.yMetres - y)
            let height = IndexWorld.levels[Int(place.level)].elevationMetres - origin
            return (squared: dx * dx + dy * dy + height * height, slot: place.slot)
        }
        return all.sorted { $0 < $1 }.prefix(max(0, k)).map {
            NearSlot(slot: $0.slot, metres: $0.squared.squareRoot())
        }
    }
}
