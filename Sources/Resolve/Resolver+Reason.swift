public import Model
import SiteMap

extension Resolver {
    /// Reads of this time count as what speaks now, or of four intervals of a tag that sends seldom.
    private static let reasonMilliseconds: Int64 = 10_000
    private static let reasonMillisecondsMax: Int64 = 3_600_000

    /// Why a trackable is where ``estimate(slot:)`` says, in the filter's own terms.
    ///
    /// - Parameter now: the moment for which the state holds.
    /// - Complexity: O(readers that heard it lately × reads kept).
    public mutating func reason(slot: Int, now: Instant) -> FixReason {
        settle(slot: slot)
        let track = tracks[slot]
        let state = track.now
        let estimate = estimate(slot: slot)
        var reason = FixReason(basis: .stored, rule: .neverHeard, state: .unknown)
        guard state.time != .min, let observedAt = lastRead(slot: slot) else { return reason }
        reason.observedAt = observedAt
        reason.state = fixState(slot: slot, estimate, now: now)
        reason.confirmedUnit = state.confirmed >= 0 ? map.units[Int(state.confirmed)].id : nil
        reason.tagOffsetDB = state.offsetMeanDB
        reason.tagOffsetSpreadDB = state.offsetVariance.squareRoot()
        if state.challenger >= 0 { reason.challengedSince = Instant(milliseconds: state.challengerSince) }
        if estimate.isPositioned {
            reason.position = FixReason.Position(
                at: Instant(milliseconds: state.positionAt), xMetres: Double(state.positionX),
                yMetres: Double(state.positionY), accuracyMetres: state.positionAccuracy)
        }
        let believed = state.believed
        if !state.isOutside, !believed.isEmpty {
            reason.best = candidate(believed.unit(0), believed.weight(0), state)
            if believed.count > 1 { reason.second = candidate(believed.unit(1), believed.weight(1), state) }
        }
        weigh(track, believed, into: &reason)
        for unit in [reason.best?.unit, reason.second?.unit] {
            if let unit, let index = map.unitIndex(unit) { reason.watchers += watchers(of: index) }
        }
        reason.rule = rule(reason, estimate, track)
        return reason
    }

    private func fixState(slot: Int, _ estimate: Estimate, now: Instant) -> FixState {
        if estimate.cannotTell { return .cannotTell }
        if tracks[slot].isRetainedOnly { return .lastKnown }
        return FixState.byAge(
            ageMilliseconds: now.milliseconds - tracks[slot].newest,
            intervalMilliseconds: intervalMilliseconds(slot: slot), kind: tracks[slot].kind)
    }

    private func rule(_ reason: FixReason, _ estimate: Estimate, _ track: Track) -> FixReason.Rule {
        if estimate.cannotTell { return .outage }
        if track.isRetainedOnly { return .retained }
        if reason.state != .live { return .silence }
        if track.now.isOutside { return .outside }
        if estimate.isPositioned { return .position }
        if let last = track.reads.last, last.reader >= 0, filter.model.isDecisive(last),
            map.readers[Int(last.reader)].unit == estimate.unit
        {
            return .antenna
        }
        return estimate.confirmedUnit == estimate.unit ? .evidence : .hold
    }

    private func candidate(_ unit: Int32, _ confidence: Float, _ state: FilterState) -> FixReason.Candidate {
        var byCells: Float = state.cells.isEmpty ? .nan : 0
        for entry in state.cells.entries where filter.model.cells.units[Int(entry.cell)] == unit {
            byCells += entry.weight
        }
        return FixReason.Candidate(
            unit: map.units[Int(unit)].id, confidence: confidence, byUnits: state.belief.weight(of: unit),
            byCells: byCells)
    }

    private func watchers(of unit: Int) -> [FixReason.Watcher] {
        filter.radio.coverers[unit].map { reader in
            let entry = health.entries[Int(reader)]
            return FixReason.Watcher(
                reader: map.readers[Int(reader)].id, unit: map.units[unit].id, status: entry.status,
                lastHeard: entry.lastHeard, isDown: health.isDown(Int(reader), now: clock))
        }
    }

    // MARK: Evidence

    /// What one reader heard, summed up.
    fileprivate struct Sum {
        var reads = 0
        var lastAt: Int64 = .min
        var power: Float = 0
        var powers = 0
    }

    /// What each reader heard lately, for which unit it speaks, and how the odds would stand without it: there the
    /// filter itself is asked, with its reads left out.
    private mutating func weigh(_ track: Track, _ believed: Belief, into reason: inout FixReason) {
        let window = min(
            Self.reasonMillisecondsMax, max(Self.reasonMilliseconds, 4 * Int64(track.now.intervalMilliseconds)))
        reason.windowMilliseconds = window
        let begun = track.newest - window
        var sums: [Int32: Sum] = [:]
        for read in track.reads where read.reader >= 0 && read.at > begun {
            sums[read.reader, default: Sum()].add(read)
        }
        let best = believed.isEmpty ? nil : believed.unit(0)
        let other = believed.count > 1 ? believed.unit(1) : nil
        let older = track.snapshots.last { $0.time <= begun } ?? track.snapshots.first ?? FilterState()
        reason.priorOdds = odds(older.believed, best, other)
        reason.heard = sums.keys.sorted().map { reader in
            let sum = sums[reader] ?? Sum()
            var heard = FixReason.Heard(
                reader: map.readers[Int(reader)].id, reads: sum.reads, lastAt: Instant(milliseconds: sum.lastAt),
                meanDBm: sum.powers > 0 ? sum.power / Float(sum.powers) : .nan,
                expectedDBm: expected(reader, best, track.now), expectedSecondDBm: expected(reader, other, track.now),
                logLikelihood: logLikelihood(track, older, reader, after: begun, best, other), oddsWithout: .nan)
            guard best != nil, other != nil else { return heard }
            var without = Track(key: track.key, kind: track.kind)
            let rest = track.reads.filter { $0.reader != reader || $0.at <= begun }
            without.restore(older: older, reads: rest, changes: [], with: &filter)
            heard.oddsWithout = odds(without.now.believed, best, other)
            return heard
        }
        reason.heard.sort { left, right in
            let weights = (abs(left.logLikelihood), abs(right.logLikelihood))
            return weights.0 == weights.1 || weights.0.isNaN ? left.reader < right.reader : weights.0 > weights.1
        }
    }

    // MARK: Likelihoods

    private static let naturalOfTwo: Float = 0.693_147_2

    /// How much likelier one reader's reads are in the one unit than in the other, as ``UnitStep`` weighs them, with
    /// what is known of the tag now; what its earlier reads told of the map's error is followed from `older` on.
    private func logLikelihood(
        _ track: Track, _ older: FilterState, _ reader: Int32, after begun: Int64, _ best: Int32?, _ other: Int32?
    ) -> Float {
        guard let best, let other else { return .nan }
        var memory = older.heard
        let error = filter.model.lastingError(track.now, at: track.now.time, kind: track.kind)
        let lasting = track.now.heard.lasting(of: reader)
        var log: Float = 0
        var last = Int64.min
        for read in track.reads where read.reader == reader {
            let since = last == .min ? 1000 : min(1000, read.at - last)
            last = read.at
            guard read.at > older.time else { continue }
            var view = ReadView(power: read.rssiDBm, scale: 1)
            if read.rssiDBm.isFinite, !filter.model.isDecisive(read) {
                let power = max(-200, min(100, read.rssiDBm)) - track.now.offsetMeanDB
                let entry = memory.recall(reader, at: read.at, seconds: error.seconds)
                view = memory.view(at: entry, power: power)
                memory.note(at: entry, power: power, lasting: lasting)
            }
            guard read.at > begun else { continue }
            if filter.model.isDecisive(read) {
                guard since > 0, let own = map.readers[Int(reader)].unit else { continue }
                let shares = (
                    filter.model.antennaShare(of: best, own: own), filter.model.antennaShare(of: other, own: own)
                )
                log += FastMath.log2(shares.0 / shares.1)
            } else if read.rssiDBm.isFinite {
                let fresh = min(1, Float(since) / Float(parameters.cadenceMilliseconds))
                log +=
                    (surprise(reader, view, other, track.now) - surprise(reader, view, best, track.now)) * 0.5
                    * parameters.temper * fresh
            }
        }
        return log * Self.naturalOfTwo
    }

    /// Twice the negative log2 of the untempered likelihood of a reading, but for what is the same in all units.
    private func surprise(_ reader: Int32, _ view: ReadView, _ unit: Int32, _ state: FilterState) -> Float {
        let cell = filter.radio.cell(reader: reader, unit: unit)
        let variance = RadioCell.variance(cell) + state.offsetVariance * 0.5
        let distance = view.power - RadioCell.mean(cell)
        let heaviness = 1 + distance * distance * 0.25 / (variance * view.scale)
        let square = heaviness * heaviness
        return FastMath.log2(square * square * heaviness * variance)
    }

    /// What is left out of a belief counts as this: the odds are never infinite.
    private static let weightMin: Float = 1e-6

    /// The odds of one unit against another; NaN without one of them, and in an empty belief.
    private func odds(_ belief: Belief, _ best: Int32?, _ other: Int32?) -> Float {
        guard let best, let other, !belief.isEmpty else { return .nan }
        return max(Self.weightMin, belief.weight(of: best)) / max(Self.weightMin, belief.weight(of: other))
    }

    /// Only a tag's power in a unit is foreseen, and only for readers that tell one.
    private func expected(_ reader: Int32, _ unit: Int32?, _ state: FilterState) -> Float {
        let kind = filter.radio.kinds[Int(reader)]
        guard let unit, kind == .ble || kind == .lorawan else { return .nan }
        return filter.radio.mean(reader: reader, unit: unit) + state.offsetMeanDB
    }
}

extension Resolver.Sum {
    fileprivate mutating func add(_ read: Read) {
        reads += 1
        lastAt = read.at
        guard read.rssiDBm.isFinite else { return }
        power += read.rssiDBm
        powers += 1
    }
}

extension UnitModel {
    /// What a crossing at an antenna leaves of a unit's probability, as ``UnitStep`` has it.
    fileprivate func antennaShare(of unit: Int32, own: Int) -> Float {
        if Int(unit) == own { return 1 }
        let touching = graph.neighbours[Int(graph.starts[own])..<Int(graph.starts[own + 1])]
        return touching.contains(unit) ? 0.08 : 0.004
    }
}

extension RadioMap {
    /// Mean and variance, packed; see ``RadioCell``.
    fileprivate func cell(reader: Int32, unit: Int32) -> UInt32 {
        var cell: UInt32 = 0
        withRow(reader) { cell = $0[Int(unit)] }
        return cell
    }
}

extension RadioCell {
    /// In dB².
    fileprivate static func variance(_ cell: UInt32) -> Float { Float(cell >> 16) * 0.01 }
}
