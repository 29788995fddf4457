/// Times at which trackables have to be looked at again; entries that were overtaken are passed over by the caller.
struct DueHeap: Sendable {
    private var entries: [(due: Int64, slot: Int32)] = []

    mutating func push(_ due: Int64, _ slot: Int) {
        entries.append((due, Int32(slot)))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].due < entries[parent].due else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// The first entry not later than `instant`.
    mutating func pop(until instant: Int64) -> (due: Int64, slot: Int)? {
        guard let first = entries.first, first.due <= instant else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.due, Int(first.slot))
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].due < entries[least].due { least = child }
            }
            guard least != parent else { return }
            entries.swapAt(least, parent)
            parent = least
        }
    }
}
