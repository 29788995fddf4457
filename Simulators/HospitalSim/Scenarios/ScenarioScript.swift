internal import Model
internal import SimKit

/// What happens in a scenario, and what must be told of it.
struct ScenarioScript {
    enum Kind: String, CaseIterable {
        case theft, wanderer, escorted, twoPatientsOneNurse, fall, shiftChange, outage, peak
    }

    enum Order {
        /// Each to the same spot of a unit.
        case gather([Int], unit: Int)
        /// To the street: once all of them stand where they gathered, side by side at one pace.
        case leave([Int])
        case fall(Int)
        /// The readers of the way out's level die.
        case outage
    }

    /// What has to be told.
    struct Truth {
        var rules: [String]
        /// Any of them may be told: of two at a door one is left over, whichever.
        var agents: [Int]
        /// A second at which it is known to happen; nil for when one of them is truly at an exit.
        var second: Int?
    }

    let kind: Kind
    let seed: UInt64
    let trackables: [SimTrackable]
    let ward: ScenarioSite.Ward
    var orders: [(second: Int, order: Order)] = []
    var truths: [Truth] = []
    var random: SeededRandom
    static let seconds = 330
    static let incident = 90

    init(seed: UInt64, site: ScenarioSite) {
        self.seed = seed
        kind = Kind.allCases[Int(seed % UInt64(Kind.allCases.count))]
        random = SeededRandom(seed: seed, stream: 70)
        ward = site.wards[random.below(site.wards.count)]
        let isPeak = kind == .peak
        let options = PopulationOptions(equipment: 3, patients: isPeak ? 16 : 5, staff: isPeak ? 8 : 4)
        trackables = ScenarioScript.population(options, site: site, ward: ward, seed: seed, &random)
        stage(site)
    }

    /// Everybody lives on one ward.
    static func population(
        _ options: PopulationOptions, site: ScenarioSite, ward: ScenarioSite.Ward, seed: UInt64,
        _ random: inout SeededRandom
    ) -> [SimTrackable] {
        var trackables = Population(options, hospital: site.hospital, seed: seed).trackables
        for index in trackables.indices {
            switch trackables[index].kind {
            case .staff: trackables[index].home = random.pick(ward.stations)
            default: trackables[index].home = random.pick(ward.rooms)
            }
        }
        return trackables
    }

    private func agents(_ kind: TrackableKind) -> [Int] {
        trackables.indices.filter { trackables[$0].kind == kind }
    }

    private mutating func stage(_ site: ScenarioSite) {
        let at = ScenarioScript.incident + random.below(40)
        let (things, patients, nurses) = (agents(.equipment), agents(.patient), agents(.staff))
        let meeting = random.pick(ward.corridors)
        func order(_ second: Int, _ order: Order) { orders.append((second, order)) }
        switch kind {
        case .theft, .peak:
            order(at, .leave([things[0]]))
            truths.append(Truth(rules: ["egress"], agents: [things[0]]))
        case .wanderer:
            order(at, .leave([patients[0]]))
            truths.append(Truth(rules: ["wandering", "near-exit"], agents: [patients[0]]))
        case .escorted:
            order(at - 60, .gather([patients[0], nurses[0]], unit: meeting))
            order(at, .leave([patients[0], nurses[0]]))
        case .twoPatientsOneNurse:
            order(at - 60, .gather([patients[0], patients[1], nurses[0]], unit: meeting))
            order(at, .leave([patients[0], patients[1], nurses[0]]))
            truths.append(Truth(rules: ["wandering", "near-exit"], agents: [patients[0], patients[1]]))
        case .fall:
            order(at, .fall(patients[0]))
            truths.append(Truth(rules: ["fall"], agents: [patients[0]], second: at))
        case .shiftChange:
            for (number, nurse) in nurses.enumerated() { order(at + 3 * number, .leave([nurse])) }
        case .outage:
            order(at, .outage)
            order(at + 30, .leave([things[0]]))
            truths.append(Truth(rules: ["egress"], agents: [things[0]]))
        }
    }
}
