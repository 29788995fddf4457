import Model
import Resolve

/// The closed registry as the fold needs it: tag → trackable, without building strings.
struct TagIndex: Sendable {
    struct Entry: Sendable {
        var tagKey: Int32
        /// The trackable's place in the resolver.
        var slot: Int
    }

    private var table: ByteTable
    private var entries: [Entry] = []

    /// Takes the bindings of now; each trackable gets its place in the resolver.
    init(_ bindings: [TagBinding], resolver: inout Resolver) {
        table = ByteTable(minimumCapacity: bindings.count)
        entries.reserveCapacity(bindings.count)
        for binding in bindings {
            table.insert(binding.tag.rawValue, Int32(entries.count))
            entries.append(
                Entry(tagKey: binding.tagKey, slot: resolver.slot(of: binding.track, kind: binding.kind)))
        }
    }

    var count: Int { table.count }

    /// The entry of a tag by its canonical id, or by its second id.
    func find(_ observation: Observation, in bytes: UnsafeBufferPointer<UInt8>) -> Entry? {
        let found = table.find(tagOf: observation, in: bytes)
        return found < 0 ? nil : entries[Int(found)]
    }
}

extension ByteTable {
    /// The number of an observation's tag by its canonical id, or by its second id; negative when neither is known.
    func find(tagOf observation: Observation, in bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        let found = find(UnsafeBufferPointer(rebasing: bytes[observation.tag.range]))
        guard found < 0, !observation.alternateTag.isEmpty else { return found }
        return find(UnsafeBufferPointer(rebasing: bytes[observation.alternateTag.range]))
    }
}
