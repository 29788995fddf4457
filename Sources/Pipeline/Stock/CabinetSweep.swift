import Model
import Stock
import Store

/// A cabinet's sweep as counts: what it saw, and zero for what is recorded there and was not seen.
///
/// Only products of which the place holds tagged objects (kept by serial number) can be missing: what carries no tag is
/// not seen by anybody.
enum CabinetSweep {
    static func read(
        _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws(ScanProblem) -> [ScanReading] {
        let place = StockPlaceID(scan.to.isEmpty ? scan.station : scan.to)
        var observed: [StockSlot: Int64] = [:]
        var expiries: [StockSlot: CalendarDay] = [:]
        for code in Set(scan.codes).sorted() {
            let item = try ScannedItem.read(code, at: scan.occurredAt, &book)
            let slot = StockSlot(
                product: item.product, lot: item.lot, serial: item.keepsSerials ? item.serial : .untold, place: place)
            observed[slot, default: 0] += item.units
            expiries[slot] = item.expiry
        }
        var recorded: [StockSlot: Int64] = [:]
        do {
            guard try book.place(place) != nil else { throw ScanProblem(.unknownPlace, place.rawValue) }
            for level in try book.taggedLevels(at: place, on: CalendarDay(scan.occurredAt)) {
                recorded[level.slot] = level.balance
            }
        } catch let problem as ScanProblem {
            throw problem
        } catch {
            throw ScanProblem(failure: error)
        }
        return Presence.compare(observed: observed, recorded: recorded).map { fact in
            let name = [fact.slot.product.rawValue, fact.slot.lot.rawValue, fact.slot.serial.rawValue]
            var movement = ScanReading.base(
                scan, StockEventID(event.rawValue + "#" + StockHash.name(name.joined(separator: "\u{1F}"))), .count,
                fact.slot.product, fact.observed)
            movement.lot = fact.slot.lot
            movement.serial = fact.slot.serial
            movement.to = place
            movement.expiry = expiries[fact.slot]
            return ScanReading(movement: movement)
        }
    }
}
