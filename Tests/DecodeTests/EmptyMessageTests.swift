import Decode
import Model
import Testing

/// A fuzzer found `[]` from a MOKO gateway to vanish: no message may.
@Suite struct EmptyMessageTests {
    @Test(arguments: Dialect.allCases)
    func everyMessageIsAccountedFor(dialect: Dialect) throws {
        let filter = try #require(TopicFilter("#"))
        let map = DialectMap(entries: [.init(filter: filter, dialect: dialect)])
        for payload in ["", " ", "[]", "{}", "[[]]", "[{}]", "null", "0", "\"\"", "[null]", "{\"data\":[]}"] {
            let outcome = decode("gateway/7", payload, map: map)
            #expect(outcome.batch.entryCount > 0, "\(dialect) \(payload)")
        }
    }

    @Test func anEmptyListOfAGatewayIsAHeartbeat() throws {
        let filter = try #require(TopicFilter("#"))
        let map = DialectMap(entries: [.init(filter: filter, dialect: .moko)])
        #expect(decode("moko/7", "[]", map: map).health == [.heartbeat])
    }
}
