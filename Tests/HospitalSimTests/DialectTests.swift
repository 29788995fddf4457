import Decode
import Model
import SimKit
import Testing

@testable import HospitalSim

/// What the simulator writes in each dialect, read back by the decoder of the product.
@Suite struct DialectTests {
    private static let receivedAt = Instant(milliseconds: 1_796_112_001_234)

    private struct Bench {
        var hospital: Hospital
        var dialects: [SimDialect?]
        var trackables: [SimTrackable]
        var encoder: WireEncoder
        var reader: Int

        init(_ dialect: SimDialect, seed: UInt64) throws {
            hospital = SiteTests.build(units: 60, seed: 1) { $0.readerNames = .macs }
            let choice = DialectChoice([dialect])
            dialects = try choice.assign(to: hospital, seed: seed)
            var population = PopulationOptions(equipment: 40, patients: 10, staff: 5, containers: 10, unknownTags: 3)
            population.allPassive = choice.isPassiveOnly
            trackables = Population(population, hospital: hospital, seed: seed).trackables
            encoder = WireEncoder(hospital, trackables, dialects: dialects)
            let speakers = dialects.indices.filter { [dialects] in dialects[$0] == dialect }
            reader = speakers[Int(seed) % speakers.count]
        }
    }

    /// The product's decoder with one configuration.
    private struct Reading {
        var decoder: MessageDecoder

        init(_ map: DialectMap) { decoder = MessageDecoder(map: map) }

        mutating func decode(_ delivery: Delivery, at: Instant) -> (dialect: SimDialect?, batch: DecodedBatch) {
            var batch = MessageBatch()
            Array(delivery.topic.utf8).withUnsafeBytes { topic in
                delivery.payload.withUnsafeBytes { payload in
                    batch.append(
                        topic: topic, payload: payload, receivedAt: at, flags: delivery.isRetained ? [.retained] : [])
                }
            }
            var decoded = DecodedBatch()
            decoder.decode(batch, into: &decoded)
            return (decoder.dialects[0].flatMap { SimDialect(rawValue: $0.rawValue) }, decoded)
        }
    }

    /// The map of the configuration that the simulator writes.
    private static func map(_ dialects: [SimDialect], site: String) throws -> DialectMap {
        var entries: [DialectMap.Entry] = []
        for dialect in dialects {
            let name = try #require(Dialect(rawValue: dialect.rawValue))
            for filter in dialect.filters(site: site) {
                entries.append(DialectMap.Entry(filter: try #require(TopicFilter(filter)), dialect: name))
            }
        }
        return DialectMap(entries: entries)
    }

    @Test(arguments: SimDialect.allCases)
    func whatIsWrittenIsReadBack(dialect: SimDialect) throws {
        for seed: UInt64 in 1...3 {
            var bench = try Bench(dialect, seed: seed)
            var readings = [
                Reading(try DialectTests.map([dialect], site: bench.hospital.siteID)),
                Reading(try DialectTests.map(SimDialect.allCases, site: bench.hospital.siteID)),
                Reading(.recognising),
            ]
            var line = ReaderLine()
            line.boot = "b1"
            let sentAt = DialectTests.receivedAt.advanced(byMilliseconds: -35)
            let reads = DialectTests.reads(dialect, bench, seed: seed, until: sentAt)
            #expect(reads.count > 40)
            // A whole batch, which may be one object of more than 8 KiB: its shape tells that it may be.
            let size = dialect.isBatch ? 60 : 1
            for start in stride(from: 0, to: reads.count, by: size) {
                let group = Array(reads[start..<min(reads.count, start + size)])
                let delivery = bench.encoder.message(group, dialect, reader: bench.reader, at: sentAt, line: &line)
                for index in readings.indices {
                    let (name, batch) = readings[index].decode(delivery, at: DialectTests.receivedAt)
                    #expect(name == dialect && batch.rejections.isEmpty, "\(delivery.topic), seed \(seed)")
                    try #require(batch.observations.count == group.count, "\(delivery.topic), seed \(seed)")
                    let wrong = zip(batch.observations, group).compactMap {
                        DialectTests.difference($0, batch, $1, dialect, bench, sentAt: sentAt)
                    }
                    #expect(wrong.isEmpty, "seed \(seed)")
                }
            }
        }
    }

    private static func reads(
        _ dialect: SimDialect, _ bench: Bench, seed: UInt64, until sentAt: Instant
    ) -> [StampedRead] {
        var random = SeededRandom(seed: seed)
        let tags = bench.trackables.indices.filter { bench.trackables[$0].tag.isPassive == dialect.readsPassiveTags }
        return tags.map { tag in
            var read = SimRead(
                tag: Int32(tag), reader: Int32(bench.reader), atMilliseconds: 0,
                rssiDBm: Float(random.uniform(-98 ... -31)))
            if dialect == .quuppa { read.place = Point(random.uniform(0...80), random.uniform(0...60)) }
            return (read, sentAt.advanced(byMilliseconds: -Int64(random.below(1000))))
        }
    }

    /// What of an observation is not as the read was; nil when all is.
    private static func difference(
        _ observation: Observation, _ batch: DecodedBatch, _ read: StampedRead, _ dialect: SimDialect, _ bench: Bench,
        sentAt: Instant
    ) -> String? {
        let reader = bench.hospital.readers[bench.reader]
        let tag = bench.trackables[Int(read.read.tag)].tag
        guard batch.text(observation.tag) == (dialect == .quuppa ? tag.mac : tag.canonical) else { return "tag" }
        guard batch.text(observation.reader) == (dialect == .quuppa ? "quuppa" : reader.id) else { return "reader" }
        let time: (source: TimeSource, at: Instant)
        switch dialect {
        case .espresense, .minewBinary, .openMQTTGateway: time = (.received, receivedAt)
        case .cassia: time = (.device, sentAt)
        default: time = (.device, read.at)
        }
        guard observation.timeSource == time.source, observation.observedAt == time.at, observation.flags.isEmpty else {
            return "time \(observation.observedAt.rfc3339) for \(time.at.rfc3339)"
        }
        if let place = read.read.place {
            let isThere = abs(observation.xMetres - place.x) < 0.0051 && abs(observation.yMetres - place.y) < 0.0051
            let isOnLevel = batch.text(observation.level) == bench.hospital.levels[reader.level].id
            return isThere && isOnLevel && observation.rssiDBm.isNaN ? nil : "place"
        }
        let tolerance: Float
        switch dialect {
        case .native: tolerance = 0.051
        case .espresense, .impinj: tolerance = 0.0051
        default: tolerance = 0.501
        }
        return abs(observation.rssiDBm - read.read.rssiDBm) < tolerance ? nil : "\(observation.rssiDBm) dBm"
    }

    @Test(arguments: SimDialect.allCases)
    func heartbeatsAndWillsAreHealthOfTheReader(dialect: SimDialect) throws {
        var bench = try Bench(dialect, seed: 3)
        var reading = Reading(try DialectTests.map([dialect], site: bench.hospital.siteID))
        let id = dialect == .quuppa ? "quuppa" : bench.hospital.readers[bench.reader].id
        let beat = bench.encoder.heartbeat(dialect, reader: bench.reader, at: DialectTests.receivedAt)
        let (_, batch) = reading.decode(beat, at: DialectTests.receivedAt)
        #expect(batch.rejections.isEmpty && batch.observations.isEmpty)
        #expect(batch.health.map(\.kind) == [.heartbeat])
        #expect(batch.health.map { batch.text($0.reader) } == [id])
        for isOnline in [true, false] {
            guard let will = bench.encoder.status(dialect, reader: bench.reader, isOnline: isOnline) else { continue }
            let (_, batch) = reading.decode(will, at: DialectTests.receivedAt)
            #expect(batch.health.map(\.kind) == [isOnline ? .online : .offline])
            #expect(batch.health.map { batch.text($0.reader) } == [id])
        }
    }

    @Test(arguments: [ReaderNames.names, .macs, .mixed])
    func aMixedSiteSpeaksEightDialectsAndMore(names: ReaderNames) throws {
        let hospital = SiteTests.build(units: 60, seed: 1) { $0.readerNames = names }
        let dialects = try DialectChoice.mixed.assign(to: hospital, seed: 7)
        #expect(Set(dialects.compactMap(\.self)).count >= (names == .names ? 8 : 10))
        for (reader, dialect) in zip(hospital.readers, dialects) {
            let dialect = try #require(dialect)
            #expect((reader.kind == "uhf") == dialect.readsPassiveTags)
            if dialect.isKnownByAddress { #expect(DialectChoice.isMAC(reader.id)) }
        }
        #expect(try DialectChoice.mixed.assign(to: hospital, seed: 7) == dialects)
        #expect(try DialectChoice.mixed.assign(to: hospital, seed: 8) != dialects)
    }

    @Test func aMixedCaptureIsReadWithoutAnUnknownTag() throws {
        func change(_ options: inout SimulationOptions) {
            options.dialect = .mixed
            options.faults.duplicates = 0.02
        }
        let (lines, simulation) = try CaptureTests.capture(seconds: 12, readers: .mixed, change)
        let again = try CaptureTests.capture(seconds: 12, readers: .mixed, change)
        #expect(lines.map(\.text) == again.lines.map(\.text))
        let spoken = Set(simulation.dialects.compactMap(\.self))
        var reading = Reading(
            try DialectTests.map(SimDialect.allCases.filter(spoken.contains), site: simulation.hospital.siteID))
        let csv = String(
            decoding: Population.csv(
                of: simulation.trackables, hospital: simulation.hospital, listsAddresses: true), as: UTF8.self)
        let known = Set(csv.split(separator: "\n").compactMap { $0.split(separator: ",").first.map(String.init) })
        var reads = 0
        var heard: [SimDialect: Int] = [:]
        var strangers = 0
        for line in lines {
            let (dialect, batch) = reading.decode(line.delivery, at: line.arrival)
            strangers += batch.rejections.count + abs(batch.observations.count - line.delivery.reads)
            strangers += batch.observations.count { !known.contains(batch.text($0.tag)) }
            if !line.delivery.isDuplicate { reads += batch.observations.count }
            if let dialect, line.delivery.reads > 0 { heard[dialect, default: 0] += batch.observations.count }
        }
        #expect(strangers == 0)
        #expect(reads == simulation.counts.reads)
        #expect(heard.count >= 9, "\(heard)")
    }

    @Test func subscriptionsNameEachDialectOnce() {
        let text = SimDialect.subscriptions([.quuppa, .minewBinary, .quuppa], site: "north")
        #expect(
            text == """
                subscriptions:
                  - {topic: "minew/+/raw", dialect: minew_binary, qos: 1}
                  - {topic: "quuppa/#", dialect: quuppa, qos: 1}

                """)
    }

    @Test func namesOfOptionsAreChecked() throws {
        #expect(DialectChoice(names: ["minew", "zebra"]) == DialectChoice([.zebra, .minew]))
        #expect(DialectChoice(names: ["native", "mixed"]) == .mixed)
        #expect(DialectChoice(names: ["native", "morse"]) == nil)
        #expect(DialectChoice(names: ["mixed", "morse"]) == nil)
        #expect(DialectChoice(names: []) == nil)
        let hospital = SiteTests.build(units: 60, seed: 1)
        // Two dialects of BLE gateways: antennas have no place among them.
        let assigned = try DialectChoice([.moko, .cassia]).assign(to: hospital, seed: 1)
        #expect(Set(assigned.compactMap(\.self)) == [.moko, .cassia])
        for (reader, dialect) in zip(hospital.readers, assigned) { #expect((dialect == nil) == (reader.kind == "uhf")) }
    }

    @Test func aMixedLoadIsReadWithoutARejection() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let hospital = SiteTests.build(units: 60, seed: 1) { $0.readerNames = .mixed }
        let trackables = LoadRun.population(.mixed, tags: 50, hospital: hospital, seed: 1)
        let plan = LoadRun.Plan(
            rate: 400, seconds: 0.5, publishers: 2, window: 100, settleSeconds: 0.2, readsPerBatch: 4, seed: 1)
        let load = try LoadRun(plan, hospital: hospital, trackables: trackables, dialect: .mixed)
        let listener = try SimSubscriber(
            port: broker.port, clientID: "listener", filters: ["#"], keepsMessages: true)
        let result = try load.run(host: "127.0.0.1", port: broker.port)
        #expect(result.published == 200 && result.acknowledged == 200)
        #expect(try listener.wait(forCount: 200, timeoutMilliseconds: 10_000))
        var reading = Reading(try DialectTests.map(SimDialect.allCases, site: hospital.siteID))
        var spoken = Set<SimDialect>()
        var observations = 0
        for message in listener.takeMessages() {
            let delivery = Delivery(topic: message.topic, payload: message.payload, reader: 0, reads: 0)
            let (dialect, batch) = reading.decode(delivery, at: MonotonicClock.wallInstant())
            #expect(batch.rejections.isEmpty, "\(message.topic)")
            observations += batch.observations.count
            if let dialect { spoken.insert(dialect) }
        }
        #expect(observations == result.reads && result.reads > 250)
        #expect(spoken.count >= 8, "\(spoken)")
        listener.close()
    }

    @Test func aLoadOfAMixedSiteHasTagsForAntennasToo() throws {
        let hospital = SiteTests.build(units: 60, seed: 1)
        let trackables = LoadRun.population(.mixed, tags: 50, hospital: hospital, seed: 1)
        #expect(trackables.count == 50)
        #expect(trackables.count { $0.tag.isPassive } == 10)
        let passive = LoadRun.population(.impinj, tags: 50, hospital: hospital, seed: 1)
        #expect(passive.count { $0.tag.isPassive } == 50)
        let native = LoadRun.population(.native, tags: 50, hospital: hospital, seed: 1)
        #expect(native.count { $0.tag.isPassive } == 0)
    }
}
