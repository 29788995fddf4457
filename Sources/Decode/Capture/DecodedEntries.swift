import Model

/// The entries of one message in a decoded batch, which holds them in the order of the messages.
struct DecodedEntries {
    let observations: Range<Int>
    let health: Range<Int>
    let rejections: Range<Int>
    let scans: Range<Int>

    init(message index: Int, of decoded: borrowing DecodedBatch) {
        let message = UInt32(truncatingIfNeeded: index)
        observations = DecodedEntries.range(of: message, in: decoded.observations) { $0.message }
        health = DecodedEntries.range(of: message, in: decoded.health) { $0.message }
        rejections = DecodedEntries.range(of: message, in: decoded.rejections) { $0.message }
        scans = DecodedEntries.range(of: message, in: decoded.scans) { $0.message }
    }

    /// Whether nothing of the message was accepted.
    var isRefused: Bool { observations.isEmpty && health.isEmpty && scans.isEmpty }

    private static func range<Entry>(
        of message: UInt32, in entries: [Entry], _ number: (Entry) -> UInt32
    ) -> Range<Int> {
        let start = firstIndex(in: entries, from: 0) { number($0) >= message }
        var end = start
        while end < entries.count, number(entries[end]) == message { end += 1 }
        return start..<end
    }

    private static func firstIndex<Entry>(in entries: [Entry], from start: Int, _ isAtOrAfter: (Entry) -> Bool) -> Int {
        var low = start
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if isAtOrAfter(entries[middle]) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
