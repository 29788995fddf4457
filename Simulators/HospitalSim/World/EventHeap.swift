/// A binary heap of elements by time; equal times leave in the order in which they came.
///
/// - Complexity: O(log n) for `push` and `pop`.
struct EventHeap<Element> {
    private struct Entry {
        var time: Int64
        var order: Int
        var element: Element
    }
    private var entries: [Entry] = []
    private var nextOrder = 0

    var count: Int { entries.count }
    var earliest: Int64? { entries.first?.time }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (entries[left], entries[right])
        return a.time == b.time ? a.order < b.order : a.time < b.time
    }

    mutating func push(_ element: Element, at time: Int64) {
        entries.append(Entry(time: time, order: nextOrder, element: element))
        nextOrder += 1
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (element: Element, time: Int64)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.element, first.time)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return }
            if child + 1 < entries.count, precedes(child + 1, child) { child += 1 }
            guard precedes(child, parent) else { return }
            entries.swapAt(child, parent)
            parent = child
        }
    }
}
