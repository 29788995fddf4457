import Model
import Resolve

/// Notes what of the past stays do not tell: when a device was not heard for so long that it was lost, and which units
/// had no reader left.
struct SilenceTracker: Sendable {
    /// A rewound read is looked for in the last silence only: it is at most a rewind window before the newest read.
    private var last: [TrackKey: Silence] = [:]
    private var silences: [Silence] = []
    private var heardWithin: [Silence] = []
    private var dark: [DarkUnits] = []
    /// Nil before the first look: what is dark is told once after a start, for what was dark before it.
    private var uncovered: [Bool]?

    /// A read that is the newest of its trackable now.
    mutating func heard(_ track: TrackKey, after earlier: Instant?, at instant: Instant) {
        guard let earlier,
            instant.milliseconds - earlier.milliseconds >= Silence.lostAfterMilliseconds
        else { return }
        let silence = Silence(track: track, from: earlier, to: instant)
        silences.append(silence)
        last[track] = silence
    }

    /// A read that took its place before the newest.
    mutating func heardBefore(_ track: TrackKey, at instant: Instant) {
        guard let silence = last[track], silence.from <= instant, instant <= silence.to else { return }
        heardWithin.append(Silence(track: track, from: instant, to: instant))
    }

    /// Which units have no reader left, as of an instant.
    mutating func look(_ resolver: Resolver, at instant: Instant) {
        let now = resolver.uncoveredUnits
        guard now != uncovered else { return }
        uncovered = now
        dark.append(
            DarkUnits(at: instant, units: now.indices.filter { now[$0] }.map { resolver.key(unit: $0) }))
    }

    mutating func drain(into derivations: inout Derivations) {
        derivations.silences += silences
        derivations.heardWithin += heardWithin
        derivations.darkUnits += dark
        silences.removeAll()
        heardWithin.removeAll()
        dark.removeAll()
    }
}
