import Model
import Testing

@testable import Store

@Suite struct DeviceStoreTests {
    private static let day: Int64 = 86_400

    private func filled(_ temporary: TemporaryFolder) throws -> StoreWriter {
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        return writer
    }

    private func refused(_ word: String, _ body: () throws -> Void) {
        let error = #expect(throws: VigieError.self, performing: body)
        #expect(error?.code == .badData && error?.remedy?.isEmpty == false && error?.place?.isEmpty == false)
        #expect(error?.what.contains(word) == true, "\(error?.what ?? "")")
    }

    private func at(_ days: Int64) -> Instant { Invented.at(days * Self.day) }

    @Test func `what people keep about devices is read back, and verify and the hash know it`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        let before = try StoreReader(folder: temporary.folder).verify()
        try writer.devices(now: at(9)) { book in
            let pump = try book.device("P-1")
            try book.set(
                StatusOverride(
                    track: pump.track, status: .maintenance, from: at(8), until: at(12), role: "biomed", note: "leak"))
            let plan = MaintenancePlan(
                track: pump.track, name: "check", interval: .days(30), start: at(1), blocksUse: true)
            #expect(try book.put(plan) && !book.put(plan))
            try book.note(MaintenanceEntry(track: pump.track, plan: "check", at: at(5), role: "biomed"), of: pump)
            try book.checkOut(
                DeviceLoan(track: pump.track, borrower: "Ward 4", isOutside: false, out: at(6), due: at(7)), of: pump)
        }
        let reader = try StoreReader(folder: temporary.folder)
        let records = try reader.deviceRecords()
        let track = try #require(records.plans.keys.first)
        #expect(records.overrides[track]?.first?.until == at(12) && records.overrides[track]?.first?.role == "biomed")
        #expect(records.plans[track]?.first?.interval == .days(30) && records.plans[track]?.first?.blocksUse == true)
        #expect(records.entries[track]?.map(\.at) == [at(5)])
        #expect(records.loans[track]?.first?.isOverdue(now: at(9)) == true)
        let after = try reader.verify()
        #expect(after.isOK && after.contentHash != before.contentHash)
    }

    @Test func `what cannot be is refused with what, where and remedy, and changes nothing`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        let pump = try writer.devices(now: at(9)) { try $0.device("P-1") }
        func change(_ body: (DeviceBook) throws -> Void) throws { try writer.devices(now: at(9), body) }
        func loan(_ out: Instant, _ due: Instant?) -> DeviceLoan {
            DeviceLoan(track: pump.track, borrower: "Ward 4", isOutside: false, out: out, due: due)
        }
        refused("no device 'P-77'") { try change { _ = try $0.device("P-77") } }
        // A patient is no device.
        refused("no device 'P-3'") { try change { _ = try $0.device("P-3") } }
        for length in [0, -3, 100_001] {
            let plan = MaintenancePlan(track: pump.track, name: "x", interval: .days(length), start: at(1))
            refused("interval") { try change { _ = try $0.put(plan) } }
        }
        let entry = MaintenanceEntry(track: pump.track, plan: "x", at: at(2))
        refused("no plan 'x'") { try change { try $0.note(entry, of: pump) } }
        refused("no plan 'x'") { try change { try $0.removePlan(pump, "x") } }
        let plan = MaintenancePlan(track: pump.track, name: "y", interval: .days(1), start: at(1))
        try change { _ = try $0.put(plan) }
        let ahead = MaintenanceEntry(track: pump.track, plan: "y", at: at(10))
        refused("in the future") { try change { try $0.note(ahead, of: pump) } }
        refused("in the future") { try change { try $0.checkOut(loan(at(10), nil), of: pump) } }
        refused("before it leaves") { try change { try $0.checkOut(loan(at(5), at(4)), of: pump) } }
        refused("is not out") { try change { _ = try $0.checkIn(pump, at: at(9)) } }
        try change { try $0.checkOut(loan(at(5), at(6)), of: pump) }
        refused("is out since") { try change { try $0.checkOut(loan(at(7), nil), of: pump) } }
        refused("cannot come back") { try change { _ = try $0.checkIn(pump, at: at(4)) } }
        refused("cannot come back") { try change { _ = try $0.checkIn(pump, at: at(10)) } }
        try change { _ = try $0.checkIn(pump, at: at(8)) }
        refused("came back only") { try change { try $0.checkOut(loan(at(7), nil), of: pump) } }
        refused("ends before") {
            try change {
                try $0.set(StatusOverride(track: pump.track, status: .dirty, from: at(5), until: at(5), role: "nurse"))
            }
        }
        let records = try StoreReader(folder: temporary.folder).deviceRecords()
        #expect(records.overrides.isEmpty && records.entries.isEmpty && records.loans[pump.track]?.count == 1)
    }

    @Test func `an import adds, changes and leaves, and keeps what a row leaves empty`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        var row = DeviceRow(trackable: TrackableID("P-1"), model: "M-2", facts: DeviceFacts(contract: "lease"))
        row.status = .maintenance
        let new = DeviceRow(trackable: TrackableID("V-1"), tag: TagID("tag-9"), category: "ventilator")
        func take(_ rows: [DeviceRow]) throws -> RegistryImport {
            try writer.devices(now: at(9)) { try $0.take(rows, role: "import") }
        }
        #expect(try take([row, new]) == RegistryImport(added: 1, changed: 1, unchanged: 0))
        #expect(try take([row, new]) == RegistryImport(added: 0, changed: 0, unchanged: 2))
        row.status = nil
        row.isReady = true
        #expect(try take([row]) == RegistryImport(added: 0, changed: 1, unchanged: 0))
        #expect(try take([row]) == RegistryImport(added: 0, changed: 0, unchanged: 1))
        let reader = try StoreReader(folder: temporary.folder)
        let pump = try #require(try reader.trackables(matching: "P-1").first?.trackable)
        #expect(pump.name == "Pump 1" && pump.model == "M-2")
        #expect(try reader.deviceRecords().overrides[pump.track]?.map(\.status) == [.maintenance, nil])
        #expect(try writer.bindings().contains { $0.tag == TagID("tag-9") && $0.trackable == TrackableID("V-1") })
        let patient = DeviceRow(trackable: TrackableID("P-3"))
        refused("is no device") { _ = try take([patient]) }
    }

    @Test func `late reads cut a silence, and what is left of it stays where it is a day long`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        var derived = Derivations()
        derived.silences = [Silence(track: TrackKey(1), from: at(0), to: at(5))]
        _ = try writer.commit(appending: nil, derived)
        var late = Derivations()
        late.lateSpans = [
            LateSpan(
                track: TrackKey(1), from: at(2), to: at(3), first: LogPosition(1), last: LogPosition(2),
                notedAt: at(6))
        ]
        late.heardWithin = [Silence(track: TrackKey(1), from: Invented.at(129_600), to: Invented.at(129_600))]
        _ = try writer.commit(appending: nil, late)
        let found = try StoreReader(folder: temporary.folder).silences(from: at(0), to: at(9))[TrackKey(1)]
        #expect(found?.map(\.from) == [at(0), at(3)])
        #expect(found?.map(\.to) == [Invented.at(129_600), at(5)])
    }

    @Test func `units are dark from when they are named until they are not named any more`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        func tell(_ day: Int64, _ units: [Int32]) throws {
            var derived = Derivations()
            derived.darkUnits = [DarkUnits(at: at(day), units: units.map { UnitKey($0) })]
            _ = try writer.commit(appending: nil, derived)
        }
        try tell(1, [1, 2])
        // A restart tells again what is dark, and forgets nothing.
        try tell(2, [1])
        try tell(3, [1])
        try tell(4, [])
        try tell(6, [2])
        let spans = try StoreReader(folder: temporary.folder).darkSpans(from: at(0), to: at(9))
        #expect(spans[UnitKey(1)]?.map { [$0.from, $0.to] } == [[at(1), at(4)]])
        #expect(spans[UnitKey(2)]?.map { [$0.from, $0.to] } == [[at(1), at(2)], [at(6), nil]])
        #expect(try StoreReader(folder: temporary.folder).darkSpans(from: at(2), to: at(6))[UnitKey(2)] == nil)
    }

    @Test func `a purge removes what ended, and a replay that starts anew the silences`() throws {
        let temporary = try TemporaryFolder()
        let writer = try filled(temporary)
        var derived = Derivations()
        derived.silences = [Silence(track: TrackKey(1), from: at(0), to: at(2))]
        derived.darkUnits = [DarkUnits(at: at(1), units: [UnitKey(1)])]
        _ = try writer.commit(appending: nil, derived)
        try writer.devices(now: at(9)) { book in
            let pump = try book.device("P-1")
            try book.set(StatusOverride(track: pump.track, status: .dirty, from: at(1), until: at(2), role: "nurse"))
            try book.set(StatusOverride(track: pump.track, status: .lost, from: at(3), role: "nurse"))
            try book.checkOut(
                DeviceLoan(track: pump.track, borrower: "Ward", isOutside: true, out: at(1)), of: pump)
            _ = try book.checkIn(pump, at: at(2))
        }
        #expect(try writer.purge(Retention(days: [.equipment: 5]), now: at(9)).left == 0)
        let reader = try StoreReader(folder: temporary.folder)
        #expect(try reader.silences(from: at(0), to: at(9)).isEmpty)
        let records = try reader.deviceRecords()
        #expect(records.loans.isEmpty && records.overrides.values.first?.map(\.status) == [.lost])
        _ = try writer.commit(appending: nil, derived)
        try writer.resetDerived()
        #expect(try reader.silences(from: at(0), to: at(9)).isEmpty && reader.darkSpans(from: at(0), to: at(9)).isEmpty)
        #expect(try reader.deviceRecords().overrides.count == 1)
    }
}
