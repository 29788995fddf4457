import Model
import Stock
import Store

/// A cabinet's sweep: what its tags tell of each object, and codes that the catalogue does not have.
///
/// What carries no tag is not seen by anybody, so only products that are kept by serial number can be missing.
struct CabinetSweep {
    var sweep: Sweep
    var seen: [SweepSight] = []
    /// One for each code that could not be taken; the others count all the same.
    var problems: [ScanProblem] = []

    static func read(
        _ scan: StockScan, _ event: StockEventID, _ book: inout StockBook
    ) throws(ScanProblem) -> CabinetSweep {
        let place = StockPlaceID(scan.to.isEmpty ? scan.station : scan.to)
        do {
            guard try book.place(place)?.kind.holdsStock == true else {
                throw ScanProblem(.unknownPlace, place.rawValue)
            }
        } catch let problem as ScanProblem {
            throw problem
        } catch {
            throw ScanProblem(failure: error)
        }
        let age = scan.receivedAt.milliseconds - scan.occurredAt.milliseconds
        guard age <= Limits.scanAgeMillisecondsMax, age >= -Limits.scanFutureMillisecondsMax else {
            throw ScanProblem(.badTime, "sweep at \(scan.occurredAt.rfc3339)")
        }
        var result = CabinetSweep(
            sweep: Sweep(
                event: event, place: place, occurredAt: scan.occurredAt, recordedAt: scan.receivedAt,
                device: scan.station, source: scan.position))
        var observed: [StockSlot: SweepSight] = [:]
        for code in Set(scan.codes).sorted() {
            let item: ScannedItem
            do throws(ScanProblem) {
                item = try ScannedItem.read(code, at: scan.occurredAt, &book)
            } catch {
                if error.failure != nil { throw error }
                result.problems.append(error)
                continue
            }
            let serial = item.keepsSerials ? item.serial : .untold
            let slot = StockSlot(product: item.product, lot: item.lot, serial: serial, place: place)
            let before = observed[slot]?.quantity ?? 0
            // Two tags of one object are one object.
            observed[slot] = SweepSight(
                slot: slot, quantity: serial == .untold ? before + item.units : 1, expiry: item.expiry)
        }
        result.seen = observed.values.sorted { left, right in
            let (a, b) = (left.slot, right.slot)
            if a.product != b.product { return a.product < b.product }
            return a.lot != b.lot ? a.lot < b.lot : a.serial < b.serial
        }
        return result
    }
}
