internal import Model
internal import SimKit

/// Who is where: people who walk through doors, and equipment that people move.
///
/// Everything lives on whole seconds: `step` moves all agents on by one. Deterministic in the seed.
final class World {
    /// What an agent is about to do when it has arrived.
    enum Task: Hashable {
        case none
        /// On the way to an item that waits to be moved.
        case fetch(Int)
        /// On the way with an item.
        case carry(Int)
    }

    struct Agent {
        var kind: TrackableKind
        var home: Int
        var unit: Int
        var point: Point
        var speed: Double
        var steps: [WalkGraph.Step] = []
        var nextStep = 0
        var rideLeft = -1.0
        var dwellLeft = 0.0
        var task = Task.none
        /// Who moves this thing now; -1 when nobody does.
        var carrier = -1
        var isRequested = false

        var isWalking: Bool { nextStep < steps.count }
    }

    let hospital: Hospital
    let graph: WalkGraph
    let roles: UnitRoles
    var agents: [Agent] = []
    /// Says where an agent goes when it has nothing to do, in place of its own habits; nil from it: nowhere yet.
    var director: ((World, Int) -> Int?)?
    private var random: SeededRandom
    private var requests: [Int] = []
    /// Divides all waits: 2 makes everybody twice as busy.
    private let activity: Double
    private var nearbyRooms: [Int: [Int]] = [:]
    private let hasStaff: Bool

    init(_ hospital: Hospital, trackables: [SimTrackable], seed: UInt64, activity: Double = 1) {
        self.hospital = hospital
        graph = WalkGraph(hospital)
        roles = UnitRoles(hospital)
        random = SeededRandom(seed: seed, stream: 20)
        self.activity = max(0.01, activity)
        hasStaff = trackables.contains { $0.kind == .staff }
        for entry in trackables {
            let home = entry.home ?? 0
            var unit = home
            // Equipment is where it was used last: half of it with patients.
            if entry.kind == .equipment, random.chance(0.5) { unit = random.pick(roles.patientRooms) }
            agents.append(
                Agent(
                    kind: entry.kind, home: home, unit: unit, point: .init(0, 0), speed: random.uniform(0.9...1.3)))
            let index = agents.count - 1
            agents[index].point = place(in: unit)
            agents[index].dwellLeft = random.unit() * dwell(of: entry.kind)
        }
    }

    /// A place in a unit, not at its walls where there is room.
    func place(in unit: Int) -> Point {
        let (low, high) = hospital.units[unit].polygon.bounds
        for _ in 0..<24 {
            let candidate = Point(random.uniform(low.x...high.x), random.uniform(low.y...high.y))
            let polygon = hospital.units[unit].polygon
            if polygon.contains(candidate), polygon.borderDistance(candidate) > 0.35 { return candidate }
        }
        return hospital.units[unit].inside
    }

    /// Mean seconds between two moves of its own.
    private func meanDwell(of kind: TrackableKind) -> Double {
        switch kind {
        case .equipment: 2400
        case .container: 1500
        case .patient: 600
        case .staff: 90
        case .robot: 240
        }
    }

    private func dwell(of kind: TrackableKind) -> Double {
        let least = kind == .staff || kind == .robot ? 15.0 : 60
        return (least + random.exponential(mean: meanDwell(of: kind))) / activity
    }

    /// One second.
    func step() {
        for index in agents.indices where agents[index].carrier < 0 { advance(index, seconds: 1) }
    }

    private func advance(_ index: Int, seconds: Double) {
        var left = seconds
        var guardCount = 0
        while left > 1e-9, guardCount < 64 {
            guardCount += 1
            if agents[index].isWalking {
                left = walk(index, seconds: left)
                if !agents[index].isWalking { arrive(index) }
            } else if agents[index].dwellLeft > 0 {
                let used = min(left, agents[index].dwellLeft)
                agents[index].dwellLeft -= used
                left -= used
            } else {
                decide(index)
                if !agents[index].isWalking, agents[index].dwellLeft <= 0 { return }
            }
        }
    }

    /// Walks along the steps; gives the seconds that are left.
    private func walk(_ index: Int, seconds: Double) -> Double {
        var left = seconds
        while left > 1e-9, agents[index].isWalking {
            let step = agents[index].steps[agents[index].nextStep]
            if step.rideSeconds > 0 {
                if agents[index].rideLeft < 0 { agents[index].rideLeft = step.rideSeconds }
                let used = min(left, agents[index].rideLeft)
                agents[index].rideLeft -= used
                left -= used
                if agents[index].rideLeft <= 1e-9 {
                    agents[index].rideLeft = -1
                    move(index, to: step.point, in: step.unit)
                    agents[index].nextStep += 1
                }
                continue
            }
            let distance = agents[index].point.distance(to: step.point)
            let reach = agents[index].speed * left
            if reach >= distance {
                left -= distance / agents[index].speed
                move(index, to: step.point, in: step.unit)
                agents[index].nextStep += 1
            } else {
                move(index, to: agents[index].point.toward(step.point, share: reach / distance), in: step.unit)
                left = 0
            }
        }
        return max(0, left)
    }

    private func move(_ index: Int, to point: Point, in unit: Int) {
        agents[index].point = point
        agents[index].unit = unit
        if case .carry(let item) = agents[index].task {
            agents[item].point = point
            agents[item].unit = unit
        }
    }

    /// Sends an agent on its way.
    func send(_ index: Int, to unit: Int, _ point: Point? = nil, avoidsStairs: Bool = false) {
        let goal = point ?? place(in: unit)
        let kind = agents[index].kind
        agents[index].speed = random.uniform(kind == .patient ? 0.5...0.9 : avoidsStairs ? 0.7...1.0 : 0.9...1.3)
        agents[index].steps =
            graph.route(
                from: agents[index].unit, agents[index].point, to: unit, goal, avoidsStairs: avoidsStairs) ?? []
        agents[index].nextStep = 0
        if agents[index].steps.isEmpty { agents[index].dwellLeft = 30 }
    }

    private func arrive(_ index: Int) {
        switch agents[index].task {
        case .fetch(let item):
            agents[index].task = .carry(item)
            agents[item].carrier = index
            agents[item].isRequested = false
            move(index, to: agents[item].point, in: agents[item].unit)
            agents[index].dwellLeft = random.uniform(4...15)
        case .carry(let item):
            agents[index].task = .none
            agents[item].carrier = -1
            agents[item].dwellLeft = dwell(of: agents[item].kind)
            agents[index].dwellLeft = random.uniform(8...40)
        case .none:
            agents[index].dwellLeft = dwell(of: agents[index].kind)
        }
    }

    private func decide(_ index: Int) {
        if let director {
            guard let unit = director(self, index) else { return agents[index].dwellLeft = 2 }
            return send(index, to: unit)
        }
        switch agents[index].kind {
        case .equipment, .container:
            if hasStaff {
                if !agents[index].isRequested {
                    agents[index].isRequested = true
                    requests.append(index)
                }
                agents[index].dwellLeft = 30
            } else {
                send(index, to: destination(ofItem: index), avoidsStairs: true)
            }
        case .patient: decidePatient(index)
        case .staff: decideStaff(index)
        case .robot: send(index, to: random.pick(roles.public))
        }
    }

    private func decidePatient(_ index: Int) {
        let home = agents[index].home
        let away = agents[index].unit != home
        let choice = random.unit()
        if away || choice < 0.45 {
            send(index, to: home)
        } else if choice < 0.70, let bathroom = bathroom(of: home) {
            send(index, to: bathroom)
        } else if choice < 0.90 {
            send(index, to: nearby(home, among: roles.corridors))
        } else {
            send(index, to: random.pick(roles.treatment), avoidsStairs: true)
        }
    }

    private func decideStaff(_ index: Int) {
        if case .carry(let item) = agents[index].task {
            send(index, to: destination(ofItem: item), avoidsStairs: true)
            return
        }
        if !requests.isEmpty, random.chance(0.6) {
            let item = requests.removeFirst()
            agents[index].task = .fetch(item)
            send(index, to: agents[item].unit, agents[item].point)
            if agents[index].steps.isEmpty {
                agents[index].task = .none
                agents[item].isRequested = false
            }
            return
        }
        let home = agents[index].home
        let choice = random.unit()
        if choice < 0.60 {
            send(index, to: nearby(home, among: roles.patientRooms))
        } else if choice < 0.80 {
            send(index, to: home)
        } else if choice < 0.92 {
            send(index, to: nearby(home, among: roles.stores))
        } else {
            send(index, to: random.chance(0.5) ? random.pick(roles.lounges) : random.pick(roles.stations))
        }
    }

    private func destination(ofItem item: Int) -> Int {
        if agents[item].kind == .container {
            return random.pick(random.chance(0.7) ? roles.stores : roles.treatment)
        }
        let choice = random.unit()
        if choice < 0.55 { return random.pick(roles.patientRooms) }
        if choice < 0.80 { return agents[item].home }
        return random.pick(choice < 0.92 ? roles.treatment : roles.stores)
    }

    func bathroom(of room: Int) -> Int? {
        for portal in graph.portalsOfUnit[room] {
            let other = graph.portals[portal].other(than: room)
            if hospital.units[other].category == "restroom" { return other }
        }
        return nil
    }

    /// One of the twelve nearest units of a kind, by walking.
    private func nearby(_ unit: Int, among candidates: [Int]) -> Int {
        let key = unit &* 31 &+ (candidates.first ?? 0)
        if nearbyRooms[key] == nil {
            let ordered = candidates.map { (unit: $0, metres: graph.metres(from: $0, to: unit)) }
                .sorted { $0.metres == $1.metres ? $0.unit < $1.unit : $0.metres < $1.metres }
            nearbyRooms[key] = ordered.prefix(12).map(\.unit)
        }
        guard let near = nearbyRooms[key], !near.isEmpty else { return unit }
        return random.pick(near)
    }
}
