import Model
import SiteMap

/// Which readers should hear what is in a unit, and how surely: what their silence says.
///
/// A reader's chance to hear a place is a logistic in the mean power there. Its silence is wrong together with the map
/// and with its own last silence, so it counts little each second, and no reader says more than a floor.
struct QuietMap: Sendable {
    /// A reader hears half of what comes in this much above its limit: the map's error must not look like silence.
    private static let marginDB: Float = 5
    /// A reader hears nothing of a unit that lies below this.
    private static let audibleDBm: Float = -98
    /// Readers this far below are not asked.
    private static let asideDB: Float = 3
    /// A reader is asked only when it had so many turns to report.
    private static let cadences = 4.0
    /// As many as ``Read/listening`` has bits.
    private static let nearMax = 64

    /// By unit: its readers are `readers[starts[u]..<starts[u + 1]]`.
    private let starts: [Int32]
    private let readers: [Int32]
    /// The odds that a reader hears an ordinary tag there.
    private let odds: [Float]
    /// By reader: those that can hear what it hears, itself included, loudest first.
    let near: [[Int32]]
    private let scaleDB: Float
    /// One over the least chance of a silence.
    private let chanceMax: Float
    /// Products of chances are kept below this, for the sake of their exponent.
    private static let productMax: Float = 1e30

    /// - Complexity: O(readers × units), and O(units × r²) in the readers that hear a unit.
    init(_ map: SiteMap, radio: RadioMap, survey: SurveyRadio, parameters: ResolveParameters) {
        scaleDB = parameters.silenceScaleDB / 1.442_695
        chanceMax = FastMath.exp2(parameters.silenceBitsMax)
        let asked = map.readers.map {
            $0.kind == .ble && $0.cadenceSeconds * QuietMap.cadences * 1000 <= Double(QuietFilter.heardMilliseconds)
        }
        var starts: [Int32] = [0]
        var readers: [Int32] = []
        var odds: [Float] = []
        var near: [[Int32: Float]] = Array(repeating: [:], count: map.readers.count)
        for unit in map.units.indices {
            let first = readers.count
            for reader in map.readers.indices where asked[reader] {
                let mean = radio.mean(reader: Int32(reader), unit: Int32(unit))
                let limit = Float(map.readers[reader].offsetDecibels) + Float(survey.readers[reader].halfHeardDBm)
                let above = mean - limit - QuietMap.marginDB
                guard above > -QuietMap.asideDB else { continue }
                readers.append(Int32(reader))
                odds.append(FastMath.exp2(min(30, above / scaleDB)))
            }
            for reader in map.readers.indices
            where radio.mean(reader: Int32(reader), unit: Int32(unit)) > QuietMap.audibleDBm {
                for place in first..<readers.count {
                    near[reader][readers[place]] = max(near[reader][readers[place]] ?? 0, odds[place])
                }
            }
            starts.append(Int32(readers.count))
        }
        self.starts = starts
        self.readers = readers
        self.odds = odds
        self.near = near.map { near in
            near.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(QuietMap.nearMax).map(\.key)
        }
    }

    /// −log2 of the chance that all readers that are asked are silent, with the trackable in a unit.
    ///
    /// - Parameters:
    ///   - isAsked: by reader.
    ///   - offset: the tag's, as ``odds(offsetDB:)`` gives it.
    /// - Complexity: O(readers that hear the unit).
    @inline(__always)
    func log2Quiet(_ unit: Int32, isAsked: UnsafePointer<Bool>, offset: Float) -> Float {
        var sum: Float = 0
        var product: Float = 1
        readers.withUnsafeBufferPointer { readers in
            odds.withUnsafeBufferPointer { odds in
                for place in Int(starts[Int(unit)])..<Int(starts[Int(unit) + 1]) where isAsked[Int(readers[place])] {
                    product *= min(chanceMax, 1 + odds[place] * offset)
                    guard product > QuietMap.productMax else { continue }
                    sum += FastMath.log2(product)
                    product = 1
                }
            }
        }
        return sum + FastMath.log2(product)
    }

    /// What a tag's offset multiplies the odds of being heard by.
    func odds(offsetDB: Float) -> Float { FastMath.exp2(offsetDB / scaleDB) }
}

/// Weighs silence: scratch memory of one filter.
struct QuietFilter: Sendable {
    /// A reader that heard it within this time is not silent: it may have died, or somebody stands between. A trackable
    /// that moves on is followed by those who hear it.
    static let heardMilliseconds: UInt32 = 20_000
    /// So many readers must hear it, or the tag itself is silent.
    private static let heardMin = 2
    /// A tag that is read less often may be silent between two adverts.
    private static let intervalMillisecondsMax: Float = 2000
    /// A longer gap may be the tag's own silence.
    private static let gapMilliseconds: UInt32 = 4000

    private var isAsked: [Bool]
    private var known: [Float]
    private var knownAt: [UInt32]
    private var round: UInt32 = 0

    init(_ model: UnitModel) {
        isAsked = Array(repeating: false, count: model.map.readers.count)
        known = Array(repeating: 0, count: model.map.units.count)
        knownAt = Array(repeating: 0, count: model.map.units.count)
    }

    /// Once a second, before a reading is folded: lessens what is believed where readers should hear it and do not.
    ///
    /// - Complexity: O(readers near) and O(units believed × readers that hear one).
    mutating func weigh(_ state: inout FilterState, _ read: Read, _ model: UnitModel) {
        let now = UInt32(truncatingIfNeeded: read.at)
        if state.time == .min || now &- UInt32(truncatingIfNeeded: state.time) > QuietFilter.gapMilliseconds {
            state.audibleSince = now
        }
        guard read.listening != 0, read.at / 1000 != state.time / 1000, model.parameters.silenceShare > 0,
            state.intervalMilliseconds < QuietFilter.intervalMillisecondsMax,
            now &- state.audibleSince >= QuietFilter.heardMilliseconds
        else { return }
        let near = model.quiet.near[Int(read.reader)]
        var bits = read.listening
        while bits != 0 {
            let place = bits.trailingZeroBitCount
            if place < near.count { isAsked[Int(near[place])] = true }
            bits &= bits &- 1
        }
        defer { for reader in near { isAsked[Int(reader)] = false } }
        guard excuseHeard(state.heard, now: now) else { return }
        isAsked[Int(read.reader)] = false
        round &+= 1
        let offset = model.quiet.odds(offsetDB: state.offsetMeanDB)
        weighUnits(&state, offset: offset, model)
        weighCells(&state, offset: offset, model)
    }

    /// Those that heard it lately are not asked.
    /// - Returns: whether enough of them did, and all of them are known.
    private mutating func excuseHeard(_ memory: ReaderMemory, now: UInt32) -> Bool {
        var heard = 0
        for index in 0..<ReaderMemory.capacity where memory.entries[index].reader >= 0 {
            let entry = memory.entries[index]
            guard now &- entry.at < QuietFilter.heardMilliseconds else { continue }
            heard += 1
            isAsked[Int(entry.reader)] = false
        }
        // With all places taken, one that was heard may be forgotten already.
        return heard >= QuietFilter.heardMin && heard < ReaderMemory.capacity
    }

    private mutating func factor(_ unit: Int32, offset: Float, _ model: UnitModel) -> Float {
        if knownAt[Int(unit)] != round {
            let bits = isAsked.withUnsafeBufferPointer { isAsked in
                isAsked.baseAddress.map { model.quiet.log2Quiet(unit, isAsked: $0, offset: offset) } ?? 0
            }
            known[Int(unit)] = FastMath.exp2(-model.parameters.silenceShare * bits)
            knownAt[Int(unit)] = round
        }
        return known[Int(unit)]
    }

    private mutating func weighUnits(_ state: inout FilterState, offset: Float, _ model: UnitModel) {
        var belief = Belief()
        for index in 0..<state.belief.count {
            let unit = state.belief.unit(index)
            let weight = state.belief.weight(index) * factor(unit, offset: offset, model)
            belief.insert(unit: unit, weight: weight)
        }
        // Not normalised before the reading is weighed: where silence contradicts all, a fresh start gains.
        if belief.weight(0) > 0 { state.belief = belief }
    }

    private mutating func weighCells(_ state: inout FilterState, offset: Float, _ model: UnitModel) {
        guard !state.cells.isEmpty else { return }
        var total: Float = 0
        for index in state.cells.entries.indices {
            let unit = model.cells.units[Int(state.cells.entries[index].cell)]
            guard unit >= 0 else { continue }
            state.cells.entries[index].weight *= factor(unit, offset: offset, model)
            total += state.cells.entries[index].weight
        }
        guard total > 0 else { return }
        let scale = 1 / total
        for index in state.cells.entries.indices { state.cells.entries[index].weight *= scale }
    }
}
