internal import Model
internal import Pipeline
internal import SimKit

/// Plays a hospital through the daemon's fold: people move, readers hear, messages are decoded, resolved and watched.
final class ScenarioStage {
    let site: ScenarioSite
    let trackables: [SimTrackable]
    let world: World
    private let air: ScenarioAir
    private var rehearsal: Rehearsal
    private var random: SeededRandom
    private let wards: [ScenarioSite.Ward]
    private let wardOf: [Int: Int]
    private let fault: ScenarioFault?
    private(set) var second = 0
    /// Messages are folded in batches of so many milliseconds.
    var batchMilliseconds: Int64 = 100
    var dead: Set<Int> = []
    private var gone: Set<Int> = []
    private var leaving: [Int: Int] = [:]
    /// Who is to leave together and still waits for one another.
    private var parties: [[Int]] = []
    private var falls: Set<Int> = []
    /// Does not act on its own: it follows orders.
    private var ordered: Set<Int> = []
    /// The second at which a trackable first truly was at an exit, and at which the filter had confirmed that.
    private(set) var isOutSince: [Int: Int] = [:]
    private(set) var decided: [Int: Double] = [:]
    private(set) var told: [Told] = []
    /// Per trackable, where it truly went and where the filter confirmed it, as text; nil when nobody asked.
    private(set) var trails: [String]?
    private var shown: [(truth: Int, confirmed: UnitID?)] = []
    var reads: Int { rehearsal.readCount }
    static let start: Int64 = 1_790_000_000_000
    private static let exits: Set<String> = ["elevator", "stairs", "lobby"]

    /// A step of an alarm, with the second at which it was told.
    struct Told {
        var step: Rehearsal.Step
        var second: Double
        /// Where it truly was then, and where the filter saw it how surely, as text.
        var whereabouts: String
    }

    init(
        _ site: ScenarioSite, radio: RadioModel, trackables: [SimTrackable], wards: [ScenarioSite.Ward], seed: UInt64,
        activity: Double, fault: ScenarioFault?
    ) throws {
        self.site = site
        self.trackables = trackables
        self.wards = wards
        self.fault = fault
        random = SeededRandom(seed: seed, stream: 72)
        world = World(site.hospital, trackables: trackables, seed: seed, activity: activity)
        air = ScenarioAir(site, radio, trackables, seed: seed)
        var wardOf: [Int: Int] = [:]
        for (number, ward) in wards.enumerated() {
            for unit in ward.rooms + ward.stations { wardOf[unit] = number }
        }
        self.wardOf = wardOf
        let rows = trackables.map { entry in
            RegistryRow(
                tag: TagID(entry.tag.canonical), trackable: TrackableID(entry.id), kind: entry.kind,
                category: entry.category)
        }
        rehearsal = try Rehearsal(site: site.folder, registry: rows)
        for index in trackables.indices {
            world.agents[index].unit = trackables[index].home ?? 0
            world.agents[index].point = world.place(in: world.agents[index].unit)
        }
        world.director = { [unowned self] _, index in destination(of: index) }
    }

    /// Patients between room, bathroom and the corridors of their ward, staff between its rooms; things stay.
    private func destination(of index: Int) -> Int? {
        guard !ordered.contains(index), let home = trackables[index].home, let number = wardOf[home] else { return nil }
        let ward = wards[number]
        let choice = random.unit()
        switch trackables[index].kind {
        case .patient:
            if world.agents[index].unit != home || choice < 0.3 { return home }
            if choice < 0.6, let bathroom = world.bathroom(of: home) { return bathroom }
            return random.pick(ward.corridors)
        case .staff: return choice < 0.75 ? random.pick(ward.rooms) : random.pick(ward.stations)
        default: return nil
        }
    }

    func obey(_ order: ScenarioScript.Order) {
        switch order {
        case .gather(let agents, let unit):
            let spot = world.place(in: unit)
            for agent in agents {
                ordered.insert(agent)
                world.send(agent, to: unit, spot)
            }
        case .leave(let agents): parties.append(agents)
        case .fall(let agent): falls.insert(agent)
        case .outage:
            // The whole level: next door they would hear it well enough to know.
            for (index, reader) in site.hospital.readers.enumerated()
            where reader.level == site.hospital.units[site.lobby].level { dead.insert(index) }
        }
    }

    private func sendOff() {
        for party in parties where party.count == 1 || party.allSatisfy({ !world.agents[$0].isWalking }) {
            for agent in party {
                ordered.insert(agent)
                leaving[agent] = 8
                let beside = Point(site.door.x + random.uniform(-0.4...0.4), site.door.y + random.uniform(-0.4...0.4))
                world.send(agent, to: site.lobby, beside, avoidsStairs: party.count > 1)
                world.agents[agent].speed = 0.9
            }
            parties.removeAll { $0 == party }
        }
    }

    /// One second.
    func step() {
        sendOff()
        world.step()
        for index in trackables.indices where trackables[index].kind != .staff && isOutSince[index] == nil {
            if isOut(index) { isOutSince[index] = second }
        }
        for (agent, left) in leaving where world.agents[agent].unit == site.lobby && !world.agents[agent].isWalking {
            leaving[agent] = left - 1
            if left <= 0 {
                gone.insert(agent)
                leaving[agent] = nil
            }
        }
        let dead = dead
        let messages = air.messages(
            second: second, agents: world.agents, gone: gone, isDead: { dead.contains($0) },
            pretends: fault == .hidesOutages, falls: falls, start: ScenarioStage.start)
        falls = []
        play(messages)
        second += 1
    }

    private func isOut(_ index: Int) -> Bool {
        let category = site.hospital.units[world.agents[index].unit].category
        return trackables[index].kind == .equipment ? category == "lobby" : ScenarioStage.exits.contains(category)
    }

    private func play(_ messages: [ScenarioAir.Message]) {
        var next = 0
        let from = ScenarioStage.start + Int64(second) * 1000
        for end in stride(from: batchMilliseconds, through: 1000, by: Int64.Stride(batchMilliseconds)) {
            while next < messages.count, messages[next].arrival < from + end || end + batchMilliseconds > 1000 {
                let message = messages[next]
                rehearsal.take(
                    topic: message.topic, payload: message.payload,
                    receivedAt: Instant(milliseconds: min(message.arrival, from + 1079)))
                next += 1
            }
            rehearsal.foldBatch()
            if end + batchMilliseconds > 1000 { rehearsal.tick(Instant(milliseconds: from + 1000)) }
            let now = Double(second) + Double(end) / 1000
            for step in rehearsal.takeSteps() {
                told.append(Told(step: step, second: now, whereabouts: whereabouts(step.trackable)))
            }
            if trails != nil { trace(now) }
            for index in isOutSince.keys where decided[index] == nil {
                let category = rehearsal.confirmedUnit(of: TrackableID(trackables[index].id))?.category ?? ""
                let isThing = trackables[index].kind == .equipment
                if isThing ? category == "lobby" : ScenarioStage.exits.contains(category) { decided[index] = now }
            }
        }
    }

    private func whereabouts(_ trackable: TrackableID?) -> String {
        guard let trackable else { return "" }
        guard let index = trackables.firstIndex(where: { $0.id == trackable.rawValue }) else { return "" }
        let truth = site.hospital.units[world.agents[index].unit]
        let seen = rehearsal.confirmedUnit(of: trackable)
        let confidence = seen.map { Output.fixed(Double($0.confidence), 2) } ?? ""
        return "truly \(truth.category), seen in \(seen?.category ?? "no unit") \(confidence)"
    }

    /// Keeps ``trails`` from now on.
    func keepTrails() {
        trails = Array(repeating: "", count: trackables.count)
        shown = Array(repeating: (-1, nil), count: trackables.count)
    }

    private func trace(_ now: Double) {
        for index in trackables.indices where trackables[index].kind != .equipment {
            let unit = world.agents[index].unit
            if unit != shown[index].truth {
                shown[index].truth = unit
                let truth = site.hospital.units[unit]
                trails?[index] += " \(Output.fixed(now, 1)):truly \(truth.id)(\(truth.category))"
            }
            let confirmed = rehearsal.confirmedUnit(of: TrackableID(trackables[index].id))
            guard let confirmed, confirmed.id != shown[index].confirmed else { continue }
            shown[index].confirmed = confirmed.id
            let since = Double(confirmed.since.milliseconds - ScenarioStage.start) / 1000
            trails?[index] +=
                " \(Output.fixed(now, 1)):\(confirmed.id)(\(confirmed.category) since \(Output.fixed(since, 1)))"
        }
    }
}
