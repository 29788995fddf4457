import Glibc
import Model
import Resolve
import SimKit
import SiteMap
import Watch

/// Plays a script: reads out of a simple radio, the filter, the rules.
struct Stage {
    let script: Script
    let site: ScenarioSite
    private var resolver: Resolver
    private var watcher: Watcher
    private var random: SeededRandom
    private let fault: ScenarioCommand.Fault?
    private var slots: [TrackKey: Int] = [:]
    private var offsets: [TrackKey: Double] = [:]
    static let start: Int64 = 1_790_000_000_000
    /// When the filter first was sure that somebody is at the exit, in seconds.
    private(set) var decided: [TrackKey: Double] = [:]

    /// A step of an alarm, with the second at which it was told.
    struct Told {
        var change: AlarmChange
        var second: Double
    }

    init(script: Script, site: ScenarioSite, fault: ScenarioCommand.Fault?) {
        self.script = script
        self.site = site
        self.fault = fault
        random = SeededRandom(seed: script.seed &* 104_729 &+ 3)
        let keys = site.map.units.indices.map { UnitKey(Int32($0) + 1) }
        resolver = Resolver(map: site.map, unitKeys: keys, siteMark: 1)
        var rules = ScenarioSite.rules
        if fault == .ignoresEscorts { for index in rules.indices { rules[index].escort = nil } }
        if fault == .ignoresExits { rules.removeAll { $0.condition.region != nil } }
        watcher = Watcher(
            book: fault == nil ? site.book : RuleBook(rules, map: site.map), calendar: .utc, facts: script.facts,
            unitKeys: keys, siteMark: 1)
        for fact in script.facts {
            slots[fact.track] = resolver.slot(of: fact.track, kind: fact.kind)
            offsets[fact.track] = random.normal() * 3
        }
    }

    private func instant(_ second: Double) -> Instant {
        Instant(milliseconds: Stage.start + Int64(second * 1000))
    }

    mutating func play() -> [Told] {
        var told: [Told] = []
        for second in 0..<Int(Script.seconds) {
            heartbeats(Double(second))
            let reads = self.reads(Double(second)).sorted { $0.read.at < $1.read.at }
            var next = 0
            // Ten looks a second, as batches come.
            for tenth in 1...10 {
                let until = Double(second) + Double(tenth) / 10
                var touched: Set<TrackKey> = []
                while next < reads.count, reads[next].read.at < instant(until).milliseconds {
                    let (track, read) = reads[next]
                    resolver.heard(reader: Int(read.reader), at: Instant(milliseconds: read.at))
                    _ = resolver.apply(
                        read, slot: slots[track] ?? 0, tagKey: track.rawValue, isRetained: false,
                        isFutureClamped: false)
                    touched.insert(track)
                    next += 1
                }
                for fall in script.falls where Int(fall.second * 10) == second * 10 + tenth {
                    watcher.note(.fall, track: fall.track, at: instant(fall.second), detail: "")
                }
                for track in touched.sorted() {
                    look(track)
                    let isOut = resolver.changes(slot: slots[track] ?? 0).last?.unit == Int32(site.exit)
                    if isOut, decided[track] == nil { decided[track] = until }
                }
                watcher.conclude()
                if tenth == 10 { tick(Double(second + 1)) }
                told += drain(until)
            }
        }
        return told
    }

    private mutating func heartbeats(_ second: Double) {
        for reader in site.map.readers.indices where (script.dead[reader] ?? .infinity) > second {
            resolver.heard(reader: reader, at: instant(second))
        }
    }

    /// One packet of each tag a second; each reader that is near enough hears it.
    private mutating func reads(_ second: Double) -> [(track: TrackKey, read: Read)] {
        var reads: [(track: TrackKey, read: Read)] = []
        for fact in script.facts {
            guard let unit = script.unit(fact.track, at: second) else { continue }
            let bounds = site.map.units[unit].bounds
            let point = Point(
                xMetres: bounds.minimum.xMetres + bounds.widthMetres * random.uniform(0.2...0.8),
                yMetres: bounds.minimum.yMetres + bounds.heightMetres * random.uniform(0.2...0.8))
            let at = instant(second).milliseconds + Int64(random.uniform(0...900))
            for (index, reader) in site.map.readers.enumerated() {
                guard (script.dead[index] ?? .infinity) > second, let place = reader.point else { continue }
                let distance = max(1, place.distance(to: point))
                let walls = reader.unit == unit ? 0.0 : distance < 8 ? 6.0 : 12.0
                let power =
                    -59 - 25 * log10(distance) - walls + (offsets[fact.track] ?? 0) + random.normal() * 3
                guard power > -88, !random.chance(0.05) else { continue }
                reads.append(
                    (fact.track, Read(at: Instant(milliseconds: at), reader: Int32(index), rssiDBm: Float(power))))
            }
        }
        return reads
    }

    private mutating func tick(_ second: Double) {
        resolver.tick(instant(second))
        if fault != .hidesOutages {
            watcher.note(uncovered: resolver.uncoveredUnits)
            watcher.note(readersDown: resolver.readersDown)
            for fact in script.facts { look(fact.track) }
        }
        watcher.tick(instant(second))
    }

    private mutating func look(_ track: TrackKey) {
        guard let slot = slots[track], let newest = resolver.lastRead(slot: slot) else { return }
        resolver.settle(slot: slot)
        var view = TrackView()
        view.changes = resolver.changes(slot: slot).map {
            TrackView.Change(unit: $0.unit, from: $0.from, decidedAt: $0.decidedAt, confidence: $0.confidence)
        }
        view.settledUntil = resolver.settledUntil(slot: slot)
        view.newest = newest.milliseconds
        view.cannotTell = fault != .hidesOutages && resolver.estimate(slot: slot).cannotTell
        watcher.update(track, view)
    }

    private mutating func drain(_ second: Double) -> [Told] {
        guard watcher.hasNews else { return [] }
        var derivations = Derivations()
        watcher.drain(into: &derivations)
        return derivations.alarms.map { Told(change: $0, second: second) }
    }
}
