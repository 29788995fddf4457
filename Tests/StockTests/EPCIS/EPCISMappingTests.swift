import Decode
import Model
import Testing

@testable import Stock

/// Movements as events and back.
@Suite struct EPCISMappingTests {
    private let now = Instant(milliseconds: 1_795_341_600_000)
    private var mapping: EPCISMapping { EPCISMapping(offsetMinutes: 60, canonical: EPCISVectorTests.canonical) }
    private var hash: EPCISHash { EPCISHash(context: nil, canonical: EPCISVectorTests.canonical) }

    private func movement(_ kind: MovementKind, _ number: Int) -> Movement {
        var movement = Movement(
            event: StockEventID("scan-\(number)"), kind: kind, product: ProductID("09520123456788"),
            quantity: Int64(number + 1), occurredAt: now.advanced(byMilliseconds: Int64(number) * 1000),
            recordedAt: now)
        movement.lot = LotNumber("A/4 2")
        movement.expiry = CalendarDay("2028-02-29")
        movement.from = StockPlaceID("pharmacy")
        movement.to = StockPlaceID("ward 3/B")
        movement.device = "station-1"
        movement.reason = "because"
        movement.reference = "PO-7"
        return movement
    }

    private func document(_ events: [EPCISEvent]) -> EPCISDocument {
        EPCISDocument(json: EPCISWriter.document(events, createdAt: now, canonical: EPCISVectorTests.canonical))
    }

    /// Every kind of movement, its lot and places and reason: what is written is captured as the same movement.
    @Test func whatIsExportedIsCapturedAgain() {
        for (number, kind) in MovementKind.allCases.enumerated() where kind != .reverse {
            var movement = movement(kind, number)
            if kind == .lend || kind == .borrow { movement.partner = PartnerID("nord") }
            if kind == .implant {
                movement.serial = SerialNumber("S-9")
                movement.quantity = 1
            }
            let document = document([mapping.event(movement)].compactMap { $0 })
            #expect(document.isValid && document.events.count == 1, "\(kind) \(document.problems)")
            let captured = mapping.capture(document.events[0], hash, receivedAt: now)
            #expect(captured == .movements([movement]), "\(kind) \(captured)")
        }
        #expect(mapping.event(movement(.reverse, 1)) == nil)
    }

    @Test func aReversedMovementIsDeclaredWrongUnderItsOwnID() {
        let movement = movement(.receive, 1)
        let told = document([mapping.event(movement), mapping.event(movement, reversedAt: now)].compactMap { $0 })
        #expect(told.isValid, "\(told.problems)")
        #expect(told.events[0]["eventID"] == told.events[1]["eventID"] && told.events[0]["eventID"] != nil)
        #expect(
            mapping.capture(told.events[1], hash, receivedAt: now) == .reversal([movement.event], declaredAt: now))
    }

    @Test func nothingOfAPatientIsTold() {
        var movement = movement(.dispense, 1)
        movement.patient = PatientID("p-1742")
        movement.procedure = "op-88"
        movement.actor = "staff-12"
        let event = mapping.event(movement)
        let text = String(
            decoding: EPCISWriter.document([event].compactMap { $0 }, createdAt: now, canonical: { _ in nil }),
            as: UTF8.self)
        #expect(!text.contains("1742") && !text.contains("op-88") && !text.contains("staff-12"))
    }

    @Test func anotherSystemsEvents() throws {
        let json = #"""
            {"type":"ObjectEvent","eventTime":"2026-11-22T10:00:00+01:00","eventTimeZoneOffset":"+01:00",
            "action":"OBSERVE","bizStep":"receiving","quantityList":[
            {"epcClass":"urn:epc:class:lgtin:9520123.045678.L7","quantity":12},
            {"epcClass":"https://shop.example.com/01/09520123456788/10/L8","quantity":3}],
            "bizLocation":{"id":"urn:epc:id:sgln:9520123.00001.0"},"ilmd":{"cbvmda:itemExpirationDate":"2028-01-31"}}
            """#
        let document = EPCISDocument(json: Array(json.utf8))
        #expect(document.isValid, "\(document.problems)")
        guard case .movements(let movements) = mapping.capture(document.events[0], hash, receivedAt: now) else {
            Issue.record("no movements")
            return
        }
        #expect(movements.map(\.quantity) == [12, 3] && movements.map(\.lot) == [LotNumber("L7"), LotNumber("L8")])
        #expect(
            movements.allSatisfy { $0.kind == .receive && $0.isFromDevice && $0.expiry == CalendarDay("2028-01-31") })
        // The same event again gives the same ids.
        #expect(Set(movements.map(\.event)).count == 2)
        #expect(mapping.capture(document.events[0], hash, receivedAt: now) == .movements(movements))
        let part = EPCISDocument(json: Array(json.replacing("\"quantity\":12", with: "\"quantity\":1.5").utf8))
        guard case .refused(let problem) = mapping.capture(part.events[0], hash, receivedAt: now) else {
            Issue.record("half a unit was taken")
            return
        }
        #expect(problem.place == "quantity" && !problem.remedy.isEmpty)
    }

    @Test func packingAndMeasuringAreWrittenAndChangeNoStock() {
        var packed = EPCISEvent(.aggregation, .add, occurredAt: now)
        packed.parent = "urn:vigie:place:trolley-7"
        packed.quantities = [EPCISEvent.Quantity("https://id.gs1.org/01/09520123456788/10/L7", 6)]
        packed.businessStep = "packing"
        var measured = EPCISEvent(.association, .observe, occurredAt: now)
        measured.parent = "urn:vigie:place:fridge-2"
        measured.epcs = ["https://id.gs1.org/8004/9520123SENSOR1"]
        measured.temperature = EPCISEvent.Temperature(
            from: now, to: now, device: "urn:vigie:device:t1", celsiusMin: 1.5, celsiusMax: 9.25)
        measured.businessStep = "sensor_reporting"
        var made = EPCISEvent(.transformation, nil, occurredAt: now)
        made.quantities = [EPCISEvent.Quantity("https://id.gs1.org/01/09520123456788/10/L7", 10)]
        made.outputQuantities = [EPCISEvent.Quantity("urn:vigie:product:syringe", 40)]
        let document = document([packed, measured, made])
        #expect(document.isValid, "\(document.problems)")
        #expect(document.events.allSatisfy { mapping.capture($0, hash, receivedAt: now) == .nothing })
        #expect(Set(document.events.compactMap { $0["eventID"]?.string }).count == 3)
    }
}
