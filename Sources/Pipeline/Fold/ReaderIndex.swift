import Model
import SiteMap

/// Reader ids → places in the site map. A reader with antennas may be placed once per antenna as `<reader>/<antenna>`.
struct ReaderIndex: Sendable {
    private var table: ByteTable
    private var scratch: [UInt8] = []

    init(_ map: SiteMap) {
        table = ByteTable(minimumCapacity: map.readers.count)
        for (index, reader) in map.readers.enumerated() { table.insert(reader.id.rawValue, Int32(index)) }
    }

    /// The place of the antenna, else of the reader; nil when the site knows neither.
    mutating func find(_ reader: UnsafeBufferPointer<UInt8>, antenna: UInt16) -> Int? {
        if antenna > 0 {
            scratch.removeAll(keepingCapacity: true)
            scratch.append(contentsOf: reader)
            scratch.append(UInt8(ascii: "/"))
            scratch.append(contentsOf: String(antenna).utf8)
            let found = scratch.withUnsafeBufferPointer { table.find($0) }
            if found >= 0 { return Int(found) }
        }
        let found = table.find(reader)
        return found < 0 ? nil : Int(found)
    }
}
