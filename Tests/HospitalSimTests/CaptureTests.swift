import FoundationEssentials
import Model
import Testing

@testable import HospitalSim

@Suite struct CaptureTests {
    struct Line {
        var arrival: Instant
        var delivery: Delivery
        var text: [UInt8]
    }

    static func capture(
        seconds: Int, units: Int = 60, readers: ReaderNames = .names, seed: UInt64 = 1,
        _ change: (inout SimulationOptions) -> Void = { _ in }
    ) throws -> (lines: [Line], simulation: Simulation) {
        let hospital = SiteTests.build(units: units, seed: 1) { $0.readerNames = readers }
        var options = SimulationOptions(seed: seed, durationMilliseconds: Int64(seconds) * 1000)
        options.population = PopulationOptions(equipment: 8, patients: 4, staff: 4, containers: 6)
        change(&options)
        let simulation = try Simulation(hospital, options)
        var lines: [Line] = []
        var writer = CaptureWriter()
        let sink = { (delivery: Delivery, arrival: Instant) in
            lines.append(
                Line(arrival: arrival, delivery: delivery, text: writer.line(delivery, arrival: arrival)))
        }
        for _ in 0..<seconds { try simulation.step(sink) }
        try simulation.finish(sink)
        return (lines, simulation)
    }

    /// What of an envelope the tests look at.
    private struct Envelope: Decodable {
        var tst: String
        var topic: String
        var qos: Int
        var retain: Int
    }

    private static func everything(_ options: inout SimulationOptions) {
        options.dialect = .mixed
        options.population.unknownTags = 3
        options.faults = FaultOptions(
            loss: 0.1, bursts: 0.05, deadReaders: 2, dyingReaders: 2, wills: true, clockSkewSeconds: 3,
            duplicates: 0.05, lateBatches: 0.5, outliers: 0.05, noiseDB: 4, malformed: 0.01)
    }

    @Test func sameSeedSameBytesAndAnotherSeedOthers() throws {
        let first = try CaptureTests.capture(seconds: 12, readers: .mixed, CaptureTests.everything)
        let second = try CaptureTests.capture(seconds: 12, readers: .mixed, CaptureTests.everything)
        let other = try CaptureTests.capture(seconds: 12, readers: .mixed, seed: 2, CaptureTests.everything)
        #expect(first.lines.map(\.text) == second.lines.map(\.text))
        #expect(first.lines.map(\.text) != other.lines.map(\.text))
        #expect(first.lines.count > 500)
    }

    @Test func linesAreJSONInOrderOfReceipt() throws {
        let (lines, _) = try CaptureTests.capture(seconds: 20, readers: .mixed, CaptureTests.everything)
        let decoder = JSONDecoder()
        var before = Instant.distantPast
        for line in lines.prefix(6000) {
            let bytes = Data(line.text)
            // Keys that come twice are meant to be there in some lines, and Foundation takes them.
            let envelope = try decoder.decode(Envelope.self, from: bytes)
            let time = try #require(Instant.parse(envelope.tst))
            #expect(time == line.arrival)
            #expect(time >= before)
            #expect(envelope.topic == line.delivery.topic)
            before = time
        }
    }

    @Test(arguments: [SimDialect.native, .espresense, .impinj, .minew, .moko])
    func eachDialectSpeaksInItsShape(dialect: SimDialect) throws {
        let (lines, simulation) = try CaptureTests.capture(seconds: 8, readers: .macs) {
            $0.dialect = DialectChoice([dialect])
        }
        #expect(simulation.counts.reads > 200)
        for line in lines where line.delivery.reads > 0 {
            let text = String(decoding: line.delivery.payload, as: UTF8.self)
            switch dialect {
            case .native:
                #expect(text.hasPrefix("{\"tag\":\"") && text.contains("\"seq\":") && text.contains("\"boot\":"))
            case .espresense:
                #expect(text.contains("\"rssi@1m\":") && !text.contains("timestamp"))
                #expect(line.delivery.topic.hasPrefix("espresense/devices/iBeacon:"))
            case .impinj:
                #expect(text.contains("\"tagInventoryEvent\":{\"epc\":\"") && text.contains("\"peakRssiCdbm\":-"))
            case .minew:
                #expect(text.hasPrefix("[{\"timestamp\":") && text.contains("\"type\":\"Gateway\""))
            default: #expect(text.hasPrefix("{\"msg_id\":3070,") && text.contains("\"adv_data\":\"0201061aff4c000215"))
            }
        }
    }

    @Test func minewNeedsAddresses() {
        #expect(throws: VigieError.self) { try CaptureTests.capture(seconds: 1) { $0.dialect = .minew } }
    }

    @Test func countsOfNativeReadersHaveNoGapsWithoutLossesAndGapsWithThem() throws {
        func gaps(_ bursts: Double) throws -> (missing: Int, lost: Int) {
            let (lines, simulation) = try CaptureTests.capture(seconds: 30) { $0.faults.bursts = bursts }
            var highest: [String: Int] = [:]
            var seen: [String: Set<Int>] = [:]
            for line in lines where line.delivery.reads > 0 {
                let number = line.delivery.payload.withUnsafeBufferPointer {
                    Int(FlatJSON($0)?.number("seq") ?? -1)
                }
                highest[line.delivery.topic] = max(highest[line.delivery.topic] ?? 0, number)
                seen[line.delivery.topic, default: []].insert(number)
            }
            let missing = highest.reduce(0) { $0 + $1.value - (seen[$1.key]?.count ?? 0) }
            return (missing, simulation.counts.lostOnTheWay)
        }
        #expect(try gaps(0).missing == 0)
        let lossy = try gaps(0.2)
        #expect(lossy.missing > 0)
        #expect(lossy.missing <= lossy.lost)
    }

    @Test(arguments: [0.1, 0.5])
    func theShareThatIsLostIsTheOneAskedFor(loss: Double) throws {
        let (_, simulation) = try CaptureTests.capture(seconds: 30) { $0.faults.loss = loss }
        let all = Double(simulation.counts.reads + simulation.counts.lostOnAir)
        #expect(all > 2000)
        #expect(abs(Double(simulation.counts.lostOnAir) / all - loss) < 0.03)
    }

    @Test func duplicatesAreTheSameBytesAgain() throws {
        let (lines, simulation) = try CaptureTests.capture(seconds: 15) { $0.faults.duplicates = 0.1 }
        let copies = lines.filter(\.delivery.isDuplicate)
        #expect(copies.count == simulation.counts.duplicates)
        let share = Double(copies.count) / Double(lines.count)
        #expect(share > 0.05 && share < 0.15)
        var originals: [String: Set<[UInt8]>] = [:]
        for line in lines {
            if line.delivery.isDuplicate {
                #expect(originals[line.delivery.topic]?.contains(line.delivery.payload) == true)
            } else {
                originals[line.delivery.topic, default: []].insert(line.delivery.payload)
            }
        }
    }

    @Test func lateBatchesArriveLongAfterTheirStamps() throws {
        func lateness(_ chance: Double) throws -> Double {
            let (lines, _) = try CaptureTests.capture(seconds: 45) { $0.faults.lateBatches = chance }
            return lines.compactMap { line in
                line.delivery.payload.withUnsafeBufferPointer { bytes in
                    FlatJSON(bytes)?.text("at").flatMap { Instant.parse($0) }.map { line.arrival.seconds(since: $0) }
                }
            }.max() ?? 0
        }
        #expect(try lateness(0) < 0.2)
        #expect(try lateness(1) > 10)
    }

    @Test func skewedClocksStampWithinTheirLimit() throws {
        let (lines, _) = try CaptureTests.capture(seconds: 6) { $0.faults.clockSkewSeconds = 5 }
        let lags = lines.compactMap { line in
            line.delivery.payload.withUnsafeBufferPointer { bytes in
                FlatJSON(bytes)?.text("at").flatMap { Instant.parse($0) }.map { line.arrival.seconds(since: $0) }
            }
        }
        #expect((lags.max() ?? 0) > 1 && (lags.min() ?? 0) < -1)
        #expect(lags.allSatisfy { abs($0) < 5.2 })
    }

    @Test func deadReadersAreSilentAndSaySoByWillOnlyWhenAsked() throws {
        for wills in [false, true] {
            let (lines, simulation) = try CaptureTests.capture(seconds: 40) {
                $0.dialect = .espresense
                $0.faults.deadReaders = 3
                $0.faults.dyingReaders = 2
                $0.faults.wills = wills
            }
            let dead = simulation.lines.indices.filter { simulation.lines[$0].isDead }
            #expect(dead.count == 3)
            for line in lines where simulation.lines[line.delivery.reader].isDead {
                #expect(line.delivery.reads == 0 && wills)
            }
            let offline = lines.filter { $0.delivery.payload == Array("offline".utf8) }
            // RFID antennas have no place among ESPresense nodes and say nothing at all.
            #expect(wills ? offline.count <= 5 : offline.isEmpty)
            #expect(offline.allSatisfy { $0.delivery.isRetained })
            for index in simulation.lines.indices where simulation.lines[index].diesAt < .max {
                let death = simulation.instant(simulation.lines[index].diesAt)
                let reads = lines.filter { $0.delivery.reader == index && $0.delivery.reads > 0 }
                #expect(reads.allSatisfy { $0.arrival.seconds(since: death) < 0.2 })
            }
        }
    }

    @Test func staticTagsAreHeardInTurnByFourReadersAtMost() throws {
        let (lines, simulation) = try CaptureTests.capture(seconds: 10) {
            $0.isStatic = true
            $0.population = PopulationOptions(equipment: 500, patients: 0, staff: 0)
            $0.sendersPerSecond = 100
        }
        var byTag: [String: Int] = [:]
        for line in lines where line.delivery.reads > 0 {
            let tag = line.delivery.payload.withUnsafeBufferPointer { FlatJSON($0)?.string("tag") }
            byTag[tag ?? "", default: 0] += 1
        }
        #expect(byTag.count > 450)
        // Each tag's turn comes twice in 1,000 sends.
        #expect(byTag.values.allSatisfy { $0 <= 8 })
        #expect(simulation.counts.reads > 2000)
    }

    @Test func truthHasOneLinePerRegisteredTrackable() throws {
        let (_, simulation) = try CaptureTests.capture(seconds: 3) { $0.population.unknownTags = 4 }
        var json = JSONWriter()
        simulation.writeTruth(&json)
        var names = Set<String>()
        for line in json.text.split(separator: "\n") {
            let object = Array(line.utf8).withUnsafeBufferPointer { bytes in
                FlatJSON(bytes).map { (at: $0.string("at"), name: $0.string("trackable"), x: $0.number("x")) }
            }
            let (at, name, x) = try #require(object)
            #expect(at == simulation.instant(3000).rfc3339)
            #expect(x.isFinite)
            names.insert(try #require(name))
        }
        #expect(names.count == 22)
    }

    @Test func base64IsTheOneOfRFC4648() {
        #expect(Base64URL.text([0xfb, 0xff]) == "-_8=")
        #expect(Base64URL.standardText([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.text(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64URL.text([]).isEmpty)
    }
}
