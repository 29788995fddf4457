/// What the fold counts between two writings; the names are those of the database and of `summary.json`.
struct FoldCounters: Sendable {
    var messages = 0
    /// Observations that decoders gave.
    var observations = 0
    /// Of those, the ones that moved or confirmed a trackable.
    var resolved = 0
    /// Folded at an earlier place of the event-time order.
    var rewound = 0
    /// The same read again: changed nothing.
    var repeated = 0
    /// Older than the rewind window: did not touch the present fix.
    var late = 0
    /// Numbered messages that were there already.
    var duplicates = 0
    /// Retained messages while something newer was known.
    var superseded = 0
    var futureClamped = 0
    var health = 0
    /// Scans for the stock.
    var scans = 0
    var rejectedMessages = 0
    var quarantined = 0

    /// The counters that are not zero, by name.
    var named: [String: Int] {
        let all: [(String, Int)] = [
            ("messages", messages), ("observations", observations), ("resolved", resolved), ("rewound", rewound),
            ("repeated", repeated), ("late", late), ("duplicates", duplicates), ("superseded", superseded),
            ("future_clamped", futureClamped), ("health", health), ("rejected_messages", rejectedMessages),
            ("quarantined", quarantined), ("scans", scans),
        ]
        return Dictionary(uniqueKeysWithValues: all.filter { $0.1 != 0 })
    }
}

extension FoldCounters {
    mutating func add(_ other: FoldCounters) {
        messages += other.messages
        observations += other.observations
        resolved += other.resolved
        rewound += other.rewound
        repeated += other.repeated
        late += other.late
        duplicates += other.duplicates
        superseded += other.superseded
        futureClamped += other.futureClamped
        health += other.health
        rejectedMessages += other.rejectedMessages
        quarantined += other.quarantined
        scans += other.scans
    }
}
