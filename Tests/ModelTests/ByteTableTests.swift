import Model
import Testing

@Suite struct ByteTableTests {
    @Test func agreesWithADictionary() {
        for seed in 1...6 as ClosedRange<UInt64> {
            var random = SplitMix(seed: seed)
            var table = ByteTable(minimumCapacity: Int.random(in: 0...100, using: &random))
            var dictionary: [String: Int32] = [:]
            let universe = Int.random(in: 5...3000, using: &random)
            for step in 0..<12_000 {
                let key = key(Int.random(in: 0..<universe, using: &random))
                switch Int.random(in: 0...9, using: &random) {
                case 0...3:
                    let value = Int32.random(in: 0...Int32.max, using: &random)
                    table.insert(key, value)
                    dictionary[key] = value
                case 4...6:
                    let isThere = dictionary.removeValue(forKey: key) != nil
                    let wasThere = table.remove(key)
                    #expect(wasThere == isThere, "step \(step), seed \(seed)")
                default:
                    if table.find(key) != dictionary[key] ?? -1 { Issue.record("\(key), step \(step), seed \(seed)") }
                }
                if table.count != dictionary.count { Issue.record("count at step \(step), seed \(seed)") }
            }
            for number in 0..<universe {
                let key = key(number)
                if table.find(key) != dictionary[key] ?? -1 { Issue.record("\(key), seed \(seed)") }
            }
        }
    }

    /// Keys of many lengths, some equal but for one byte, the empty one among them.
    private func key(_ number: Int) -> String {
        number == 0 ? "" : String(repeating: "ab", count: number % 13) + String(number) + (number % 2 == 0 ? "é" : "")
    }

    @Test func holdsManyKeys() {
        var table = ByteTable()
        for number in 0..<100_000 as Range<Int32> { table.insert("tag-\(number)", number) }
        #expect(table.count == 100_000)
        for number in stride(from: 0, to: 100_000 as Int32, by: 97) { #expect(table.find("tag-\(number)") == number) }
        #expect(table.find("tag-100000") == -1)
        #expect(table.find("") == -1)
    }

    @Test func aKeyInsertedAgainHasItsNewValue() {
        var table = ByteTable()
        table.insert("a", 1)
        table.insert("a", 2)
        #expect(table.count == 1)
        #expect(table.find("a") == 2)
        let isRemoved = table.remove("a")
        let isRemovedAgain = table.remove("a")
        #expect(isRemoved && !isRemovedAgain)
        #expect(table.find("a") == -1)
        table.insert("a", 0)
        #expect(table.find("a") == 0)
    }

    /// Insert and remove again and again: tombstones must not fill the table, nor a search run for ever.
    @Test func churnDoesNotFillTheTable() {
        var table = ByteTable(minimumCapacity: 16)
        for round in 0..<50_000 as Range<Int32> {
            table.insert("k\(round)", round)
            if round >= 10, !table.remove("k\(round - 10)") { Issue.record("k\(round - 10) was lost") }
        }
        #expect(table.count == 10)
        #expect(table.find("k49999") == 49_999)
        #expect(table.find("k1") == -1)
    }

    @Test func bytesThatAreNotTextAreKeysToo() {
        var table = ByteTable()
        let keys: [[UInt8]] = [[], [0], [0, 0], [0xFF], [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0]]
        for (value, key) in keys.enumerated() { key.withUnsafeBufferPointer { table.insert($0, Int32(value)) } }
        for (value, key) in keys.enumerated() {
            #expect(key.withUnsafeBufferPointer { table.find($0) } == Int32(value))
        }
    }
}
