import Model
import Stock
import Store

/// A replay begins the ledger anew too: what people entered stays, what came from messages comes again.
enum StockReset {
    static func run(_ store: StoreWriter) throws(StoreFailure) {
        try store.stock { book in
            guard let kept = try book.forgetMessages() else { return }
            for movement in kept {
                var ledger = Ledger(book)
                _ = try ledger.post(movement, takesShortage: true)
            }
        }
    }
}
