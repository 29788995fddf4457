import Foundation
import Model
import Testing

@testable import Decode

/// Every shape is one dialect's and no other's, so that the order in which they are asked does not decide.
@Suite struct OtherRecognitionTests {
    private func recognisers(_ payload: String) -> [Dialect]? {
        var tape = JSONTape()
        var payload = payload
        return payload.withUTF8 { bytes in
            do throws(Refusal) {
                tape.load(bytes)
                try tape.next(allowsMore: true)
            } catch {
                return nil
            }
            return tape.withDocument { document in
                Dialect.allCases.filter { $0.reader.recognises(document) }
            }
        }
    }

    @Test(arguments: OtherFixtures.all.indices) func aFixtureIsOfOneDialect(index: Int) {
        let fixture = OtherFixtures.all[index]
        #expect(recognisers(fixture.payload) == [fixture.dialect], "\(fixture.payload)")
        let outcome = decode(fixture.topic, fixture.payload)
        #expect(outcome.dialect == fixture.dialect)
        #expect(outcome.reasons.isEmpty, "\(fixture.payload)")
        #expect(unsound(outcome.batch) == nil)
        #expect(decode("any/topic", fixture.payload).dialect == fixture.dialect)
    }

    @Test(arguments: OtherFixtures.all.indices) func aFixtureMayHaveMembersThatNobodyKnows(index: Int) {
        let fixture = OtherFixtures.all[index]
        guard fixture.dialect != .sparkplug, let brace = fixture.payload.firstIndex(of: "{") else { return }
        var payload = fixture.payload
        payload.insert(contentsOf: #""unknown":{"a":[1,null]},"#, at: payload.index(after: brace))
        #expect(recognisers(payload) == [fixture.dialect])
        #expect(decode(fixture.topic, payload).reasons.isEmpty)
        #expect(decode(fixture.topic, payload).tags == decode(fixture.topic, fixture.payload).tags)
    }

    /// No recording of one dialect is taken for another's, whosever it is.
    @Test func everySampleIsOfAtMostOneDialect() throws {
        guard let folder = Samples.folder else {
            print("skipped: no shared samples")
            return
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        var count = 0
        for name in names where name.hasSuffix(".json") || name.hasSuffix(".ndjson") {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let messages = name.hasSuffix(".ndjson") ? text.split(separator: "\n").map(String.init) : [text]
            for message in messages {
                guard let found = recognisers(message) else { continue }
                #expect(found.count <= 1, "\(name): \(found)")
                count += 1
            }
        }
        #expect(count > 100)
    }
}
