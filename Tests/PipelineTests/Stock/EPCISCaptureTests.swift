import Foundation
import Model
import Stock
import Store
import Testing

@testable import Pipeline

@Suite("EPCIS documents into the ledger and out again")
struct EPCISCaptureTests {
    private static func document(_ events: [String], context: String = "") -> String {
        """
        {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"\(context)],\
        "type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-01T10:00:00Z",\
        "epcisBody":{"eventList":[\(events.joined(separator: ","))]}}
        """
    }

    private static func event(_ type: String, _ fields: String, at: String = "2026-11-01T10:00:00.000Z") -> String {
        """
        {"type":"\(type)","eventTime":"\(at)","eventTimeZoneOffset":"+01:00",\(fields)}
        """
    }

    private static let shelf = #""bizLocation":{"id":"urn:vigie:place:shelf"}"#
    private static let received = event(
        "ObjectEvent",
        #""eventID":"urn:uuid:1","action":"ADD","bizStep":"receiving","quantityList":["#
            + #"{"epcClass":"urn:vigie:product:ORD/10/L7","quantity":12}],"# + shelf
            + #","ilmd":{"cbvmda:itemExpirationDate":"2028-01-31"}"#)

    private func capture(_ pharmacy: Dispensary, _ text: String) throws -> [String: Int] {
        let reply = try pharmacy.ask(.capture, [:], text: text)
        return Dictionary(uniqueKeysWithValues: reply.figures.map { ($0.name, $0.value) })
    }

    private func balances(_ pharmacy: Dispensary) throws -> [String: Int64] {
        try pharmacy.read { reader in
            var sums: [String: Int64] = [:]
            for level in try reader.stockLevels(on: Dispensary.today) {
                sums["\(level.slot.product) \(level.slot.lot) \(level.slot.place)"] = level.balance
            }
            return sums
        }
    }

    private func export(_ pharmacy: Dispensary) throws -> EPCISDocument {
        try pharmacy.read { reader in
            EPCISDocument(
                json: try EPCISExport.document(
                    reader, from: nil, to: nil, createdAt: Instant(milliseconds: 1_795_300_000_000),
                    offsetMinutes: 60))
        }
    }

    @Test("Receiving, packing, transforming and unpacking move stock; twice is once")
    func everyKind() throws {
        let pharmacy = try Dispensary()
        let box =
            #""parentID":"urn:vigie:place:pharmacy","childQuantityList":["#
            + #"{"epcClass":"urn:vigie:product:ORD/10/L7","quantity":5}],"#
        let events = [
            Self.received,
            Self.event("AggregationEvent", #""action":"ADD",\#(box)\#(Self.shelf)"#, at: "2026-11-02T10:00:00.000Z"),
            Self.event("AggregationEvent", #""action":"DELETE",\#(box)\#(Self.shelf)"#, at: "2026-11-03T10:00:00.000Z"),
            Self.event(
                "TransformationEvent",
                #""inputQuantityList":[{"epcClass":"urn:vigie:product:ORD/10/L7","quantity":2}],"outputQuantityList":["#
                    + #"{"epcClass":"urn:vigie:product:ESS/10/M1","quantity":8}],"# + Self.shelf,
                at: "2026-11-04T10:00:00.000Z"),
            Self.event(
                "AssociationEvent",
                #""action":"ADD","parentID":"urn:vigie:place:shelf","childEPCs":["urn:epc:id:giai:4000001.111"]"#),
        ]
        let text = Self.document(events)
        #expect(try capture(pharmacy, text) == ["events": 5, "posted": 5])
        #expect(try balances(pharmacy) == ["ORD L7 shelf": 10, "ESS M1 shelf": 8])
        #expect(try capture(pharmacy, text)["posted"] == nil)
        #expect(try capture(pharmacy, text)["already_recorded"] == 5)
        #expect(try balances(pharmacy) == ["ORD L7 shelf": 10, "ESS M1 shelf": 8])
        // What came out is what went in, in the order of time, and nothing twice.
        let out = try export(pharmacy)
        #expect(out.isValid && out.events.count == 5, "\(out.problems)")
        let into = EPCISDocument(json: Array(text.utf8))
        #expect(Set(out.events) == Set(into.events))
    }

    @Test("An error declaration undoes what its event did")
    func declaredWrong() throws {
        let pharmacy = try Dispensary()
        _ = try capture(pharmacy, Self.document([Self.received]))
        let declared = Self.received.replacing(
            #""action""#,
            with: #""errorDeclaration":{"declarationTime":"2026-11-05T10:00:00Z","reason":"did_not_occur"},"action""#)
        #expect(try capture(pharmacy, Self.document([declared]))["reversed"] == 1)
        #expect(try balances(pharmacy)["ORD L7 shelf", default: 0] == 0)
        #expect(try capture(pharmacy, Self.document([declared]))["reversed"] == nil)
        let out = try export(pharmacy)
        #expect(out.isValid && out.events.count == 2)
        #expect(out.events.count { $0["errorDeclaration"] != nil } == 1)
    }

    @Test("A measured excursion sets the lots aside that were there")
    func sensors() throws {
        let pharmacy = try Dispensary()
        try pharmacy.write { book in
            _ = try book.put(Product(id: ProductID("ORD"), name: "Cold", celsius: 2...8))
        }
        let measured = Self.event(
            "ObjectEvent",
            #""action":"OBSERVE","bizStep":"sensor_reporting","sensorElementList":[{"sensorMetadata":{"#
                + #""startTime":"2026-11-02T10:00:00Z","endTime":"2026-11-02T12:00:00Z"},"sensorReport":[{"type":"#
                + #""Temperature","minValue":5.5,"maxValue":14.25,"uom":"CEL"}]}],"# + Self.shelf,
            at: "2026-11-02T12:00:00.000Z")
        let figures = try capture(pharmacy, Self.document([Self.received, measured]))
        #expect(figures["temperatures"] == 1)
        let lot = try #require(try pharmacy.read { try $0.lots(product: ProductID("ORD")).first?.lot })
        #expect(lot.status == .quarantined && lot.outOfRangeMilliseconds == 7_200_000)
        #expect(lot.expiry == CalendarDay("2028-01-31"))
    }

    @Test("What the catalogue does not know waits; names of other namespaces go with their event")
    func waiting() throws {
        let pharmacy = try Dispensary()
        let unknown = Self.received.replacing("product:ORD", with: "product:ZZZ").replacing(
            #""action""#, with: #""mine:note":"x","action""#)
        let text = Self.document([unknown], context: #",{"mine":"https://example.org/mine/"}"#)
        #expect(try capture(pharmacy, text) == ["events": 1, "waiting": 1])
        #expect(try balances(pharmacy).isEmpty)
        let out = try export(pharmacy)
        let event = try #require(out.events.first)
        #expect(out.isValid && event["@context"]?.values.first?["mine"]?.string == "https://example.org/mine/")
        let into = EPCISDocument(json: Array(text.utf8))
        let before = EPCISHash(context: into.context, canonical: EPCISExport.canonical).identifier(into.events[0])
        let after = EPCISHash(context: event["@context"], canonical: EPCISExport.canonical).identifier(event)
        #expect(before == after)
        try pharmacy.write { book in _ = try book.put(Product(id: ProductID("ZZZ"), name: "Known now")) }
        #expect(try capture(pharmacy, text)["posted"] == 1)
        #expect(try balances(pharmacy) == ["ZZZ L7 shelf": 12])
        // Parts of a unit of what nobody counts here.
        let half = Self.received.replacing("product:ORD", with: "product:YYY").replacing(
            "urn:uuid:1", with: "urn:uuid:2"
        )
        .replacing(#""quantity":12"#, with: #""quantity":1.5"#)
        #expect(try capture(pharmacy, Self.document([half])) == ["events": 1, "waiting": 1])
    }

    @Test("A document that breaks a rule is refused whole, with place and remedy")
    func refused() throws {
        let pharmacy = try Dispensary()
        let bad = Self.received.replacing("receiving", with: "eating")
        let error = #expect(throws: VigieError.self) { try capture(pharmacy, Self.document([Self.received, bad])) }
        #expect(error?.description.contains("eventList[1].bizStep") == true && error?.remedy != nil)
        let half = Self.received.replacing(#""quantity":12"#, with: #""quantity":1.5"#)
        let second = #expect(throws: VigieError.self) { try capture(pharmacy, Self.document([Self.received, half])) }
        #expect(second?.description.contains("eventList[1]") == true)
        #expect(throws: VigieError.self) { try capture(pharmacy, "{") }
        #expect(try balances(pharmacy).isEmpty && export(pharmacy).events.isEmpty)
    }

    @Test("Movements of people and stations: told once, and declared wrong when they are reversed")
    func ownMovements() throws {
        let pharmacy = try Dispensary()
        let wrong = pharmacy.movement(.issue, "ORD", 5, daysAgo: 3)
        var undone = pharmacy.movement(.reverse, "ORD", 5, daysAgo: 2)
        undone.reverses = wrong.event
        (undone.from, undone.to) = (nil, nil)
        var given = pharmacy.movement(.dispense, "ORD", 1, daysAgo: 3)
        given.occurredAt = given.occurredAt.advanced(byMilliseconds: 1)
        (given.to, given.patient) = (nil, PatientID("PAT-1"))
        try pharmacy.post([pharmacy.movement(.receive, "ORD", 9, daysAgo: 4), wrong, undone, given])
        let out = try export(pharmacy)
        #expect(out.isValid && out.events.count == 4, "\(out.problems)")
        #expect(out.events.compactMap { $0["vigie:movement"]?.string } == ["receive", "issue", "issue", "dispense"])
        #expect(out.events[2]["errorDeclaration"] != nil)
        // Into an empty ledger it gives the same balances.
        let other = try Dispensary()
        let text = String(
            decoding: try pharmacy.read { reader in
                try EPCISExport.document(
                    reader, from: nil, to: nil, createdAt: Instant(milliseconds: 0), offsetMinutes: 0)
            }, as: UTF8.self)
        _ = try capture(other, text)
        #expect(try balances(other) == balances(pharmacy))
        // A span of time takes what happened in it.
        try pharmacy.read { reader in
            let some = EPCISDocument(
                json: try EPCISExport.document(
                    reader, from: Dispensary.noon(daysAgo: 4), to: Dispensary.noon(daysAgo: 3),
                    createdAt: Instant(milliseconds: 0), offsetMinutes: 0))
            #expect(some.events.count == 1)
        }
    }

    @Test("Every shipped valid document: what is captured is exported as it was, with the same hashes")
    func shipped() throws {
        guard let folder = SharedEPCIS.folder else { return print("skipped: no shared EPCIS documents") }
        var tried = 0
        for name in ["Documents", "Events"] {
            let path = folder + "/openepcis-2.0-json/JSON/Capture/" + name
            for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where file.hasSuffix(".json")
            {
                let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
                let pharmacy = try Dispensary()
                let into = EPCISDocument(json: Array(text.utf8))
                let figures = try capture(pharmacy, text)
                #expect(figures["events"] == into.events.count, "\(file)")
                let out = try export(pharmacy)
                #expect(out.isValid, "\(file) \(out.problems)")
                let bare = { (event: EPCISValue) in event.without("@context") }
                let distinct = Set(into.events.map(bare))
                #expect(Set(out.events.map(bare)) == distinct, "\(file)")
                tried += 1
            }
        }
        #expect(tried >= 40, "\(tried)")
    }
}

/// Where the published documents lie, beside the project and not in it.
enum SharedEPCIS {
    static var folder: String? {
        let manager = FileManager.default
        var folder = URL(fileURLWithPath: #filePath)
        if let path = ProcessInfo.processInfo.environment["VIGIE_SHARED"] {
            let data = path + "/data/stock/epcis"
            return manager.fileExists(atPath: data) ? data : nil
        }
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let data = folder.appendingPathComponent("shared/data/stock/epcis").path
            if manager.fileExists(atPath: data) { return data }
        }
        return nil
    }
}
