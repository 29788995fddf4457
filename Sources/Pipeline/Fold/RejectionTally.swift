import Decode
import Model

/// Adds rejections up by reason, dialect and reader, and keeps a few as examples.
struct RejectionTally: Sendable {
    private struct Key: Hashable {
        var reason: RejectionReason
        var dialect: String
        var reader: String
    }

    /// Different keys between two writings; what comes beyond is counted without its reader, so that invented names
    /// cannot fill the memory.
    static let keysMax = 2000
    /// Examples of one reason between two writings.
    static let samplesMax = 3

    private var counts: [Key: Int] = [:]
    private var sampled: [RejectionReason: Int] = [:]
    private(set) var samples: [RejectionSample] = []

    mutating func add(_ reason: RejectionReason, dialect: Dialect?, reader: String) {
        var key = Key(reason: reason, dialect: dialect?.rawValue ?? "", reader: reader)
        if counts.count >= RejectionTally.keysMax, counts[key] == nil { key.reader = "" }
        counts[key, default: 0] += 1
    }

    /// Whether an example of this reason is still wanted.
    func wantsSample(_ reason: RejectionReason) -> Bool {
        sampled[reason, default: 0] < RejectionTally.samplesMax
    }

    mutating func sample(_ sample: RejectionSample) {
        sampled[sample.reason, default: 0] += 1
        samples.append(sample)
    }

    /// Moves everything into `derivations`, in a fixed order.
    mutating func drain(into derivations: inout Derivations) {
        for (key, added) in counts {
            derivations.rejections.append(
                RejectionCount(reason: key.reason, dialect: key.dialect, reader: key.reader, added: added))
        }
        derivations.rejections.sort {
            ($0.reason.rawValue, $0.dialect, $0.reader) < ($1.reason.rawValue, $1.dialect, $1.reader)
        }
        derivations.samples += samples
        counts.removeAll(keepingCapacity: true)
        samples.removeAll(keepingCapacity: true)
        sampled.removeAll(keepingCapacity: true)
    }
}
