import Model

/// Merges what one message says of one address in several elements: a tag sends its beacon id in one frame, its
/// sensors in another, and each is an element of the report.
///
/// Every element stays an observation with its own strength and time; those whose own frame names nobody take the
/// identity that another element of the same address has. What is left with a random address is refused.
///
/// - Complexity: O(n) in the elements, without allocation once the scratch memory has grown to a message's size.
struct FrameMerge: Sendable {
    private struct Entry {
        var address: UInt64
        var observation: Int
        var objection: Advert.Objection
        var hasIdentity: Bool
    }

    private var entries: [Entry] = []
    /// Open addressing over the entries that have an identity.
    private var table: [Int32] = []
    private var identities = 0
    private var objections = 0

    mutating func begin() {
        entries.removeAll(keepingCapacity: true)
        identities = 0
        objections = 0
    }

    /// Notes an element that becomes an observation; ``finish(_:_:)`` decides who it is from.
    @inline(__always)
    mutating func note(_ address: UInt64, hasIdentity: Bool, observation: Int, _ objection: Advert.Objection) {
        if hasIdentity { identities += 1 }
        if objection != .none { objections += 1 }
        entries.append(
            Entry(address: address, observation: observation, objection: objection, hasIdentity: hasIdentity))
    }

    /// Gives identities to those that miss one, and refuses what has none.
    fileprivate mutating func finish(_ scope: MessageScope, _ decoded: inout DecodedBatch) {
        if identities > 0, identities < entries.count { share(&decoded) }
        if objections > 0 { refuse(scope, &decoded) }
    }

    private mutating func share(_ decoded: inout DecodedBatch) {
        var size = 16
        while size < 2 * identities { size *= 2 }
        if table.count < size { table = Array(repeating: -1, count: size) }
        for index in 0..<size { table[index] = -1 }
        for index in entries.indices where entries[index].hasIdentity {
            let slot = find(entries[index].address, size)
            if table[slot] < 0 { table[slot] = Int32(truncatingIfNeeded: index) }
        }
        for index in entries.indices where !entries[index].hasIdentity {
            let found = Int(table[find(entries[index].address, size)])
            guard found >= 0 else { continue }
            let donor = decoded.observations[entries[found].observation]
            let place = entries[index].observation
            if entries[index].objection == .none {
                decoded.observations[place].alternateTag = decoded.observations[place].tag
            } else {
                entries[index].objection = .none
                objections -= 1
            }
            decoded.observations[place].tag = donor.tag
        }
    }

    /// The slot of an address, or the free one where it would be.
    private func find(_ address: UInt64, _ size: Int) -> Int {
        var slot = Int(truncatingIfNeeded: (address &* 0x9e37_79b9_7f4a_7c15) >> 32) & (size - 1)
        while table[slot] >= 0, entries[Int(table[slot])].address != address { slot = (slot + 1) & (size - 1) }
        return slot
    }

    /// Takes out the observations that may not stand, in place.
    private func refuse(_ scope: MessageScope, _ decoded: inout DecodedBatch) {
        guard let first = entries.first?.observation else { return }
        var kept = first
        for entry in entries {
            guard entry.objection == .none else {
                decoded.refuse(entry.objection.refusal, scope)
                continue
            }
            decoded.observations[kept] = decoded.observations[entry.observation]
            kept += 1
        }
        decoded.observations.removeLast(decoded.observations.count - kept)
    }
}

extension DecodedBatch {
    /// Adds one element of a message with many advertisements; ``finishFrames(_:)`` decides who they are from.
    mutating func addFrame(
        _ scope: MessageScope,
        _ make: (inout DecodedBatch) throws(Refusal) -> (observation: Observation, advert: Advert)
    ) {
        add(scope) { (decoded) throws(Refusal) in
            var (observation, advert) = try make(&decoded)
            let objection = advert.write(&observation, scope, &decoded.bytes)
            scope.state.pointee.merge.note(
                advert.address.value, hasIdentity: advert.identity.kind != .none,
                observation: decoded.observations.count, objection)
            return observation
        }
    }

    /// Ends a message with many advertisements, which began with ``FrameMerge/begin()``.
    mutating func finishFrames(_ scope: MessageScope) {
        scope.state.pointee.merge.finish(scope, &self)
    }
}
