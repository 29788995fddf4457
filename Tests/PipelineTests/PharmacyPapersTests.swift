import Model
import SimKit
import Stock
import Store
import Testing

@testable import Pipeline

/// A pharmacy by its commands alone: what is asked of ``StockDesk`` and what the database says then.
private struct Desk {
    let bench: Bench
    static let catalogue = """
        product,name,unit,price,serials,celsius_min,celsius_max
        INS,Insulin,vial,12.5,no,2,8
        PAR,Paracetamol,tablet,0.1,no,,
        VAL,Heart valve,piece,2000,yes,,
        """
    static let places = """
        place,kind,unit,trackable,owner
        pharmacy,unit,u-0-0,,head
        fridge,cabinet,u-0-1,,head
        trolley,container,,P-1,porter
        ward,consumer,,,
        """

    init() throws {
        bench = try Bench()
        _ = try ask(.importCatalogue, file: Self.catalogue)
        _ = try ask(.importPlaces, file: Self.places)
    }

    @discardableResult
    func ask(
        _ verb: StockRequest.Verb, _ fields: [StockRequest.Field: String] = [:], file: String? = nil
    ) throws -> AdminReply {
        try AdminClient.perform(
            .stock(StockRequest(verb, fields, file: file.map { _ in "file.csv" }, text: file)), folder: bench.data())
    }

    func receive(_ product: String, _ quantity: Int, _ lot: String, to: String, at: String? = nil) throws {
        var fields: [StockRequest.Field: String] = [
            .product: product, .quantity: "\(quantity)", .lot: lot, .to: to, .expiry: "2031-12-31",
        ]
        fields[.at] = at
        try ask(.receive, fields)
    }

    func read<Value>(_ body: (StoreReader) throws -> Value) throws -> Value {
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let value = try body(reader)
        #expect(try reader.verify().checks.flatMap(\.problems).isEmpty)
        return value
    }

    func balance(_ product: String, _ place: String) throws -> Int64 {
        try read { reader in
            try reader.stockLevels(
                product: ProductID(product), place: StockPlaceID(place), on: CalendarDay(days: 20_000)
            ).reduce(0) { $0 + $1.balance }
        }
    }

    func problem(_ verb: StockRequest.Verb, _ fields: [StockRequest.Field: String]) -> VigieError? {
        do {
            try ask(verb, fields)
            return nil
        } catch {
            return error as? VigieError
        }
    }
}

@Suite("Papers of the pharmacy")
struct PharmacyPapersTests {
    @Test("A recalled lot is blocked everywhere, closed only when nothing is left, and one in error is withdrawn")
    func recallOfLot() throws {
        let desk = try Desk()
        try desk.receive("INS", 5, "A", to: "pharmacy")
        try desk.receive("INS", 3, "A", to: "fridge")
        try desk.receive("INS", 4, "B", to: "pharmacy")
        let opened = try desk.ask(.recallOpen, [.product: "INS", .lot: "A", .reason: "letter", .id: "R-1"])
        #expect(opened.figures.first { $0.name == "places" }?.value == 2)
        #expect(opened.figures.first { $0.name == "units" }?.value == 8)
        #expect(desk.problem(.issue, [.product: "INS", .quantity: "1", .lot: "A", .from: "fridge"]) != nil)
        #expect(desk.problem(.issue, [.product: "INS", .quantity: "5", .from: "pharmacy"])?.place == "quantity")
        try desk.ask(.issue, [.product: "INS", .quantity: "4", .from: "pharmacy", .to: "ward"])
        #expect(desk.problem(.recallClose, [.id: "R-1", .proof: "letter 7"])?.place == "id")
        for (place, quantity) in [("pharmacy", "5"), ("fridge", "3")] {
            try desk.ask(.discard, [.product: "INS", .lot: "A", .quantity: quantity, .from: place, .reason: "R-1"])
        }
        try desk.ask(.recallClose, [.id: "R-1", .proof: "letter 7"])
        // A unit that turns up later is blocked still.
        try desk.receive("INS", 1, "A", to: "pharmacy")
        #expect(desk.problem(.issue, [.product: "INS", .quantity: "1", .from: "pharmacy"]) != nil)
        try desk.ask(.recallOpen, [.product: "PAR", .lot: "P", .reason: "mistake", .id: "R-2"])
        try desk.receive("PAR", 9, "P", to: "pharmacy")
        try desk.ask(.recallWithdraw, [.id: "R-2", .reason: "wrong lot"])
        try desk.ask(.issue, [.product: "PAR", .quantity: "9", .from: "pharmacy", .to: "ward"])
        #expect(try desk.read { try $0.recalls().map(\.isWithdrawn) }.sorted { !$0 && $1 } == [false, true])
    }

    @Test("One recalled object is blocked, the others of its lot are not; the trace has it in its place")
    func recallOfObject() throws {
        let desk = try Desk()
        for serial in ["S1", "S2"] {
            try desk.ask(
                .receive, [.product: "VAL", .lot: "V", .serial: serial, .quantity: "1", .to: "pharmacy"])
        }
        try desk.ask(.recallOpen, [.product: "VAL", .serial: "S1", .reason: "letter", .id: "R-1"])
        let levels = try desk.read { try $0.stockLevels(product: ProductID("VAL"), on: CalendarDay(days: 20_000)) }
        #expect(levels.map { "\($0.slot.serial) \($0.status.rawValue)" } == ["S1 recalled", "S2 available"])
        let implant: [StockRequest.Field: String] = [
            .product: "VAL", .quantity: "1", .from: "pharmacy", .patient: "PAT-1",
        ]
        #expect(desk.problem(.implant, implant.merging([.serial: "S1"]) { $1 }) != nil)
        try desk.ask(.implant, implant.merging([.serial: "S2"]) { $1 })
        let totals = try desk.read {
            try $0.stockTotals(on: CalendarDay(days: 20_000), groups: [StockPlaceID("pharmacy"): 0])
        }
        #expect(totals.map(\.total.blocked) == [1])
    }

    @Test("An excursion finds the lots that were there, adds their time up, and sets them aside")
    func excursion() throws {
        let desk = try Desk()
        try desk.receive("INS", 5, "COLD", to: "fridge", at: "2026-11-01T08:00:00Z")
        try desk.receive("INS", 5, "LATER", to: "fridge", at: "2026-11-02T08:00:00Z")
        try desk.receive("PAR", 5, "ANY", to: "fridge", at: "2026-11-01T08:00:00Z")
        func tell(_ from: String, _ to: String) throws -> AdminReply {
            try desk.ask(
                .excursion, [.place: "fridge", .from: from, .to: to, .celsiusMin: "4", .celsiusMax: "14.5"])
        }
        let first = try tell("2026-11-01T10:00:00Z", "2026-11-01T11:30:00Z")
        #expect(first.stock?.lots.map { "\($0.lot) \($0.minutes) \($0.status)" } == ["COLD 90 quarantined"])
        let second = try tell("2026-11-02T07:00:00Z", "2026-11-02T09:00:00Z")
        #expect(
            second.stock?.lots.map { "\($0.lot) \($0.minutes)" }.sorted() == ["COLD 210", "LATER 60"])
        #expect(try tell("2026-11-01T10:00:00Z", "2026-11-01T11:30:00Z").figures.map(\.name) == ["already_recorded"])
        #expect(
            desk.problem(.issue, [.product: "INS", .quantity: "1", .from: "fridge"])?.what.contains("quar") == true)
        // The pharmacist decides.
        try desk.ask(.lot, [.product: "INS", .lot: "COLD", .status: "available", .reason: "stable for 7 h at 15"])
        try desk.ask(.issue, [.product: "INS", .quantity: "1", .from: "fridge", .to: "ward"])
        #expect(desk.problem(.excursion, [.place: "fridge", .from: "x", .to: "y"])?.place == "from")
    }

    @Test("A loan from request to return in kind; more than agreed, or than is due, is refused")
    func loans() throws {
        let desk = try Desk()
        try desk.receive("INS", 10, "OURS", to: "pharmacy")
        try desk.ask(
            .loanOpen,
            [
                .direction: "lend", .product: "INS", .quantity: "6", .partner: "north", .id: "L-1",
                .status: "requested",
            ])
        let state = { try desk.read { try $0.loans().first { $0.id == "L-1" } } }
        #expect(try state()?.state == .requested)
        try desk.ask(.loanOffer, [.id: "L-1", .quantity: "4", .due: "2030-01-31"])
        #expect(try state()?.state == .offered)
        #expect(desk.problem(.loanMove, [.id: "L-1", .quantity: "5", .from: "pharmacy"])?.place == "quantity")
        try desk.ask(.loanMove, [.id: "L-1", .quantity: "4", .from: "pharmacy"])
        #expect(try state()?.state == .sent)
        #expect(try desk.balance("INS", "pharmacy") == 6)
        #expect(desk.problem(.loanClose, [.id: "L-1"])?.place == "id")
        // Another lot comes back.
        try desk.ask(.loanMove, [.id: "L-1", .quantity: "1", .lot: "THEIRS", .to: "pharmacy"])
        #expect(desk.problem(.loanMove, [.id: "L-1", .quantity: "4", .to: "pharmacy"])?.place == "quantity")
        #expect(
            desk.problem(.loanMove, [.id: "L-1", .quantity: "3", .product: "PAR", .to: "pharmacy"])?.place == "product")
        try desk.ask(.loanMove, [.id: "L-1", .quantity: "3", .lot: "THEIRS", .to: "pharmacy"])
        #expect(try state()?.state == .returned)
        #expect(try desk.balance("INS", "pharmacy") == 10)
        // The other way round.
        try desk.ask(
            .loanOpen, [.direction: "borrow", .product: "PAR", .quantity: "20", .partner: "north", .id: "L-2"])
        try desk.ask(.loanMove, [.id: "L-2", .quantity: "20", .lot: "LENT", .to: "pharmacy"])
        let owed = try desk.read { try $0.loans().first { $0.id == "L-2" } }
        #expect(owed?.moved == 20 && owed?.returned == 0)
        try desk.ask(.loanMove, [.id: "L-2", .quantity: "20", .from: "pharmacy"])
        #expect(try desk.balance("PAR", "pharmacy") == 0)
    }
}

@Suite("Bad input to the pharmacy")
struct PharmacyBadInputTests {
    @Test(
        "A command is refused with the field and a remedy, and nothing changes",
        arguments: [
            ([.product: "0340093000001", .quantity: "1", .to: "pharmacy"], "product"),
            ([.product: "]d20103400930000015", .quantity: "1", .to: "pharmacy"], "product"),
            ([.product: "NONE", .quantity: "1", .to: "pharmacy"], "product"),
            ([.product: "PAR", .quantity: "1", .to: "nowhere"], "to"),
            ([.product: "PAR", .quantity: "0", .to: "pharmacy"], "quantity"),
            ([.product: "PAR", .quantity: "-4", .to: "pharmacy"], "quantity"),
            ([.product: "PAR", .quantity: "1.5", .to: "pharmacy"], "quantity"),
            ([.product: "PAR", .quantity: "99999999999", .to: "pharmacy"], "quantity"),
            ([.product: "PAR", .quantity: "1", .to: "pharmacy", .expiry: "2027-02-30"], "expiry"),
            ([.product: "PAR", .quantity: "1", .to: "pharmacy", .at: "2999-01-01T00:00:00Z"], "at"),
            ([.product: "PAR", .quantity: "1", .to: "pharmacy", .at: "yesterday"], "at"),
            ([.product: "VAL", .quantity: "1", .to: "pharmacy"], "serial"),
        ] as [([StockRequest.Field: String], String)])
    func command(fields: [StockRequest.Field: String], field: String) throws {
        let desk = try Desk()
        let error = try #require(desk.problem(.receive, fields))
        #expect(error.code == .badData)
        #expect(error.place == field, "\(error)")
        #expect(error.remedy?.isEmpty == false)
        #expect(try desk.read { try $0.movements(MovementFilter(), limit: 10).count } == 0)
    }

    @Test("A transfer to itself is refused")
    func toItself() throws {
        let desk = try Desk()
        try desk.receive("PAR", 5, "A", to: "pharmacy")
        let fields: [StockRequest.Field: String] = [
            .product: "PAR", .quantity: "1", .from: "pharmacy", .to: "pharmacy",
        ]
        #expect(desk.problem(.transfer, fields)?.place == "to")
    }

    @Test("A CSV with bad rows is refused whole, and every one of them is told with line, field and remedy")
    func csv() throws {
        let desk = try Desk()
        let file = """
            product,lot,expiry,place,quantity,at
            PAR,A,2027-03-31,pharmacy,10,
            NONE,A,2027-03-31,pharmacy,10,
            PAR,B,2027-02-30,pharmacy,10,
            PAR,C,,nowhere,10,
            PAR,D,,pharmacy,-1,
            PAR,E,,pharmacy,1.5,
            PAR,A,,pharmacy,3,
            PAR,F,,pharmacy,3,2999-01-01T00:00:00Z
            """
        do {
            try desk.ask(.importBalances, file: file)
            Issue.record("it was imported")
        } catch let error as VigieError {
            for (line, field) in [
                (3, "product"), (4, "expiry"), (5, "to"), (6, "quantity"), (7, "quantity"), (9, "at"),
            ] {
                #expect(error.what.contains("file.csv:\(line): \(field):"), "\(line) \(error.what)")
            }
            #expect(error.what.contains("file.csv:8: product: this lot in this place is in line 2"))
            #expect(!error.what.contains("file.csv:2:"))
        }
        #expect(try desk.read { try $0.movements(MovementFilter(), limit: 10).count } == 0)
        // Without the bad rows it goes in.
        try desk.ask(.importBalances, file: "product,lot,place,quantity\nPAR,A,pharmacy,10\n")
        #expect(try desk.balance("PAR", "pharmacy") == 10)
    }

    /// A device's scan, and the kind of case that it opens.
    static let scans: [(String, StockCase.Kind)] = [
        (#""code":"]d20103400930000015","action":"receive","quantity":1,"to":"pharmacy""#, .unreadableScan),
        (#""code":"NOTHING","action":"receive","quantity":1,"to":"pharmacy""#, .unknownProduct),
        (#""code":"PAR","action":"receive","quantity":1,"to":"nowhere""#, .unknownPlace),
        (#""code":"PAR","action":"receive","quantity":0,"to":"pharmacy""#, .badQuantity),
        (#""code":"PAR","action":"receive","quantity":-3,"to":"pharmacy""#, .badQuantity),
        (#""code":"PAR","action":"receive","quantity":1.5,"to":"pharmacy""#, .unreadableScan),
        (#""code":"PAR","action":"receive","quantity":99999999999,"to":"pharmacy""#, .badQuantity),
        (#""code":"PAR","action":"transfer","quantity":1,"from":"pharmacy","to":"pharmacy""#, .badMovement),
        (#""code":"PAR","action":"dance","quantity":1,"to":"pharmacy""#, .badMovement),
        (#""code":"PAR","action":"receive","quantity":1,"to":"pharmacy","at":"2026-09-01T10:00:00Z""#, .badTime),
        (#""code":"PAR","action":"receive","quantity":1,"to":"pharmacy","at":"2026-11-22T10:00:00Z""#, .badTime),
    ]

    @Test("A device's scan opens a case with an owner, counts as nothing, and is kept raw", arguments: scans)
    func device(scan: String, kind: StockCase.Kind) throws {
        let desk = try Desk()
        let at = #""at":"2026-11-21T10:00:00.000Z""#
        let payload = #"{"id":"1",\#(scan.contains(#""at""#) ? scan : scan + "," + at)}"#
        let capture = try desk.bench.file(
            "s.ndjson",
            #"{"tst":"2026-11-21T10:00:05.000Z","topic":"vigie/v1/corridor/scans/desk","qos":1,"retain":0,"payload":"#
                + payload + "}")
        _ = try desk.bench.replay(capture)
        let found = try desk.read { reader in
            (try reader.stockCases(limit: 10), try reader.movements(MovementFilter(), limit: 10))
        }
        #expect(found.0.map(\.kind) == [kind], "\(payload)")
        #expect(found.0.first?.owner.isEmpty == false)
        #expect(found.1.isEmpty)
        let store = try StoreWriter(folder: desk.bench.data())
        let event = try #require(found.0.first?.event)
        #expect(try store.stock { try $0.outcome(of: event) } != nil)
    }
}
