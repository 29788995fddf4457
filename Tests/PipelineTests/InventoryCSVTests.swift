import Model
import Testing

@testable import Pipeline

@Suite("The inventory's CSV")
struct InventoryCSVTests {
    private func read(_ text: String) throws -> InventoryCSV.Inventory {
        try InventoryCSV.read(text: text, file: "inv.csv") { unit in
            unit == "Nowhere" ? "the site has no such unit; mend it" : nil
        }
    }

    @Test("the names of several versions are understood, others are passed over, people's above all")
    func columns() throws {
        let inventory = try read(
            """
            Company,Asset Name,asset tag,Model Name,Model No.,Category,Manufacturer,Serial,Default Location,Status,\
            Full Name,Email,RFID Tag,Contract,Rental
            CHU,Pump blue,P-1,Volumat,M99,infusion pump,Acme,S-1,Store,Ready to Deploy,A. Person,a@example.org,\
            AC:23:3F:A0:18:E7,lease 7,yes

            CHU,,P-2,Volumat,,infusion pump,,S-2,,Out for Repair,,,,,
            CHU,,P-3,Volumat,,infusion pump,,S-3,,Archived,,,,,
            """)
        #expect(inventory.rows.map(\.trackable.rawValue) == ["P-1", "P-2"])
        #expect(inventory.archived == 1 && inventory.columnsIgnored == 3)
        let first = inventory.rows[0]
        #expect(first.tag == TagID("ac233fa018e7") && first.name == "Pump blue" && first.assignedUnit == "Store")
        #expect(first.facts.contract == "lease 7" && first.facts.isRental && first.facts.modelNumber == "M99")
        #expect(first.isReady && first.status == nil && inventory.rows[1].status == .maintenance)
    }

    @Test("every bad row is told at once with its line, field and remedy, and nothing is imported")
    func bad() throws {
        let text = """
            Asset Tag,Model,Serial,Status,Location,Tag,Rental
            P-1,M,S-1,Ready to Deploy,Store,aa01,no
            ,M,S-2,Deployed,Store,,
            P-1,M,S-3,Deployed,Store,,
            P-4,m,s-1,Deployed,Store,,
            P-5,M,S-5,Gone fishing,Nowhere,,perhaps
            P-6,M,S-6,Deployed,Store,aa01,
            P-7,M,S-7,Deployed,Store,,,,
            """
        let error = #expect(throws: VigieError.self) { try read(text) }
        #expect(error?.code == .badData)
        let expected = [
            "inv.csv:3: Asset Tag: must be", "inv.csv:4: Asset Tag: is in line 2", "inv.csv:5: Serial: is in line 2",
            "inv.csv:6: Status: 'gone fishing'", "inv.csv:6: Location: the site has no such unit",
            "inv.csv:6: Rental: 'perhaps'", "inv.csv:7: Tag: is in line 2", "inv.csv:8: has 9 fields",
        ]
        for problem in expected {
            #expect(error?.what.contains(problem) == true, "\(problem) in \(error?.what ?? "")")
        }
    }

    @Test("a file without the asset tag, or with a column twice, is refused")
    func shape() {
        for text in ["", "Serial,Model\nS,M\n", "Asset Tag,Serial,Serial Number\nP,1,2\n"] {
            let error = #expect(throws: VigieError.self) { try read(text) }
            #expect(error?.code == .badData)
        }
    }

    @Test("more than fifty problems are counted")
    func many() {
        let text = "Asset Tag\n" + String(repeating: "P-1\n", count: 80)
        let error = #expect(throws: VigieError.self) { try read(text) }
        #expect(error?.what.contains("and 29 more") == true, "\(error?.what.suffix(60) ?? "")")
    }
}
