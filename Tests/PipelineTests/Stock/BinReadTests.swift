import Model
import SimKit
import Stock
import Store
import Testing

@testable import Pipeline

/// The tag of an empty bin in a box whose reader is one of the site's.
@Suite("Empty bins that a reader sees")
struct BinReadTests {
    private static let start: Int64 = 1_790_006_400_000
    private static let product = ProductID("GLV")

    private func prepare(_ bench: Bench, _ data: String) throws {
        let store = try StoreWriter(folder: bench.data(data))
        try store.stock { book in
            _ = try book.put(Product(id: Self.product, name: "Gloves"))
            _ = try book.put(StockPlace(id: StockPlaceID("shelf"), kind: .cabinet))
        }
        let bins = "tag,product,place,quantity,reader\nC0:FF:EE:00:00:09,GLV,shelf,40,r-0-5\n"
        let request = StockRequest(.importBins, file: "bins.csv", text: bins)
        _ = try StockDesk.work(request, store: store, now: Instant(milliseconds: Self.start), actor: "1000")()
        try store.close()
    }

    /// Reads of the bin's tag, each with the second that it happened and the reader; received in this order.
    private func capture(_ reads: [(second: Int64, reader: String)]) -> String {
        var newest = Int64.min
        return reads.map { read in
            let at = Self.start + read.second * 1000
            newest = max(newest, at + 500)
            return #"{"topic":"vigie/v1/corridor/observations/\#(read.reader)","qos":1,"retain":0,"payload":"#
                + #"{"tag":"c0ffee000009","at":"\#(Instant(milliseconds: at).rfc3339)","rssi":-50},"#
                + #""tst":"\#(Instant(milliseconds: newest).rfc3339)"}"#
        }.joined(separator: "\n") + "\n"
    }

    private func requests(_ bench: Bench, _ data: String) throws -> [OpenOrder] {
        let reader = try StoreReader(folder: bench.data(data))
        defer { reader.close() }
        return try reader.orders()
    }

    private static let reads: [(second: Int64, reader: String)] =
        (0..<40).map { ($0 * 30 + 7, $0 < 10 ? "r-0-1" : "r-0-5") } + [(3700, "r-0-5"), (3702, "r-0-5")]

    @Test("it asks for the bin once, from its first read in the box on; elsewhere it asks for nothing")
    func request() throws {
        let bench = try Bench()
        try prepare(bench, "data")
        let result = try bench.replay(try bench.file("c.ndjson", capture(Self.reads)))
        let found = try requests(bench, "data")
        #expect(found.map(\.quantity) == [40])
        #expect(found.map(\.placedAt.milliseconds) == [Self.start + 307_000])
        #expect(found.first?.isRequest == true && found.first?.place == StockPlaceID("shelf"))
        #expect(result.observations == Self.reads.count)
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        // Two hours, two facts; the tag is known, though it is in no registry.
        #expect(try reader.orderFacts().count == 2)
        #expect(try reader.rejections().isEmpty)
    }

    @Test("shuffled and doubled it is the same request, and so it is when replayed again", arguments: 1...4)
    func anyOrder(seed: UInt64) throws {
        let bench = try Bench()
        var random = SeededRandom(seed: seed)
        var shuffled = Self.reads + Self.reads.prefix(15)
        for index in shuffled.indices.reversed() {
            shuffled.swapAt(index, Int(random.next() % UInt64(index + 1)))
        }
        for (name, reads) in [("ordered", Self.reads), ("shuffled", shuffled)] {
            try prepare(bench, name)
            let file = try bench.file(name + ".ndjson", capture(reads))
            _ = try bench.replay(file, name)
            _ = try bench.replay(file, name)
        }
        let (ordered, other) = (try requests(bench, "ordered"), try requests(bench, "shuffled"))
        #expect(ordered.count == 1)
        #expect(ordered.map(\.placedAt) == other.map(\.placedAt), "seed \(seed)")
        #expect(ordered.map(\.id) == other.map(\.id), "seed \(seed)")
    }
}
