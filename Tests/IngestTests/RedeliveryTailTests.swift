import Ingest
import Model
import Testing

@Suite("Recognition of redelivered messages")
struct RedeliveryTailTests {
    /// One message in a batch of its own.
    private struct Sample {
        var batch = MessageBatch()
        var header: MessageHeader { batch.messages[0] }
        init(
            _ packetID: UInt16, _ payload: String, topic: String = "t/a", qos: UInt8 = 1,
            flags: MessageHeader.Flags = []
        ) {
            batch.append(
                topic: topic, payload: payload, receivedAt: Instant(milliseconds: 0), packetID: packetID, qos: qos,
                flags: flags)
        }
    }

    private func isRedelivery(_ sample: Sample, after noted: [Sample]) -> Bool {
        var tail = RedeliveryTail()
        for sample in noted { tail.note(sample.header, bytes: sample.batch.bytes) }
        return tail.isRedelivery(sample.header, bytes: sample.batch.bytes)
    }

    @Test("the same packet id, topic and payload with DUP is a redelivery")
    func duplicate() {
        #expect(isRedelivery(Sample(7, "x", flags: .duplicate), after: [Sample(7, "x")]))
    }

    @Test("right after a connection a message without DUP can be one too")
    func afterConnect() {
        #expect(isRedelivery(Sample(7, "x", flags: .afterConnect), after: [Sample(7, "x")]))
    }

    @Test("a constant payload in normal operation is no redelivery")
    func constantPayload() {
        #expect(!isRedelivery(Sample(7, "x"), after: [Sample(7, "x")]))
    }

    @Test(
        "another packet id, topic or payload is another message",
        arguments: [(8, "x", "t/a"), (7, "y", "t/a"), (7, "x", "t/b"), (7, "", "t/ax"), (7, "ax", "t/")])
    func different(packetID: Int, payload: String, topic: String) {
        let sample = Sample(UInt16(packetID), payload, topic: topic, flags: [.duplicate, .afterConnect])
        #expect(!isRedelivery(sample, after: [Sample(7, "x")]))
    }

    @Test("QoS 0 is never sent again")
    func qos0() {
        #expect(!isRedelivery(Sample(0, "x", qos: 0, flags: .duplicate), after: [Sample(0, "x", qos: 0)]))
    }

    @Test("DUP of a message that never came is no redelivery: it was lost on its first way")
    func duplicateOfUnseen() {
        #expect(!isRedelivery(Sample(7, "x", flags: .duplicate), after: []))
    }

    @Test("the newest message of a packet id counts")
    func idUsedAgain() {
        let noted = [Sample(7, "x"), Sample(7, "y")]
        #expect(isRedelivery(Sample(7, "y", flags: .duplicate), after: noted))
        #expect(!isRedelivery(Sample(7, "x", flags: .duplicate), after: noted))
    }

    @Test("an original out of the window is forgotten; without DUP the window is short")
    func windows() {
        var tail = RedeliveryTail()
        let original = Sample(7, "x")
        tail.note(original.header, bytes: original.batch.bytes)
        func sees(_ flags: MessageHeader.Flags) -> Bool {
            let again = Sample(7, "x", flags: flags)
            return tail.isRedelivery(again.header, bytes: again.batch.bytes)
        }
        for _ in 1..<RedeliveryTail.undeclaredWindow { tail.note(packetID: 9, contentHash: 1) }
        #expect(sees(.afterConnect))
        tail.note(packetID: 0, contentHash: 1)
        #expect(!sees(.afterConnect))
        for _ in RedeliveryTail.undeclaredWindow..<RedeliveryTail.window - 1 {
            tail.note(packetID: 0, contentHash: 1)
        }
        #expect(sees(.duplicate))
        tail.note(packetID: 9, contentHash: 1)
        #expect(!sees(.duplicate))
    }

    @Test("filled again from kept hashes it knows the same")
    func refilled() {
        let original = Sample(7, "payload of more than eight bytes")
        var tail = RedeliveryTail()
        tail.note(
            packetID: 7, contentHash: RedeliveryTail.contentHash(original.header, bytes: original.batch.bytes))
        let again = Sample(7, "payload of more than eight bytes", flags: .duplicate)
        #expect(tail.isRedelivery(again.header, bytes: again.batch.bytes))
    }

    @Test("the hash is stable, so that it may be stored")
    func stableHash() {
        let hash = "topic".utf8.withContiguousStorageIfAvailable { topic in
            RedeliveryTail.contentHash(
                topic: UnsafeRawBufferPointer(topic), payload: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        #expect(hash == 14_039_178_952_603_975_258)
    }

    @Test("hashes of many similar messages differ")
    func spread() {
        var hashes: Set<UInt64> = []
        for number in 0..<50_000 {
            let sample = Sample(1, "{\"tag\":\"a1\",\"seq\":\(number)}")
            hashes.insert(RedeliveryTail.contentHash(sample.header, bytes: sample.batch.bytes))
        }
        #expect(hashes.count == 50_000)
    }
}
