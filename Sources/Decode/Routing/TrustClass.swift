import Model

/// How far the messages of a subscription are believed.
public enum TrustClass: String, Sendable, CaseIterable {
    /// All that they say counts.
    case full
    /// Who was heard, where and how strongly counts, at the time of receipt. Their clock does not, nor what a tag says
    /// happened (SOS, fall, button, tamper, motion), nor what sensors measure, nor scans of the stock: for a network
    /// that others run.
    case reads
    /// Nothing counts. They are decoded, counted and shown by `doctor`, for a network that is being set up.
    case none
}

extension DecodedBatch {
    /// How many entries there were before a message.
    struct Mark {
        var observations: Int
        var health: Int
        var scans: Int
    }

    var mark: Mark { Mark(observations: observations.count, health: health.count, scans: scans.count) }

    /// Takes away what a message's entries since a mark may not say, and tells what was taken whole.
    ///
    /// - Complexity: O(entries of the message).
    mutating func limit(to trust: TrustClass, since mark: Mark, _ scope: MessageScope) {
        switch trust {
        case .full: return
        case .reads:
            for index in mark.observations..<observations.count {
                observations[index].keepRead(receivedAt: scope.header.receivedAt)
            }
            guard scans.count > mark.scans else { return }
            scans.removeSubrange(mark.scans...)
            refuse(Refusal(.untrusted, "a scan, and the subscription's trust is reads"), scope)
        case .none:
            let count = observations.count - mark.observations + health.count - mark.health + scans.count - mark.scans
            guard count > 0 else { return }
            let reader =
                mark.observations < observations.count
                ? observations[mark.observations].reader
                : mark.health < health.count ? health[mark.health].reader : ByteRange.none
            observations.removeSubrange(mark.observations...)
            health.removeSubrange(mark.health...)
            scans.removeSubrange(mark.scans...)
            rejections.append(
                Rejection(
                    message: UInt32(scope.index), reason: .untrusted, detail: "the subscription's trust is none",
                    reader: reader))
        }
    }

    /// Gives ready-made positions of a message that name no level the subscription's.
    mutating func place(on level: [UInt8], since mark: Mark) {
        var text = ByteRange.none
        for index in mark.observations..<observations.count
        where observations[index].hasPosition && observations[index].level.isEmpty {
            if text.isEmpty { text = level.withUnsafeBufferPointer { intern($0) } }
            observations[index].level = text
        }
    }
}

extension Observation {
    /// What is left of an observation whose source is trusted for reads alone.
    mutating func keepRead(receivedAt: Instant) {
        observedAt = receivedAt
        timeSource = .received
        flags.remove([.urgent, .futureClamped])
        events = []
        batteryPercent = .nan
        batteryVolts = .nan
        temperatureCelsius = .nan
        humidityPercent = .nan
        accelerationMilliG = nil
    }
}
