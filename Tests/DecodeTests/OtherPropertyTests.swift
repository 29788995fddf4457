import Decode
import Model
import Testing

/// Damaged messages of the RFID, positioning and vehicle dialects never stop the line and never become nonsense.
@Suite struct OtherPropertyTests {
    static let seed: UInt64 = 20_261_123

    private func check(
        _ fixture: OtherFixtures.Fixture, _ payload: [UInt8], _ decoder: inout MessageDecoder,
        _ decoded: inout DecodedBatch, _ comment: @autoclosure () -> String
    ) {
        var batch = MessageBatch()
        Array(fixture.topic.utf8).withUnsafeBytes { topic in
            payload.withUnsafeBytes { batch.append(topic: topic, payload: $0, receivedAt: receivedAt) }
        }
        decoder.decode(batch, into: &decoded)
        if let reason = unsound(decoded) {
            Issue.record("\(reason): \(comment()), \(String(decoding: payload, as: UTF8.self))")
        }
    }

    /// By their topics and shapes, and as the dialect that they are: a damaged shape still reaches its reader.
    private func decoders(_ dialect: Dialect) throws -> [MessageDecoder] {
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("#")), dialect: dialect)])
        return [MessageDecoder(map: .recognising), MessageDecoder(map: map)]
    }

    @Test(arguments: OtherFixtures.all.indices) func damagedMessages(index: Int) throws {
        let fixture = OtherFixtures.all[index]
        let whole = Array(fixture.payload.utf8)
        var random = SplitMix(seed: Self.seed + UInt64(index))
        var decoded = DecodedBatch()
        for var decoder in try decoders(fixture.dialect) {
            for count in stride(from: 0, to: whole.count, by: 5) {
                check(fixture, Array(whole[..<count]), &decoder, &decoded, "\(fixture.dialect) cut at \(count)")
            }
            for round in 0..<60 {
                var payload = whole
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let place = Int.random(in: 0..<payload.count, using: &random)
                    payload[place] = UInt8.random(in: 0...255, using: &random)
                }
                check(fixture, payload, &decoder, &decoded, "\(fixture.dialect), round \(round), seed \(Self.seed)")
            }
        }
    }

    /// Values of the wrong type, size or sign where the shape is right.
    @Test(arguments: OtherFixtures.all.indices) func wrongValues(index: Int) throws {
        let fixture = OtherFixtures.all[index]
        let values = [
            "null", "true", "-1", "0", "1e308", "1e-300", "99999999999999999999", "\"\"", "\"\u{E9}\"", "[]", "{}",
            "[1]",
            "\"" + String(repeating: "x", count: 200) + "\"",
        ]
        var random = SplitMix(seed: Self.seed + 1000 + UInt64(index))
        var decoded = DecodedBatch()
        let text = Array(fixture.payload.utf8)
        let colons = text.indices.filter { text[$0] == UInt8(ascii: ":") && text[max($0 - 1, 0)] == UInt8(ascii: "\"") }
        guard !colons.isEmpty else { return }
        for var decoder in try decoders(fixture.dialect) {
            for _ in 0..<60 {
                let colon = colons.randomElement(using: &random) ?? 0
                var end = colon + 1
                var depth = 0
                var isQuoted = false
                while end < text.count {
                    let byte = text[end]
                    if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                    if !isQuoted {
                        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                        let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
                        if depth == 0, closes || byte == UInt8(ascii: ",") { break }
                        if closes { depth -= 1 }
                    }
                    end += 1
                }
                let value = values.randomElement(using: &random) ?? ""
                let payload = Array(text[...colon]) + Array(value.utf8) + Array(text[end...])
                check(fixture, payload, &decoder, &decoded, "\(fixture.dialect), seed \(Self.seed + 1000)")
            }
        }
    }

    /// Binary dialects: bytes of any content behind the right beginning.
    @Test func anyBytesOfBinaryDialects() throws {
        var random = SplitMix(seed: Self.seed + 3000)
        var decoded = DecodedBatch()
        let starts: [(Dialect, String, [UInt8])] = [
            (.sparkplug, "spBv1.0/plant/NDATA/edge", [0x08]), (.sparkplug, "spBv1.0/plant/DBIRTH/edge/dev", [0x12]),
            (.ubisense, "ub", [0xE2, 0x98, 0x02, 0x6B]),
        ]
        for (dialect, topic, start) in starts {
            let fixture = OtherFixtures.Fixture(dialect, topic, "")
            for var decoder in try decoders(dialect) {
                for round in 0..<200 {
                    let count = Int.random(in: 0...40, using: &random)
                    let payload = start + (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                    check(fixture, payload, &decoder, &decoded, "\(dialect), round \(round), \(payload)")
                }
            }
        }
    }

    /// A tracker's bytes of any content are at most unread.
    @Test func anyBytesOfATracker() {
        var random = SplitMix(seed: Self.seed + 2000)
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        for round in 0..<600 {
            let port = round % 3 == 0 ? 136 : 18
            let count = port == 136 ? 11 : Int.random(in: 0...32, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if port == 18, !bytes.isEmpty { bytes[0] = [0x03, 0x0A, 0x0E].randomElement(using: &random) ?? 3 }
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let fixture = OtherFixtures.Fixture(
                .chirpstack, ChirpStackFixture.topic, ChirpStackFixture.uplink(port: port, hex: hex))
            check(fixture, Array(fixture.payload.utf8), &decoder, &decoded, "\(hex), seed \(Self.seed + 2000)")
        }
    }
}
