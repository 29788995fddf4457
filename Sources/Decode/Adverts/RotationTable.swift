import Model

/// Which beacon sent from which address, lately: an Eddystone-TLM names nobody and is joined to the beacon that its
/// address last had.
///
/// A random address is kept for about 15 minutes (Bluetooth Core Specification 5.4, volume 3, part C, appendix A:
/// T_GAP(private_addr_int)); a join is made within that time by the observations' own clock, before or after. The table
/// is of fixed size, 2,048 sets of four; a full set loses its oldest. It takes its 512 KiB when the first beacon comes
/// and allocates nothing afterwards; what it holds depends on the messages alone.
struct RotationTable: Sendable {
    /// How far apart a beacon and its telemetry may be, in milliseconds of event time.
    static let periodMilliseconds: Int64 = 15 * 60_000

    private struct Slot {
        var address: UInt64 = 0
        var atMilliseconds = Int64.min
        var identity = Advert.Identity()
    }

    private static let ways = 4
    private static let sets = 2048
    private var slots: [Slot] = []

    /// Notes that a beacon sent from an address.
    mutating func note(_ address: UInt64, _ identity: Advert.Identity, at: Instant) {
        if slots.isEmpty { slots = Array(repeating: Slot(), count: RotationTable.sets * RotationTable.ways) }
        let first = RotationTable.first(address)
        var chosen = first
        for index in first..<(first + RotationTable.ways) {
            if slots[index].address == address {
                chosen = index
                break
            }
            if slots[index].atMilliseconds < slots[chosen].atMilliseconds { chosen = index }
        }
        // A late message must not overwrite what is newer.
        guard slots[chosen].address != address || slots[chosen].atMilliseconds <= at.milliseconds else { return }
        slots[chosen] = Slot(address: address, atMilliseconds: at.milliseconds, identity: identity)
    }

    /// The beacon that sent from an address around a time; nil when none is known.
    func beacon(_ address: UInt64, at: Instant) -> Advert.Identity? {
        guard !slots.isEmpty else { return nil }
        let first = RotationTable.first(address)
        for index in first..<(first + RotationTable.ways) {
            let slot = slots[index]
            guard slot.address == address, slot.identity.kind != .none else { continue }
            let (apart, isFar) = at.milliseconds.subtractingReportingOverflow(slot.atMilliseconds)
            return !isFar && abs(apart) <= RotationTable.periodMilliseconds ? slot.identity : nil
        }
        return nil
    }

    private static func first(_ address: UInt64) -> Int {
        let mixed = (address ^ address >> 29) &* 0x9e37_79b9_7f4a_7c15
        return (Int(truncatingIfNeeded: mixed >> 40) & (sets - 1)) * ways
    }
}
