import Model
import SimKit
import Testing

@testable import HospitalSim

@Suite struct LoadTests {
    private func load(seconds: Double, settle: Double) throws -> LoadRun {
        let hospital = SiteTests.build(units: 60)
        let options = PopulationOptions(equipment: 20, patients: 0, staff: 0)
        let trackables = Population(options, hospital: hospital, seed: 1).trackables
        let plan = LoadRun.Plan(
            rate: 500, seconds: seconds, publishers: 2, window: 100, settleSeconds: settle, seed: 1)
        return try LoadRun(plan, hospital: hospital, trackables: trackables, dialect: .native)
    }

    @Test func everythingIsAcknowledgedAndNothingToldKeptWithoutADaemon() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let counter = try SimSubscriber(
            port: broker.port, clientID: "counter", filters: ["vigie/v1/+/observations/+"], keepsMessages: true)
        let result = try load(seconds: 0.6, settle: 0.2).run(host: "127.0.0.1", port: broker.port)
        #expect(result.published == 300)
        #expect(result.acknowledged == 300)
        #expect(result.timedAcknowledgements == 300)
        #expect(result.expectsKept == 300)
        #expect(result.toldKept == 0 && result.words == 0)
        #expect(try counter.wait(forCount: 300, timeoutMilliseconds: 10_000))
        #expect(counter.count == 300)
        let messages = counter.takeMessages()
        #expect(messages.allSatisfy { $0.qos == 1 && !$0.isRetained })
        #expect(Set(messages.map(\.text)).count == 300)
        counter.close()
    }

    @Test func aPublisherKeepsItsWindowAndDrains() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let publisher = try SimPublisher(port: broker.port, clientID: "window", window: 5)
        var packets: [Int32] = []
        publisher.onAcknowledged = { packets.append($0) }
        var sent: [Int32] = []
        for number in 0..<200 {
            sent.append(try publisher.publish(topic: "a/b", text: "\(number)"))
            #expect(publisher.outstanding <= 5)
        }
        #expect(try publisher.drain(timeoutMilliseconds: 10_000))
        #expect(publisher.acknowledged == 200)
        #expect(packets.sorted() == sent.sorted())
        publisher.close()
    }

    @Test func aBrokenLinkPublishesTheWillAndAGoodbyeDoesNot() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let listener = try SimSubscriber(
            port: broker.port, clientID: "listener", filters: ["status/+"], keepsMessages: true)
        for name in ["polite", "rude"] {
            let publisher = try SimPublisher(
                port: broker.port, clientID: name, will: ("status/\(name)", Array("offline".utf8), true))
            if name == "polite" { publisher.close() } else { publisher.drop() }
        }
        #expect(try listener.wait(forCount: 1, timeoutMilliseconds: 10_000))
        try listener.poll(milliseconds: 100)
        #expect(listener.takeMessages().map(\.topic) == ["status/rude"])
        listener.close()
    }

    @Test func nobodyThereIsAnErrorThatNamesTheAddress() throws {
        let error = #expect(throws: VigieError.self) { try SimPublisher(port: 1, clientID: "nobody") }
        #expect(error?.code == .unavailable)
        #expect(error?.place == "127.0.0.1:1")
    }

    @Test func aWordIsReadAndNonsenseIsNot() {
        #expect(LoadRun.word(Array("{\"boot\":\"a1\",\"seq\":17,\"gaps\":0}".utf8)) == ("a1", 17))
        #expect(LoadRun.word(Array("{\"boot\":\"a1\"}".utf8)).number == -1)
        #expect(LoadRun.word(Array("nonsense".utf8)).number == -1)
        #expect(LoadRun.word([]).number == -1)
    }

    @Test(arguments: [
        ("127.0.0.1:1883", true), ("localhost:1883", true), ("[::1]:1883", true), ("192.0.2.7:1883", false),
        ("broker.example:1883", false), ("127.0.0.1", false), ("127.0.0.1:99999", false),
    ])
    func onlyThisMachineUnlessToldOtherwise(address: String, isAccepted: Bool) {
        let parsed = try? BrokerAddress(address, allowRemote: false)
        #expect((parsed != nil) == isAccepted)
    }

    @Test func anotherMachineWhenToldSo() throws {
        let address = try BrokerAddress("192.0.2.7:1883", allowRemote: true)
        #expect(address.host == "192.0.2.7")
        #expect(address.port == 1883)
    }
}
