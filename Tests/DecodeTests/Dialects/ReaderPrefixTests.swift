import Decode
import Model
import Testing

/// A subscription's prefix stands before the reader of every dialect, and never before a tag.
@Suite struct ReaderPrefixTests {
    @Test(arguments: OtherFixtures.all.indices) func thePrefixIsPutOnce(index: Int) throws {
        let fixture = OtherFixtures.all[index]
        let filter = try #require(TopicFilter("#"))
        func outcome(_ prefix: String) -> Outcome {
            let map = DialectMap(entries: [.init(filter: filter, dialect: fixture.dialect, readerPrefix: prefix)])
            return decode(fixture.topic, fixture.payload, map: map)
        }
        let plain = outcome("")
        let prefixed = outcome("north/")
        #expect(plain.reasons.isEmpty && prefixed.reasons.isEmpty)
        #expect(prefixed.readers == plain.readers.map { "north/" + $0 })
        #expect(prefixed.tags == plain.tags)
        let health = plain.batch.health.map { "north/" + plain.batch.text($0.reader) }
        #expect(prefixed.batch.health.map { prefixed.batch.text($0.reader) } == health)
        #expect(!plain.readers.contains(""))
    }
}
