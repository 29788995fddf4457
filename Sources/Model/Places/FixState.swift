/// How far a resolved place can be trusted now.
public enum FixState: String, Sendable, CaseIterable {
    /// Heard within three of its own intervals, and 30 s at least.
    case live
    /// Not heard for a while; the place is probably still right.
    case stale
    /// Not heard for long: the place is where it was last.
    case lastKnown
    /// Never heard, or nothing usable was.
    case unknown
    /// The readers that would know are down: the last place is kept, and nobody may rely on it.
    case cannotTell

    /// Milliseconds without a read after which a fix is `stale`, whatever its interval.
    public static let staleAfterMilliseconds: Int64 = 30_000
    /// Milliseconds without a read after which people are only last-known.
    public static let lastKnownAfterMillisecondsPeople: Int64 = 120_000
    /// Milliseconds without a read after which things are only last-known: passive tags were silent for up to 866 s
    /// while they stayed (clinical UHF recordings).
    public static let lastKnownAfterMillisecondsThings: Int64 = 900_000

    /// The state by age alone, of a trackable that was heard at least once.
    ///
    /// - Parameters:
    ///   - ageMilliseconds: now minus the newest read; negative counts as 0.
    ///   - intervalMilliseconds: the tag's typical interval between reads; 0 when unknown.
    ///   - kind: people are last-known sooner than things.
    public static func byAge(ageMilliseconds: Int64, intervalMilliseconds: Int64, kind: TrackableKind) -> FixState {
        let staleAfter = max(staleAfterMilliseconds, 3 * intervalMilliseconds)
        if ageMilliseconds <= staleAfter { return .live }
        let people = kind == .patient || kind == .staff
        let lastKnownAfter = max(
            people ? lastKnownAfterMillisecondsPeople : lastKnownAfterMillisecondsThings, 2 * staleAfter)
        return ageMilliseconds <= lastKnownAfter ? .stale : .lastKnown
    }
}

/// What carries a tag.
public enum TrackableKind: String, Sendable, CaseIterable {
    case equipment, patient, staff, container, robot
}
