import Decode
import Model
import Stock
import Store

/// Two bins: the tag of an empty one, dropped into the box that reads it, asks for it to be filled.
///
/// The station sends a scan with action `empty` and the tag as its code, or several as its codes; or the box has a
/// reader of the site, and its reads are enough. They may come as often as they like: while a request is open, the bin
/// asks for nothing new.
enum BinDesk {
    /// The bin with a tag as a reader or a person writes it; nil when there is none.
    static func bin(_ text: String, _ book: inout StockBook) throws -> StockBin? {
        guard let (tag, _) = TagIdentifier.canonical(text) else { return nil }
        return try book.bin(tag)
    }

    /// Takes a read of a bin's tag in its box.
    static func take(_ sighting: BinSighting, _ book: inout StockBook) throws {
        guard let bin = try book.bin(sighting.tag) else { return }
        var fact = OrderFact(
            event: sighting.event, kind: .empty, order: bin.tag.rawValue, product: bin.product, place: bin.place,
            quantity: bin.quantity, occurredAt: sighting.at, recordedAt: sighting.receivedAt)
        fact.device = sighting.reader.rawValue
        fact.source = sighting.source
        if try !book.append(fact) { try book.bringForward(fact) }
    }

    /// Takes a scan of empty bins.
    ///
    /// - Throws: `unknownProduct` for a tag of no bin: the scan waits until the bins are imported.
    static func take(_ scan: StockScan, _ event: StockEventID, _ book: inout StockBook) throws(ScanProblem) -> Bool {
        let codes = scan.codes.isEmpty ? [scan.code] : scan.codes
        var isNew = false
        do {
            for (index, code) in codes.enumerated() {
                guard let bin = try bin(code, &book) else {
                    throw ScanProblem(.unknownProduct, Printable.clean(String(code.prefix(120))))
                }
                let id = codes.count == 1 ? event.rawValue : event.rawValue + "#\(index)"
                var fact = OrderFact(
                    event: StockEventID(id), kind: .empty, order: bin.tag.rawValue, product: bin.product,
                    place: bin.place, quantity: bin.quantity, occurredAt: scan.occurredAt,
                    recordedAt: scan.receivedAt)
                fact.device = scan.station
                fact.actor = scan.by
                fact.source = scan.position
                if try book.append(fact) { isNew = true }
            }
        } catch let problem as ScanProblem {
            throw problem
        } catch {
            throw ScanProblem(failure: error)
        }
        return isNew
    }
}
