internal import Histogram
internal import Model
internal import SimKit

/// Publishes at a rate and measures what became of it.
///
/// Two latencies: to the broker's PUBACK, for each message; and to the daemon's word that a message is durably kept:
/// `vigie/v1/<site>/highwater/<reader>`, which it publishes after its commit, at most once a second and reader. A
/// message counts as kept at the moment when the first high water at or above its number arrives, so the second
/// latency holds up to a second of waiting for that word: an upper bound of the time to durability. The newest
/// message of each word is measured apart; it did not wait for another one.
final class LoadRun {
    struct Plan {
        var rate: Int
        var seconds: Double
        var publishers: Int
        var window: Int
        var settleSeconds: Double
        /// Reads in a message of gateways that send batches.
        var readsPerBatch = 10
        var seed: UInt64
    }

    /// What came out.
    struct Result {
        var elapsedSeconds = 0.0
        var published = 0
        /// Reads in what was published.
        var reads = 0
        var acknowledged = 0
        var reconnections = 0
        var behindSeconds = 0.0
        var toldKept = 0
        var expectsKept = 0
        var words = 0
        var acknowledgedMicroseconds = LoadRun.histogram()
        var keptMicroseconds = LoadRun.histogram()
        var newestMicroseconds = LoadRun.histogram()

        /// Messages whose acknowledgement was timed.
        var timedAcknowledgements: Int { Int(acknowledgedMicroseconds.totalCount) }
    }

    private struct ReaderState {
        /// When each number was published, nanoseconds; index 0 is number 1.
        var publishedAt: [Int64] = []
        var kept = 0
        var line = ReaderLine()
    }

    let plan: Plan
    let hospital: Hospital
    let trackables: [SimTrackable]
    let dialects: [SimDialect?]
    private var speakers: [Int]
    /// Indices of the trackables that BLE gateways hear, and of those that RFID antennas read.
    private let activeTags: [Int]
    private let passiveTags: [Int]
    private var states: [ReaderState]
    private var encoder: WireEncoder
    private var random: SeededRandom
    private var result = Result()
    private let boot: String
    private var readerByName: [String: Int] = [:]

    static func histogram() -> Histogram<UInt64> {
        Histogram<UInt64>(highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)
    }

    init(_ plan: Plan, hospital: Hospital, trackables: [SimTrackable], dialect: DialectChoice) throws {
        self.plan = plan
        self.hospital = hospital
        self.trackables = trackables
        dialects = try dialect.assign(to: hospital, seed: plan.seed)
        activeTags = trackables.indices.filter { !trackables[$0].tag.isPassive }
        passiveTags = trackables.indices.filter { trackables[$0].tag.isPassive }
        // A reader speaks when there is something that it hears.
        speakers = hospital.readers.indices.filter { [dialects, activeTags, passiveTags] index in
            guard let spoken = dialects[index] else { return false }
            guard hospital.readers[index].kind != "uhf" || dialect.isPassiveOnly else {
                return spoken.readsPassiveTags && !passiveTags.isEmpty
            }
            return !(spoken.readsPassiveTags ? passiveTags : activeTags).isEmpty
        }
        encoder = WireEncoder(hospital, trackables, dialects: dialects)
        random = SeededRandom(seed: plan.seed, stream: 50)
        // Another boot in each run: the daemon begins a new count.
        boot = String(UInt64(bitPattern: MonotonicClock.wallInstant().milliseconds), radix: 16)
        states = Array(repeating: ReaderState(), count: hospital.readers.count)
        for index in states.indices {
            states[index].line.boot = boot
            readerByName[hospital.readers[index].id] = index
        }
        guard !speakers.isEmpty else {
            throw VigieError(.badData, "no reader of the site speaks this dialect", place: "readers.geojson")
        }
    }

    /// Equipment with beacons; where antennas read too, every fifth thing is a container with an EPC.
    static func population(
        _ choice: DialectChoice, tags: Int, hospital: Hospital, seed: UInt64
    ) -> [SimTrackable] {
        let hasAntennas = choice.dialects.contains(where: \.readsPassiveTags) && !choice.isPassiveOnly
        let containers = hasAntennas ? tags / 5 : 0
        let options = PopulationOptions(
            equipment: tags - containers, patients: 0, staff: 0, containers: containers,
            allPassive: choice.isPassiveOnly)
        return Population(options, hospital: hospital, seed: seed).trackables
    }

    func run(host: String, port: Int) throws -> Result {
        let pool = try PublisherPool(
            host: host, port: port, count: plan.publishers, name: "hospital-load-\(boot)", window: plan.window)
        defer { pool.close() }
        let subscriber = try SimSubscriber(
            host: host, port: port, clientID: "hospital-load-\(boot)-words",
            filters: ["vigie/v1/\(hospital.siteID)/highwater/+"])
        defer { subscriber.close() }
        subscriber.onMessage = { [unowned self] in hear($0) }
        let acknowledgements = Acknowledgements(publishers: plan.publishers)
        for (index, publisher) in pool.publishers.enumerated() {
            publisher.onAcknowledged = { acknowledgements.acknowledge(Int($0), of: index) }
        }
        let begin = MonotonicClock.nanoseconds()
        try publishAll(pool, subscriber, acknowledgements, begin)
        result.elapsedSeconds = Double(MonotonicClock.nanoseconds() - begin) / 1e9
        _ = try pool.drain(milliseconds: Int(plan.settleSeconds * 1000))
        try settle(pool, subscriber)
        result.published = pool.published
        result.acknowledged = pool.acknowledged
        result.reconnections = pool.reconnections
        result.acknowledgedMicroseconds = acknowledgements.microseconds
        result.expectsKept = states.reduce(0) { $0 + $1.publishedAt.count }
        result.toldKept = states.reduce(0) { $0 + $1.kept }
        return result
    }

    private func publishAll(
        _ pool: PublisherPool, _ subscriber: SimSubscriber, _ acknowledgements: Acknowledgements, _ begin: Int64
    ) throws {
        let total = Int(Double(plan.rate) * plan.seconds)
        var sent = 0
        while sent < total, !Interrupt.isRequested {
            let elapsed = Double(MonotonicClock.nanoseconds() - begin) / 1e9
            let due = min(total, Int(elapsed * Double(plan.rate)))
            result.behindSeconds = max(result.behindSeconds, Double(due - sent) / Double(plan.rate))
            // A broker that takes twice the time and more is measured enough.
            guard elapsed < plan.seconds * 2 + 5 else { return }
            let chunk = min(due - sent, 200)
            for _ in 0..<chunk {
                let delivery = message(number: sent)
                let now = MonotonicClock.nanoseconds()
                if dialects[delivery.reader] == .native { states[delivery.reader].publishedAt.append(now) }
                result.reads += delivery.reads
                let packet = try pool.publish(delivery)
                acknowledgements.sent(Int(packet), of: pool.publisher(of: delivery.reader), at: now)
                sent += 1
            }
            try pool.poll(milliseconds: 0)
            try subscriber.poll(milliseconds: 0)
            if chunk == 0 { MonotonicClock.sleep(milliseconds: 1) }
        }
    }

    /// One read of one tag, of a gateway that sends batches several; readers and tags in turn, so that no reader's
    /// rate stands out.
    private func message(number: Int) -> Delivery {
        let reader = speakers[number % speakers.count]
        let dialect = dialects[reader] ?? .native
        let tags = dialect.readsPassiveTags ? passiveTags : activeTags
        let at = MonotonicClock.wallInstant()
        let count = dialect.isBatch ? min(plan.readsPerBatch, tags.count) : 1
        let reads = (0..<count).map { part -> StampedRead in
            let power = -75 + 8 * random.normal()
            let read = SimRead(
                tag: Int32(tags[(number &* 7919 &+ part) % tags.count]), reader: Int32(reader), atMilliseconds: 0,
                rssiDBm: Float(min(-35, max(-100, power))))
            return (read, at)
        }
        return encoder.message(reads, dialect, reader: reader, at: at, line: &states[reader].line)
    }

    /// Waits until the daemon has told that all is kept, or no more.
    private func settle(_ pool: PublisherPool, _ subscriber: SimSubscriber) throws {
        guard states.contains(where: { !$0.publishedAt.isEmpty }) else { return }
        let deadline = MonotonicClock.milliseconds() + Int64(plan.settleSeconds * 1000)
        while MonotonicClock.milliseconds() < deadline, !Interrupt.isRequested {
            if states.allSatisfy({ $0.kept == $0.publishedAt.count }) { return }
            try subscriber.poll(milliseconds: 50)
            try pool.poll(milliseconds: 0)
        }
    }

    /// A word of the daemon: everything of this run up to a number is kept.
    private func hear(_ message: SimSubscriber.Message) {
        let now = MonotonicClock.nanoseconds()
        guard let name = message.topic.split(separator: "/").last.map(String.init), let reader = readerByName[name]
        else { return }
        let (heardBoot, number) = LoadRun.word(message.payload)
        guard heardBoot == boot, number > states[reader].kept, number <= states[reader].publishedAt.count else {
            return
        }
        result.words += 1
        for index in states[reader].kept..<number {
            let microseconds = UInt64(max(0, now - states[reader].publishedAt[index]) / 1000)
            _ = result.keptMicroseconds.record(microseconds)
            if index == number - 1 { _ = result.newestMicroseconds.record(microseconds) }
        }
        states[reader].kept = number
    }

    static func word(_ payload: [UInt8]) -> (boot: String, number: Int) {
        payload.withUnsafeBufferPointer { bytes in
            guard let object = FlatJSON(bytes) else { return ("", -1) }
            let number = object.number("seq")
            return (object.string("boot") ?? "", number.isFinite && abs(number) < 1e15 ? Int(number) : -1)
        }
    }
}

/// When each message in flight was sent, by connection and packet id.
final class Acknowledgements {
    private var sentAt: [Int64]
    private(set) var microseconds = LoadRun.histogram()

    init(publishers: Int) {
        sentAt = Array(repeating: 0, count: publishers * 65_536)
    }

    func sent(_ packet: Int, of publisher: Int, at nanoseconds: Int64) {
        sentAt[publisher * 65_536 + packet & 0xffff] = nanoseconds
    }

    func acknowledge(_ packet: Int, of publisher: Int) {
        let sent = sentAt[publisher * 65_536 + packet & 0xffff]
        guard sent > 0 else { return }
        _ = microseconds.record(UInt64(max(0, MonotonicClock.nanoseconds() - sent) / 1000))
    }
}
