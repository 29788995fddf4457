import Model
import SimKit
import SiteMap

@testable import Resolve

/// A corridor site with one trackable, and reads made by the filter's own radio model plus seeded noise.
struct World {
    let site: SiteMap
    var resolver: Resolver
    var random: SeededRandom
    let radio: RadioMap
    let slot: Int
    /// Event time of the last read.
    var clock = Instant(milliseconds: 1_800_000_000_000)
    var tagOffsetDB = 0.0
    var noiseDB = 4.0

    init(
        rooms: Int = 6, levels: Int = 1, seed: UInt64 = 1, kind: TrackableKind = .patient,
        parameters: ResolveParameters = ResolveParameters(),
        hasReader: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }
    ) throws {
        var corridor = CorridorSite(rooms: rooms, levels: levels)
        corridor.hasReader = hasReader
        site = try SiteMap.load(files: corridor.files.map { ($0.name, Array($0.text.utf8)) }).0
        resolver = Resolver(
            map: site, unitKeys: site.units.indices.map { UnitKey(Int32($0 + 1)) }, siteMark: 7, parameters: parameters)
        radio = RadioMap(site, parameters)
        random = SeededRandom(seed: seed)
        slot = resolver.slot(of: TrackKey(1), kind: kind)
    }

    func unit(_ id: String) -> Int { site.unitIndex(UnitID(id)) ?? -1 }

    /// The reads of one second in a unit: one per reader that hears it, at random instants within the second.
    mutating func second(in unit: Int, except silent: Set<Int> = []) -> [Read] {
        var reads: [Read] = []
        for reader in site.readers.indices where !silent.contains(reader) {
            let mean = Double(radio.mean(reader: Int32(reader), unit: Int32(unit)))
            let power = mean + tagOffsetDB + random.normal() * noiseDB
            guard power > -95 else { continue }
            let at = clock.advanced(byMilliseconds: Int64(random.next() % 1000))
            reads.append(Read(at: at, reader: Int32(reader), rssiDBm: Float(power)))
        }
        clock = clock.advanced(byMilliseconds: 1000)
        return reads.sorted { $0.precedes($1) }
    }

    @discardableResult
    mutating func apply(_ read: Read) -> Resolver.Outcome {
        if read.reader >= 0 {
            resolver.heard(reader: Int(read.reader), at: Instant(milliseconds: read.at))
            resolver.listened(reader: Int(read.reader), at: Instant(milliseconds: read.at))
        }
        return resolver.apply(read, slot: slot, tagKey: 1, isRetained: false, isFutureClamped: false)
    }

    /// Lets a number of seconds pass in a unit; gives the provisional unit at the end of each.
    @discardableResult
    mutating func stay(in unit: Int, seconds: Int, except silent: Set<Int> = []) -> [Int?] {
        (0..<seconds).map { _ in
            for read in second(in: unit, except: silent) { apply(read) }
            resolver.tick(clock)
            return estimate.unit
        }
    }

    var estimate: Estimate {
        mutating get {
            resolver.settle(slot: slot)
            return resolver.estimate(slot: slot)
        }
    }
}

/// The history table as the database would hold it after the rewrites.
struct HistoryTable {
    private(set) var stays: [StayRecord] = []

    mutating func apply(_ derivations: Derivations) {
        for rewrite in derivations.stays {
            stays.removeAll { $0.track == rewrite.track && $0.from >= rewrite.from }
            if let preceding = rewrite.preceding,
                let last = stays.lastIndex(where: { $0.track == rewrite.track && $0.from < rewrite.from })
            {
                stays[last].to = preceding.to
                stays[last].confidence = preceding.confidence
            }
            stays += rewrite.stays
        }
    }
}
