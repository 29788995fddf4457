internal import Model
internal import SimKit

/// Everything that a simulated day depends on.
struct SimulationOptions {
    var seed: UInt64 = 1
    var start = Instant(milliseconds: 1_796_112_000_000)
    /// Seconds of the simulation per second of its clock: 10 puts ten minutes' walks into one minute of stamps.
    var speed = 1.0
    /// Of the whole simulation; dying readers die in its middle half.
    var durationMilliseconds: Int64 = 600_000
    var population = PopulationOptions()
    var faults = FaultOptions()
    var dialect = DialectChoice.native
    /// Native readers put up to so many reads of one second into one message.
    var readsPerMessage = 1
    /// A reader that heard nothing says so after so many seconds; 0 for never.
    var heartbeatSeconds = 10
    var activity = 1.0
    /// Tags lie where they are, and each one is heard in turn.
    var isStatic = false
    /// In a static scene: tags that send in each second.
    var sendersPerSecond = 500
}

/// What happened so far.
struct SimulationCounts {
    var reads = 0
    var messages = 0
    var lostOnAir = 0
    /// Reads in messages that never reached the broker; native readers' counts show them as gaps.
    var lostOnTheWay = 0
    var lateMessages = 0
    var duplicates = 0
    var malformed = 0
}

/// A hospital's radio traffic, second by second: who moves, who is heard, what reaches the broker and when.
final class Simulation {
    let hospital: Hospital
    let options: SimulationOptions
    let trackables: [SimTrackable]
    let world: World
    let radio: RadioModel
    let dialects: [SimDialect?]
    var counts = SimulationCounts()
    /// Whole seconds simulated so far.
    private(set) var second = 0
    var lines: [ReaderLine]
    var encoder: WireEncoder
    var random: SeededRandom
    var queue = EventHeap<Delivery>()
    /// What was heard in the last second, whether or not it reached the broker.
    private(set) var lastReads: [SimRead] = []
    private var receptions: [[RadioModel.Reception]]
    private var earlier: [[RadioModel.Reception]]
    private var heardAt: [Point]
    private var heardUnit: [Int]
    private var slowFading: [Double]
    private var order: [Int] = []
    private var nextInOrder = 0

    init(_ hospital: Hospital, _ options: SimulationOptions) throws {
        dialects = try options.dialect.assign(to: hospital, seed: options.seed)
        guard !hospital.readers.isEmpty else {
            throw VigieError(.badData, "has no readers", place: "readers.geojson")
        }
        self.hospital = hospital
        self.options = options
        var people = options.population
        people.allPassive = options.dialect.isPassiveOnly
        trackables = Population(people, hospital: hospital, seed: options.seed).trackables
        world = World(hospital, trackables: trackables, seed: options.seed, activity: options.activity)
        radio = RadioModel(hospital, seed: options.seed)
        encoder = WireEncoder(hospital, trackables, dialects: dialects)
        var lineRandom = SeededRandom(seed: options.seed, stream: 30)
        lines = ReaderLine.make(
            count: hospital.readers.count, faults: options.faults,
            durationMilliseconds: options.durationMilliseconds, random: &lineRandom)
        random = SeededRandom(seed: options.seed, stream: 40)
        let none: [[RadioModel.Reception]] = Array(repeating: [], count: trackables.count)
        receptions = none
        earlier = none
        heardAt = Array(repeating: Point(.infinity, .infinity), count: trackables.count)
        heardUnit = Array(repeating: -1, count: trackables.count)
        slowFading = Array(repeating: 0, count: trackables.count)
        if options.isStatic {
            order = Array(trackables.indices)
            order.shuffle(using: &random)
        }
        announceReaders()
    }

    /// The clock's time of a moment of the simulation.
    func instant(_ milliseconds: Int64) -> Instant {
        options.start.advanced(byMilliseconds: Int64(Double(milliseconds) / options.speed))
    }

    /// Identifiers of the readers that are dead or die later, for the record.
    var silentReaders: [String] {
        lines.indices.filter { lines[$0].isDead || lines[$0].diesAt < .max }.map { hospital.readers[$0].id }
    }

    /// One second: moves everybody, makes the reads, and hands over what reaches the broker within it.
    ///
    /// - Parameter sink: gets each message and its arrival, in order of arrival.
    func step(_ sink: (Delivery, Instant) throws -> Void) throws {
        let from = Int64(second) * 1000
        startFaults(at: from)
        var reads: [SimRead] = []
        if options.isStatic {
            staticReads(from: from, into: &reads)
        } else {
            world.step()
            for index in trackables.indices { movingReads(of: index, from: from, into: &reads) }
        }
        reads.sort {
            ($0.atMilliseconds, $0.reader, $0.tag) < ($1.atMilliseconds, $1.reader, $1.tag)
        }
        lastReads = reads
        send(reads, from: from)
        second += 1
        try flush(before: from + 1000, sink)
    }

    /// Hands over what is still on its way.
    func finish(_ sink: (Delivery, Instant) throws -> Void) throws {
        try flush(before: .max, sink)
    }

    private func flush(before: Int64, _ sink: (Delivery, Instant) throws -> Void) throws {
        while let earliest = queue.earliest, earliest < before, let (delivery, arrival) = queue.pop() {
            counts.messages += 1
            counts.reads += delivery.isDuplicate ? 0 : delivery.reads
            try sink(delivery, instant(arrival))
        }
    }

    /// Reads of a tag within one second: with what it was heard by a second ago in the first half, now in the second.
    private func movingReads(of index: Int, from: Int64, into reads: inout [SimRead]) {
        let agent = world.agents[index]
        earlier[index] = receptions[index]
        if agent.unit != heardUnit[index] || agent.point.distance(to: heardAt[index]) > 0.25 {
            heardAt[index] = agent.point
            heardUnit[index] = agent.unit
            receptions[index] = hear(agent.point, unit: agent.unit, tag: trackables[index].tag)
            if second == 0 { earlier[index] = receptions[index] }
        }
        // Slow fading: the body and what stands around, a first-order process over about 20 s.
        let sigma = agent.kind == .equipment || agent.kind == .container ? 1.0 : 2.0
        slowFading[index] = 0.95 * slowFading[index] + sigma * 0.312 * random.normal()
        schedule(earlier[index], tag: index, from: from, to: from + 500, into: &reads)
        schedule(receptions[index], tag: index, from: from + 500, to: from + 1000, into: &reads)
    }

    private func hear(_ point: Point, unit: Int, tag: SimTag) -> [RadioModel.Reception] {
        radio.receptions(
            at: point, level: hospital.units[unit].level, isPassive: tag.isPassive,
            anyReader: options.dialect.isPassiveOnly, nearest: options.isStatic ? 12 : nil)
    }

    /// Each reader reports each tag once in its cadence, at a phase of its own.
    private func schedule(
        _ heard: [RadioModel.Reception], tag: Int, from: Int64, to: Int64, into reads: inout [SimRead]
    ) {
        for reception in heard {
            let cadence = cadenceMilliseconds(Int(reception.reader))
            var at = firstReport(reader: Int(reception.reader), tag: tag, from: from)
            while at < to {
                read(reception, tag: tag, at: at, into: &reads)
                at += cadence
            }
        }
    }

    private func cadenceMilliseconds(_ reader: Int) -> Int64 {
        Int64(hospital.readers[reader].cadenceSeconds * 1000)
    }

    /// When a reader's turn to report a tag comes first, from a time on.
    private func firstReport(reader: Int, tag: Int, from: Int64) -> Int64 {
        let cadence = cadenceMilliseconds(reader)
        let phase = Int64(SeededRandom.mix(options.seed ^ UInt64(tag), UInt64(reader)) % UInt64(cadence))
        return from + (phase - from % cadence + cadence) % cadence
    }

    /// Whether a reader's turn to report a tag comes within a time.
    func isDue(reader: Int, tag: Int, from: Int64, to: Int64) -> Bool {
        firstReport(reader: reader, tag: tag, from: from) < to
    }

    private func read(_ reception: RadioModel.Reception, tag: Int, at: Int64, into reads: inout [SimRead]) {
        let reader = Int(reception.reader)
        guard let dialect = dialects[reader], !lines[reader].isDead, at < lines[reader].diesAt else { return }
        let site = hospital.readers[reader]
        // A positioning engine knows its level.
        guard dialect != .quuppa || hospital.units[world.agents[tag].unit].level == site.level else { return }
        var power = Double(reception.dBm) + slowFading[tag] + options.faults.noiseDB * random.normal()
        power += trackables[tag].tag.offsetDB
        // The receiver's limit is before its own gain error.
        guard power > radio.parameters.sensitivityDBm else { return }
        guard !random.chance(options.faults.loss) else {
            counts.lostOnAir += 1
            return
        }
        power += hospital.trueOffsetsDB[site.id] ?? site.offsetDB
        if random.chance(options.faults.outliers) { power = random.uniform(-92 ... -35) }
        var read = SimRead(
            tag: Int32(tag), reader: reception.reader, atMilliseconds: at, rssiDBm: Float(min(-20, max(-110, power))))
        if dialect == .quuppa { read.place = located(world.agents[tag].point) }
        reads.append(read)
    }

    /// Where a positioning engine believes that to be: some decimetres beside it.
    private func located(_ point: Point) -> Point {
        let sigma = WireEncoder.quuppaRadiusMetres / 2
        return Point(point.x + sigma * random.normal(), point.y + sigma * random.normal())
    }

    /// The next tags in turn, each heard once by its four loudest readers.
    private func staticReads(from: Int64, into reads: inout [SimRead]) {
        for _ in 0..<min(options.sendersPerSecond, order.count) {
            let index = order[nextInOrder]
            nextInOrder = (nextInOrder + 1) % order.count
            if heardUnit[index] < 0 {
                heardUnit[index] = world.agents[index].unit
                let all = hear(world.agents[index].point, unit: heardUnit[index], tag: trackables[index].tag)
                receptions[index] = Array(all.sorted { $0.dBm > $1.dBm }.prefix(4))
            }
            let at = from + Int64(random.below(1000))
            for reception in receptions[index] { read(reception, tag: index, at: at, into: &reads) }
        }
    }

    /// Where everybody is at the end of the last second (DESIGN 5.5's words), one line per trackable.
    func writeTruth(_ json: inout JSONWriter) {
        let at = instant(Int64(second) * 1000)
        for (index, entry) in trackables.enumerated() where entry.isRegistered {
            let agent = world.agents[index]
            json.object {
                $0.member("at", at)
                $0.member("trackable", entry.id)
                $0.member("tag", entry.tag.canonical)
                $0.member("unit", hospital.units[agent.unit].id)
                $0.member("unit_name", hospital.unitName(agent.unit))
                $0.member("level", hospital.levels[hospital.units[agent.unit].level].id)
                $0.member("x", agent.point.x, decimals: 3)
                $0.member("y", agent.point.y, decimals: 3)
            }
            json.newline()
        }
    }
}
