import Model
import Testing

@testable import Store

@Suite("Orders in the database")
struct OrderStoreTests {
    private func fact(_ event: String, _ product: String = "A") -> OrderFact {
        OrderFact(
            event: StockEventID(event), kind: .placed, order: "O-1", product: ProductID(product), quantity: 5,
            occurredAt: Invented.at(1), recordedAt: Invented.at(2))
    }

    @Test("A database of the version before gets the tables; a fact is kept once and comes back as it was")
    func migration() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try StoreWriter(folder: folder.folder)
            try writer.stock { book in _ = try book.put(Product(id: ProductID("A"), name: "A")) }
            for table in ["stock_order", "stock_bin", "stock_target", "stock_maker", "stock_event"] {
                try writer.plant("DROP TABLE " + table)
            }
            try writer.plant("DELETE FROM grdb_migrations WHERE identifier IN ('v8', 'v11')")
            try writer.close()
        }
        let writer = try StoreWriter(folder: folder.folder)
        try writer.stock { book in
            let isNew = try book.append(fact("e"))
            let isAgain = try book.append(fact("e"))
            #expect(isNew && !isAgain)
        }
        #expect(throws: (any Error).self) { try writer.stock { book in _ = try book.append(fact("f", "unknown")) } }
        try writer.close()
        let reader = try StoreReader(folder: folder.folder)
        #expect(try reader.orderFacts() == [fact("e")])
        #expect(try reader.orders().map(\.outstanding) == [5])
        #expect(try reader.verify().isOK)
    }
}
