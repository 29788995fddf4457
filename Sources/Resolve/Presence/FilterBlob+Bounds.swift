import Model
import SiteMap

/// What stored bytes may name: a damaged database must not end the process that reads it.
struct FilterBounds {
    private let units: Int
    private let readers: Int
    private let levels: Int
    private let cells: Int

    init(_ model: UnitModel) {
        units = model.map.units.count
        readers = model.radio.kinds.count
        levels = model.map.levels.count
        cells = model.cells.units.count
    }

    private static func isIn(_ index: Int32, _ count: Int) -> Bool { index >= 0 && Int(index) < count }
    /// An index, or a negative number for none.
    private static func isInOrNone(_ index: Int32, _ count: Int) -> Bool { Int(index) < count }

    func allow(_ state: FilterState) -> Bool {
        for belief in [state.belief, state.pooled] {
            for index in 0..<belief.count where !Self.isIn(belief.unit(index), units) { return false }
        }
        for unit in [state.parkedUnit, state.challenger, state.confirmed] where !Self.isInOrNone(unit, units) {
            return false
        }
        for index in 0..<ReaderMemory.capacity
        where !Self.isInOrNone(state.heard.entries[index].reader, readers) { return false }
        return Self.isInOrNone(state.positionLevel, levels)
            && state.cells.entries.allSatisfy { Self.isIn($0.cell, cells) }
    }

    func allow(_ read: Read) -> Bool {
        read.reader < 0 ? Self.isInOrNone(read.level, levels) : Self.isIn(read.reader, readers)
    }

    func allow(_ change: StayChange) -> Bool { Self.isInOrNone(change.unit, units) }
}
