import Model
import SimKit
import SiteMap
import Watch

/// What happens in one scenario, second by second, and what must be told of it.
struct Script {
    enum Kind: String, CaseIterable {
        case theft, wanderer, escorted, twoPatientsOneNurse, fall, shiftChange, outage, peak
    }

    /// What has to be told.
    struct Truth {
        var rule: String
        var track: TrackKey
        /// Another one that may be told in its place: of two at a door one is left over, whichever.
        var other: TrackKey?
        /// Second at which it happens.
        var at: Double
    }

    let kind: Kind
    let seed: UInt64
    let facts: [TrackFacts]
    /// Per trackable: from which second on it is in which unit.
    var ways: [TrackKey: [(second: Double, unit: Int)]] = [:]
    var falls: [(track: TrackKey, second: Double)] = []
    var truths: [Truth] = []
    /// Readers that say nothing, by index, from a second on.
    var dead: [Int: Double] = [:]
    static let seconds = 300.0
    static let incident = 150.0

    init(seed: UInt64, site: ScenarioSite, deadShare: Double) {
        self.seed = seed
        var random = SeededRandom(seed: seed &* 7919 &+ 17)
        kind = Kind.allCases[Int(seed % UInt64(Kind.allCases.count))]
        let patients = kind == .peak ? 8 : 4
        let staff = kind == .shiftChange ? 6 : 3
        var facts: [TrackFacts] = []
        func add(_ count: Int, _ kind: TrackableKind) -> [TrackKey] {
            (0..<count).map { number in
                let track = TrackKey(Int32(facts.count + 1))
                facts.append(TrackFacts(track: track, trackable: TrackableID("\(kind.rawValue)-\(number)"), kind: kind))
                return track
            }
        }
        let pumps = add(3, .equipment)
        let people = add(patients, .patient)
        let nurses = add(staff, .staff)
        self.facts = facts
        for track in pumps { ways[track] = [(0, site.rooms[random.below(site.rooms.count)])] }
        for track in people { ways[track] = stroll(site, &random, from: site.rooms[random.below(site.rooms.count)]) }
        for track in nurses { ways[track] = stroll(site, &random, from: site.corridor) }
        if deadShare > 0 {
            for reader in site.map.readers.indices where random.chance(deadShare) { dead[reader] = 0 }
        }
        stage(site, pumps, people, nurses, &random)
    }

    /// Rooms and corridor by turns, never the exit.
    private func stroll(_ site: ScenarioSite, _ random: inout SeededRandom, from: Int) -> [(second: Double, unit: Int)]
    {
        var way: [(second: Double, unit: Int)] = [(0, from)]
        var second = 0.0
        while second < Script.seconds {
            second += random.uniform(30...90)
            way.append((second, site.corridor))
            second += random.uniform(8...20)
            way.append((second, site.rooms[random.below(site.rooms.count)]))
        }
        return way
    }

    /// Leaves through the corridor at the incident, and stays out.
    private mutating func leave(_ track: TrackKey, _ site: ScenarioSite, at second: Double) {
        ways[track] = (ways[track] ?? []).filter { $0.second < second - 25 }
        ways[track, default: []] += [(second - 15, site.corridor), (second, site.exit)]
    }

    private mutating func stage(
        _ site: ScenarioSite, _ pumps: [TrackKey], _ people: [TrackKey], _ nurses: [TrackKey],
        _ random: inout SeededRandom
    ) {
        let at = Script.incident + random.uniform(0...40)
        switch kind {
        case .theft, .peak:
            leave(pumps[0], site, at: at)
            truths.append(Truth(rule: "egress", track: pumps[0], at: at))
        case .wanderer:
            leave(people[0], site, at: at)
            truths.append(Truth(rule: "wandering", track: people[0], at: at))
        case .escorted:
            leave(people[0], site, at: at)
            leave(nurses[0], site, at: at + random.uniform(-3...3))
        case .twoPatientsOneNurse:
            leave(people[0], site, at: at)
            leave(people[1], site, at: at + 2)
            leave(nurses[0], site, at: at + 1)
            // One of the two must be told.
            truths.append(Truth(rule: "wandering", track: people[1], other: people[0], at: at + 2))
        case .fall:
            falls.append((people[0], at))
            truths.append(Truth(rule: "fall", track: people[0], at: at))
        case .shiftChange:
            for (number, nurse) in nurses.enumerated() { leave(nurse, site, at: at + Double(number)) }
        case .outage:
            // The reader of the exit dies, then a pump goes there: it cannot be seen, and that must be told.
            for reader in site.map.readers.indices where site.map.readers[reader].unit == site.exit {
                dead[reader] = 60
            }
            leave(pumps[0], site, at: at + 30)
            truths.append(Truth(rule: "egress", track: pumps[0], at: at + 30))
        }
    }

    /// Where somebody is at a second.
    func unit(_ track: TrackKey, at second: Double) -> Int? {
        ways[track]?.last { $0.second <= second }?.unit
    }
}
