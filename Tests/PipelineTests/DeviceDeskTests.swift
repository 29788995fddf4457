import Model
import SimKit
import Store
import Testing

@testable import Pipeline

@Suite("What people ask about devices")
struct DeviceDeskTests {
    private func perform(_ bench: Bench, _ request: DeviceRequest) throws -> AdminReply {
        try AdminClient.perform(.device(request), folder: bench.data())
    }

    private func refused(_ bench: Bench, _ word: String, _ request: DeviceRequest, _ place: SourceLocation) {
        let error = #expect(throws: VigieError.self, sourceLocation: place) { try perform(bench, request) }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")", sourceLocation: place)
        #expect(error?.remedy?.isEmpty == false && error?.place?.isEmpty == false, sourceLocation: place)
    }

    private func refused(
        _ bench: Bench, _ word: String, _ verb: DeviceRequest.Verb, _ fields: [DeviceRequest.Field: String],
        _ place: SourceLocation = #_sourceLocation
    ) {
        refused(bench, word, DeviceRequest(verb, fields), place)
    }

    @Test("a life of a pump: planned, done, lent, set by hand and given back")
    func life() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson"))
        let plan = try perform(
            bench, DeviceRequest(.plan, [.device: "infusion pump", .plan: "check", .every: "52w", .blocks: "yes"]))
        #expect(plan.figures.map(\.value) == [2, 0])
        _ = try perform(bench, DeviceRequest(.done, [.device: "P-1", .plan: "check", .role: "biomed"]))
        let out = DeviceRequest(.checkOut, [.device: "P-1", .to: "Ward", .role: "porter", .outside: "yes"])
        _ = try perform(bench, out)
        #expect(try perform(bench, DeviceRequest(.checkIn, [.device: "P-1"])).subject == "P-1 Ward")
        _ = try perform(bench, DeviceRequest(.status, [.device: "P-2", .status: "dirty", .role: "nurse"]))
        _ = try perform(bench, DeviceRequest(.auto, [.device: "P-2", .role: "nurse"]))
        let reader = try StoreReader(folder: bench.data())
        let records = try reader.deviceRecords()
        #expect(records.plans.count == 2 && records.entries.count == 1 && records.loans.count == 1)
        // In a database that a replay made its newest message is now.
        let until = try #require(try reader.status().dataUntil)
        #expect(records.overrides.values.first?.map(\.from) == [until, until])
        #expect(try reader.verify().isOK)
    }

    @Test("bad input is refused with what, where and remedy")
    func bad() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson"))
        refused(bench, "no device 'P-9'", .status, [.device: "P-9", .status: "dirty", .role: "nurse"])
        refused(bench, "no device 'PAT-3'", .status, [.device: "PAT-3", .status: "dirty", .role: "nurse"])
        refused(bench, "people can set", .status, [.device: "P-1", .status: "cannot_tell", .role: "nurse"])
        refused(bench, "people can set", .status, [.device: "P-1", .status: "broken", .role: "nurse"])
        for role in ["Jane Exemplar", "Biomed", "7", "é"] {
            refused(bench, "role", .status, [.device: "P-1", .status: "dirty", .role: role])
        }
        refused(bench, "missing", .status, [.device: "P-1", .status: "dirty"])
        for every in ["0d", "-1d", "12", "5y", "", "999999999999d", "100001h"] {
            refused(bench, "every", .plan, [.device: "P-1", .plan: "x", .every: every])
        }
        refused(bench, "future", .plan, [.device: "P-1", .plan: "x", .every: "9d", .from: "2099-01-01T00:00:00Z"])
        refused(bench, "no plan 'x'", .done, [.device: "P-1", .plan: "x", .role: "biomed"])
        refused(bench, "no time", .status, [.device: "P-1", .status: "dirty", .role: "nurse", .until: "soon"])
    }

    @Test("an inventory's units are held against the site; nothing is taken when one is wrong")
    func inventory() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson"))
        let bad = "Asset Tag,Location\nV-1,u-0-1\nV-2,Nowhere\n"
        refused(
            bench, "t.csv:3: Location: the site has no unit 'Nowhere'",
            DeviceRequest(.importDevices, file: "t.csv", text: bad), #_sourceLocation)
        let good = "Asset Tag,Location,Tag\nV-1,u-0-1,c0ffee0000aa\nP-1,,\n"
        let reply = try perform(bench, DeviceRequest(.importDevices, file: "t.csv", text: good))
        #expect(reply.figures.map(\.value) == [1, 0, 1])
        let found = try StoreReader(folder: bench.data()).trackables(matching: "V-1")
        #expect(found.first?.trackable.assignedUnit == "u-0-1")
    }

    @Test("milestones are read from the rules, and refused with line and remedy when they are wrong")
    func milestones() throws {
        let bench = try Bench()
        let rules = """
            milestones:
              - {name: waiting, where: {unit: u-0-1}}
              - {name: seen, where: {category: [room]}}
            """
        try TemporaryFolder.write(rules, to: bench.site + "/rules.yaml")
        _ = try bench.replay(try bench.capture("c.ndjson"))
        for spoilt in [("u-0-1", "u-0-99"), ("seen", "waiting"), ("name: seen", "title: seen")] {
            try TemporaryFolder.write(
                rules.replacing(spoilt.0, with: spoilt.1), to: bench.site + "/rules.yaml")
            let error = #expect(throws: VigieError.self) { try bench.replay(bench.folder + "/c.ndjson", "other") }
            #expect(error?.code == .badConfiguration && error?.remedy?.isEmpty == false)
        }
    }
}
